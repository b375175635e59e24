"""The table of nouns that can be drawn, curated by hand in nouns.txt."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Noun:
    """How one noun is drawn: its art, natural colour, height (of the picture, when alone), home and traits."""

    name: str
    art: str
    colour: str
    height: float
    home: str
    traits: frozenset[str]


@functools.cache
def nouns() -> dict[str, Noun]:
    """Every noun by its own name."""
    return {noun.name: noun for noun, _ in _rows()}


@functools.cache
def words() -> dict[str, str]:
    """Every word or phrase, in the singular and plural, and the noun that it means."""
    table: dict[str, str] = {}
    for noun, synonyms in _rows():
        for word in (noun.name, *synonyms):
            for form in (word, plural(word)):
                table.setdefault(form, noun.name)
    return table


def plural(word: str) -> str:
    """The regular plural; irregular ones stand in the table as synonyms."""
    if " of " in word:
        head, rest = word.split(" of ", 1)
        return f"{plural(head)} of {rest}"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "sh", "ch", "x", "z")) else "s")


@functools.cache
def _rows() -> tuple[tuple[Noun, tuple[str, ...]], ...]:
    text = (files("imagine_nb.print_shop") / "nouns.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return tuple(_row(line) for line in lines)


def _row(line: str) -> tuple[Noun, tuple[str, ...]]:
    names, art, colour, height, home, traits = (part.strip() for part in line.split("|"))
    name, *synonyms = (word.strip() for word in names.split(","))
    return Noun(name, art, colour, float(height), home, frozenset(traits.split())), tuple(synonyms)
