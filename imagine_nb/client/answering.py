"""Answers asked for: the next one of a conversation, several at once, as they stream, deferred, or stored."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeAlias, TypeVar

from imagine_nb.budget import Hold, held_together, let_go
from imagine_nb.chat import Conversation
from imagine_nb.client.deferred import DeferredAnswer
from imagine_nb.durations import Duration
from imagine_nb.errors import APITimeoutError, ProtocolError
from imagine_nb.exchange.engine import Engine
from imagine_nb.exchange.promised import deferred_answer
from imagine_nb.fields import text_in
from imagine_nb.printable import counted
from imagine_nb.responses import Chunk, Response
from imagine_nb.values import checked_count
from imagine_nb.wire.chat_reply import CLIENT_SIDE, Delta, Reply
from imagine_nb.wire.order import Order
from imagine_nb.wire.paths import segment
from imagine_nb.wire.questions import RESPONSES
from imagine_nb.wire.replies import MAX_NAME, free_json
from imagine_nb.wire.responses_api import RESPONSES_API

T = TypeVar("T")
MOST_ANSWERS = 128  # to one question, as the API has it
Pieces: TypeAlias = "AsyncGenerator[tuple[Response, Chunk], None]"


async def sampled(engine: Engine, conversation: Conversation) -> Response:
    """The next answer."""
    return await _sampled(engine, await _order(engine, conversation))


async def sampled_each(engine: Engine, conversation: Conversation, n: int) -> list[Response]:
    """`n` answers to the same question, each by a request of its own, all at once.

    All are waited for, so that one that fails loses none of the others: those are in the gallery.
    """
    orders = _takes(await _order(engine, conversation), n)
    return await _together(engine, orders, lambda order, hold: _sampled(engine, order, hold))


async def streamed(engine: Engine, conversation: Conversation) -> Pieces:
    """The next answer as it comes: the response so far, and the piece that is new."""
    order = await _order(engine, conversation)
    async with contextlib.aclosing(_streamed(engine, order, Response(order.sources))) as pieces:
        async for piece in pieces:
            yield piece


async def streamed_each(
    engine: Engine, conversation: Conversation, n: int
) -> AsyncGenerator[tuple[list[Response], list[Chunk]], None]:
    """`n` answers as they come: the responses so far, and a chunk for each, empty but for the new one."""
    orders = _takes(await _order(engine, conversation), n)
    responses = [Response(order.sources) for order in orders]
    queue: asyncio.Queue[tuple[int, Chunk] | None] = asyncio.Queue()

    async def stream(order: Order, hold: Hold) -> None:
        at = order.request.take - 1
        async with contextlib.aclosing(_streamed(engine, order, responses[at], hold)) as pieces:
            async for _, chunk in pieces:
                queue.put_nowait((at, chunk))

    async def streams() -> None:
        try:
            await _together(engine, orders, stream)
        finally:
            queue.put_nowait(None)

    running = asyncio.ensure_future(streams())
    try:
        while (new := await queue.get()) is not None:
            yield responses, [new[1] if at == new[0] else Chunk("") for at in range(n)]
        await running
    finally:
        running.cancel()
        await asyncio.wait({running})


async def deferred_each(
    engine: Engine, conversation: Conversation, n: int, timeout: Duration, interval: Duration
) -> list[Response]:
    """`n` answers that the API gives while nobody holds a connection, asked for until all are there.

    Raises APITimeoutError where they are not in time: nothing is lost, it says how to go on.
    """
    orders = _takes(deferred_answer(await _order(engine, conversation)), n)
    begun = await _together(
        engine, orders, lambda order, hold: DeferredAnswer.started(engine, order, hold=hold)
    )
    found = await asyncio.gather(*(each.awaited(timeout, interval) for each in begun), return_exceptions=True)
    late = [
        each.request_id for each, got in zip(begun, found, strict=True) if isinstance(got, APITimeoutError)
    ]
    return _all_of(found, also=f"Not there yet: {', '.join(late)}." if len(late) > 1 else "")


async def stored(engine: Engine, response_id: str) -> Response:
    """An answer that the API keeps. Raises NotFoundError."""
    response = Response()
    response.complete(await _kept(engine, response_id), None)
    return response


async def deleted(engine: Engine, response_id: str) -> str:
    """The id of an answer that the API has kept, and keeps no more. Raises NotFoundError."""
    answered = await engine.transport.delete(_path(response_id))
    told = free_json(answered.body) if answered.body.strip() else {}
    if told.get("deleted") is False:
        raise ProtocolError(f"The API has not deleted {response_id[:MAX_NAME]}.", advice="Ask again later.")
    return text_in(told, "id", most=MAX_NAME) or response_id


async def _order(engine: Engine, conversation: Conversation) -> Order:
    """The conversation's next request; results of calls that only the API knows get their ids from there."""
    conversation.check()
    if conversation.has_loose_results and conversation.previous_response_id:
        reply = await _kept(engine, conversation.previous_response_id)
        conversation.called([call.id for call in reply.tool_calls if call.type == CLIENT_SIDE])
    return conversation.order(target=engine.to)


def _takes(order: Order, n: int) -> list[Order]:
    """The same request `n` times, told apart by the number of its take."""
    takes = range(1, checked_count(n, of="n", most=MOST_ANSWERS) + 1)
    return [replace(order, request=replace(order.request, take=take)) for take in takes]


async def _together(
    engine: Engine, orders: Sequence[Order], ask: Callable[[Order, Hold], Awaitable[T]]
) -> list[T]:
    """What each request brings, all of them under way at once, their prices held before any is sent."""
    whole = f"{counted(len(orders), 'answer')} in {counted(len(orders), 'request')}"
    holds = held_together([each.price for each in orders], engine.budgets, of=whole)
    try:
        return _all_of(await asyncio.gather(*map(ask, orders, holds), return_exceptions=True))
    finally:
        let_go(holds)


def _all_of(found: Sequence[T | BaseException], *, also: str = "") -> list[T]:
    """All that was brought; raises the first error where there is one."""
    brought = [each for each in found if not isinstance(each, BaseException)]
    for each in found:
        if isinstance(each, BaseException):
            if also:
                each.add_note(also)
            raise each
    return brought


async def _sampled(engine: Engine, order: Order, hold: Hold | None = None) -> Response:
    received, reply = await engine.exchange.replied(order, hold=hold)
    response = Response(order.sources)
    response.complete(reply, received, engine.gallery)
    return response


async def _streamed(engine: Engine, order: Order, response: Response, hold: Hold | None = None) -> Pieces:
    async with contextlib.aclosing(engine.exchange.answer_stream(order, hold=hold)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Delta):
                response.grow(piece)
                yield response, Chunk.of(piece)
            else:
                received, reply = piece
                response.complete(reply, received, engine.gallery)
                if reply.citations or reply.tools_used:
                    yield response, Chunk.last(reply)


async def _kept(engine: Engine, response_id: str) -> Reply:
    answered = await engine.transport.get(_path(response_id))
    return RESPONSES_API.reply(answered.body, answered)


def _path(response_id: str) -> str:
    advice = "response.id has it, of one that was stored."
    return f"{RESPONSES}/{segment(response_id, of='The id of an answer', advice=advice)}"
