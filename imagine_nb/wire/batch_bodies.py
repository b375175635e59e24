"""Batch bodies: a request in the form in which batches take it, and the answers in their results."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from imagine_nb.engines import ENGINES
from imagine_nb.errors import InputError, without_keys
from imagine_nb.prices import price_in_batch
from imagine_nb.records import BATCH_ID, BATCH_REQUEST_ID, JSON
from imagine_nb.wire.chat_api import ChatAPI
from imagine_nb.wire.chat_reply import Reply
from imagine_nb.wire.completion_bodies import needs_responses
from imagine_nb.wire.completions_api import COMPLETIONS, COMPLETIONS_API
from imagine_nb.wire.faults import Answered
from imagine_nb.wire.order import EDITS, GENERATIONS, Order, check_no_key
from imagine_nb.wire.paths import is_name
from imagine_nb.wire.replies import MAX_NAME
from imagine_nb.wire.responses_api import RESPONSES_API

MAX_REQUEST = 25 * 2**20  # bytes of one request, which the API allows
_KINDS = {
    GENERATIONS: "image_generation",
    EDITS: "image_edit",
    COMPLETIONS: "chat_get_completion",
    RESPONSES_API.endpoint: "responses",
}


def batched(order: Order, batch_id: str, request_id: str) -> Order:
    """A request as one of a batch, priced as such. Raises InputError for what a batch cannot take.

    Its record has the ids of both among its parameters. Its sources are in its body alone.
    """
    check_id(request_id)
    check_no_key(request_id, target=order.target, of="A batch_request_id")
    endpoint, body = _asked(order)
    entry: dict[str, JSON] = {"batch_request_id": request_id, "batch_request": {_KINDS[endpoint]: body}}
    if ENGINES[order.request.engine].has_take_header and order.request.take > 1:
        entry["x_imagine_take"] = order.request.take
    size = len(json.dumps(order.body))
    if size > MAX_REQUEST:
        raise InputError(
            f"The request {request_id[:80]!r} has {size / 2**20:.0f} MiB; a batch takes at most 25 for each.",
            advice="Send smaller or fewer images, or their addresses.",
        )
    ids = {BATCH_ID: batch_id, BATCH_REQUEST_ID: request_id}
    request = replace(order.request, parameters={**order.request.parameters, **ids})
    is_billed = ENGINES[request.engine].is_billed
    price = price_in_batch(request.model, order.price) if is_billed else order.price
    return replace(order, request=request, body=entry, sources=(), price=price, whole=None, key="")


def check_id(request_id: object) -> None:
    """Raise InputError for what is no id of a request in a batch."""
    if not is_name(request_id):
        raise InputError(
            f"batch_request_id is {without_keys(repr(request_id))[:60]}.",
            advice=f"It is a name of your own, of at most {MAX_NAME} characters.",
        )


def notice_of(order: Order) -> str:
    """What is to be told of a request in a batch: what was done to its sources, and what is left out."""
    left_out = "" if _is_drawn(order) else _chat_api_of(order).left_out(order.body)
    return " ".join(filter(None, (order.notice, left_out)))


def _asked(order: Order) -> tuple[str, JSON]:
    """By which endpoint a request is asked in a batch, and its body there."""
    if _is_drawn(order):
        return order.request.endpoint, order.body
    api = _chat_api_of(order)
    return api.endpoint, api.body(order)


def _is_drawn(order: Order) -> bool:
    return order.request.endpoint in {GENERATIONS, EDITS}


def _chat_api_of(order: Order) -> ChatAPI:
    return RESPONSES_API if needs_responses(order.body) else COMPLETIONS_API


def is_answer(body: Mapping[str, JSON]) -> bool:
    """Whether a result is an answer, and no pictures."""
    return "choices" in body or "output" in body


def answer_in(body: Mapping[str, JSON], answered: Answered) -> Reply:
    """The answer in a result. Raises APIError where it is none."""
    api = COMPLETIONS_API if "choices" in body else RESPONSES_API
    return api.reply(json.dumps(body).encode(), answered)


def endpoint_of(body: Mapping[str, JSON] | None) -> str:
    """By which endpoint a result was asked for, as far as it tells."""
    return GENERATIONS if body is not None and not is_answer(body) else COMPLETIONS
