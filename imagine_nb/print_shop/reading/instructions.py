"""The wording of instructions: clauses, and the words that remove, replace, count and size."""

from __future__ import annotations

import re

from imagine_nb.print_shop.reading.words import counts

VERBS = (
    "add|put|give|place|insert|include|draw|remove|delete|erase|take|replace|swap|change|turn|make|move|shift|"
    "colou?r|paint|recolou?r|zoom|keep|leave|set|write|letter|show|use|render|convert|flip|mirror|rotate|crop|blur|tint|frame|sharpen|brighten|darken|upscale|enlarge|shrink|"
    "let|without|with|as|in the style|there should|double|dress|transform|restyle"
)
CLAUSES = re.compile(
    rf"\s*(?:[;.!]|,?\s*\b(?:and then|then|and also|and|but)\b|,)\s*(?=(?:please )?(?:{VERBS})\b)", re.I
)
QUOTES = re.compile(r"[\"“”«»].+?[\"“”«»]|(?<!\w)'[^']{1,60}'(?!\w)", re.S)
REMOVE = re.compile(
    r"\b(?:remove|delete|erase|take away|get rid of|without|take out|no more|drop the|take off)\b", re.I
)
REPLACE = re.compile(
    r"\b(?:replace|swap|exchange|substitute)\s+(?P<old>.+?)\s+(?:with|by|for)\s+(?P<new>.+)"
    r"|\b(?:change|turn|transform|convert|make)\s+(?P<old2>the .+?|it|this)\s+"
    r"(?:into|to|a|an)\s+(?P<new2>.+)"
    r"|^(?P<new3>.+?)\s+instead of\s+(?P<old3>.+)",
    re.I | re.S,
)
WHOLE = re.compile(r"\b(?:picture|image|photo|background|everything|whole)\b", re.I)
MORE = re.compile(r"\bmore\b|\banother\b|\bextra\b", re.I)
FEWER = re.compile(r"\bfewer\b|\bless\b|\bone less\b", re.I)
LARGER = re.compile(r"\b(?:bigger|larger|taller|huger|enlarge|grow)\b", re.I)
SMALLER = re.compile(r"\b(?:smaller|tinier|shrink|shorter)\b", re.I)
SIZE_STEPS = ("tiny", "small", "", "large", "huge")
KEEP = re.compile(r"^\s*(?:please )?(?:keep|leave)\b", re.I)
OF_THEM = re.compile(r"\b(?:of (?:them|it|those)|copies)\b", re.I)
EVERYTHING = re.compile(r"^\s*(?:everything|all of it|the whole (?:picture|scene))\s*$", re.I)


def clauses(instruction: str) -> list[str]:
    """An instruction cut where another verb begins; text in quotes is never cut."""
    quotes = QUOTES.findall(instruction)
    veiled = QUOTES.sub("\ue000", instruction)
    parts = [part for part in CLAUSES.split(veiled) if part.strip(" ,.;!")]
    return [re.sub("\ue000", lambda _: quotes.pop(0), part).strip() for part in parts]


def replacement_in(clause: str) -> tuple[str, str] | None:
    """What is to be replaced, and by what; None where nothing is."""
    if (match := REPLACE.search(clause)) is None:
        return None
    old, new = (match[k] or match[f"{k}2"] or match[f"{k}3"] for k in ("old", "new"))
    return old.strip(), new.strip()


def number_in(clause: str) -> int:
    """The number that a clause names, 0 for none; "a" and "another" are none."""
    for word in re.findall(r"\w+", clause.lower()):
        if word.isdecimal():
            return int(word)
        if word in counts() and word not in ("a", "an", "another"):
            return counts()[word]
    return 0


def counted(clause: str) -> bool:
    """Whether the clause names a number."""
    return number_in(clause) > 0
