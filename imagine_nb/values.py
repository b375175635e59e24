"""Values that a program gives: told in a few words, and checked to be text, a list, a flag or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from imagine_nb.errors import InputError, without_keys


def in_short(value: object, most: int = 40) -> str:
    """The first characters of a value, for an error, without a key; its type where it cannot say more.

    Text stands in quotes.
    """
    try:
        told = without_keys(str(value))[:most]
        return repr(told) if isinstance(value, str) else told
    except Exception:  # noqa: BLE001 - whatever a class of the program's does, or a value nested too deep
        return f"a {type(value).__name__}"


def listed(values: object, *, of: str, advice: str) -> list[Any]:
    """The items of a list, or of anything else that is gone through; raises InputError for text and dicts."""
    if isinstance(values, (str, bytes, bytearray, Mapping)) or not isinstance(values, Iterable):
        raise InputError(f"{of} is {in_short(values)}.", advice=advice)
    return list(values)


def text_given(
    value: object, *, of: str, may_be_empty: bool = False, advice: str = "It is text."
) -> str | None:
    """Text that can be sent, None where there is none. Raises InputError for anything else."""
    if may_be_empty and isinstance(value, str) and not value:
        return None
    if value is None or (isinstance(value, str) and value.strip() and is_whole(value)):
        return value
    raise InputError(f"{of} is {in_short(value)}.", advice=advice)


def is_whole(text: str) -> bool:
    """Whether it holds no half of a surrogate pair, which cannot be encoded."""
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def flag_given(value: object, *, of: str) -> bool | None:
    """True or False, None where neither is given. Raises InputError for anything else."""
    if value is None or isinstance(value, bool):
        return value
    raise InputError(f"{of} is {in_short(value)}.", advice="It is True or False.")


def as_json(value: object, *, of: str) -> str:
    """A value as JSON. Raises InputError for what is none, or nested too deep."""
    try:
        return json.dumps(value, allow_nan=False, sort_keys=True)
    except (TypeError, ValueError, RecursionError) as exc:
        told = f"{of} is no JSON: {str(exc)[:80]}."
        raise InputError(told, advice="Give texts, numbers, lists and dicts.") from exc
