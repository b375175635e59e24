"""The body of an answer in chat completions, and the chunks of a stream of one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from imagine_nb.print_shop.counter.models import PRINT_SHOP
from imagine_nb.print_shop.counter.tokens import Tokens, streamed

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Completion:
    """An answer and what its body tells besides; `asked` is the number of tokens that the question had."""

    id: str
    created: int
    tokens: Tokens
    asked: int

    @property
    def reason(self) -> str:
        """The API's `finish_reason`."""
        return "length" if self.tokens.cut else "stop"


def body_of(completion: Completion) -> Body:
    """The whole answer."""
    message = {"role": "assistant", "content": completion.tokens.text, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": completion.reason}
    return _frame(completion, "chat.completion", [choice]) | {"usage": _usage(completion)}


async def chunks_of(completion: Completion, *, pace: float | None, with_usage: bool) -> AsyncIterator[Body]:
    """The answer as a stream of chunks at `pace`; a last one has the usage where it is asked for."""
    yield _chunk(completion, {"role": "assistant", "content": ""})
    async for piece in streamed(completion.tokens, pace=pace):
        yield _chunk(completion, {"content": piece})
    yield _chunk(completion, {}, reason=completion.reason)
    if with_usage:
        yield _frame(completion, "chat.completion.chunk", []) | {"usage": _usage(completion)}


def _chunk(completion: Completion, delta: Body, *, reason: str | None = None) -> Body:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return _frame(completion, "chat.completion.chunk", [choice])


def _frame(completion: Completion, kind: str, choices: list[Body]) -> Body:
    return {
        "id": completion.id,
        "object": kind,
        "created": completion.created,
        "model": PRINT_SHOP,
        "choices": choices,
        "system_fingerprint": "fp_print_shop",
        "service_tier": "default",
    }


def _usage(completion: Completion) -> Body:
    answer_tokens = completion.tokens.count
    return {
        "prompt_tokens": completion.asked,
        "completion_tokens": answer_tokens,
        "total_tokens": completion.asked + answer_tokens,
        "prompt_tokens_details": {
            "text_tokens": completion.asked,
            "audio_tokens": 0,
            "image_tokens": 0,
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
