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
        """What `work()` returns, or what the one under this key that is running already will.

        Work that cannot be stopped any more is waited for, and its result is returned all the same.
        """
        if key not in self._running:
            self._running[key] = asyncio.ensure_future(work())
        task = self._running[key]
        self._waiting[key] = self._waiting.get(key, 0) + 1
        try:
            result = await asyncio.shield(task)  # one who leaves must not cancel it for the others
        except asyncio.CancelledError:
            if self._leave(key):
                await _stopped(task)
                if not task.cancelled() and task.exception() is None:
                    return task.result()
            raise
        except BaseException:
            self._leave(key)
            raise
        self._leave(key)
        return result

    def _leave(self, key: Hashable) -> bool:
        """One waits no more; whether nobody does."""
        self._waiting[key] -= 1
        if self._waiting[key]:
            return False
        del self._running[key], self._waiting[key]
        self.n_done += 1
        return True


async def _stopped(task: asyncio.Future[T]) -> None:
    """Cancel what nobody waits for; how it ended is written down before anybody goes on."""
    task.cancel()
    await asyncio.wait({task})
