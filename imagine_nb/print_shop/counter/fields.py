"""Validation of a JSON object's fields, each as it is read; `null` counts as absent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from imagine_nb.print_shop.counter.refusals import bad_request, misfit, missing

JSONObject = Mapping[str, Any]

_KINDS = {
    dict: "map",
    list: "sequence",
    type(None): "null",
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "floating point",
}


def required_text(body: JSONObject, name: str) -> str:
    """The text of a field that must be there and say something."""
    text = optional_text(body, name)
    if text is None:
        raise missing(name)
    if not text.strip():
        raise bad_request(f"{name} cannot be empty.")
    return text


def optional_text(body: JSONObject, name: str) -> str | None:
    """The text of a field, None where it is absent."""
    value = body.get(name)
    if value is None or isinstance(value, str):
        return value
    raise wrong_type(name, value, "a string")


def choice(body: JSONObject, name: str, allowed: Iterable[str], default: str) -> str:
    """One of the words that a field may hold."""
    value = optional_text(body, name)
    if value is None:
        return default
    words = list(allowed)
    if value not in words:
        raise unknown_variant(name, value, words)
    return value


def flag(body: JSONObject, name: str, *, default: bool = False) -> bool:
    """A field that is true or false."""
    value = body.get(name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise wrong_type(name, value, "a boolean")
    return value


def whole_number(body: JSONObject, name: str, *, low: int, high: int) -> int | None:
    """A whole number from `low` to `high`, None where the field is absent."""
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong_type(name, value, "an integer")
    if not low <= value <= high:
        raise misfit(name, f"invalid value: integer `{value}`, expected an integer from {low} to {high}")
    return value


def number(body: JSONObject, name: str, *, low: float, high: float) -> float | None:
    """A number from `low` to `high`, None where the field is absent."""
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong_type(name, value, "a number")
    if not low <= value <= high:
        raise misfit(name, f"invalid value: `{value}`, expected a number from {low:g} to {high:g}")
    return value


def texts(body: JSONObject, name: str) -> list[str]:
    """The texts of a list, none where the field is absent."""
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise wrong_type(name, value, "a sequence")
    for index, item in enumerate(value):
        if not isinstance(item, str):
            raise wrong_type(f"{name}[{index}]", item, "a string")
    return value


def query_number(query: Mapping[str, str], name: str, *, low: int, high: int = 10**9) -> int | None:
    """A whole number from `low` to `high` in the query of an address or a form, None where it is absent."""
    text = query.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 12 and low <= int(text) <= high):
        raise bad_request(f"{name} must be a whole number from {low} to {high}.")
    return int(text)


def objects(body: JSONObject, name: str) -> list[JSONObject] | None:
    """The objects of a list, None where the field is absent."""
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, list):
        raise wrong_type(name, value, "a sequence")
    return [object_of(item, f"{name}[{index}]") for index, item in enumerate(value)]


def object_of(value: Any, name: str) -> JSONObject:
    """`value`, which must be an object."""
    if not isinstance(value, dict):
        raise wrong_type(name, value, "a struct")
    return value


def unknown_variant(name: str, word: str, known: Iterable[str]) -> Exception:
    """The refusal of a word that is none of those known."""
    options = ", ".join(f"`{each}`" for each in known)
    return misfit(name, f"unknown variant `{word[:60]}`, expected one of {options}")


def wrong_type(name: str, value: Any, expected: str) -> Exception:
    """The refusal of a value of another type."""
    return misfit(name, f"invalid type: {_kind(value)}, expected {expected}")


def _kind(value: Any) -> str:
    """The value as a Rust server names it, cut short."""
    name = _KINDS[type(value)]
    if value is None or isinstance(value, dict | list):
        return name
    shown = json.dumps(value[:60] if isinstance(value, str) else value)[:80]
    return f"{name} {shown}" if isinstance(value, str) else f"{name} `{shown}`"
