"""Data frames of pictures and answers: the columns that pandas finds in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import Field, InitVar, field, fields, make_dataclass
from importlib import import_module
from typing import Any, TypeVar

from imagine_nb.errors import InputError

T = TypeVar("T")


def pandas(*, instead: str = "") -> Any:
    """The module pandas. Raises InputError where it is not installed; `instead` says what does without it."""
    try:
        return import_module("pandas")
    except ImportError:
        advice = f"Install it (pip install pandas){instead}."
        raise InputError("pandas is not installed.", advice=advice) from None


def tabular(*columns: str) -> Callable[[type[T]], type[T]]:
    """Decorator of a dataclass whose instances are rows of a frame: by these attributes.

    Frames ask a dataclass for its fields, and copy what is in them. Those of a picture are no facts: a studio
    and a way to its file, which cannot be copied. `replace` takes its own fields as before.
    """

    def decorated(kind: Any) -> Any:
        held = [each.name for each in fields(kind)]

        def state(self: Any) -> list[Any]:
            return [getattr(self, name) for name in held]

        def restore(self: Any, values: list[Any]) -> None:
            for name, value in zip(held, values, strict=True):
                object.__setattr__(self, name, value)

        kind.__dataclass_fields__ = _fields(columns, held)
        kind.__getstate__, kind.__setstate__ = state, restore  # pickle's would ask for the fields
        return kind

    return decorated


def _fields(columns: Sequence[str], held: Sequence[str]) -> dict[str, Field[Any]]:
    """The fields of a class that holds some things and shows others, as `dataclasses` keeps them."""
    shown = [(name, Any, field(init=name in held, default=None)) for name in columns]
    hidden = [(name, InitVar[Any], None) for name in held if name not in columns]
    made: Any = make_dataclass("Columns", [*shown, *hidden])
    found: dict[str, Field[Any]] = made.__dataclass_fields__
    return found
