"""Candidates: the types that a schema allows, and known values as one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from imagine_nb.print_shop.answering.schemas.schema import Schema, is_number, types_in

_KINDS = {
    "object": ("properties", "required", "additionalProperties", "patternProperties", "minProperties"),
    "array": ("items", "prefixItems", "minItems", "uniqueItems", "contains"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}
_FORMS = frozenset({"enum", "const", "pattern", "format"})  # of a text
_FLAGS = {"yes": (True,), "true": (True,), "no": (False,), "false": (False,)}


def kinds_in(flat: Schema) -> list[str]:
    """The types that a flat schema allows or, where it names none, the one that its keywords are about."""
    kinds = types_in(flat["type"]) if "type" in flat else []
    if not kinds:
        about = next(
            (kind for kind, words in _KINDS.items() if any(word in flat for word in words)), "string"
        )
        kinds = [about]
    return [*kinds, "null"] if flat.get("nullable") is True else kinds


def rank(kind: str, flat: Schema, *, numeric: bool) -> int:
    """What is made of parts first; null tells more than a zero, but less than the word "unknown".

    A text of a fixed form looks as if it were known, so it comes after null. Where a number would do, a text
    has to be one: it comes last.
    """
    if kind == "string" and not numeric and not _FORMS.isdisjoint(flat):
        return 3
    return {"object": 0, "array": 0, "string": 4 if numeric else 1, "null": 2}.get(kind, 3)


def options_in(flat: Schema) -> list[Any] | None:
    """The values that it names, None where it names none."""
    if "const" in flat:
        return [flat["const"]]
    return flat.get("enum")


def is_named(option: Any, known: Sequence[Any]) -> bool:
    """Whether one of the known values is this option, or has it among its words."""
    name = str(option).lower()
    words = {str(each).lower() for value in known for each in listed(value)}
    return name in words or any(name in text.split() for text in words)


def listed(value: Any) -> list[Any]:
    """It as a list, if it is none."""
    return value if isinstance(value, list) else [value]


def typed(kind: str, value: Any) -> Iterator[Any]:
    """A known value as one of another kind, where it can be that."""
    match kind:
        case "integer" if is_number(value) and value == int(value):
            yield int(value)
        case "integer" if isinstance(value, list):
            yield len(value)
        case "number" if is_number(value):
            yield value
        case "boolean" if isinstance(value, str):
            yield from _FLAGS.get(value.strip().lower(), ())
        case "boolean":
            yield bool(value)
        case "string":
            yield ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        case "object" if isinstance(value, dict):
            yield value
