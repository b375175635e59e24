"""Requests to one engine: sent, read as the API's JSON, and kept in a gallery where there is one."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator

from imagine_nb.answers import AnswerStream, Reply, events, reply_in
from imagine_nb.errors import APIError, ProtocolError
from imagine_nb.flight import Flight, Received
from imagine_nb.gallery import Gallery
from imagine_nb.images import Ask, Item, images_reply, new_picture
from imagine_nb.records import NewAnswer, NewPicture, Outcome
from imagine_nb.transport import Transport


class Exchange:
    """The way from a request to its record. Lives on the background loop."""

    def __init__(self, transport: Transport, gallery: Gallery | None) -> None:
        self._transport = transport
        self._gallery = gallery

    async def pictures(self, ask: Ask) -> Received:
        """Send a request for pictures and keep what it brings. Raises APIError or GalleryError."""
        request = ask.request
        async with Flight(request, self._gallery) as flight:
            reply = await self._transport.post(
                request.endpoint, ask.body, take=request.take, sink=flight.write
            )
            await flight.whole()
            parsed = images_reply(reply.body, reply.headers, engine=request.engine)
            pictures = [await self._picture(item) for item in parsed.items if not item.is_moderated]
            outcome = Outcome(
                "done" if len(pictures) == len(parsed.items) else "partial",
                model=parsed.model,
                http_status=reply.status,
                request_id=reply.headers.get("x-request-id"),
                usage=parsed.usage,
            )
            return await flight.finish(outcome, pictures=pictures)

    async def _picture(self, item: Item) -> NewPicture:
        data = item.data if item.url is None or item.data else await self._transport.fetch(item.url)
        if data is None:
            raise ProtocolError("A picture of the answer is missing.", may_be_charged=True)
        return new_picture(data, revised_prompt=item.revised_prompt, url=item.url)

    async def answer(self, ask: Ask) -> tuple[Received, Reply]:
        """Send a question and keep the answer."""
        request = ask.request
        async with Flight(request, self._gallery) as flight:
            sent = await self._transport.post(
                request.endpoint, ask.body, take=request.take, sink=flight.write
            )
            await flight.whole()
            reply = reply_in(sent.body, sent.headers, engine=request.engine)
            return await _answered(flight, reply, sent.headers.get("x-request-id")), reply

    async def answer_stream(self, ask: Ask) -> AsyncGenerator[str | tuple[Received, Reply], None]:
        """The answer's text piece by piece as it comes, and in the end the whole of it, kept.

        An error carries the text that had come, as `partial`.
        """
        state = AnswerStream(ask.request.engine)
        async with Flight(ask.request, self._gallery) as flight:
            try:
                async with contextlib.aclosing(self._events(ask, flight, state)) as deltas:
                    async for delta in deltas:
                        yield delta
                reply = state.ended()
            except APIError as error:
                error.partial = state.text
                raise
            await flight.whole()
            yield await _answered(flight, reply, state.headers.get("x-request-id")), reply

    async def _events(self, ask: Ask, flight: Flight, state: AnswerStream) -> AsyncGenerator[str, None]:
        request, body = ask.request, {**ask.body, "stream": True}
        async with self._transport.streamed(request.endpoint, body, take=request.take) as response:
            state.headers = dict(response.headers)
            async for event in events(flight.written(response.aiter_lines())):
                if delta := state.fed(event):
                    yield delta


async def _answered(flight: Flight, reply: Reply, request_id: str | None) -> Received:
    outcome = Outcome("done", model=reply.model, http_status=200, request_id=request_id, usage=reply.usage)
    return await flight.finish(outcome, answer=NewAnswer(reply.text, reply.id, reply.stored))
