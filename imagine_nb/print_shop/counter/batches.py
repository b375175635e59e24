"""/v1/batches: many requests at once, answered in the background by the endpoints that answer single ones."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from starlette.responses import JSONResponse, Response

from imagine_nb.print_shop.counter import fields
from imagine_nb.print_shop.counter.batch_bodies import batch_body, metadata_body, result_body
from imagine_nb.print_shop.counter.batch_requests import items_in, items_of_file
from imagine_nb.print_shop.counter.batch_store import Batch, Batches
from imagine_nb.print_shop.counter.fields import JSONObject
from imagine_nb.print_shop.counter.refusals import Refusal, bad_request
from imagine_nb.print_shop.counter.request_body import MAX_BODY, MAX_WORDS, read_json
from imagine_nb.print_shop.counter.shop import Shop, shop_of

if TYPE_CHECKING:
    from starlette.requests import Request

T = TypeVar("T")
_PAGE = 100  # of a list that nobody said the length of
_MOST = 1000


async def create(request: Request) -> Response:
    """A new batch: empty, or of the requests in a file."""
    batches = _batches_of(request)
    name, file_id = await read_json(request, _named, limit=MAX_WORDS)
    data = None if file_id is None else shop_of(request).file(file_id)
    batch = Batch(f"batch_{uuid4()}", name, batches.now(), str(request.base_url), file_id)
    batches.open(batch)
    if data is not None:
        batch.task = asyncio.create_task(_taken_in(batch, data, batches, shop_of(request)))
    return JSONResponse(batch_body(batch))


async def add(request: Request) -> Response:
    """More requests for a batch. Refuses a batch of a file (412), and a cancelled one (403)."""
    batches = _batches_of(request)
    batch = batches.get(request.path_params["id"])
    items = await read_json(request, partial(items_in, now=batches.now()), limit=MAX_BODY)
    if batch.file_id is not None:
        raise Refusal(412, "Cannot add inline requests to a file-based batch", code="failed-precondition")
    if batch.cancelled is not None:
        raise Refusal(403, "Cannot add requests to a cancelled batch", code="permission-denied")
    batches.add(batch, items)
    return JSONResponse({})


async def index(request: Request) -> Response:
    """The batches, the newest first, in pages."""
    found = _batches_of(request).all()
    page, token = _page(request, found, lambda batch: batch.id)
    return JSONResponse({"batches": [batch_body(each) for each in page], "pagination_token": token})


async def description(request: Request) -> Response:
    """What is known of a batch."""
    return JSONResponse(batch_body(_asked(request)))


async def cancel(request: Request) -> Response:
    """End a batch; what is answered stays."""
    batch = _asked(request)
    _batches_of(request).cancel(batch)
    return JSONResponse(batch_body(batch))


async def requests(request: Request) -> Response:
    """How each request of a batch stands, in pages."""
    found = sorted(_asked(request).items.values(), key=lambda item: item.id)
    page, token = _page(request, found, lambda item: item.id)
    told = [metadata_body(each) for each in page]
    return JSONResponse({"batch_request_metadata": told, "pagination_token": token})


async def results(request: Request) -> Response:
    """What the requests that are answered brought, in pages by their ids."""
    page, token = _page(request, _asked(request).ended(), lambda item: item.id)
    return JSONResponse({"results": [result_body(each) for each in page], "pagination_token": token})


def _batches_of(request: Request) -> Batches:
    batches: Batches = request.app.state.batches
    return batches


def _asked(request: Request) -> Batch:
    return _batches_of(request).get(request.path_params["id"])


def _named(body: JSONObject) -> tuple[str, str | None]:
    return fields.required_text(body, "name"), fields.optional_text(body, "input_file_id")


async def _taken_in(batch: Batch, data: bytes, batches: Batches, shop: Shop) -> None:
    """Read the requests of a file, in a thread; one that is none ends the batch, which says so."""
    try:
        items = await shop.clerks.run(lambda _: items_of_file(data, now=batches.now()))
        batches.add(batch, items)
    except Refusal as exc:
        batches.give_up(batch, str(exc))
    await batches.work(batch)


def _page(request: Request, found: Sequence[T], id_of: Callable[[T], str]) -> tuple[Sequence[T], str | None]:
    """The page that is asked for, and the token of the next one: the id of the last that was told."""
    query = dict(request.query_params)
    limit = fields.query_number(query, "limit", low=1, high=_MOST) or _PAGE
    after = query.get("pagination_token")
    start = next((at + 1 for at, each in enumerate(found) if id_of(each) == after), None) if after else 0
    if start is None:  # from the start again would be without end
        raise bad_request("pagination_token is not one of this list.")
    page = found[start : start + limit]
    return page, id_of(page[-1]) if start + limit < len(found) else None
