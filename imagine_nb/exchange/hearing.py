"""Hearing: an answer read as it comes, without the key, and kept with its pictures once it is whole."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, replace
from functools import partial

from imagine_nb.errors import KEY_PREFIX
from imagine_nb.exchange.flight import Flight, Received
from imagine_nb.fields import objects
from imagine_nb.records import Outcome
from imagine_nb.transport.masking import Mask
from imagine_nb.transport.reading import MAX_ANSWER, MAX_BODY, MAX_STREAM, Incoming
from imagine_nb.wire.answer_records import new_answer, picture_in, unread
from imagine_nb.wire.chat_api import ChatAPI, Listener
from imagine_nb.wire.chat_reply import Delta, Reply, ToolCall, ToolOutput
from imagine_nb.wire.faults import Answered, request_id_of
from imagine_nb.wire.order import Order
from imagine_nb.wire.sse import MAX_LINE, Events


@dataclass(frozen=True, slots=True)
class Room:
    """How many bytes an answer may have: whole, streamed, and one event of its stream."""

    whole: int = MAX_ANSWER
    stream: int = MAX_STREAM
    event: int = MAX_LINE

    @classmethod
    def of(cls, order: Order) -> Room:
        """The room of an answer to this question; pictures take more than text."""
        is_drawn = any(tool.get("type") == "image_generation" for tool in objects(order.body.get("tools")))
        # a stream brings each picture, and at its end all of them
        return cls(MAX_BODY, 2 * MAX_BODY, MAX_BODY) if is_drawn else cls()


async def heard(
    api: ChatAPI, response: Incoming, flight: Flight, mask: Mask, room: Room
) -> AsyncGenerator[Delta | Reply, None]:
    """What each event adds to an answer, noted in its flight, and in the end the whole of it."""
    pieces = _read(api, response, flight, mask, room)
    async with contextlib.aclosing(pieces):
        async for piece in pieces:
            if isinstance(piece, Delta):
                if piece.text:
                    flight.hear(piece.text)
                for output in piece.image_outputs:
                    flight.see(picture_in(output))
            yield piece


async def kept(flight: Flight, reply: Reply, answered: Answered) -> tuple[Received, Reply]:
    """An answer in the gallery, and the answer with the records that its pictures have there."""
    return await flight.when_whole(partial(_kept, flight, reply, answered))


def _kept(flight: Flight, reply: Reply, answered: Answered) -> tuple[Received, Reply]:
    told = unread(reply)
    outcome = Outcome(
        "partial" if told else "done",
        model=reply.model,
        http_status=answered.status,
        request_id=request_id_of(answered),
        error=told or None,
        usage=reply.usage,
    )
    pictures = [picture_in(output) for output in reply.image_outputs]
    received = flight.finished(outcome, pictures=pictures, answer=new_answer(reply))
    outputs = tuple(
        replace(output, record=record)
        for output, record in zip(reply.image_outputs, received.recorded.pictures, strict=True)
    )
    noted = replace(received, notice=" ".join(filter(None, (told, received.notice))))
    return noted, replace(reply, image_outputs=outputs)


async def _read(
    api: ChatAPI, response: Incoming, flight: Flight, mask: Mask, room: Room
) -> AsyncGenerator[Delta | Reply, None]:
    if "json" in response.headers.get("content-type", ""):  # of a server that does not stream
        body = bytearray()
        async with contextlib.aclosing(response.pieces(room.whole)) as pieces:
            async for piece in pieces:
                flight.write(piece)
                body += piece
        reply = _masked(api.reply(body, response), mask)
        yield _at_once(reply)
        yield reply
        return
    listener, masked = api.listener(response), _Masked(mask)
    async with contextlib.aclosing(_heard(listener, response, flight, room)) as added:
        async for delta in added:
            if known := masked.fed(delta):
                yield known
    if rest := masked.ended():
        yield rest
    yield _masked(listener.ended(), mask)


async def _heard(
    listener: Listener, response: Incoming, flight: Flight, room: Room
) -> AsyncGenerator[Delta, None]:
    """What each event of a stream adds, which may be nothing. Raises APIError where it breaks."""
    events = Events(room.event)
    async with contextlib.aclosing(response.pieces(room.stream)) as pieces:
        async for piece in pieces:
            flight.write(piece)  # before it is read: what cannot be read is kept for recovery
            for event in events.fed(piece):
                yield listener.fed(event)
                if listener.has_ended:  # what comes after it is no part of the answer
                    return
            if events.trouble is not None:
                raise events.trouble


def _at_once(reply: Reply) -> Delta:
    """A whole answer as the one piece in which it came."""
    return Delta(
        reply.text,
        reply.reasoning,
        reply.tool_calls,
        reply.tool_outputs,
        reply.image_outputs,
        reply.inline_citations,
        reply.id,
        reply.model,
        reply.created,
    )


class _Masked:
    """The pieces of an answer without the key, which may come in more than one of them."""

    def __init__(self, mask: Mask) -> None:
        self._mask = mask
        self._text, self._reasoning = (mask.pieces(n_free=len(KEY_PREFIX)) for _ in range(2))

    def fed(self, delta: Delta) -> Delta:
        """What is certain with this piece."""
        if not self._mask.is_needed:
            return delta
        return replace(
            delta,
            text=self._text.fed(delta.text.encode()).decode() if delta.text else "",
            reasoning=self._reasoning.fed(delta.reasoning.encode()).decode() if delta.reasoning else "",
            tool_calls=_masked_calls(delta.tool_calls, self._mask),
            tool_outputs=_masked_outputs(delta.tool_outputs, self._mask),
        )

    def ended(self) -> Delta:
        """What was held back, now that nothing more comes."""
        return Delta(self._text.ended().decode(), self._reasoning.ended().decode())


def _masked(reply: Reply, mask: Mask) -> Reply:
    if not mask.is_needed:
        return reply
    return replace(
        reply,
        text=mask.text(reply.text),
        reasoning=mask.text(reply.reasoning),
        tool_calls=_masked_calls(reply.tool_calls, mask),
        tool_outputs=_masked_outputs(reply.tool_outputs, mask),
    )


def _masked_calls(calls: Iterable[ToolCall], mask: Mask) -> tuple[ToolCall, ...]:
    return tuple(
        replace(call, function=replace(call.function, arguments=mask.text(call.function.arguments)))
        for call in calls
    )


def _masked_outputs(outputs: Iterable[ToolOutput], mask: Mask) -> tuple[ToolOutput, ...]:
    return tuple(
        replace(output, content=mask.text(output.content), tool_calls=_masked_calls(output.tool_calls, mask))
        for output in outputs
    )
