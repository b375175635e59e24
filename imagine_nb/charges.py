"""Charges: what one request cost, and rows of requests that belong together. Facts, told in words."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from imagine_nb.money import TICKS_PER_USD, dollars

By: TypeAlias = Literal["request", "session", "day", "model"]
Certainty: TypeAlias = Literal["exact", "estimated", "unknown"]

GROUPINGS = ("request", "session", "day", "model")


@dataclass(frozen=True, slots=True)
class Charge:
    """What one request cost. `ticks` is the bill or the estimate, None where not even that is known."""

    request_id: str
    created: float
    session: str
    engine: str
    model: str
    prompt: str
    status: str
    certainty: Certainty
    ticks: int | None

    @property
    def usd(self) -> float | None:
        """The same in US dollars."""
        return None if self.ticks is None else self.ticks / TICKS_PER_USD

    @property
    def when(self) -> str:
        """The local time at which it was asked."""
        return local_time(self.created)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a ledger: requests that belong together.

    `charges` are those that are told one by one; `n_billed` more were billed `billed_ticks` together.
    """

    name: str
    charges: tuple[Charge, ...] = field(default=(), repr=False)
    n_billed: int = 0
    billed_ticks: int = 0

    @property
    def requests(self) -> int:
        """How many requests there are."""
        return len(self.charges) + self.n_billed

    @property
    def unknown(self) -> int:
        """How many of them may have been charged, and nobody knows."""
        return sum(each.certainty == "unknown" for each in self.charges)

    @property
    def exact_usd(self) -> float:
        """What the API told, in US dollars."""
        return self.usd("exact")

    @property
    def estimated_usd(self) -> float:
        """What is only estimated, in US dollars."""
        return self.usd("estimated")

    @property
    def unknown_usd(self) -> float:
        """What the unknown ones may have cost besides, by estimate, in US dollars."""
        return self.usd("unknown")

    def usd(self, certainty: Certainty) -> float:
        """The sum of the charges that are this certain, in US dollars."""
        billed = self.billed_ticks if certainty == "exact" else 0
        listed = sum(each.ticks or 0 for each in self.charges if each.certainty == certainty)
        return (billed + listed) / TICKS_PER_USD

    @property
    def bill(self) -> str:
        """The cost in words: `$0.06`, `$0.06 + about $0.02`, `$0.06 + 1 unknown (at most about $0.02)`."""
        parts = [dollars(self.exact_usd)] if self.exact_usd or self._all("exact") else []
        if any(each.certainty == "estimated" for each in self.charges):
            parts.append(f"about {dollars(self.estimated_usd)}")
        if self.unknown:
            most = f" (at most about {dollars(self.unknown_usd)})" if self.unknown_usd else ""
            parts.append(f"{self.unknown} unknown{most}")
        return " + ".join(parts)

    def _all(self, certainty: Certainty) -> bool:
        return all(each.certainty == certainty for each in self.charges)


def total_of(rows: Iterable[Row]) -> Row:
    """All requests of some rows in one."""
    each = tuple(rows)
    charges = tuple(charge for row in each for charge in row.charges)
    return Row("total", charges, sum(row.n_billed for row in each), sum(row.billed_ticks for row in each))


def local_time(moment: float) -> str:
    """A time, in unix seconds, as the ledger tells it."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(moment))
