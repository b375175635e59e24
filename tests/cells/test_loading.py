"""Loading: what is shown once is known by the module that it is in."""

from __future__ import annotations

from importlib import import_module

from imagine_nb.cells.loading import _SHOWN


def test_what_is_shown_once_is_named_by_the_module_that_defines_it() -> None:
    assert [each for each in _SHOWN if getattr(import_module(each[0]), each[1]).__module__ != each[0]] == []
