"""A request in flight: what arrives is kept as it comes, and its ending is recorded whatever happens."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from imagine_nb.budget import Budget, Hold, held
from imagine_nb.engines import ENGINES
from imagine_nb.errors import APIError
from imagine_nb.exchange.unkept import unkept_record
from imagine_nb.gallery import Gallery
from imagine_nb.gallery.entries import Begun, OvertakenError
from imagine_nb.gallery.journalled import Journalled, begin
from imagine_nb.gallery.unkept import Unkept, require_none_held
from imagine_nb.records import NewAnswer, NewPicture, Outcome, Recorded, Status, new_id
from imagine_nb.stops import departed, turned_away
from imagine_nb.wire.faults import outcome_of
from imagine_nb.wire.order import Order
from imagine_nb.wire.replies import Gap, Stored

_HELD = "It is held in memory until this process ends, and kept as soon as it can be: free some space."

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Received:
    """What a request brought: its record, the bytes of its pictures, and what is to be told about it.

    `gaps` are the pictures that were asked for and did not come; `stored` says for each one that came where
    the API keeps it, if it was asked to; `badge` says where from, empty where an engine was asked for it.
    `unkept` holds what could not be written yet.
    """

    recorded: Recorded
    data: tuple[bytes, ...] = field(default=(), repr=False)
    notice: str = ""
    gaps: tuple[Gap, ...] = ()
    stored: tuple[Stored | None, ...] = ()
    badge: str = ""
    unkept: Unkept | None = None


def _nowhere(chunk: bytes) -> None:
    """Where a body is written that no gallery keeps."""


def _unheard(text: str) -> None:
    """Nobody is told but by the result itself."""


class Flight:
    """A context in which one request is made. With no gallery, nothing is written anywhere.

    Raises BudgetError or GalleryError on entry, before anything is sent: where its price breaks a budget,
    or where the intent cannot be written; UnderWay for an order that is to be alone, and is not. A gallery
    that fails later (a full disk) costs no picture: it is delivered all the same, with a notice. `hold` is
    its price where its call has set that aside already, `begun` its intent where it is written already (then
    `finish` raises OvertakenError where somebody else was faster). `write` keeps a piece of the body; `tell`
    gets one line of what became of earlier requests, or of this one where it cannot be kept.
    """

    def __init__(
        self,
        order: Order,
        gallery: Gallery | None,
        budgets: Sequence[Budget] = (),
        *,
        hold: Hold | None = None,
        begun: Begun | None = None,
        tell: Callable[[str], object] | None = None,
    ) -> None:
        self._heard: list[str] = []
        self._seen: list[NewPicture] = []
        self.is_sent = False  # whether it may be charged, whatever happens
        self.write: Callable[[bytes], None] = _nowhere
        self._order = order
        self._gallery = gallery
        self._budgets = budgets
        self._tell = tell or _unheard
        self._hold = hold
        self._begun = begun
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
        reserved, self._hold = self._hold, None
        price = self._order.price
        if reserved is None:
            self._hold = held(price, self._budgets)
        else:
            self._hold = reserved.taken() or reserved.again(price)
        self._started = time.monotonic()
        if self._gallery is None:
            return
        try:
            await unbroken(self._begin, self._gallery)  # in a thread: the disk may be slow, the loop not
        except BaseException as error:
            self.fail(error)
            raise

    def _begin(self, gallery: Gallery) -> None:
        if news := gallery.settled():
            self._tell(news)
        if self._begun is not None:  # it is paid for, whatever else waits
            self._journalled = Journalled(gallery.journal, self._begun.request, begun=self._begun)
        else:
            require_none_held(gallery)
            order = self._order
            self._journalled = begin(
                gallery, order.request, alone_since=order.alone_since, retry_unknown=order.retry_unknown
            )
        self.write = self._journalled.write

    @property
    def heard(self) -> str:
        """What has come of an answer's text."""
        return "".join(self._heard)

    def hear(self, text: str) -> None:
        """Note a piece of an answer's text."""
        self._heard.append(text)

    def see(self, picture: NewPicture) -> None:
        """Note a picture that came with an answer whose end is still to come."""
        self._seen.append(picture)

    def sent(self) -> None:
        """From here on the request may be charged."""
        if not self.is_sent:
            self.is_sent = True
            departed(is_billed=self._is_billed)

    def refused(self) -> None:
        """It was refused for the rate, and costs nothing before it is sent again."""
        if self.is_sent:
            self.is_sent = False
            turned_away(is_billed=self._is_billed)

    @property
    def _is_billed(self) -> bool:
        return ENGINES[self._order.request.engine].is_billed

    def fail(self, error: BaseException) -> None:
        """Record the error that it ended with, and the text and the pictures that had come."""
        journalled, self._journalled = self._journalled, None
        charged = self.is_sent and self._is_billed
        outcome = ending(error, self._seconds(), charged=charged)
        self._settle(None if outcome.status == "unknown" else outcome.usage.cost_in_usd_ticks or 0)
        if journalled is None:
            return
        half = NewAnswer(self.heard, None) if self.heard else None  # worth keeping, it was paid for
        try:
            if half or self._seen:
                journalled.finish(outcome, pictures=self._seen, answer=half)
            else:
                journalled.fail(outcome)
        except OvertakenError:
            pass  # it has its ending
        except Exception as trouble:  # noqa: BLE001 - the error that it ended with must not be lost
            self._unkept(journalled, outcome, trouble, self._seen, half)
            error.add_note(str(trouble))

    async def finish(
        self, outcome: Outcome, *, pictures: Sequence[NewPicture] = (), answer: NewAnswer | None = None
    ) -> Received:
        """Record how the request ended, with what it brought."""
        if self._journalled is None:
            return self.finished(outcome, pictures=pictures, answer=answer)
        return await delivered(self.finished, outcome, pictures=pictures, answer=answer)

    def finished(
        self, outcome: Outcome, *, pictures: Sequence[NewPicture] = (), answer: NewAnswer | None = None
    ) -> Received:
        """The same, for `when_whole`, in its thread."""
        ended = replace(outcome, seconds=self._seconds())
        self._settle(ended.usage.cost_in_usd_ticks)
        data = tuple(picture.data for picture in pictures)
        journalled, self._journalled = self._journalled, None
        if journalled is None:
            return Received(unkept_record(self._order.request, ended, pictures, answer), data)
        try:
            recorded = journalled.finish(ended, pictures=pictures, answer=answer)
        except OvertakenError:
            raise
        except Exception as error:  # noqa: BLE001 - it is paid for, so it is delivered, whatever this is
            unkept = self._unkept(journalled, ended, error, pictures, answer)
            notice = f"{self._paid}: {unkept.why} {_HELD}"
            self._tell(notice)
            return Received(unkept.recorded, data, notice, unkept=unkept)
        return Received(recorded, data, journalled.trouble)

    async def whole(self) -> None:
        """The body has arrived: make it durable."""
        if self._journalled is not None:
            await unbroken(self._journalled.whole)

    async def when_whole(self, read: Callable[[], T]) -> T:
        """What `read` makes of the body once that is durable: both in one thread, which costs less than two.

        It is delivered though the caller is cancelled, unless it is None.
        """
        if (journalled := self._journalled) is None:
            return read()

        def whole() -> T:
            journalled.whole()
            return read()

        return await delivered(whole)

    def _unkept(
        self,
        journalled: Journalled,
        outcome: Outcome,
        error: Exception,
        pictures: Sequence[NewPicture] = (),
        answer: NewAnswer | None = None,
    ) -> Unkept:
        """What the gallery cannot write now, held in memory under the ids that it will have."""
        pictures = [replace(each, id=new_id()) for each in pictures]
        answer = answer and replace(answer, id=new_id())
        recorded = unkept_record(self._order.request, outcome, pictures, answer, request_id=journalled.id)
        return Unkept(journalled, recorded, error, pictures=pictures, answer=answer)

    @property
    def _paid(self) -> str:
        return "Paid, but not kept" if self._is_billed else "Not kept"

    def _settle(self, ticks: int | None) -> None:
        hold, self._hold = self._hold, None
        if hold is not None:
            hold.settle(ticks)

    def _seconds(self) -> float:
        return time.monotonic() - self._started


