"""Printable text: what a screen would obey shown as codes; counts of things in words."""

from __future__ import annotations

import re

# A terminal obeys control characters, C1's too, and any reader of text turns what follows an override.
# Marks of direction and joiners stay: honest text needs them, and so do the letters of a flag.
_OBEYED = re.compile(
    "\r\n"
    "|\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f"
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_FLAG = "\U0001f3f4"  # of England, Scotland or Wales, say


def printable(text: str) -> str:
    r"""`text` to be shown: what a screen would obey stands as its code, as in `\x1b` and `\u202e`.

    Line breaks and tabs stay. What is kept or sent is never changed, only what is shown.
    """
    return _OBEYED.sub(_code, text)


def counted(number: int, word: str) -> str:
    """A number of things in words: `1 picture`, `2,000 pictures`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _code(match: re.Match[str]) -> str:
    found = match.group()
    if found == "\r\n":
        return "\n"
    return found if found.startswith(_FLAG) else found.encode("unicode_escape").decode()
