"""The table of nouns that can be drawn, curated by hand in nouns.txt."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.resources import files

from imagine_nb.print_shop.reading.colours import COLOURS, GLASS, Colour
from imagine_nb.print_shop.reading.words import meanings


@dataclass(frozen=True, slots=True)
class Noun:
    """How one noun is drawn: art, natural colour, height (of the picture, when alone), home and traits."""

    name: str
    art: str
    colour: str
    height: float
    home: str
    traits: frozenset[str]
    touches: tuple[tuple[float, float, Colour], ...] = ()

    @property
    def worn(self) -> str:
        """Where it is worn: "head", "eyes", "neck", or "" for what is not worn."""
        return next((t.removeprefix("worn-") for t in self.traits if t.startswith("worn-")), "")


@functools.cache
def nouns() -> dict[str, Noun]:
    """Every noun by its own name."""
    return {noun.name: noun for noun, _ in _rows()}


@functools.cache
def words() -> dict[str, tuple[str, bool]]:
    """Every word or phrase, singular and plural: the noun that it means, and whether it means several."""
    table: dict[str, tuple[str, bool]] = {}
    for noun, synonyms in _rows():
        for word in (noun.name, *synonyms):
            table.setdefault(word, (noun.name, word.split()[-1] in meanings("irregular")))
    for noun, synonyms in _rows():
        for word in (noun.name, *synonyms):
            table.setdefault(plural(word), (noun.name, True))
    table.pop("does")  # the verb, before it is deer
    return table


def vocabulary() -> dict[str, tuple[str, ...]]:
    """The words that can be drawn, by what they are: things by their own names, without synonyms."""
    known = {kind: sorted({*meanings(kind).values()}) for kind in ("settings", "times", "weathers", "styles")}
    every = {"things": sorted(nouns()), **known, "colours": sorted(COLOURS)}
    return {kind: tuple(word for word in found if word) for kind, found in every.items()}


def plural(word: str) -> str:
    """The regular plural."""
    if " of " in word:
        head, rest = word.split(" of ", 1)
        return f"{plural(head)} of {rest}"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "sh", "ch", "x", "z")) else "s")


@functools.cache
def _rows() -> tuple[tuple[Noun, tuple[str, ...]], ...]:
    text = (files("imagine_nb.print_shop.reading") / "nouns.txt").read_text("utf-8")
    return tuple(_row(line) for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _row(line: str) -> tuple[Noun, tuple[str, ...]]:
    names, art, colour, height, home, traits, *rest = (part.strip() for part in line.split("|"))
    name, *synonyms = (word.strip() for word in names.split(","))
    touches = tuple(_touch(text) for text in rest[0].split(";")) if rest and rest[0] else ()
    return Noun(name, art, colour, float(height), home, frozenset(traits.split()), touches), tuple(synonyms)


def _touch(text: str) -> tuple[float, float, Colour]:
    colour, x, y = text.split()
    return float(x), float(y), GLASS if colour == "glass" else COLOURS[colour]


@functools.cache
def touches_of(art: str) -> tuple[tuple[float, float, Colour], ...]:
    """The coloured parts of an emoji that is drawn as scenery."""
    return next((noun.touches for noun in nouns().values() if noun.art == art), ())
