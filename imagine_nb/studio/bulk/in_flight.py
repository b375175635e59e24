"""Requests of a run that are under way, and those of them that have not left yet."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from imagine_nb.stops import Stake, is_cancelled

T = TypeVar("T")
_LOOK_SECONDS = 0.1


class DroppedError(Exception):
    """A request was given up before it left; one that `has_left` did so before it heard of that."""

    def __init__(self, *, has_left: bool) -> None:
        super().__init__()
        self.has_left = has_left


class InFlight:
    """The requests of a run that are under way. Lives on one event loop.

    Where it `hears_departures` what has not left waits; else only what is held up by the rate limit does.
    """

    def __init__(self, *, hears_departures: bool = True) -> None:
        self._hears_departures = hears_departures
        self._stakes: dict[asyncio.Task[Any], Stake] = {}
        self._is_dropping = False

    def __len__(self) -> int:
        return len(self._stakes)

    async def result(self, work: Coroutine[Any, Any, T]) -> T:
        """What the work of a request returns; raises DroppedError where it was dropped meanwhile."""
        stake = Stake()
        task = asyncio.create_task(work, context=stake.context())
        self._stakes[task] = stake
        try:
            return await task
        except asyncio.CancelledError:
            if is_cancelled():
                raise
            raise DroppedError(has_left=stake.n_sent > 0) from None
        finally:
            del self._stakes[task]

    def drop_waiting(self) -> None:
        """From now on give up those that have not left: they wait for the rate limit, or for others."""
        if not self._is_dropping:
            self._is_dropping = True
            self._drop()

    def _waits(self, stake: Stake) -> bool:
        return not stake.n_sent and (self._hears_departures or bool(stake.holdup))

    def _drop(self) -> None:
        for task, stake in list(self._stakes.items()):
            if self._waits(stake) and not task.cancelling():  # once: how it ended is being written down
                task.cancel()
        if self._stakes:  # one that has left may be refused for the rate, and wait then
            asyncio.get_running_loop().call_later(_LOOK_SECONDS, self._drop)
