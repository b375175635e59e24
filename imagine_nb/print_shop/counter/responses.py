"""/v1/responses: a question about pictures, answered whole or streamed, and answers that are kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from starlette.responses import JSONResponse, Response

from imagine_nb.print_shop.counter import fields
from imagine_nb.print_shop.counter.cancellation import while_wanted
from imagine_nb.print_shop.counter.chat_settings import check_response_settings, tier_in
from imagine_nb.print_shop.counter.fields import JSONObject
from imagine_nb.print_shop.counter.formats import Format, format_of_responses
from imagine_nb.print_shop.counter.items import turns_in
from imagine_nb.print_shop.counter.models import language_model
from imagine_nb.print_shop.counter.outcomes import Outcome, outcome_of
from imagine_nb.print_shop.counter.questions import Counts, question_in, tokens_in
from imagine_nb.print_shop.counter.refusals import bad_request, not_found
from imagine_nb.print_shop.counter.request_body import read_json
from imagine_nb.print_shop.counter.response_bodies import Reply, body_of, events_of
from imagine_nb.print_shop.counter.shop import KeptAnswer, Shop, shop_of
from imagine_nb.print_shop.counter.sse import event_stream
from imagine_nb.print_shop.counter.tokens import tokens_of
from imagine_nb.print_shop.counter.tools import Tools, tools_of_responses
from imagine_nb.print_shop.counter.turns import Turn

if TYPE_CHECKING:
    from starlette.requests import Request


@dataclass(frozen=True, slots=True)
class _Asked:
    """A checked request for an answer; `turns` begin with those of the answer it continues."""

    turns: tuple[Turn, ...]
    counts: Counts
    instructions: str | None
    form: Format
    tools: Tools
    previous_id: str | None
    stream: bool
    store: bool
    limit: int | None
    tier: str


async def create(request: Request) -> Response:
    """The answer to a question, or the stream of its words."""
    shop = shop_of(request)
    asked = await read_json(request, partial(_asked, shop=shop))
    question = question_in(asked.turns, instructions=asked.instructions or "", form=asked.form)
    outcome = await while_wanted(request, outcome_of(question, asked.tools, shop=shop))
    reply = _reply(asked, outcome, shop)
    if asked.store:
        shop.keep_answer(reply.id, KeptAnswer(body_of(reply), (*asked.turns, outcome.turn)))
    if asked.stream:
        return event_stream(events_of(reply, pace=shop.pace))
    return JSONResponse(body_of(reply))


async def kept(request: Request) -> Response:
    """An answer that was stored."""
    answer = shop_of(request).kept_answers.get(request.path_params["id"])
    if answer is None:
        raise _unknown(request.path_params["id"])
    return JSONResponse(answer.body)


async def delete(request: Request) -> Response:
    """Forget a stored answer."""
    name = request.path_params["id"]
    if shop_of(request).kept_answers.pop(name) is None:
        raise _unknown(name)
    return JSONResponse({"id": name, "object": "response", "deleted": True})


def _unknown(name: str) -> Exception:
    return not_found(f"Response with id={name[:80]} not found.")


def _asked(body: JSONObject, shop: Shop) -> _Asked:
    language_model(fields.required_text(body, "model"))
    check_response_settings(body)
    previous_id = fields.optional_text(body, "previous_response_id")
    instructions = fields.optional_text(body, "instructions")
    if previous_id is not None and instructions is not None:
        raise bad_request("instructions cannot be set together with previous_response_id.")
    turns = (*_earlier(previous_id, shop), *turns_in(body.get("input"), keeper=shop))
    return _Asked(
        turns=turns,
        counts=tokens_in(turns),
        instructions=instructions,
        form=format_of_responses(body),
        tools=tools_of_responses(body),
        previous_id=previous_id,
        stream=fields.flag(body, "stream"),
        store=fields.flag(body, "store", default=True),
        limit=fields.whole_number(body, "max_output_tokens", low=1, high=2**31),
        tier=tier_in(body),
    )


def _earlier(previous_id: str | None, shop: Shop) -> tuple[Turn, ...]:
    if previous_id is None:
        return ()
    answer = shop.kept_answers.get(previous_id)
    if answer is None:
        raise _unknown(previous_id)
    return answer.turns


def _reply(asked: _Asked, outcome: Outcome, shop: Shop) -> Reply:
    return Reply(
        id=f"resp_{uuid4()}",
        message_id=f"msg_{uuid4()}",
        created=int(shop.clock()),
        tokens=tokens_of(outcome.text, limit=asked.limit),
        asked=asked.counts.total,
        store=asked.store,
        outcome=outcome,
        tools=asked.tools,
        form=asked.form,
        tier=asked.tier,
        instructions=asked.instructions,
        previous_id=asked.previous_id,
    )
