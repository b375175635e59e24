"""/v1/responses: a question about pictures, answered whole or streamed, and answers that are kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.responses import JSONResponse, Response

from imagine_nb.print_shop.counter import fields
from imagine_nb.print_shop.counter.cancellation import while_wanted
from imagine_nb.print_shop.counter.fields import JSONObject
from imagine_nb.print_shop.counter.models import language_model
from imagine_nb.print_shop.counter.parts import readers_of_responses
from imagine_nb.print_shop.counter.questions import (
    Turn,
    answer_to,
    format_rule_in,
    question_in,
    tokens_in,
    turn_in,
)
from imagine_nb.print_shop.counter.refusals import bad_request, missing, not_found
from imagine_nb.print_shop.counter.request_body import read_json
from imagine_nb.print_shop.counter.response_bodies import Reply, body_of, events_of
from imagine_nb.print_shop.counter.shop import KeptAnswer, Shop, shop_of
from imagine_nb.print_shop.counter.sse import event_stream
from imagine_nb.print_shop.counter.tokens import tokens_of

if TYPE_CHECKING:
    from starlette.requests import Request

_SAYS_NOTHING = frozenset({"reasoning", "item_reference"})  # items of an earlier answer, echoed


@dataclass(frozen=True, slots=True)
class _Asked:
    """A checked request for an answer; `turns` begin with those of the answer it continues."""

    turns: tuple[Turn, ...]
    tokens: int
    instructions: str | None
    format_rule: str
    previous_id: str | None
    stream: bool
    store: bool
    limit: int | None


async def create(request: Request) -> Response:
    """The answer to a question, or the stream of its words."""
    shop = shop_of(request)
    asked = await read_json(request, partial(_asked, shop=shop))
    rules = "\n".join(each for each in (asked.instructions, asked.format_rule) if each)
    question = question_in(asked.turns, instructions=rules)
    text = await while_wanted(request, shop.clerks.run(lambda _: answer_to(question)))
    reply = _reply(asked, text, shop)
    if asked.store:
        turns = (*asked.turns, Turn("assistant", reply.tokens.text))
        shop.keep_answer(reply.id, KeptAnswer(body_of(reply), turns))
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
    previous_id = fields.optional_text(body, "previous_response_id")
    instructions = fields.optional_text(body, "instructions")
    if previous_id is not None and instructions is not None:
        raise bad_request("instructions cannot be set together with previous_response_id.")
    turns = (*_earlier(previous_id, shop), *_turns(body.get("input"), shop))
    return _Asked(
        turns=turns,
        tokens=tokens_in(turns),
        instructions=instructions,
        format_rule=format_rule_in(_format(body.get("text"))),
        previous_id=previous_id,
        stream=fields.flag(body, "stream"),
        store=fields.flag(body, "store", default=True),
        limit=fields.whole_number(body, "max_output_tokens", low=1, high=2**31),
    )


def _format(text: Any) -> Any:
    return text.get("format") if isinstance(text, dict) else None


def _earlier(previous_id: str | None, shop: Shop) -> tuple[Turn, ...]:
    if previous_id is None:
        return ()
    answer = shop.kept_answers.get(previous_id)
    if answer is None:
        raise _unknown(previous_id)
    return answer.turns


def _turns(given: Any, shop: Shop) -> list[Turn]:
    if given is None:
        raise missing("input")
    if isinstance(given, str):
        return [Turn("user", given)]
    if not isinstance(given, list):
        raise fields.wrong_type("input", given, "a string or a sequence")
    readers = readers_of_responses(shop)
    items = [(f"input[{at}]", fields.object_of(item, f"input[{at}]")) for at, item in enumerate(given)]
    return [
        turn_in(item, name, readers=readers) for name, item in items if item.get("type") not in _SAYS_NOTHING
    ]


def _reply(asked: _Asked, text: str, shop: Shop) -> Reply:
    return Reply(
        id=f"resp_{uuid4()}",
        message_id=f"msg_{uuid4()}",
        created=int(shop.clock()),
        tokens=tokens_of(text, limit=asked.limit),
        asked=asked.tokens,
        store=asked.store,
        instructions=asked.instructions,
        previous_id=asked.previous_id,
    )
