"""Budgets: what may be spent and what has been; what would break a limit is refused unsent."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from imagine_nb.errors import BudgetError, InputError
from imagine_nb.forking import renew_in_child
from imagine_nb.money import TICKS_PER_USD, cost

VARIABLE = "IMAGINE_NB_BUDGET"


class Budget:
    """A limit in US dollars (None for none) and what has been spent of it. Any thread may use it.

    What is under way counts with its estimate until its bill is known. Two clients may share one.
    """

    def __init__(self, limit_usd: float | None = None) -> None:
        self._limit_usd = None if limit_usd is None else checked_limit(limit_usd)
        self._lock = threading.Lock()
        self._spent_ticks = 0
        self._held_ticks = 0
        renew_in_child(self)

    def forked(self) -> None:
        """What the parent has under way is settled there."""
        self._lock, self._held_ticks = threading.Lock(), 0

    def __repr__(self) -> str:
        limit = "no limit" if self.limit_usd is None else f"of ${self.limit_usd:.2f}"
        return f"<Budget {cost(self._spent_ticks)} spent · {limit}>"

    @property
    def limit_usd(self) -> float | None:
        """The limit, None where there is none."""
        return self._limit_usd

    @property
    def spent_usd(self) -> float:
        """What has been spent; an estimate where a bill is missing."""
        return self._spent_ticks / TICKS_PER_USD

    @property
    def left_usd(self) -> float | None:
        """What may still be asked for; None where there is no limit."""
        limit = self.limit_usd
        return None if limit is None else limit - (self._spent_ticks + self._held_ticks) / TICKS_PER_USD

    def hold(self, ticks: int) -> None:
        """Set the price of a request aside; raises BudgetError where it is more than is left."""
        with self._lock:
            limit = self.limit_usd
            left = None if limit is None else self.left_usd
            # a hair above: sums of dollars are not exact
            if left is not None and (ticks / TICKS_PER_USD > left + 1e-9 or left <= 0 < ticks):
                raise _refusal(ticks, limit or 0.0, left)
            self._held_ticks += ticks

    def settle(self, held: int, spent: int) -> None:
        """A request that `held` this much has ended, and has cost that much."""
        with self._lock:
            self._held_ticks -= held
            self._spent_ticks += spent


class _Session(Budget):
    """The budget of everything that this process asks for; the environment sets its limit."""

    @property
    def limit_usd(self) -> float | None:
        text = os.environ.get(VARIABLE, "").strip()
        return checked_limit(text, name=VARIABLE) if text else None


SESSION = _Session()  # a limit on the session has to see every client and studio in it


def checked_limit(value: object, *, name: str = "budget") -> float:
    """The limit in `value`, in US dollars; raises InputError where it is none."""
    try:
        limit = float(str(value).removeprefix("$")) if not isinstance(value, bool) else math.nan
    except ValueError:
        limit = math.nan
    if not 0 <= limit < math.inf:
        raise InputError(f"{name} is {str(value)[:40]!r}.", advice="It is a sum in US dollars, such as 2.50.")
    return limit


def budget(value: float | Budget | None) -> Budget:
    """The budget that a client's `budget=` means: a sum in US dollars, or a Budget to share."""
    return value if isinstance(value, Budget) else Budget(value)


def _refusal(ticks: int, limit: float, left: float) -> BudgetError:
    rest = f"${max(left, 0):.4g} of the budget of ${limit:.2f} is left"
    return BudgetError(
        f"The request would cost about {cost(ticks)}; {rest}.",
        price_usd=ticks / TICKS_PER_USD,
        left_usd=left,
        advice="Nothing was sent. Ask for fewer or cheaper pictures, or raise the budget.",
    )


@dataclass(frozen=True, slots=True)
class Hold:
    """The price of one request, set aside in several budgets until its bill is known."""

    ticks: int
    budgets: tuple[Budget, ...] = ()

    def settle(self, spent: int | None) -> None:
        """The request has ended; None is a bill that nobody knows, and counts with its estimate."""
        for each in self.budgets:
            each.settle(self.ticks, self.ticks if spent is None else spent)


def held(price_usd: float | None, budgets: Sequence[Budget]) -> Hold:
    """The price of a request, set aside in all of `budgets`; raises BudgetError where one has too little.

    A price that nobody knows is not held against a limit.
    """
    ticks = round((price_usd or 0.0) * TICKS_PER_USD)
    done: list[Budget] = []
    try:
        for each in budgets:
            each.hold(ticks)
            done.append(each)
    except BudgetError:
        for each in done:
            each.settle(ticks, 0)
        raise
    return Hold(ticks, tuple(budgets))
