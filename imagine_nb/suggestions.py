"""Spelling suggestions: the known word most like an unknown one, for the "Did you mean ...?" of errors."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from imagine_nb.errors import InputError
from imagine_nb.values import in_short

_LISTED = 40  # words


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.5) -> str:
    """The known word most like this one: by shape where both are ratios, else by letters; empty for none."""
    words = list(known)
    if (shape := _shape(word)) is not None:
        shapes = {each: found for each in words if (found := _shape(each)) is not None}
        if shapes:
            return min(shapes, key=lambda each: abs(math.log(shapes[each] / shape)))
    return next(iter(similar(word, words, count=1, cutoff=cutoff)), "")


def similar(text: str, known: Iterable[str], *, count: int = 3, cutoff: float = 0.5) -> list[str]:
    """The known texts most like this one, the most similar first."""
    from difflib import get_close_matches

    found = get_close_matches(text, list(known), count, cutoff)
    return found or get_close_matches(text.lower(), list(known), count, cutoff)


def meant(word: str, known: Iterable[str], *, told: str = "", others: str = "", cutoff: float = 0.5) -> str:
    """`Did you mean ...?` of the nearest known word, else `others: ` and their `listing`.

    `told` is how the word stands in the question: `{}=` makes it an option of Python.
    """
    words = sorted(known)
    if near := nearest(word, words, cutoff=cutoff):
        return f"Did you mean {(told or '{}').format(near)}?"
    return f"{others}: {listing(words)}." if others else ""


def listing(words: Sequence[str]) -> str:
    """Words with commas between them, as many as somebody reads: a table may have a thousand columns."""
    return ", ".join(words[:_LISTED]) + (" …" if len(words) > _LISTED else "")


def checked(word: str, value: str | None, allowed: Sequence[str], *, of: str = "") -> str | None:
    """`value` where it is allowed (or None); raises InputError that names the nearest and all others."""
    if value is None or (isinstance(value, str) and value in allowed):
        return value
    near = nearest(in_short(value).strip("'\""), allowed)
    question = f"Did you mean {near!r}? " if near else ""
    raise InputError(
        f"There is no {word} {in_short(value)}{of}.", advice=f"{question}Allowed: {', '.join(allowed)}."
    )


def no_attribute(name: str, known: Iterable[str], *, of: str) -> AttributeError:
    """AttributeError for a name that is not there, with the public one that may have been meant."""
    near = meant(name, {each for each in known if not each.startswith("_")}, told="{!r}", cutoff=0.6)
    return AttributeError(f"{of} has no {name!r}. {near}".rstrip())


def _shape(ratio: str) -> float | None:
    """Width by height of `16:9`, `16x9` or `1920/1080`; None for anything else."""
    numbers = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*[:x×/]\s*(\d+(?:\.\d+)?)\s*", ratio)
    width, height = map(float, numbers.groups()) if numbers else (0.0, 0.0)
    return width / height if width and height else None
