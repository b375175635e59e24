"""JSON fields: the texts, numbers and objects under a name in what others sent, bounded when they come in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from imagine_nb.money import TICKS_PER_USD

# What a request may have cost and used, at most. Beyond it nobody knows; up to it the sums of ninety thousand
# requests, each the dearest, are numbers that a database has: below 2^63.
MAX_TICKS = 10_000 * TICKS_PER_USD
MAX_COUNT = 10**12  # of tokens, bytes, or seconds since 1970
MAX_TEXTS = 200  # of one list
_NUMBER = re.compile(r"[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?")


def writable(text: str) -> str:
    """`text` with a question mark for each half of a character, which no file or database takes."""
    return text if text.isascii() else text.encode(errors="replace").decode()


def text_in(mapping: Mapping[str, Any], name: str, *, most: int | None = None) -> str | None:
    """The text under `name`, its first `most` characters; None where it is absent or something else."""
    value = mapping.get(name)
    return writable(value[:most]) if isinstance(value, str) and value else None


def texts_in(mapping: Mapping[str, Any], name: str, *, most: int | None = None) -> tuple[str, ...]:
    """The texts of the list under `name`, the first `most` characters of each; none where it is no list."""
    found = mapping.get(name)
    listed = found[:MAX_TEXTS] if isinstance(found, list) else ()
    return tuple(writable(each[:most]) for each in listed if isinstance(each, str) and each)


def object_in(mapping: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The object under `name`; an empty one where it is absent or something else."""
    found = mapping.get(name)
    return found if isinstance(found, dict) else {}


def objects(value: object) -> Iterator[dict[str, Any]]:
    """The objects of a list, whatever else is in it; nothing of what is no list."""
    return (each for each in (value if isinstance(value, (list, tuple)) else ()) if isinstance(each, dict))


def count_in(counts: Mapping[str, Any], *names: str, most: int = MAX_COUNT) -> int | None:
    """The whole number from 0 to `most` under the first of these names that has one, None where none has."""
    found = (_count(counts.get(name), most) for name in names)
    return next((value for value in found if value is not None), None)


def _count(value: Any, most: int) -> int | None:
    """A number as JSON may spell it: `5`, `5.0`, `5e0`. What is negative or beyond all measure is none."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return round(value) if is_number and 0 <= value <= most else None


def bill_in(usage: Mapping[str, Any]) -> int | None:
    """The bill in a body's usage, in ticks; None for what is no bill. Some gateways send it as text."""
    told = usage.get("cost_in_usd_ticks")
    if isinstance(told, str) and _NUMBER.fullmatch(told.strip()):
        told = float(told)
    return _count(told, MAX_TICKS)
