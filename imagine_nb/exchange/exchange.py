"""The request cycle of one engine: sent, read as the API's JSON, and kept in a gallery."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from imagine_nb.budget import Budget, Hold
from imagine_nb.errors import APIConnectionError, APIError, NotFoundError, ProtocolError
from imagine_nb.exchange.chat_api import ChatAPIs
from imagine_nb.exchange.flight import Flight, Received
from imagine_nb.exchange.hearing import Room, heard, kept
from imagine_nb.gallery import Gallery
from imagine_nb.records import CLIPPED, NewPicture, Outcome
from imagine_nb.transport.reading import MAX_BODY, Incoming
from imagine_nb.transport.transport import HTTPReply, Transport
from imagine_nb.wire.chat_api import ChatAPI
from imagine_nb.wire.chat_reply import Delta, Reply
from imagine_nb.wire.faults import Answered, request_id_of
from imagine_nb.wire.order import Order
from imagine_nb.wire.replies import Gap, ImagesReply, Item, images_reply, moderated_gap, new_picture

FORGOTTEN = "The API no longer keeps this chat; all of it was sent again."

_STILL_THERE = "It is made, and there for a while: fetch it by hand, or ask for image_format='base64'."

OnText: TypeAlias = Callable[[str], object]
Found: TypeAlias = "tuple[NewPicture | None, Gap | None]"
Piece: TypeAlias = "Delta | tuple[Received, Reply]"


class Exchange:
    """The way from an order to its record. Lives on the background loop.

    `tell` gets what has to be said at once of a gallery: what it took in, what it cannot keep.
    """

    def __init__(
        self,
        way: Transport,
        gallery: Gallery | None,
        *,
        budgets: Sequence[Budget] = (),
        chat_apis: ChatAPIs | None = None,
        tell: OnText | None = None,
    ) -> None:
        self.transport = way
        self._tell = tell
        self._gallery = gallery
        self._budgets = budgets
        self._chat_apis = chat_apis or ChatAPIs()

    def flight(self, order: Order, *, hold: Hold | None = None) -> Flight:
        """The context in which a request is made; `hold` is its price, where that is set aside already."""
        return Flight(order, self._gallery, self._budgets, hold=hold, tell=self._tell)

    async def pictures(self, order: Order, *, hold: Hold | None = None) -> Received:
        """Send an order of pictures and keep what it brings. Raises APIError or GalleryError."""
        async with self.flight(order, hold=hold) as flight:
            rest: list[ImagesReply] = []
            reply = await self._posted(order, flight)
            received = await flight.when_whole(partial(_at_once, order, flight, reply, rest))
            return received or await self.landed(order, flight, rest.pop(), reply)

    async def posted(self, order: Order, flight: Flight) -> HTTPReply:
        """The answer to a request, its body durable."""
        reply = await self._posted(order, flight)
        await flight.whole()
        return reply

    async def _posted(self, order: Order, flight: Flight, *, limit: int = MAX_BODY) -> HTTPReply:
        request = order.request
        return await self.transport.post(
            request.endpoint,
            order.body,
            take=request.take,
            begun=flight.sent,
            refused=flight.refused,
            sink=flight.write,
            limit=limit,
        )

    async def landed(self, order: Order, flight: Flight, parsed: ImagesReply, reply: Answered) -> Received:
        """The pictures of a reply, those at addresses fetched, all kept. Raises APIError where none came."""
        each = [landed(index, item, self.transport.fetch) for index, item in enumerate(parsed.items)]
        found = await asyncio.gather(*each)
        return await flight.when_whole(partial(_kept, order, flight, parsed, found, reply))

    async def answer(
        self, order: Order, on_text: OnText | None = None, *, hold: Hold | None = None
    ) -> Received:
        """Send a question and keep the answer; with `on_text` it streams, and its text goes there."""
        if on_text is None:
            return (await self.replied(order, hold=hold))[0]
        async with contextlib.aclosing(self.answer_stream(order, hold=hold)) as pieces:
            async for piece in pieces:
                if not isinstance(piece, Delta):
                    received, _ = piece
                elif piece.text:
                    on_text(piece.text)
        return received

    async def replied(self, order: Order, *, hold: Hold | None = None) -> tuple[Received, Reply]:
        """Send a question and keep the answer, which comes whole; `hold` is as in `flight`."""
        note = ""
        while True:
            try:
                received, reply = await self._replied(order, hold)
            except APIError as error:
                order, note = self._instead(order, error)
            else:
                return self._noted(received, order, note), reply

    async def answer_stream(self, order: Order, *, hold: Hold | None = None) -> AsyncGenerator[Piece, None]:
        """What an answer adds to itself as it comes, and in the end the whole of it, kept.

        An error carries the text that had come, as `partial`; the gallery keeps that text, and the pictures
        that had come.
        """
        note = ""
        while True:
            try:
                async with contextlib.aclosing(self._stream(order, hold)) as pieces:
                    async for piece in pieces:
                        if not isinstance(piece, Delta):
                            piece = self._noted(piece[0], order, note), piece[1]  # noqa: PLW2901
                        yield piece
            except APIError as error:
                order, note = self._instead(order, error)
            else:
                return

    def _instead(self, order: Order, error: APIError) -> tuple[Order, str]:
        """What to ask after a refusal that another way of asking gets around; raises the error elsewhere."""
        # stored answers are kept for 30 days; after that the history has to go along
        if order.whole is not None and isinstance(error, NotFoundError):
            return order.whole, FORGOTTEN
        asked = self._chat_apis.of(order)
        if not order.body.get("previous_response_id") and self._chat_apis.turn(error, asked):
            return order, ""
        raise error

    async def _replied(self, order: Order, hold: Hold | None) -> tuple[Received, Reply]:
        api = self._chat_apis.of(order)
        sent = _by(api, order)
        async with self.flight(sent, hold=hold) as flight:
            reply = await self._posted(sent, flight, limit=Room.of(sent).whole)
            await flight.whole()
            answer = api.reply(reply.body, reply)
            self._chat_apis.answered(api)
            return await kept(flight, answer, reply)

    async def _stream(self, order: Order, hold: Hold | None) -> AsyncGenerator[Piece, None]:
        api = self._chat_apis.of(order)
        sent = _by(api, order, streamed=True)
        async with self.flight(sent, hold=hold) as flight:
            try:
                async with self._opened(sent, flight) as response:
                    pieces = heard(api, response, flight, self.transport.mask, Room.of(sent))
                    async with contextlib.aclosing(pieces):
                        async for piece in pieces:
                            if isinstance(piece, Reply):
                                reply = piece
                            else:
                                yield piece
            except APIError as error:
                error.partial = flight.heard
                raise
            self._chat_apis.answered(api)
            yield await kept(flight, reply, response)

    def _noted(self, received: Received, order: Order, note: str) -> Received:
        told = (order.notice, self._chat_apis.left_out(order), note, received.notice)
        return replace(received, notice=" ".join(filter(None, told)))

    def _opened(self, order: Order, flight: Flight) -> contextlib.AbstractAsyncContextManager[Incoming]:
        request = order.request
        return self.transport.streamed(
            request.endpoint, order.body, take=request.take, begun=flight.sent, refused=flight.refused
        )


async def landed(index: int, item: Item, fetch: Callable[[str], Awaitable[bytes]]) -> Found:
    """The picture of one item of a reply, fetched where it is at an address, or why there is none.

    Each item stands alone: whatever one of them leads to costs none of the others.
    """
    found = _here(index, item)
    try:
        return found or (_picture(item, await fetch(item.url or "")), None)
    except Exception as error:  # noqa: BLE001 - what no one thought of: the others are paid for too
        return None, _gap(index, item, error)


def _here(index: int, item: Item) -> Found | None:
    """The same of an item that brings all that there is of it; None for one that has to be fetched."""
    if item.is_moderated:
        return None, moderated_gap(index, item.stored)
    if not (item.data or item.url):
        return None, Gap(index, item.fault or "the API only stores it", stored=item.stored)
    try:
        return (_picture(item, item.data), None) if item.data else None
    except Exception as error:  # noqa: BLE001 - as in `landed`
        is_elsewhere = item.url and isinstance(error, ProtocolError)
        return None if is_elsewhere else (None, _gap(index, item, error))


def _picture(item: Item, data: bytes) -> NewPicture:
    return new_picture(data, revised_prompt=item.revised_prompt, url=item.url)


def _gap(index: int, item: Item, error: Exception) -> Gap:
    if isinstance(error, APIError):
        return Gap(index, error.message, url=item.url, told=str(error), stored=item.stored)
    return Gap(index, f"it cannot be read ({type(error).__name__})", url=item.url)


def _at_once(order: Order, flight: Flight, reply: HTTPReply, rest: list[ImagesReply]) -> Received | None:
    """What an answer brings, kept; None where pictures of it have to be fetched: then it is in `rest`."""
    parsed = images_reply(reply.body, reply)
    found = [each for index, item in enumerate(parsed.items) if (each := _here(index, item))]
    if len(found) < len(parsed.items):
        rest.append(parsed)
        return None
    return _kept(order, flight, parsed, found, reply)


def _kept(
    order: Order, flight: Flight, parsed: ImagesReply, found: Sequence[Found], reply: Answered
) -> Received:
    """All that was found of a reply, in the gallery. Raises APIError where that is no picture."""
    gaps = tuple(gap for _, gap in found if gap)
    pictures = [picture for picture, _ in found if picture]
    if not pictures:
        raise _lost(gaps, parsed)
    outcome = Outcome(
        "partial" if gaps else "done",
        model=parsed.model,
        http_status=reply.status,
        request_id=request_id_of(reply),
        error=" ".join(_told(gap) for gap in gaps) or None,
        usage=parsed.usage,
    )
    received = flight.finished(outcome, pictures=pictures)
    notes = (order.notice, *(_told(gap) for gap in gaps), received.notice)
    stored = tuple(item.stored for item, (picture, _) in zip(parsed.items, found, strict=True) if picture)
    return replace(received, notice=" ".join(filter(None, notes)), gaps=gaps, stored=stored)


def _by(api: ChatAPI, order: Order, *, streamed: bool = False) -> Order:
    """The question as this API has it."""
    body = {**api.body(order), **(api.streamed if streamed else {})}
    return replace(order, request=replace(order.request, endpoint=api.endpoint), body=body)


def _told(gap: Gap) -> str:
    where = f" ({gap.url[:CLIPPED]})" if gap.url else ""
    return f"Picture {gap.index + 1}: {gap.reason.rstrip('.')}{where}."


def _lost(gaps: Sequence[Gap], parsed: ImagesReply) -> APIError:
    """The error that a request is whose pictures all failed to arrive."""
    urls = tuple(gap.url for gap in gaps if gap.url)
    error = APIConnectionError if urls else ProtocolError
    lost = error(
        " ".join(_told(gap) for gap in gaps),
        advice=_STILL_THERE if urls else "",
        cost_ticks=parsed.usage.cost_in_usd_ticks,
        may_be_charged=parsed.usage.cost_in_usd_ticks is None,
    )
    lost.urls = urls
    return lost