async def unbroken(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`function` in a thread; a cancelled caller still waits for its end, so that no half is written."""
    return await _waited(asyncio.ensure_future(asyncio.to_thread(function, *args, **kwargs)))


async def delivered(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`function` in a thread, and what it returns, though its caller is cancelled: it is paid for.

    Of one that returns None nothing is to be had, and a caller that is cancelled is so.
    """
    running = asyncio.ensure_future(asyncio.to_thread(function, *args, **kwargs))
    try:
        return await _waited(running)
    except asyncio.CancelledError:
        if (found := running.result()) is None:
            raise
        return found


async def _waited(running: asyncio.Future[T]) -> T:
    """What it returns; a caller that is cancelled is so once it has ended."""
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await _end_of(running)
        raise


async def _end_of(running: asyncio.Future[T]) -> None:
    while not running.done():  # it may be cancelled again meanwhile, as when the process ends
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait({running})


def ending(error: BaseException, seconds: float, *, charged: bool) -> Outcome:
    """The outcome that an error is; one that may have been charged is unknown."""
    if not isinstance(error, APIError):
        cancelled = isinstance(error, (asyncio.CancelledError, GeneratorExit, KeyboardInterrupt))
        status: Status = "unknown" if charged else "cancelled" if cancelled else "failed"
        return Outcome(status, error=type(error).__name__, seconds=seconds)
    return outcome_of(error, seconds=seconds)
