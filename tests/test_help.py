"""`help(imagine_nb)` and `?` are enough to work by: they name all there is."""

from __future__ import annotations

import inspect
import re

import pytest

import imagine_nb

MANUAL = inspect.getdoc(imagine_nb) or ""


def test_every_public_name_that_makes_something_is_in_it() -> None:
    others = {"Answer", "Chat", "Picture", "aio", "allow_nested_loops", "chat", "errors", "panel", "sync"}
    named = set(re.findall(r"[A-Za-z]+(?:_many)?", MANUAL))
    missing = set(imagine_nb.__all__) - others - named
    assert missing == set()


@pytest.mark.parametrize("function", ["imagine", "ask", "imagine_many", "ask_many"])
def test_the_help_of_a_function_says_what_each_of_its_options_is(function: str) -> None:
    found = getattr(imagine_nb, function)
    told = inspect.getdoc(found) or ""
    options = [
        name for name in inspect.signature(found).parameters if name not in {"prompt", "question", "table"}
    ]
    assert [name for name in options if f"`{name}`" not in told] == []
