"""The table of words that are not nouns, from words.txt: settings, times, styles, counts, relations."""

from __future__ import annotations

import functools
from importlib.resources import files


@functools.cache
def sections() -> dict[str, dict[str, str]]:
    """For every section of the table, each word or phrase and what it means."""
    table: dict[str, dict[str, str]] = {}
    section: dict[str, str] = {}
    for line in (files("imagine_nb.print_shop.reading") / "words.txt").read_text("utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if text.startswith("["):
            section = table.setdefault(text.strip("[]"), {})
        elif text:
            meaning, _, words = text.partition(":")
            section.update({word.strip(): meaning.strip() for word in words.split(",")})
    return table


def meanings(section: str) -> dict[str, str]:
    """The words of one section ("settings", "times", "weathers", "styles", ...) and what they mean."""
    return sections()[section]


@functools.cache
def counts() -> dict[str, int]:
    """Number words and collective ones: "three", "a dozen", "flock"."""
    return {word: int(number) for word, number in sections()["counts"].items()}


@functools.cache
def groups() -> dict[str, tuple[str, ...]]:
    """Words for several nouns at once: "farm animals"."""
    return {word: tuple(nouns.split(" + ")) for word, nouns in sections()["groups"].items()}


@functools.cache
def irregular_plurals() -> dict[str, str]:
    """The irregular plurals of nouns, for captions."""
    return {noun: plural for plural, noun in sections()["plurals"].items()}
