"""Stops: what the stop button leaves behind, and whether what it ended may have been charged."""

from __future__ import annotations

from contextvars import Context, ContextVar, copy_context

from imagine_nb.errors import Stopped

IS_FREE = "The request was cancelled; nothing was charged."
MAY_COST = "The request was cancelled; it may have been charged."


class Stake:
    """What is at stake while somebody waits: whether anything that was asked for may be charged."""

    def __init__(self) -> None:
        self.is_charged = False

    def context(self) -> Context:
        """A context in which what is charged is charged to this."""
        context = copy_context()
        context.run(_stake.set, self)
        return context

    def stopped(self) -> Stopped:
        """The error of a stop, in words."""
        return Stopped(MAY_COST if self.is_charged else IS_FREE)


_stake: ContextVar[Stake | None] = ContextVar("imagine_nb_stake", default=None)


def may_be_charged() -> None:
    """From here on what runs in this context may be charged, whatever happens."""
    stake = _stake.get()
    if stake is not None:
        stake.is_charged = True
