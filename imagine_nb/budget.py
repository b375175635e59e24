"""Budgets: what may be spent and what has been; what would break a limit is refused unsent."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Iterable, Sequence

from imagine_nb.errors import BudgetError, InputError
from imagine_nb.forking import renew_in_child
from imagine_nb.money import TICKS_PER_USD, cost, dollars
from imagine_nb.prices import Price, total

VARIABLE = "IMAGINE_NB_BUDGET"
THE_REQUEST = "The request"


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
        limit = "no limit" if self.limit_usd is None else f"of {dollars(self.limit_usd)}"
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

    def hold(self, price: Price, *, of: str = THE_REQUEST) -> None:
        """Set the price of something aside; raises BudgetError where it is more than is left."""
        with self._lock:
            self.check(price, of=of)
            self._held_ticks += price.ticks

    def check(self, price: Price, *, of: str = THE_REQUEST) -> None:
        """Raise BudgetError where the price `of` something is more than is left; nothing is set aside."""
        limit = self.limit_usd
        left = None if limit is None else self.left_usd
        # a hair above: sums of dollars are not exact
        if left is not None and (price.usd > left + 1e-9 or left <= 0 < price.ticks):
            raise self._refusal(of, price, left)

    def _refusal(self, of: str, price: Price, left: float) -> BudgetError:
        rest, whole = dollars(max(left, 0)), dollars(self.limit_usd or 0)
        return BudgetError(
            f"{of} would cost {price}; {rest} of the budget of {whole} is left.",
            price_usd=price.usd,
            left_usd=left,
            advice="Nothing was sent. Ask for fewer or cheaper pictures, or raise the budget.",
        )

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


class Limit(Budget):
    """What one call may cost, however many requests it is."""

    def _refusal(self, of: str, price: Price, left: float) -> BudgetError:  # noqa: ARG002 - the whole call's
        return BudgetError(
            f"That would cost {price}, more than the {dollars(left)} allowed.",
            price_usd=price.usd,
            left_usd=left,
            advice="Nothing was sent. Ask for fewer or cheaper pictures, or allow more.",
        )


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


def of_call(value: float | Budget | None) -> tuple[Budget, ...]:
    """The budgets that a call's own `budget=` means: a sum in US dollars for all of it, or one to share."""
    if value is None:
        return ()
    return (value if isinstance(value, Budget) else Limit(value),)


class Hold:
    """The price of one request, set aside in several budgets until its bill is known.

    Whoever sends the request takes it over; one that nobody took is let go with its call.
    """

    def __init__(self, ticks: int, budgets: Sequence[Budget] = ()) -> None:
        self.ticks = ticks
        self._of = tuple(budgets)
        # popped, which no two threads can both do: a call may be cancelled while its request begins
        self._budgets = [tuple(budgets)]
        self._process = os.getpid()

    def __repr__(self) -> str:
        return f"<Hold of {cost(self.ticks)}{'' if self._budgets else ' · ended'}>"

    def settle(self, spent: int | None) -> None:
        """The request has ended; None is a bill that nobody knows, and counts with its estimate."""
        for each in self._ended():
            each.settle(self.ticks, self.ticks if spent is None else spent)

    @property
    def is_ended(self) -> bool:
        """Whether a request took it over, or it was settled."""
        return not self._budgets

    def taken(self) -> Hold | None:
        """The same price as the caller's own to settle; None where it was taken or settled before."""
        return Hold(self.ticks, budgets) if (budgets := self._ended()) else None

    def again(self, price: Price) -> Hold:
        """A price set aside in the same budgets, for a request that is asked in another way after the first.

        Raises BudgetError where one has too little.
        """
        return held(price, self._of)

    def _ended(self) -> tuple[Budget, ...]:
        try:
            budgets = self._budgets.pop()
        except IndexError:
            return ()
        return budgets if self._process == os.getpid() else ()  # in a forked child it is the parent's


def held(price: Price, budgets: Sequence[Budget], *, of: str = THE_REQUEST) -> Hold:
    """The price of a request, set aside in all of `budgets`; raises BudgetError where one has too little."""
    done: list[Budget] = []
    try:
        for each in budgets:
            each.hold(price, of=of)
            done.append(each)
    except BaseException:
        for each in done:
            each.settle(price.ticks, 0)
        raise
    return Hold(price.ticks, budgets)


def held_together(prices: Sequence[Price], budgets: Sequence[Budget], *, of: str) -> list[Hold]:
    """The prices of several requests, set aside at once: all of them or, with a BudgetError, none."""
    held(total(prices), budgets, of=of)
    return [Hold(price.ticks, budgets) for price in prices]


class Reserve:
    """The price of a whole run, set aside at once, and taken from request by request as each is sent.

    Raises BudgetError, with nothing set aside, where one of `budgets` has too little for all `of` it. Each
    request comes out of `spending` too, the run's own limit. Lives on one thread.
    """

    def __init__(
        self, price: Price, budgets: Sequence[Budget], *, of: str, spending: Budget | None = None
    ) -> None:
        self._budgets = tuple(dict.fromkeys(budgets))  # the call's own may be the studio's
        self._rest = held(price, self._budgets, of=of).ticks
        self._spending = spending or Budget()

    def taken(self, price: Price) -> Hold:
        """The price of one request; raises BudgetError where `spending` has too little left."""
        self._spending.hold(price)
        if price.ticks > self._rest:  # more is asked than was planned
            try:
                held(price, self._budgets)
            except BudgetError:
                self._spending.settle(price.ticks, 0)
                raise
        else:
            self._rest -= price.ticks
        return Hold(price.ticks, (*self._budgets, self._spending))

    def let_go(self) -> None:
        """Give back what no request took."""
        rest, self._rest = self._rest, 0
        Hold(rest, self._budgets).settle(0)


def let_go(holds: Iterable[Hold | None], _: object = None) -> None:
    """Give back what no request took over, when their job has ended."""
    for each in holds:
        if each is not None:
            each.settle(0)
