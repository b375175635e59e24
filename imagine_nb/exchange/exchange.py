"""Requests to one engine: sent, read as the API's JSON, and kept in a gallery where there is one."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from imagine_nb.budget import Budget
from imagine_nb.errors import APIConnectionError, APIError, NotFoundError, ProtocolError
from imagine_nb.exchange.chat_api import ChatAPIs
from imagine_nb.exchange.flight import Flight, Received
from imagine_nb.gallery import Gallery
from imagine_nb.records import NewAnswer, NewPicture, Outcome
from imagine_nb.transport import transport
from imagine_nb.transport.transport import Transport
from imagine_nb.wire.answers import ChatAPI, Reply
from imagine_nb.wire.faults import Answered
from imagine_nb.wire.images import Ask, Gap, ImagesReply, Item, images_reply, new_picture
from imagine_nb.wire.sse import events

if TYPE_CHECKING:
    import httpx

FORGOTTEN = "The API no longer keeps this chat; all of it was sent again."

_STILL_THERE = "It is made, and there for a while: fetch it by hand, or ask for image_format='base64'."

Piece: TypeAlias = "str | tuple[Received, Reply]"


class Exchange:
    """The way from a request to its record. Lives on the background loop."""

    def __init__(
        self,
        way: Transport,
        gallery: Gallery | None,
        *,
        budgets: Sequence[Budget] = (),
        chat_apis: ChatAPIs | None = None,
    ) -> None:
        self._transport = way
        self._gallery = gallery
        self._budgets = budgets
        self._chat_apis = chat_apis or ChatAPIs()

    def flight(self, ask: Ask) -> Flight:
        """The context in which a request is made."""
        return Flight(ask, self._gallery, self._budgets)

    async def pictures(self, ask: Ask) -> Received:
        """Send a request for pictures and keep what it brings. Raises APIError or GalleryError."""
        async with self.flight(ask) as flight:
            reply = await self.posted(ask, flight)
            parsed = images_reply(reply.body, self.answered(reply))
            return await self.landed(ask, flight, parsed, reply)

    async def posted(self, ask: Ask, flight: Flight) -> transport.Reply:
        """The answer to a request, its body durable."""
        request = ask.request
        reply = await self._transport.post(
            request.endpoint, ask.body, take=request.take, begun=flight.sent, sink=flight.write
        )
        await flight.whole()
        return reply

    def answered(self, reply: transport.Reply) -> Answered:
        """Where a reply was met, for the error that it may be."""
        return Answered(reply.status, reply.headers, self._transport.target.engine)

    async def landed(self, ask: Ask, flight: Flight, parsed: ImagesReply, reply: transport.Reply) -> Received:
        """The pictures of a reply, those at addresses fetched, all kept. Raises APIError where none came."""
        found = await asyncio.gather(*(self._landed(index, item) for index, item in enumerate(parsed.items)))
        gaps = tuple(gap for _, gap in found if gap)
        pictures = [picture for picture, _ in found if picture]
        if not pictures:
            raise _lost(gaps, parsed)
        outcome = Outcome(
            "partial" if gaps else "done",
            model=parsed.model,
            http_status=reply.status,
            request_id=reply.headers.get("x-request-id"),
            error=" ".join(_told(gap) for gap in gaps) or None,
            usage=parsed.usage,
        )
        received = await flight.finish(outcome, pictures=pictures)
        notes = (ask.notice, *(_told(gap) for gap in gaps), received.notice)
        stored = tuple(item.stored for item, (picture, _) in zip(parsed.items, found, strict=True) if picture)
        return replace(received, notice=" ".join(filter(None, notes)), gaps=gaps, stored=stored)

    async def _landed(self, index: int, item: Item) -> tuple[NewPicture | None, Gap | None]:
        if item.is_moderated:
            return None, Gap(index, "content moderation kept it back", is_moderated=True)
        if item.fault or not (item.data or item.url):
            return None, Gap(index, item.fault or "the API only stores it")
        try:
            data = item.data or await self._transport.fetch(item.url or "")
            return new_picture(data, revised_prompt=item.revised_prompt, url=item.url), None
        except APIError as error:
            return None, Gap(index, error.message, url=item.url)

    async def answer(self, ask: Ask) -> tuple[Received, Reply]:
        """Send a question and keep the answer."""
        note = ""
        while True:
            try:
                received, reply = await self._answer(ask)
            except APIError as error:
                ask, note = self._instead(ask, error)
            else:
                return _noted(received, ask, note), reply

    async def answer_stream(self, ask: Ask) -> AsyncGenerator[Piece, None]:
        """The answer's text piece by piece as it comes, and in the end the whole of it, kept.

        An error carries the text that had come, as `partial`; the gallery keeps that text too.
        """
        note = ""
        while True:
            try:
                async with contextlib.aclosing(self._stream(ask)) as pieces:
                    async for piece in pieces:
                        yield piece if isinstance(piece, str) else (_noted(piece[0], ask, note), piece[1])
            except APIError as error:
                ask, note = self._instead(ask, error)
            else:
                return

    def _instead(self, ask: Ask, error: APIError) -> tuple[Ask, str]:
        """What to ask after a refusal that another way of asking gets around; raises the error elsewhere."""
        if ask.whole is not None and isinstance(error, NotFoundError):
            return ask.whole, FORGOTTEN
        if not ask.body.get("previous_response_id") and self._chat_apis.turn(error):
            return ask, ""
        raise error

    async def _answer(self, ask: Ask) -> tuple[Received, Reply]:
        wire = self._chat_apis.current
        sent = _by(wire, ask)
        async with self.flight(sent) as flight:
            reply = await self.posted(sent, flight)
            answer = wire.reply(reply.body, self.answered(reply))
            self._chat_apis.confirm()
            return await _kept(flight, answer, reply.headers.get("x-request-id")), answer

    async def _stream(self, ask: Ask) -> AsyncGenerator[Piece, None]:
        wire = self._chat_apis.current
        sent = _by(wire, ask, streamed=True)
        async with self.flight(sent) as flight:
            reply, answered = Reply(""), Answered(200)
            try:
                async with self._opened(sent, flight) as response:
                    answered = Answered(200, dict(response.headers), self._transport.target.engine)
                    async with contextlib.aclosing(_replied(wire, response, answered, flight)) as pieces:
                        async for piece in pieces:
                            if isinstance(piece, Reply):
                                reply = piece
                            else:
                                flight.heard += piece
                                yield piece
            except APIError as error:
                error.partial = flight.heard
                raise
            self._chat_apis.confirm()
            await flight.whole()
            yield await _kept(flight, reply, answered.headers.get("x-request-id")), reply

    def _opened(self, ask: Ask, flight: Flight) -> contextlib.AbstractAsyncContextManager[httpx.Response]:
        request = ask.request
        return self._transport.streamed(request.endpoint, ask.body, take=request.take, begun=flight.sent)


async def _replied(
    wire: ChatAPI, response: httpx.Response, answered: Answered, flight: Flight
) -> AsyncGenerator[str | Reply, None]:
    """The pieces of an answer's text, and in the end the whole of it."""
    chunks = flight.written(response.aiter_bytes())
    if "json" in answered.headers.get("content-type", ""):  # of a server that does not stream
        reply = wire.reply(b"".join([chunk async for chunk in chunks]), answered)
        yield reply.text
        yield reply
        return
    listener = wire.listener(answered)
    async for event in events(chunks):
        if added := listener.fed(event):
            yield added
        if listener.has_ended:
            break
    yield listener.ended()


def _by(wire: ChatAPI, ask: Ask, *, streamed: bool = False) -> Ask:
    """The question as this wire has it."""
    body = {**wire.body(ask), **(wire.streamed if streamed else {})}
    return replace(ask, request=replace(ask.request, endpoint=wire.endpoint), body=body)


async def _kept(flight: Flight, reply: Reply, request_id: str | None) -> Received:
    outcome = Outcome("done", model=reply.model, http_status=200, request_id=request_id, usage=reply.usage)
    return await flight.finish(outcome, answer=NewAnswer(reply.text, reply.id, reply.stored))


def _noted(received: Received, ask: Ask, note: str) -> Received:
    return replace(received, notice=" ".join(filter(None, (ask.notice, note, received.notice))))


def _told(gap: Gap) -> str:
    where = f" ({gap.url})" if gap.url else ""
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
