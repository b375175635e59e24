"""One request in the air: what arrives is kept as it comes, and whatever happens its ending is recorded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from imagine_nb.entry import Entry
from imagine_nb.errors import APIError, GalleryError, ModeratedError
from imagine_nb.gallery import Gallery
from imagine_nb.journal import new_id
from imagine_nb.records import (
    NewAnswer,
    NewPicture,
    Outcome,
    PictureRecord,
    Recorded,
    Request,
    Status,
    Usage,
    answer_record,
)

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Received:
    """What a request brought: its record, the bytes of its pictures, and why they were not kept, if so."""

    recorded: Recorded
    data: tuple[bytes, ...] = field(default=(), repr=False)
    notice: str = ""


class Flight:
    """A context in which one request is made. With no gallery, nothing is written anywhere.

    Raises GalleryError on entry, before anything is sent, where the intent cannot be written. A gallery
    that fails later (a full disk) costs no picture: it is delivered all the same, with a notice.
    """

    def __init__(self, request: Request, gallery: Gallery | None) -> None:
        self._request = request
        self._gallery = gallery
        self._entry: Entry | None = None
        self._trouble = ""
        self._ended = False
        self._started = 0.0

    async def __aenter__(self) -> Self:
        if self._gallery is not None:
            self._entry = await _unbroken(self._gallery.begin, self._request)
        self._started = time.monotonic()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or self._ended or self._entry is None:
            return
        try:
            self._entry.fail(_ending(error, self._seconds(), charged=self._request.engine == "xai"))
        except GalleryError as trouble:
            error.add_note(str(trouble))

    def write(self, chunk: bytes) -> None:
        """Keep a piece of the body."""
        if self._entry is not None and not self._trouble:
            try:
                self._entry.write(chunk)
            except GalleryError as error:
                self._trouble = str(error)

    async def written(self, lines: AsyncIterator[str]) -> AsyncIterator[str]:
        """`lines` as they come, each kept."""
        async for line in lines:
            self.write(f"{line}\n".encode())
            yield line

    async def whole(self) -> None:
        """The body has arrived: make it durable."""
        if self._entry is not None and not self._trouble:
            try:
                await _unbroken(self._entry.whole)
            except GalleryError as error:
                self._trouble = str(error)

    async def finish(
        self, outcome: Outcome, *, pictures: Sequence[NewPicture] = (), answer: NewAnswer | None = None
    ) -> Received:
        """Record how the request ended, with what it brought."""
        ended = replace(outcome, seconds=self._seconds())
        recorded = await self._kept(ended, pictures, answer)
        self._ended = recorded is not None
        return Received(
            recorded or _loose(self._request, ended, pictures, answer),
            tuple(picture.data for picture in pictures),
            self._trouble,
        )

    async def _kept(
        self, outcome: Outcome, pictures: Sequence[NewPicture], answer: NewAnswer | None
    ) -> Recorded | None:
        if self._entry is None:
            return None
        try:
            return await _unbroken(self._entry.finish, outcome, pictures=pictures, answer=answer)
        except GalleryError as error:
            self._trouble = str(error)
            return None

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
        status: Status = "unknown" if cancelled and charged else "cancelled" if cancelled else "failed"
        return Outcome(status, error=type(error).__name__, seconds=seconds)
    kind: Status = "moderated" if isinstance(error, ModeratedError) else "failed"
    return Outcome(
        "unknown" if error.may_be_charged else kind,
        http_status=error.status,
        request_id=error.request_id,
        code=error.code,
        error=error.message,
        usage=Usage(error.cost_ticks),
        seconds=seconds,
    )


def _loose(
    request: Request, outcome: Outcome, pictures: Sequence[NewPicture], answer: NewAnswer | None
) -> Recorded:
    """The record of a request that is kept in no gallery: its pictures have no number and no path."""
    request_id, now = new_id(), time.time()
    ticks = outcome.usage.cost_in_usd_ticks
    records = tuple(
        PictureRecord(
            id=new_id(),
            number=0,
            request_id=request_id,
            index=index,
            sha256=picture.sha256,
            path="",
            mime_type=picture.mime_type,
            width=picture.width,
            height=picture.height,
            n_bytes=len(picture.data),
            prompt=request.prompt,
            sent=request.sent,
            model=outcome.model or request.model,
            engine=request.engine,
            endpoint=request.endpoint,
            created=now,
            parents=tuple(source.picture_id for source in request.sources if source.picture_id),
            revised_prompt=picture.revised_prompt,
            cost_ticks=None if ticks is None else ticks // len(pictures),
            take=request.take,
            n=len(pictures),
            parameters=request.parameters,
            sources=request.sources,
            url=picture.url,
        )
        for index, picture in enumerate(pictures)
    )
    told = answer and answer_record(answer, new_id(), request_id, request, outcome, created=now)
    return Recorded(request_id, request, outcome, now, records, told)
