"""The body of an answer in chat completions, and the chunks of a stream of one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from imagine_nb.print_shop.counter.models import PRINT_SHOP
from imagine_nb.print_shop.counter.questions import Counts
from imagine_nb.print_shop.counter.tokens import Tokens, streamed, token_count
from imagine_nb.print_shop.counter.turns import MadeCall

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Completion:
    """An answer and what its body tells besides; `asked` are the tokens that the question had.

    The print shop has one answer to a question: all `choices` are the same.
    """

    id: str
    created: int
    tokens: Tokens
    asked: Counts
    calls: tuple[MadeCall, ...] = ()
    choices: int = 1
    tier: str = "default"

    @property
    def reason(self) -> str:
        """The API's `finish_reason`."""
        if self.calls:
            return "tool_calls"
        return "length" if self.tokens.cut else "stop"


def body_of(completion: Completion) -> Body:
    """The whole answer."""
    message: Body = {"role": "assistant", "content": completion.tokens.text, "refusal": None}
    if completion.calls:
        message["tool_calls"] = [_call(call) for call in completion.calls]
    choices = [
        {"index": at, "message": message, "finish_reason": completion.reason, "logprobs": None}
        for at in range(completion.choices)
    ]
    return _frame(completion, "chat.completion", choices) | {"usage": _usage(completion)}


async def chunks_of(completion: Completion, *, pace: float | None, with_usage: bool) -> AsyncIterator[Body]:
    """The answer as a stream of chunks at `pace`; a last one has the usage where it is asked for.

    A call comes whole in one chunk, as the API sends it.
    """
    for at in range(completion.choices):
        yield _chunk(completion, at, {"role": "assistant", "content": ""})
    async for piece in streamed(completion.tokens, pace=pace):
        for at in range(completion.choices):
            yield _chunk(completion, at, {"content": piece})
    for number, call in enumerate(completion.calls):
        for at in range(completion.choices):
            yield _chunk(completion, at, {"tool_calls": [{"index": number, **_call(call)}]})
    for at in range(completion.choices):
        yield _chunk(completion, at, {}, reason=completion.reason)
    if with_usage:
        yield _frame(completion, "chat.completion.chunk", []) | {"usage": _usage(completion)}


def _call(call: MadeCall) -> Body:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def _chunk(completion: Completion, at: int, delta: Body, *, reason: str | None = None) -> Body:
    choice = {"index": at, "delta": delta, "finish_reason": reason}
    return _frame(completion, "chat.completion.chunk", [choice])


def _frame(completion: Completion, kind: str, choices: list[Body]) -> Body:
    return {
        "id": completion.id,
        "object": kind,
        "created": completion.created,
        "model": PRINT_SHOP,
        "choices": choices,
        "system_fingerprint": "fp_print_shop",
        "service_tier": completion.tier,
    }


def _usage(completion: Completion) -> Body:
    one = completion.tokens.count + sum(token_count(call.arguments) for call in completion.calls)
    answer_tokens = one * completion.choices
    return {
        "prompt_tokens": completion.asked.total,
        "completion_tokens": answer_tokens,
        "total_tokens": completion.asked.total + answer_tokens,
        "prompt_tokens_details": {
            "text_tokens": completion.asked.text,
            "audio_tokens": 0,
            "image_tokens": completion.asked.images,
            "cached_tokens": 0,
        },
        "completion_tokens_details": {
            "reasoning_tokens": 0,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
        "num_sources_used": 0,
        "cost_in_usd_ticks": 0,
    }
