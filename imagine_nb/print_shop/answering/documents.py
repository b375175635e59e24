"""Answers about documents: what they are, and the lines of theirs that bear on a question, quoted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Document:
    """A file of a request that is no picture: its bytes, None where it is at another address, and its name."""

    data: bytes | None = field(repr=False)
    name: str = ""
    mime_type: str = ""


def told_of(documents: Sequence[Document], question: str) -> str:
    """What is said of these documents to a question."""
    return " ".join(f"{each.name or 'The document'} is not read yet." for each in documents)
