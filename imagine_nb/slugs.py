"""Short forms of a text: a slug for names of files and variables, and one clipped line for captions."""

from __future__ import annotations

import re
import unicodedata

_SMALL_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "it", "its", "of", "on", "or",
     "that", "the", "this", "to", "with"}
)  # fmt: skip
_CHARACTERS = 40
CLIPPED = 240  # characters of a clipped line, unless told otherwise


def slug(prompt: str) -> str:
    """The first telling words of a prompt, fit for a file's name: `a red fox in snow` is `red-fox-snow`."""
    plain = unicodedata.normalize("NFKD", prompt).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _SMALL_WORDS]
    return "-".join(words[:4])[:_CHARACTERS].rstrip("-") or "picture"


def clipped(text: str, characters: int = CLIPPED) -> str:
    """`text` on one line, cut short with an ellipsis where it is longer."""
    plain = " ".join(text.split())
    return plain if len(plain) <= characters else plain[: characters - 1] + "…"
