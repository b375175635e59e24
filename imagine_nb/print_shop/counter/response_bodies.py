"""The body of an answer in the Responses API, and the events that stream it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from imagine_nb.print_shop.counter.models import PRINT_SHOP
from imagine_nb.print_shop.counter.tokens import Tokens, streamed

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer and what its body tells besides; `asked` is the number of tokens that the question had."""

    id: str
    message_id: str
    created: int
    tokens: Tokens
    asked: int
    store: bool
    instructions: str | None = None
    previous_id: str | None = None

    @property
    def status(self) -> str:
        """The API's `status` of it."""
        return "incomplete" if self.tokens.cut else "completed"


def body_of(reply: Reply) -> Body:
    """The whole answer."""
    reason = {"reason": "max_output_tokens"} if reply.tokens.cut else None
    message = _message(reply, reply.status, [_part(reply.tokens.text)])
    return _frame(reply, reply.status) | {
        "output": [message],
        "incomplete_details": reason,
        "usage": _usage(reply),
    }


async def events_of(reply: Reply, *, pace: float | None) -> AsyncIterator[Body]:
    """The answer as a stream of events, numbered; the words come at `pace`."""
    number = 0
    async for event in _unnumbered(reply, pace):
        yield event | {"sequence_number": number}
        number += 1


async def _unnumbered(reply: Reply, pace: float | None) -> AsyncIterator[Body]:
    begun = _frame(reply, "in_progress")
    yield {"type": "response.created", "response": begun}
    yield {"type": "response.in_progress", "response": begun}
    yield _item_event("added", _message(reply, "in_progress", []))
    yield _event(reply, "content_part.added", part=_part(""))
    async for piece in streamed(reply.tokens, pace=pace):
        yield _event(reply, "output_text.delta", delta=piece, logprobs=[])
    text = reply.tokens.text
    yield _event(reply, "output_text.done", text=text, logprobs=[])
    yield _event(reply, "content_part.done", part=_part(text))
    yield _item_event("done", _message(reply, reply.status, [_part(text)]))
    yield {"type": f"response.{reply.status}", "response": body_of(reply)}


def _event(reply: Reply, kind: str, **more: Any) -> Body:
    place = {"item_id": reply.message_id, "output_index": 0, "content_index": 0}
    return {"type": f"response.{kind}", **place, **more}


def _item_event(kind: str, item: Body) -> Body:
    return {"type": f"response.output_item.{kind}", "output_index": 0, "item": item}


def _part(text: str) -> Body:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _message(reply: Reply, status: str, content: list[Body]) -> Body:
    return {
        "type": "message",
        "id": reply.message_id,
        "role": "assistant",
        "status": status,
        "content": content,
    }


def _frame(reply: Reply, status: str) -> Body:
    return {
        "id": reply.id,
        "object": "response",
        "created_at": reply.created,
        "model": PRINT_SHOP,
        "status": status,
        "output": [],
        "usage": None,
        "store": reply.store,
        "instructions": reply.instructions,
        "previous_response_id": reply.previous_id,
        "incomplete_details": None,
        "error": None,
        "metadata": {},
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "text": {"format": {"type": "text"}},
    }


def _usage(reply: Reply) -> Body:
    return {
        "input_tokens": reply.asked,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": reply.tokens.count,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": reply.asked + reply.tokens.count,
        "num_sources_used": 0,
        "num_server_side_tools_used": 0,
        "cost_in_usd_ticks": 0,
    }
