"""Turns: a semaphore of asyncio whose size adapts, halved by a refusal and one larger after each round."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from types import TracebackType
from typing import Self


class Turns:
    """Semaphore that lets at most `most` in at once, first come, first served.

    Additive increase, multiplicative decrease (RFC 5681): `refused` halves what may be in, one at least, and
    as many `granted` as may be in let one more in. Belongs to one event loop.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self.size = most
        self._n_in = 0
        self._n_granted = 0
        self._refused_at = 0.0
        self._waiting: deque[asyncio.Future[None]] = deque()

    def __repr__(self) -> str:
        return f"<Turns {self._n_in} of {self.size}>"

    def locked(self) -> bool:
        """Whether the next would have to wait."""
        return self._n_in >= self.size

    async def __aenter__(self) -> Self:
        if not self.locked() and not self._waiting:
            self._n_in += 1
            return self
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it was given already, and nobody takes it
                self._leave()
            else:
                turn.cancel()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def refused(self, left: float) -> None:
        """Note that a server was asked for too much by a request that `left` at that moment.

        What left before the last refusal says nothing of fewer.
        """
        if left < self._refused_at:
            return
        self._refused_at = time.time()
        self.size = max(1, min(self.size, self._n_in) // 2)
        self._n_granted = 0

    def granted(self) -> None:
        """Note that a server was not asked for too much."""
        if self.size == self._most:
            return
        self._n_granted += 1
        if self._n_granted >= self.size:
            self.size, self._n_granted = self.size + 1, 0
            self._let_in()

    def _leave(self) -> None:
        self._n_in -= 1
        self._let_in()

    def _let_in(self) -> None:
        while self._waiting and not self.locked():
            turn = self._waiting.popleft()
            if not turn.done():
                self._n_in += 1
                turn.set_result(None)
