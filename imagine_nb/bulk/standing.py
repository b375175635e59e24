"""Progress figures of a bulk run: how many rows, what they cost, how fast, and how long it will take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from imagine_nb.money import cost
from imagine_nb.printable import counted, printable

RUNNING, STOPPING, STOPPED, DONE = "running", "stopping", "stopped", "done"  # the states
BY_HAND = "It was stopped."  # a reason that the state tells already


@dataclass(frozen=True, slots=True)
class Standing:
    """Progress of a bulk run of `n` rows: how many have ended in which way so far, and at what price.

    `n_done` were answered now, `n_kept` were in the gallery already, `n_failed` failed or were refused, of
    `n_unknown` nobody knows whether they were charged. `cost_ticks` is what was charged now (10^10 are one
    US dollar), `per_second` the rate of rows, `seconds` how long it has run, `seconds_left` how long it will
    (None where nobody can tell). `state` is `running`, `stopping`, `stopped` or `done`; `reason` says why it
    was stopped.
    """

    n: int
    n_done: int = 0
    n_kept: int = 0
    n_failed: int = 0
    n_unknown: int = 0
    cost_ticks: int = 0
    per_second: float | None = None
    seconds: float = 0.0
    seconds_left: float | None = None
    state: str = RUNNING
    reason: str = ""

    @property
    def n_ended(self) -> int:
        """How many rows have come to their end, one way or another."""
        return self.n_done + self.n_kept + self.n_failed + self.n_unknown

    @property
    def has_ended(self) -> bool:
        """Whether the run is over."""
        return self.state in {STOPPED, DONE}

    @property
    def line(self) -> str:
        """`412 of 2,000 rows · 3 failed · $8.24 · 4.9 a second · about 5 min left`."""
        return printable(" · ".join(self._facts()))

    @property
    def left(self) -> str:
        """The line, and what to do once it was stopped."""
        return f"{self.line}. What came is kept; run it again, and it goes on from there."

    def _facts(self) -> Iterator[str]:
        yield f"{self.n_ended:,} of {counted(self.n, 'row')}"
        if self.n_kept:
            yield f"{self.n_kept:,} kept already"
        if self.n_failed:
            yield f"{self.n_failed:,} failed"
        if self.n_unknown:
            yield f"{self.n_unknown:,} may have been charged"
        yield cost(self.cost_ticks)
        if self.per_second:
            yield f"{self.per_second:.1f} a second"
        if self.has_ended:
            yield duration(self.seconds)
        elif self.seconds_left is not None:
            yield f"about {duration(self.seconds_left)} left"
        if self.state in {STOPPING, STOPPED}:
            yield self.state if self.reason in {"", BY_HAND} else f"{self.state}: {self.reason}"


def duration(seconds: float) -> str:
    """A time in words: `0.4 s`, `45 s`, `5 min`, `2 h 10 min`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return counted(round(hours / 24), "day")
    return f"{hours} h {rest} min" if rest else f"{hours} h"
