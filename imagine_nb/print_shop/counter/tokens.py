"""Tokens of an answer: its words, counted, and streamed at a pace that an eye can follow."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

LONGEST_WORD_PAUSE = 0.02
USUAL_SECONDS = 1.0  # for a whole answer, however long

_PIECE = re.compile(r"\s*\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text in word-sized pieces; `cut` where a limit ended it early."""

    pieces: tuple[str, ...]
    cut: bool = False

    @property
    def text(self) -> str:
        """The pieces joined."""
        return "".join(self.pieces)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.pieces)


def tokens_of(text: str, *, limit: int | None = None, stop: Sequence[str] = ()) -> Tokens:
    """`text` in pieces, at most `limit` of them, up to where one of the texts in `stop` begins."""
    text = text[: min((at for word in stop if (at := text.find(word)) >= 0), default=len(text))]
    pieces = tuple(_PIECE.findall(text))
    if limit is None or len(pieces) <= limit:
        return Tokens(pieces)
    return Tokens(pieces[:limit], cut=True)


async def streamed(tokens: Tokens, *, pace: float | None) -> AsyncIterator[str]:
    """The pieces, one every `pace` seconds; None for the usual pace."""
    pause = min(LONGEST_WORD_PAUSE, USUAL_SECONDS / max(1, tokens.count)) if pace is None else pace
    clock = asyncio.get_running_loop().time
    start = clock()
    for said, piece in enumerate(tokens.pieces, 1):
        yield piece
        await asyncio.sleep(max(0.0, start + said * pause - clock()))  # a nap is never shorter than asked


def token_count(text: str) -> int:
    """How many tokens of the print shop's own kind a text has."""
    return len(_PIECE.findall(text))
