"""POST /v1/chat/completions: the older way to ask about pictures, answered whole, streamed, or later."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from starlette.responses import JSONResponse, Response

from imagine_nb.print_shop.counter import deferred, fields
from imagine_nb.print_shop.counter.cancellation import while_wanted
from imagine_nb.print_shop.counter.chat_bodies import Completion, body_of, chunks_of
from imagine_nb.print_shop.counter.chat_settings import ChatSettings, chat_settings
from imagine_nb.print_shop.counter.fields import JSONObject
from imagine_nb.print_shop.counter.formats import format_of_chat
from imagine_nb.print_shop.counter.models import language_model
from imagine_nb.print_shop.counter.outcomes import outcome_of
from imagine_nb.print_shop.counter.parts import readers_of_chat
from imagine_nb.print_shop.counter.questions import Counts, Question, question_in, tokens_in
from imagine_nb.print_shop.counter.refusals import bad_request, missing
from imagine_nb.print_shop.counter.request_body import read_json
from imagine_nb.print_shop.counter.shop import Shop, shop_of
from imagine_nb.print_shop.counter.sse import event_stream
from imagine_nb.print_shop.counter.tokens import tokens_of
from imagine_nb.print_shop.counter.tools import Tools, tools_of_chat
from imagine_nb.print_shop.counter.turns import Turn, chat_turn_in

if TYPE_CHECKING:
    from starlette.requests import Request


@dataclass(frozen=True, slots=True)
class _Asked:
    """A checked request for an answer."""

    question: Question
    tools: Tools
    settings: ChatSettings
    counts: Counts
    stream: bool
    with_usage: bool
    limit: int | None


async def create(request: Request) -> Response:
    """The answer to the last message of the user, the stream of its words, or the id to ask for it by."""
    shop = shop_of(request)
    asked = await read_json(request, partial(_asked, shop=shop))
    if asked.settings.deferred:
        work = deferred.chat_outcome(partial(_completion, asked, shop), body_of)
        return JSONResponse(deferred.begun(work, shop=shop, jobs=shop.deferred_chats))
    completion = await while_wanted(request, _completion(asked, shop))
    if asked.stream:
        return event_stream(chunks_of(completion, pace=shop.pace, with_usage=asked.with_usage))
    return JSONResponse(body_of(completion))


async def _completion(asked: _Asked, shop: Shop) -> Completion:
    outcome = await outcome_of(asked.question, asked.tools, shop=shop)
    return Completion(
        id=str(uuid4()),
        created=int(shop.clock()),
        tokens=tokens_of(outcome.text, limit=asked.limit, stop=asked.settings.stop),
        asked=asked.counts,
        calls=outcome.calls,
        choices=asked.settings.choices,
        tier=asked.settings.tier,
    )


def _asked(body: JSONObject, shop: Shop) -> _Asked:
    language_model(fields.required_text(body, "model"))
    turns, settings = _turns(body, shop), chat_settings(body)
    stream = fields.flag(body, "stream")
    if stream and settings.deferred:
        raise bad_request("A deferred completion cannot be streamed.")
    return _Asked(
        question=question_in(turns, form=format_of_chat(body)),
        tools=tools_of_chat(body),
        settings=settings,
        counts=tokens_in(turns),
        stream=stream,
        with_usage=_wants_usage(body),
        limit=_limit(body),
    )


def _turns(body: JSONObject, shop: Shop) -> list[Turn]:
    messages = fields.objects(body, "messages")
    if messages is None:
        raise missing("messages")
    readers = readers_of_chat(shop)
    return [chat_turn_in(message, f"messages[{at}]", readers=readers) for at, message in enumerate(messages)]


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
