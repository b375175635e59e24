"""The body of an answer in the Responses API, and the events that stream it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

from imagine_nb.print_shop.counter import output_items
from imagine_nb.print_shop.counter.formats import Format
from imagine_nb.print_shop.counter.models import PRINT_SHOP
from imagine_nb.print_shop.counter.outcomes import Outcome
from imagine_nb.print_shop.counter.tokens import Tokens, streamed, token_count
from imagine_nb.print_shop.counter.tools import Tools

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
    outcome: Outcome
    tools: Tools
    form: Format
    tier: str = "default"
    instructions: str | None = None
    previous_id: str | None = None

    @property
    def status(self) -> str:
        """The API's `status` of it."""
        return "incomplete" if self.tokens.cut else "completed"


def body_of(reply: Reply) -> Body:
    """The whole answer."""
    reason = {"reason": "max_output_tokens"} if reply.tokens.cut else None
    return _frame(reply, reply.status) | {
        "output": [*_items(reply), *_messages(reply)],
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
    items = list(_items(reply))
    for at, item in enumerate(items):
        for event in output_items.events_of(item, at):
            yield event
    if reply.outcome.text:
        async for event in _message_events(reply, len(items), pace):
            yield event
    yield {"type": f"response.{reply.status}", "response": body_of(reply)}


async def _message_events(reply: Reply, at: int, pace: float | None) -> AsyncIterator[Body]:
    def event(kind: str, **more: Any) -> Body:
        place = {"item_id": reply.message_id, "output_index": at, "content_index": 0}
        return {"type": f"response.{kind}", **place, **more}

    def item(kind: str, status: str, content: list[Body]) -> Body:
        message = output_items.message(reply.message_id, status, content)
        return {"type": f"response.output_item.{kind}", "output_index": at, "item": message}

    text = reply.tokens.text
    yield item("added", "in_progress", [])
    yield event("content_part.added", part=output_items.text_part(""))
    async for piece in streamed(reply.tokens, pace=pace):
        yield event("output_text.delta", delta=piece, logprobs=[])
    yield event("output_text.done", text=text, logprobs=[])
    yield event("content_part.done", part=output_items.text_part(text))
    yield item("done", reply.status, [output_items.text_part(text)])


def _items(reply: Reply) -> Iterator[Body]:
    """All items but the message: calls that are made, pictures that were drawn."""
    for call in reply.outcome.calls:
        yield output_items.function_call(call)
    for at, drawn in enumerate(reply.outcome.drawn):
        yield output_items.picture(drawn, f"ig_{reply.id}_{at}")


def _messages(reply: Reply) -> Iterator[Body]:
    if reply.outcome.text:
        part = output_items.text_part(reply.tokens.text)
        yield output_items.message(reply.message_id, reply.status, [part])


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
        "parallel_tool_calls": reply.tools.several,
        "tool_choice": reply.tools.choice,
        "tools": list(reply.tools.declared),
        "text": {"format": reply.form.body},
        "service_tier": reply.tier,
    }


def _usage(reply: Reply) -> Body:
    answered = reply.tokens.count + sum(token_count(call.arguments) for call in reply.outcome.calls)
    drawn = len(reply.outcome.drawn)
    return {
        "input_tokens": reply.asked,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": answered,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": reply.asked + answered,
        "num_sources_used": 0,
        "num_server_side_tools_used": drawn,
        "server_side_tool_usage_details": {
            "web_search_calls": 0,
            "x_search_calls": 0,
            "code_interpreter_calls": 0,
            "file_search_calls": 0,
            "mcp_calls": 0,
            "document_search_calls": 0,
            "image_generation_calls": drawn,
        },
        "cost_in_usd_ticks": 0,
    }
