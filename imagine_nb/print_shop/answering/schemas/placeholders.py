"""Placeholders: plain values of one kind that say nothing, as a flat schema may want them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from math import ceil, floor
from typing import Any

from imagine_nb.print_shop.answering.schemas.effort import TooMuch
from imagine_nb.print_shop.answering.schemas.patterns import tree_of
from imagine_nb.print_shop.answering.schemas.schema import ALSO, Document, Schema
from imagine_nb.print_shop.answering.schemas.strings import strings_of
from imagine_nb.print_shop.answering.schemas.text_formats import PLACEHOLDERS
from imagine_nb.print_shop.answering.schemas.validation import contents_in

UNKNOWN = "unknown"
MOST_ITEMS = 1_000  # of a list or an object
_LONGEST_TEXT = 10_000
_MODEST = frozenset(
    (
        "unknown",
        "unspecified",
        "undefined",
        "uncertain",
        "unclear",
        "unsure",
        "none",
        "n/a",
        "na",
        "other",
        "neutral",
    )
)
_WORDS = (UNKNOWN, "Unknown", "UNKNOWN", "0", "0.0", "n/a", "?", "-")


def placeholders(kind: str, schema: Schema, document: Document) -> Iterator[Any]:
    """Values of a kind, the plainest first; the caller checks whether they fit."""
    match kind:
        case "string":
            yield from _texts(schema, document)
        case "number" | "integer":
            yield from _numbers(schema, whole=kind == "integer")
        case "boolean":
            yield from (False, True)
        case "null":
            yield None


def modest_first(options: list[Any]) -> list[Any]:
    """The options, the one first that admits ignorance, if there is one."""
    return sorted(options, key=lambda option: str(option).lower() not in _MODEST)


def bounded(schema: Schema, name: str, most: int) -> int:
    """How many of something a schema asks for at least. Raises TooMuch where that is too many."""
    least: int = ceil(schema.get(name, 0))
    if least > most:
        raise TooMuch(f"The schema asks for {name} {least}; the print shop gives at most {most}.")
    return least


def _texts(schema: Schema, document: Document) -> Iterator[str]:
    least, most = bounded(schema, "minLength", _LONGEST_TEXT), schema.get("maxLength", _LONGEST_TEXT)
    for name in (schema.get("format", ""), *contents_in(schema)):
        yield from PLACEHOLDERS.get(name, ())
    yield from _WORDS
    if least:
        yield " ".join([UNKNOWN] * ceil((least + 1) / (len(UNKNOWN) + 1)))
        yield UNKNOWN.ljust(least, "?") if least > len(UNKNOWN) else "?" * int(least)
    patterns = [part["pattern"] for part in (schema, *schema.get(ALSO, ())) if "pattern" in part]
    for pattern in patterns:
        yield from _matching(pattern, least, most, document)
    yield ""
    yield from (f"{UNKNOWN} {number}" for number in range(2, MOST_ITEMS))
    yield from (chr(97 + number % 26) * max(1, int(least)) for number in range(26))


def _matching(pattern: str, least: int, most: int, document: Document) -> Iterator[str]:
    tree = tree_of(pattern)
    yield from strings_of(tree, least=least, most=most, effort=document.effort)
    for text in strings_of(tree, least=0, most=least, effort=document.effort):  # with more around it
        yield from (
            text.ljust(least, "x"),
            text.rjust(least, "x"),
            text.ljust(least),
            text.center(least, "x"),
        )


def _numbers(schema: Schema, *, whole: bool) -> Iterator[Any]:
    lows = [Fraction(str(schema[name])) for name in ("minimum", "exclusiveMinimum") if name in schema]
    highs = [Fraction(str(schema[name])) for name in ("maximum", "exclusiveMaximum") if name in schema]
    step = Fraction(str(schema.get("multipleOf", 1)))
    step = Fraction(step.numerator) if whole else step
    yield 0 if whole else 0.0
    if lows:
        low = max(lows)
        yield from _number_of(low, ceil(low / step) * step, *(ceil(low / step + k) * step for k in (1, 2)))
    if highs:
        high = min(highs)
        yield from _number_of(high, *(floor(high / step - k) * step for k in (0, 1)))
    if lows and highs:
        low, high = max(lows), min(highs)
        yield from _number_of(*(low + (high - low) * Fraction(part, 8) for part in (4, 2, 1, 3, 5, 6, 7)))
    yield 0.5
    base = max(lows) if lows else min(highs) - MOST_ITEMS * step if highs else Fraction(0)
    yield from _number_of(*(ceil(base / step + k) * step for k in range(MOST_ITEMS)))


def _number_of(*values: Fraction) -> Iterator[Any]:
    return (int(value) if value.denominator == 1 else float(value) for value in chain(values))
