"""Values that a program gives: told in a few words, and checked to be text, a list, a flag or JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from imagine_nb.errors import InputError, without_keys
from imagine_nb.fields import is_writable


def in_short(value: object, most: int = 40) -> str:
    """The first characters of a value, for an error, without a key; its type where it cannot say more.

    Text stands in quotes.
    """
    try:
        told = without_keys(str(value))[:most]
        return repr(told) if isinstance(value, str) else told
    except Exception:  # noqa: BLE001 - whatever a class of the program's does, or a value nested too deep
        return kind_of(value)


def kind_of(value: object, *, is_first: bool = False) -> str:
    """The type of a value with its article, `an int`; `An int` where it begins a sentence."""
    kind = type(value).__name__
    article = "an" if kind[:1].lower() in tuple("aeio") else "a"  # it is a ufunc
    return f"{article.title() if is_first else article} {kind}"


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
    if value is None or (isinstance(value, str) and value.strip() and is_writable(value)):
        return value
    raise InputError(f"{of} is {in_short(value)}.", advice=advice)


def path_given(value: object, *, of: str = "path") -> str:
    """The text of a path. Raises InputError for what is neither text nor a path, and for blanks."""
    text = os.fspath(value) if isinstance(value, os.PathLike) else value
    if isinstance(text, str) and (text.strip() or not text):  # an empty one is the folder here
        return text
    raise InputError(f"{of} is {in_short(value)}.", advice="It is the name of a file, as out/fox.jpg.")


def flag_given(value: object, *, of: str) -> bool | None:
    """True or False, None where neither is given. Raises InputError for anything else."""
    if value is None or isinstance(value, bool):
        return value
    raise InputError(f"{of} is {in_short(value)}.", advice="It is True or False.")


def call_given(value: object, *, of: str, advice: str) -> Callable[..., object] | None:
    """What can be called, None where there is none. Raises InputError for anything else."""
    if value is None or callable(value):
        return value
    raise InputError(f"{of} is {in_short(value)}.", advice=advice)


def checked_count(value: int, *, of: str, least: int = 1, most: int | None = None, advice: str = "") -> int:
    """A whole number from `least` to `most`. Raises InputError for anything else."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if not is_whole or value < least or (most is not None and value > most):
        rest = "" if most is None else f" to {most}"
        advice = advice or f"It is a count from {least}{rest}."
        raise InputError(f"{of} is {in_short(value)}.", advice=advice)
    return value


def count_given(value: int | None, *, of: str, least: int, most: int) -> int | None:
    """The same, None where there is none."""
    return None if value is None else checked_count(value, of=of, least=least, most=most)


def as_json(value: object, *, of: str) -> str:
    """A value as JSON. Raises InputError for what is none, or nested too deep."""
    try:
        return json.dumps(value, allow_nan=False, sort_keys=True)
    except (TypeError, ValueError, RecursionError) as exc:
        told = f"{of} is no JSON: {str(exc)[:80]}."
        raise InputError(told, advice="Give texts, numbers, lists and dicts.") from exc
