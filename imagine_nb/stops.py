"""Stops: what a wait is for, what the stop button leaves behind, and whether that may have been charged."""

from __future__ import annotations

import asyncio
import time
from contextvars import Context, ContextVar, copy_context

from imagine_nb.errors import Stopped

IS_FREE = "The request was cancelled; nothing was charged."
MAY_COST = "The request was cancelled; it may have been charged."
_WORTH_TELLING = 0.9  # seconds


def is_cancelled() -> bool:
    """Whether the task that runs here was cancelled itself, and not only what it waits for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


class Stake:
    """What is at stake while somebody waits: whether anything that was asked for may be charged.

    `n_sent` requests have left, and `n_charged` of them may be charged; those that were refused for the rate
    count no more. `held_until` is when the rate limit lets go on what waits for it, of time.monotonic.
    """

    def __init__(self) -> None:
        self.n_sent = self.n_charged = 0
        self.held_until = 0.0

    @property
    def is_charged(self) -> bool:
        """Whether anything may be charged."""
        return self.n_charged > 0

    @property
    def holdup(self) -> str:
        """`waits 2 s for the rate limit`, where that is worth a word."""
        left = self.held_until - time.monotonic()
        return f"waits {left:.0f} s for the rate limit" if left > _WORTH_TELLING else ""

    def context(self) -> Context:
        """A context in which what is charged is charged to this."""
        context = copy_context()
        context.run(_stake.set, self)
        return context

    def stopped(self) -> Stopped:
        """The error of a stop, in words."""
        return Stopped(MAY_COST if self.is_charged else IS_FREE)


_stake: ContextVar[Stake | None] = ContextVar("imagine_nb_stake", default=None)


def held_up(seconds: float) -> None:
    """What runs in this context waits so long for the rate limit."""
    stake = _stake.get()
    if stake is not None:
        stake.held_until = time.monotonic() + seconds


def departed(*, is_billed: bool) -> None:
    """A request of this context has left: where it is billed it may be charged, whatever happens."""
    _counted(1, is_billed=is_billed)


def turned_away(*, is_billed: bool) -> None:
    """A request that had left was refused for the rate, which costs nothing; it may leave again."""
    _counted(-1, is_billed=is_billed)


def _counted(number: int, *, is_billed: bool) -> None:
    stake = _stake.get()
    if stake is not None:
        stake.n_sent += number
        stake.n_charged += number if is_billed else 0
