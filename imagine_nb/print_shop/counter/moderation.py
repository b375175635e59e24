"""Content moderation: the few words that the print shop refuses, so that a program can meet the API's."""

from __future__ import annotations

import re

REFUSED_WORDS = ("nsfw", "nude", "nudity", "porn", "pornographic", "gore", "gory", "beheading")

_REFUSED = re.compile(rf"\b(?:{'|'.join(REFUSED_WORDS)})\b", re.IGNORECASE)


def is_refused(prompt: str) -> bool:
    """Whether moderation would reject a picture of `prompt`."""
    return _REFUSED.search(prompt) is not None
