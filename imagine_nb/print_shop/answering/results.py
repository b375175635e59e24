"""Results of functions, handed back: passed on in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_LONGEST = 2_000  # characters of a result that are quoted


@dataclass(frozen=True, slots=True)
class Result:
    """What a function gave back: its name, empty where it is not known, and the text."""

    name: str
    text: str


def passed_on(results: Sequence[Result]) -> str:
    """The results, quoted."""
    said = " ".join(f"{each.name or 'The function'} answered: “{_short(each.text)}”." for each in results)
    return f"{said} The print shop only passes that on."


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
