"""Slugs: a few telling words of a prompt, for the names of files and variables."""

from __future__ import annotations

import re
import unicodedata

_SMALL_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "it", "its", "of", "on", "or",
     "that", "the", "this", "to", "with"}
)  # fmt: skip
_CHARACTERS = 40


def slug(prompt: str) -> str:
    """The first telling words of a prompt, fit for a file's name: `a red fox in snow` is `red-fox-snow`."""
    plain = unicodedata.normalize("NFKD", prompt).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _SMALL_WORDS]
    return "-".join(words[:4])[:_CHARACTERS].rstrip("-") or "picture"
