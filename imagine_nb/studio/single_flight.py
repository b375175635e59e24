"""Single-flight: identical requests under way share one answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from imagine_nb.forking import renew_in_child

T = TypeVar("T")


class SingleFlight(Generic[T]):
    """Work by key. It is cancelled when the last one who waits for it is. Lives on one event loop."""

    def __init__(self) -> None:
        self._running: dict[Hashable, asyncio.Future[T]] = {}
        self._waiting: dict[Hashable, int] = {}
        self.n_done = 0  # how much work has ended so far
        renew_in_child(self)

    def forked(self) -> None:
        """What is running runs in the parent."""
        self._running, self._waiting = {}, {}

    async def done(self, key: Hashable, work: Callable[[], Awaitable[T]]) -> T:
        """What `work()` returns, or what the one under this key that is running already will."""
        if key not in self._running:
            self._running[key] = asyncio.ensure_future(work())
        task = self._running[key]
        self._waiting[key] = self._waiting.get(key, 0) + 1
        try:
            return await asyncio.shield(task)  # one who leaves must not cancel it for the others
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                await self._ended(key, task)

    async def _ended(self, key: Hashable, task: asyncio.Future[T]) -> None:
        del self._running[key], self._waiting[key]
        self.n_done += 1
        if not task.done():
            task.cancel()
            await asyncio.wait({task})  # how it ended is written down before anybody goes on
