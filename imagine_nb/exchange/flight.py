"""A request in flight: what arrives is kept as it comes, and its ending is recorded whatever happens."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from imagine_nb.budget import Budget, Hold, held
from imagine_nb.engines import ENGINES
from imagine_nb.errors import APIError, GalleryError
from imagine_nb.exchange.unkept import unkept_record
from imagine_nb.gallery import Gallery
from imagine_nb.gallery.journalled import Journalled, begin
from imagine_nb.records import NewAnswer, NewPicture, Outcome, Recorded, Status
from imagine_nb.wire.faults import outcome_of
from imagine_nb.wire.order import Order
from imagine_nb.wire.replies import Gap, Stored

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Received:
    """What a request brought: its record, the bytes of its pictures, and what is to be told about it.

    `gaps` are the pictures that were asked for and did not come; `stored` says for each one that came where
    the API keeps it, if it was asked to; `badge` says where from, empty where an engine was asked for it.
    """

    recorded: Recorded
    data: tuple[bytes, ...] = field(default=(), repr=False)
    notice: str = ""
    gaps: tuple[Gap, ...] = ()
    stored: tuple[Stored | None, ...] = ()
    badge: str = ""


def _nowhere(chunk: bytes) -> None:
    """Where a body is written that no gallery keeps."""


class Flight:
    """A context in which one request is made. With no gallery, nothing is written anywhere.

    Raises BudgetError or GalleryError on entry, before anything is sent: where its price breaks a budget,
    or where the intent cannot be written. A gallery that fails later (a full disk) costs no picture: it is
    delivered all the same, with a notice. `write` keeps a piece of the body.
    """

    def __init__(self, order: Order, gallery: Gallery | None, budgets: Sequence[Budget] = ()) -> None:
        self._heard: list[str] = []
        self.is_sent = False  # whether it may be charged, whatever happens
        self.write: Callable[[bytes], None] = _nowhere
        self._order = order
        self._gallery = gallery
        self._budgets = budgets
        self._hold: Hold | None = None
        self._journalled: Journalled | None = None
        self._started = 0.0

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self.fail(error)

    async def start(self) -> None:
        """Hold the price and write the intent down; nothing may be sent before that."""
        # the price first: what breaks a budget leaves no trace in the journal
        self._hold = held(self._order.price_usd, self._budgets)
        self._started = time.monotonic()
        if self._gallery is None:
            return
        try:
            await _unbroken(self._begin, self._gallery)  # in a thread: the disk may be slow, the loop not
        except BaseException as error:
            self.fail(error)
            raise

    def _begin(self, gallery: Gallery) -> None:
        self._journalled = begin(gallery, self._order.request)
        self.write = self._journalled.write

    @property
    def heard(self) -> str:
        """What has come of an answer's text."""
        return "".join(self._heard)

    def hear(self, text: str) -> None:
        """Note a piece of an answer's text."""
        self._heard.append(text)

    def sent(self) -> None:
        """From here on the request may be charged."""
        self.is_sent = True

    def fail(self, error: BaseException) -> None:
        """Record the error that it ended with, and the text that had come."""
        journalled, self._journalled = self._journalled, None
        charged = self.is_sent and ENGINES[self._order.request.engine].is_billed
        outcome = _ending(error, self._seconds(), charged=charged)
        self._settle(None if outcome.status == "unknown" else outcome.usage.cost_in_usd_ticks or 0)
        if journalled is None:
            return
        try:
            if heard := self.heard:  # half an answer is worth keeping, it was paid for
                journalled.finish(outcome, answer=NewAnswer(heard, None))
            else:
                journalled.fail(outcome)
        except GalleryError as trouble:
            error.add_note(str(trouble))

    async def finish(
        self, outcome: Outcome, *, pictures: Sequence[NewPicture] = (), answer: NewAnswer | None = None
    ) -> Received:
        """Record how the request ended, with what it brought."""
        ended = replace(outcome, seconds=self._seconds())
        self._settle(ended.usage.cost_in_usd_ticks)
        recorded, trouble = await self._kept(ended, pictures, answer)
        return Received(
            recorded or unkept_record(self._order.request, ended, pictures, answer),
            tuple(picture.data for picture in pictures),
            trouble,
        )

    async def whole(self) -> None:
        """The body has arrived: make it durable."""
        if self._journalled is not None:
            await _unbroken(self._journalled.whole)

    async def _kept(
        self, outcome: Outcome, pictures: Sequence[NewPicture], answer: NewAnswer | None
    ) -> tuple[Recorded | None, str]:
        """The record in the gallery, None where there is none, and what stood in its way."""
        journalled, self._journalled = self._journalled, None
        if journalled is None:
            return None, ""
        try:
            recorded = await _unbroken(journalled.finish, outcome, pictures=pictures, answer=answer)
        except GalleryError as error:
            return None, str(error)
        return recorded, journalled.trouble

    def _settle(self, ticks: int | None) -> None:
        hold, self._hold = self._hold, None
        if hold is not None:
            hold.settle(ticks)

    def _seconds(self) -> float:
        return time.monotonic() - self._started


async def _unbroken(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`function` in a thread; a cancelled caller still waits for its end, so that no half is written."""
    running = asyncio.ensure_future(asyncio.to_thread(function, *args, **kwargs))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait({running})
        raise


def _ending(error: BaseException, seconds: float, *, charged: bool) -> Outcome:
    """The outcome that an error is; one that may have been charged is unknown."""
    if not isinstance(error, APIError):
        cancelled = isinstance(error, (asyncio.CancelledError, GeneratorExit, KeyboardInterrupt))
        status: Status = "unknown" if charged else "cancelled" if cancelled else "failed"
        return Outcome(status, error=type(error).__name__, seconds=seconds)
    return outcome_of(error, seconds=seconds)
