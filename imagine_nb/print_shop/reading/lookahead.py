"""Lookahead in a prompt's tokens: whether a noun or a setting begins at a place, and which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imagine_nb.print_shop.reading.colours import COLOURS
from imagine_nb.print_shop.reading.nouns import words
from imagine_nb.print_shop.reading.words import counts, groups, meanings

LONGEST = 4  # words of a phrase
_AHEAD = 5


@dataclass(frozen=True, slots=True)
class Found:
    """A noun of the table as a prompt has it, and how many tokens long."""

    name: str
    several: bool
    length: int


def is_noun(phrase: str) -> bool:
    """Whether the whole phrase is one that can be drawn."""
    return phrase in words() or phrase in groups()


def noun_at(tokens: Sequence[str], at: int) -> Found | None:
    """The longest noun that begins here."""
    for length in range(min(LONGEST, len(tokens) - at), 0, -1):
        if found := words().get(" ".join(tokens[at : at + length])):
            return Found(*found, length)
    return None


def noun_after(tokens: Sequence[str], at: int) -> Found | None:
    """The noun that begins here or after some adjectives."""
    for place in range(at, min(at + _AHEAD, len(tokens))):
        if found := noun_at(tokens, place):
            return found
        if not _adjective(tokens[place]):
            return None
    return None


def _adjective(word: str) -> bool:
    known = ("colours", "sizes", "materials", "passed over")
    return word in counts() or word in COLOURS or any(word in meanings(section) for section in known)


def setting_at(tokens: Sequence[str], at: int, *, least: int = 1) -> bool:
    """Whether a setting of at least so many words begins here."""
    lengths = range(least, min(LONGEST, len(tokens) - at) + 1)
    return any(" ".join(tokens[at : at + length]) in meanings("settings") for length in lengths)
