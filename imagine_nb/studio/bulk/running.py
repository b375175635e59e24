"""Running a table: its requests are sent, so many at once, until they are done or a limit is reached."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from imagine_nb.budget import Hold, Reserve
from imagine_nb.bulk.results import Results
from imagine_nb.bulk.row import Row
from imagine_nb.bulk.standing import BY_HAND
from imagine_nb.engines import ENGINES
from imagine_nb.errors import (
    AuthenticationError,
    BudgetError,
    GalleryError,
    ImagineError,
    PermissionDeniedError,
    RateLimitError,
    told,
)
from imagine_nb.exchange.flight import Received
from imagine_nb.gallery.journalled import may_be_charged
from imagine_nb.money import dollars
from imagine_nb.printable import counted
from imagine_nb.stops import IS_FREE, MAY_COST, is_cancelled
from imagine_nb.studio.bulk.endings import came, failure, known, made
from imagine_nb.studio.bulk.in_flight import DroppedError, InFlight
from imagine_nb.studio.bulk.limits import LONGEST_PAUSE
from imagine_nb.studio.bulk.planning import Planned
from imagine_nb.studio.bulk.tally import Ending, Tally
from imagine_nb.studio.orders import Way
from imagine_nb.studio.sending import Desk
from imagine_nb.wire.order import Order

_IN_VAIN = (
    AuthenticationError,
    PermissionDeniedError,
    GalleryError,
    BudgetError,
)  # what every row would meet
_TOO_LATE = "Its deadline had passed."


class Asking(Protocol):
    """By what way an order is asked that the gallery does not hold; raises what stands in its way.

    `hold` is its price, set aside.
    """

    @property
    def hears_departures(self) -> bool:
        """Whether it is told when a request leaves, and not only afterwards."""

    async def __call__(self, order: Order, hold: Hold) -> Received: ...

    async def aclose(self) -> None:
        """End its connections."""


@dataclass(frozen=True, slots=True)
class OneByOne:
    """Asks for each order by a request of its own, at the pace of a way."""

    desk: Desk
    way: Way
    is_answer: bool

    @property
    def hears_departures(self) -> bool:
        return self.way.carrier is None  # a carrier tells when it is back

    async def __call__(self, order: Order, hold: Hold) -> Received:
        orders, gallery = self.desk.orders, self.desk.gallery
        if self.is_answer:
            return await orders.answer(order, None, gallery, None, hold=hold, way=self.way)
        return await orders.pictures(order, None, gallery, hold=hold, way=self.way)

    async def aclose(self) -> None:
        await self.desk.orders.end(self.way)


class Run:
    """A bulk run, whose coroutine ends with the results. Lives on the background loop.

    `on_row` is called with each row that ends, from there.
    """

    def __init__(
        self,
        planned: Planned,
        desk: Desk,
        asking: Asking,
        reserve: Reserve,
        on_row: Callable[[Row], object],
        ends_at: float | None = None,
    ) -> None:
        self._planned, self._desk, self._asking, self._reserve = planned, desk, asking, reserve
        self._calls = [on_row]
        self._ends_at = ends_at
        self.tally = Tally(planned, self._told)
        self._todo: Iterator[int] = iter(())
        self._in_flight = InFlight(hears_departures=asking.hears_departures)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._moved = asyncio.Condition()
        self._failure: Exception | None = None  # what ends all of it

    def watched(self, call: Callable[[Row], object]) -> None:
        """Call with each row that ends, too."""
        self._calls.append(call)

    def stop(self, reason: str) -> None:
        """Ask for nothing more; what has left is finished. Any thread may call it."""
        self.tally.reason = self.tally.reason or reason
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._in_flight.drop_waiting)

    async def __call__(self) -> Results:
        """Ask for what is missing. Raises the error that every row met."""
        self._loop = asyncio.get_running_loop()
        alarm = self._alarm(self._loop)
        try:
            await self._kept()
            asked = [number for number, unit in enumerate(self._planned.units) if unit.is_asked]
            self._todo = iter(asked)
            width = min(self._planned.limits.max_in_flight, len(asked))
            # all are waited for, also where one is cancelled before the others: each writes down how it ended
            ended = await asyncio.gather(*(self._work() for _ in range(width)), return_exceptions=True)
            if failed := next(filter(None, ended), None):
                raise failed
        except asyncio.CancelledError:
            self.stop(BY_HAND)
            raise
        finally:
            if alarm is not None:
                alarm.cancel()
            self._reserve.let_go()
            self.tally.over()
            await self._asking.aclose()
        if self._failure is not None and not (
            isinstance(self._failure, ImagineError) and self.tally.has_brought
        ):
            raise self._failure
        return self.tally.results

    def _alarm(self, loop: asyncio.AbstractEventLoop) -> asyncio.TimerHandle | None:
        """What stops the run at its deadline, though all that is in flight waits."""
        if self._ends_at is None:
            return None
        return loop.call_later(max(self._ends_at - time.time(), 0), self.stop, _TOO_LATE)

    async def _kept(self) -> None:
        """What the gallery holds is told first."""
        for number, unit in enumerate(self._planned.units):
            if not unit.is_asked:
                self.tally.ended(number, await known(unit, self._planned, self._desk))
        self.tally.begun()

    async def _work(self) -> None:
        """One request after the other, as long as there are some."""
        while (number := next(self._todo, None)) is not None:
            ending = await self._asked(number)
            if ending is None:
                return
            self.tally.ended(number, ending)
            if is_cancelled():  # what was being kept as it was stopped is whole, and the last
                return
            async with self._moved:
                self._moved.notify_all()

    async def _asked(self, number: int) -> Ending | None:
        """How a unit ended; None where nothing more is to be asked."""
        try:
            order = await made(self._planned.units[number], self._planned)
        except Exception as error:  # noqa: BLE001 - whatever has become of its files, the others go on
            return failure(error)
        hold = await self._held(order)
        if hold is None:
            return None
        try:
            received = await self._in_flight.result(self._asking(order, hold))
            ending = await came(received, order, self._desk)
            return ending if hold.is_ended else replace(ending, cost_ticks=0)  # another's request
        except DroppedError as dropped:
            return self._cut(order) if dropped.has_left else None
        except asyncio.CancelledError:
            self.tally.ended(number, self._cut(order))
            raise
        except Exception as error:  # noqa: BLE001 - each row fails alone
            return self._failed(error)
        finally:
            hold.settle(0)  # where no request took it over

    async def _held(self, order: Order) -> Hold | None:
        """The price of an order, set aside; None where the run stops before it."""
        while not self._is_over():
            try:
                return self._reserve.taken(order.price)
            except BudgetError as error:
                if not len(self._in_flight):  # else a bill may be lower than its estimate
                    self.stop(self._spent(error))
                    return None
            async with self._moved:
                await self._moved.wait()
        return None

    def _is_over(self) -> bool:
        """Whether nothing more is to be asked, for whatever reason."""
        limits = self._planned.limits
        if self._ends_at is not None and time.time() >= self._ends_at:
            self.stop(_TOO_LATE)
        if limits.failures is not None and self.tally.n_failures >= limits.failures:
            self.stop(f"{counted(self.tally.n_failures, 'row')} had failed.")
        return bool(self.tally.reason)

    def _spent(self, error: BudgetError) -> str:
        most = self._planned.limits.max_usd
        if most is None:
            return error.message
        left, price = dollars(max(error.left_usd or 0, 0)), dollars(error.price_usd or 0)
        return f"It may cost {dollars(most)}, of which {left} is left; the next request costs about {price}."

    def _failed(self, error: Exception) -> Ending | None:
        if isinstance(error, _IN_VAIN):
            self._failure = self._failure or error
            self.stop(str(error))
        if isinstance(error, RateLimitError) and self._is_too_late(error):
            self.stop(_TOO_LATE)
            return None  # a refusal for the rate costs nothing
        return failure(error)

    def _is_too_late(self, error: RateLimitError) -> bool:
        """Whether the deadline comes before what was refused may be asked again."""
        wait = LONGEST_PAUSE if error.retry_after is None else error.retry_after
        return self._ends_at is not None and time.time() + wait >= self._ends_at

    def _cut(self, order: Order) -> Ending:
        """How a unit ended that was cancelled: as its journal has it."""
        gallery = self._desk.gallery
        is_unknown = gallery is None or may_be_charged(gallery.journal, order.key, order.slot)
        if is_unknown and ENGINES[order.target.engine].is_billed:
            return Ending("unknown", cost_ticks=None, error=ImagineError(MAY_COST))
        return Ending("not asked", error=ImagineError(IS_FREE))

    def _told(self, row: Row) -> None:
        try:
            for call in self._calls:
                call(row)
        except Exception as error:  # noqa: BLE001 - the caller's own; what is in flight is finished first
            self._failure = self._failure or error
            self.stop(f"on_row failed: {told(error)}")
