"""POST /v1/chat/completions: the older way to ask about pictures, answered whole or streamed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from starlette.responses import JSONResponse, Response

from imagine_nb.print_shop.counter import fields
from imagine_nb.print_shop.counter.cancellation import while_wanted
from imagine_nb.print_shop.counter.chat_bodies import Completion, body_of, chunks_of
from imagine_nb.print_shop.counter.fields import JSONObject
from imagine_nb.print_shop.counter.models import language_model
from imagine_nb.print_shop.counter.parts import readers_of_chat
from imagine_nb.print_shop.counter.questions import (
    Question,
    Turn,
    answer_to,
    format_rule_in,
    question_in,
    tokens_in,
    turn_in,
)
from imagine_nb.print_shop.counter.refusals import missing
from imagine_nb.print_shop.counter.request_body import read_json
from imagine_nb.print_shop.counter.shop import Shop, shop_of
from imagine_nb.print_shop.counter.sse import event_stream
from imagine_nb.print_shop.counter.tokens import tokens_of

if TYPE_CHECKING:
    from starlette.requests import Request


@dataclass(frozen=True, slots=True)
class _Asked:
    """A checked request for an answer."""

    question: Question
    tokens: int
    stream: bool
    with_usage: bool
    limit: int | None


async def create(request: Request) -> Response:
    """The answer to the last message of the user, or the stream of its words."""
    shop = shop_of(request)
    asked = await read_json(request, partial(_asked, shop=shop))
    text = await while_wanted(request, shop.clerks.run(lambda _: answer_to(asked.question)))
    completion = Completion(
        id=str(uuid4()),
        created=int(shop.clock()),
        tokens=tokens_of(text, limit=asked.limit),
        asked=asked.tokens,
    )
    if asked.stream:
        return event_stream(chunks_of(completion, pace=shop.pace, with_usage=asked.with_usage))
    return JSONResponse(body_of(completion))


def _asked(body: JSONObject, shop: Shop) -> _Asked:
    language_model(fields.required_text(body, "model"))
    turns, limit = _turns(body, shop), _limit(body)
    stream, with_usage = fields.flag(body, "stream"), _wants_usage(body)
    question = question_in(turns, instructions=format_rule_in(body.get("response_format")))
    return _Asked(question, tokens_in(turns), stream, with_usage, limit)


def _turns(body: JSONObject, shop: Shop) -> list[Turn]:
    messages = fields.objects(body, "messages")
    if messages is None:
        raise missing("messages")
    readers = readers_of_chat(shop)
    return [turn_in(message, f"messages[{at}]", readers=readers) for at, message in enumerate(messages)]


def _limit(body: JSONObject) -> int | None:
    limits = [
        fields.whole_number(body, name, low=1, high=2**31) for name in ("max_completion_tokens", "max_tokens")
    ]
    return next((limit for limit in limits if limit is not None), None)


def _wants_usage(body: JSONObject) -> bool:
    options = body.get("stream_options")
    if options is None:
        return False
    return fields.flag(fields.object_of(options, "stream_options"), "include_usage")
