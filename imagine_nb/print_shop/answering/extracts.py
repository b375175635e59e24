"""Extracts: the lines of a text that have a question's words, or that stand out, quoted as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

MOST_QUOTED = 5
_LONGEST_QUOTE = 240  # characters
_LONGEST_SECTION = 8  # lines under a heading that a question names
_WORD = re.compile(r"[^\W_]+")
_BULLET = re.compile(r"^\s*(?:[-*•+]|\d{1,3}[.)])\s+")
_HEADING = re.compile(r"^\s*#{1,6}\s|^[^.;,]{2,80}:\s*$")
_RULE = re.compile(r"^[\s=_*~-]*$")
_FIGURE = re.compile(r"\d")
_KEY = re.compile(r"\b(?:key|insights?|takeaways?|highlights?)\b", re.I)
_WEIGHTY = re.compile(r"\b(?:summary|conclusions?|findings?|results?)\b", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\Wa-z_])")
_COMMON_WORDS = (
    "a about according after all also am an analyse analyze and answer any are as ask at attached be"
    " been by can contain contains could describe did do document documents does each file files find"
    " for from get give given had has have her his how i if in into is it its just list many me more"
    " most much my of on one or our out page please provide question quote re read report s say says she"
    " show so some t tell text than that the their them there these they this those to told us very was"
    " we were what when where which who whose why will with would you your"
)
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text, by its number from 1 on, 0 for none; `heading` is the one that it stands under."""

    number: int
    text: str
    heading: str = ""

    def __str__(self) -> str:
        return (f"line {self.number}: " if self.number else "") + f'"{quoted(self.text)}"'


def words_of(text: str) -> list[str]:
    """The telling words of a question, in lower case, each by its stem."""
    found = (word for word in _WORD.findall(text.lower()) if word not in _COMMON)
    return list(dict.fromkeys(stem(word) for word in found))


def stem(word: str) -> str:
    """A word without the ending of a plural: "sales" and "sale" are one."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@dataclass(frozen=True, slots=True)
class Word:
    """A word to look for, by its stem: "sale" is in "Sales 2024" and not in "wholesale".

    `root` is how all its forms begin.
    """

    root: str
    pattern: re.Pattern[str] = field(repr=False)

    @classmethod
    def of(cls, stemmed: str) -> Word:
        """The word that has this stem."""
        root, ends = (stemmed[:-1], "ys?|ies") if stemmed.endswith("y") else (stemmed, "s?")
        return cls(root, re.compile(rf"(?<![^\W_]){re.escape(root)}(?:{ends})(?![^\W_])"))

    def is_in(self, low: str) -> bool:
        """Whether a text in lower case has it as a whole word."""
        return self.root in low and self.pattern.search(low) is not None


def many(count: int, noun: str) -> str:
    """A count of something, in English."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def quoted(text: str) -> str:
    """A text on one line, cut where it is long."""
    plain = " ".join(_BULLET.sub("", text).split())
    return plain if len(plain) <= _LONGEST_QUOTE else plain[: _LONGEST_QUOTE - 1] + "…"


def lines_of(text: str) -> list[Line]:
    """The lines that say something, each with its heading."""
    found, heading = [], ""
    for number, line in enumerate(text.splitlines(), 1):
        if _RULE.match(line):
            continue
        found.append(Line(number, line, heading))
        if _HEADING.match(line):
            heading = heading_text(line)
    return found


def headings_of(lines: Iterable[Line]) -> list[str]:
    """The headings, in order."""
    return [heading_text(line.text) for line in lines if _HEADING.match(line.text)]


def heading_text(line: str) -> str:
    """A heading without the marks around it."""
    return line.strip().lstrip("#").strip().removesuffix(":").strip()


def matching(lines: Sequence[Line], words: Sequence[str]) -> list[Line]:
    """The lines with most of these words, rare ones before common ones, in their order.

    Where the best of them is a heading, what stands under it.
    """
    hits = [(line, found) for line in lines if (found := _found(line.text, words))]
    if not hits:
        return []
    counts = {word: sum(word in found for _, found in hits) for word in words}
    weights = [sum(1 / counts[word] for word in found) + len(found) for _, found in hits]
    best = max(weights)
    chosen = [line for (line, _), weight in zip(hits, weights, strict=True) if weight >= 0.75 * best]
    if not _HEADING.match(chosen[0].text):
        return chosen
    under = [line for line in lines if line.number > chosen[0].number]
    name = heading_text(chosen[0].text)
    section = [line for line in under[:_LONGEST_SECTION] if line.heading == name and not _is_heading(line)]
    return section or chosen


def _is_heading(line: Line) -> bool:
    return _HEADING.match(line.text) is not None


def _found(text: str, words: Sequence[str]) -> set[str]:
    low = text.lower()
    if not any(word[:4] in low for word in words):  # most lines have none of them
        return set()
    there = {stem(word) for word in _WORD.findall(low)}
    return there.intersection(words)


def outstanding(lines: Sequence[Line], words: Sequence[str], count: int) -> list[Line]:
    """The `count` sentences under a heading such as "Key insights", or with figures, in their order."""
    units = [
        Line(line.number, part, line.heading)
        for line in lines[:2_000]
        if not _is_heading(line)
        for part in _SENTENCE.split(line.text)
    ]
    ranked = sorted(range(len(units)), key=lambda at: (-_weight(units[at], units[at - 1 : at], words), at))
    return [units[at] for at in sorted(ranked[:count])]


def _weight(unit: Line, before: Sequence[Line], words: Sequence[str]) -> float:
    is_first = not before or before[0].heading != unit.heading
    weight = 4.0 * bool(_KEY.search(unit.heading)) + 3.0 * bool(_WEIGHTY.search(unit.heading))
    weight += bool(_FIGURE.search(unit.text)) + 0.5 * is_first
    return weight + 2.0 * len(_found(unit.text, words)) - (3.0 if len(unit.text.split()) < 3 else 0.0)
