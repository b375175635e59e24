"""Scenery: what settings, skies and weathers are drawn with though nobody asked for it, by its words."""

from __future__ import annotations

import functools
import re

from imagine_nb.print_shop.reading.words import meanings


def scenery_in(text: str) -> tuple[str, ...]:
    """The scenery that a text names, as captions call it: `trees`, `the sky`."""
    return tuple(dict.fromkeys(meanings("scenery")[word] for word in _words().findall(text.lower())))


def as_scenery(noun: str) -> str:
    """What a noun is called as scenery; empty for what is drawn only where somebody asks for it."""
    return meanings("scenery").get(noun, "")


@functools.cache
def _words() -> re.Pattern[str]:
    longest_first = sorted(meanings("scenery"), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
