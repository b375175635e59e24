"""Batches: many requests at once, answered while nobody waits; `client.batch`, sync and async."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import ClassVar, TypeAlias
from uuid import uuid4

from imagine_nb import loop
from imagine_nb.client.chats import Chat
from imagine_nb.client.prepared import BatchRequest
from imagine_nb.client.resource import Resource
from imagine_nb.errors import InputError, without_keys
from imagine_nb.exchange.batch_calls import cancelled, opened, told
from imagine_nb.exchange.batch_results import Result
from imagine_nb.exchange.batches import BatchExchange
from imagine_nb.exchange.engine import Engine
from imagine_nb.responses import (
    AsyncImageResponse,
    BatchResult,
    ImageResponse,
    ListBatchResultsResponse,
    Response,
    image_responses,
)
from imagine_nb.values import kind_of
from imagine_nb.wire.batch_bodies import batched, check_id, notice_of
from imagine_nb.wire.batches import (
    PATH,
    Batch,
    ListBatchesResponse,
    ListBatchRequestMetadataResponse,
    batches_in,
    page_query,
    path_of,
    priced,
    requests_in,
)
from imagine_nb.wire.order import Order, check_no_key
from imagine_nb.wire.paths import is_name

BatchRequests: TypeAlias = Iterable["Chat | BatchRequest"]

_NAMES = {
    "batch_name": "It is a name of your own, as text.",
    "input_file_id": "It is the id of an uploaded file, as text.",
}


class _Batches(Resource):
    _kind: ClassVar[type[ImageResponse]] = ImageResponse

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._exchange = BatchExchange(engine)

    async def _created(self, name: str, file_id: str | None) -> Batch:
        given = {"batch_name": name} if file_id is None else {"batch_name": name, "input_file_id": file_id}
        for argument, value in given.items():
            if not is_name(value):
                raise InputError(f"{argument} is {without_keys(repr(value))[:60]}.", advice=_NAMES[argument])
            check_no_key(value, target=self._engine.to, of=argument)
        if file_id is None:
            return await opened(self._engine.transport, name)
        return await self._exchange.of_file(name, file_id)

    async def _added(self, batch_id: str, requests: BatchRequests) -> None:
        path_of(batch_id)  # before anything is read for it
        orders = await asyncio.to_thread(self._orders, _listed(requests))
        await self._exchange.add(batch_id, [batched(order, batch_id, name) for name, order in orders])
        for notice in dict.fromkeys(filter(None, (notice_of(order) for _, order in orders))):
            self._engine.tell(notice)

    def _orders(self, requests: Sequence[Chat | BatchRequest]) -> list[tuple[str, Order]]:
        """The requests and their ids. Raises InputError for what is none, and for an id given twice."""
        if not requests:
            raise InputError("There is nothing to add.", advice="Give chats, or what image.prepare returned.")
        names = [_name_of(each) for each in requests]
        for each in names:
            check_id(each)
        twice = next((name for name, times in Counter(names).items() if times > 1), None)
        if twice is not None:
            raise InputError(
                f"Two requests have the batch_request_id {twice[:80]!r}.",
                advice="Give each one of its own, or none.",
            )
        return [(name, self._order(each)) for name, each in zip(names, requests, strict=True)]

    def _order(self, request: Chat | BatchRequest) -> Order:
        to = self._engine.to
        if isinstance(request, Chat):
            return request.conversation.order(target=to)
        made = request.order.target
        if (made.engine, made.base_url) != (to.engine, to.base_url):
            raise InputError("The request was prepared for another engine.", advice="Prepare it here.")
        return request.order

    async def _told(self, batch_id: str) -> Batch:
        return await self._priced(await told(self._engine.transport, batch_id))

    async def _cancelled(self, batch_id: str) -> Batch:
        return await self._priced(await cancelled(self._engine.transport, batch_id))

    async def _priced(self, batch: Batch) -> Batch:
        return priced(batch, await self._exchange.reading.cost_ticks(batch.batch_id))

    async def _page(self, limit: int | None, token: str | None) -> ListBatchesResponse:
        reply = await self._engine.transport.get(PATH, params=page_query(limit, token))
        return batches_in(reply.body)

    async def _requests(
        self, batch_id: str, limit: int | None, token: str | None
    ) -> ListBatchRequestMetadataResponse:
        path = path_of(batch_id, "/requests")
        return requests_in((await self._engine.transport.get(path, params=page_query(limit, token))).body)

    async def _results(self, batch_id: str, limit: int | None, token: str | None) -> ListBatchResultsResponse:
        found, following = await self._exchange.reading.results(batch_id, limit=limit, token=token)
        return ListBatchResultsResponse(tuple(map(self._result, found)), following)

    def _result(self, result: Result) -> BatchResult:
        response, pictures = Response(), list[ImageResponse]()
        if result.received is not None and result.reply is not None:
            response.complete(result.reply, result.received)
        elif result.received is not None:
            pictures = image_responses(
                result.received, self._engine.gallery, kind=self._kind, fetch=self._engine.fetch
            )
        return BatchResult(result.batch_request_id, response, tuple(pictures), result.error)


def _listed(requests: BatchRequests) -> Sequence[Chat | BatchRequest]:
    """The requests that are to be added. Raises InputError for what holds none, and for a single one."""
    if isinstance(requests, (str, bytes)) or not isinstance(requests, Iterable):
        raise InputError(
            f"batch_requests is {kind_of(requests)}.",
            advice="It is a list of chats, and of what client.image.prepare(...) returns.",
        )
    return list(requests)


def _name_of(request: object) -> str:
    """The id that a request has, or a new one. Raises InputError for what is no request."""
    if not isinstance(request, (Chat, BatchRequest)):
        raise InputError(
            f"{kind_of(request, is_first=True)} cannot be added to a batch.",
            advice="Add chats, or what client.image.prepare(...) returns.",
        )
    given = request.batch_request_id
    return f"batch_request_{uuid4()}" if given is None else given


class Batches(_Batches):
    """Batches: `client.batch`. Requests in one cost no more than single ones, some models' less."""

    def create(self, batch_name: str, *, input_file_id: str | None = None) -> Batch:
        """A new batch: empty, or of the requests in a stored file, which takes no more.

        The file is JSONL; each line holds `custom_id`, `method` (POST), `url` (`/v1/chat/completions`,
        `/v1/responses`, `/v1/images/generations`, `/v1/images/edits`) and `body`. What those cost is known
        once their results are read: where a budget has a limit, BudgetError is raised and nothing is sent.
        """
        return loop.run(self._created(batch_name, input_file_id))

    def add(self, batch_id: str, batch_requests: BatchRequests) -> None:
        """Add chats, and requests from `client.image.prepare`, to a batch: all of them or none.

        Each has its `batch_request_id`, or gets one. Raises InputError for an id given twice and for what the
        API would refuse, BudgetError where all together cost too much, with nothing sent; APIError.
        """
        loop.run(self._added(batch_id, batch_requests))

    def get(self, batch_id: str) -> Batch:
        """How a batch stands. Raises NotFoundError."""
        return loop.run(self._told(batch_id))

    def list(self, limit: int | None = None, pagination_token: str | None = None) -> ListBatchesResponse:
        """A page of the batches, `limit` of them at most."""
        return loop.run(self._page(limit, pagination_token))

    def cancel(self, batch_id: str) -> Batch:
        """End a batch; what is answered already can still be read, and what is under way may yet be."""
        return loop.run(self._cancelled(batch_id))

    def list_batch_requests(
        self, batch_id: str, limit: int | None = None, pagination_token: str | None = None
    ) -> ListBatchRequestMetadataResponse:
        """A page of the requests of a batch, and how each of them stands."""
        return loop.run(self._requests(batch_id, limit, pagination_token))

    def list_batch_results(
        self, batch_id: str, limit: int | None = None, pagination_token: str | None = None
    ) -> ListBatchResultsResponse:
        """A page of what the requests brought so far, kept in the gallery with its cost, once each.

        A batch of another process is read in the same way. Raises NotFoundError after 30 days.
        """
        return loop.run(self._results(batch_id, limit, pagination_token))


class AsyncBatches(_Batches):
    """Batches: `client.batch` of an AsyncClient."""

    _kind = AsyncImageResponse

    async def create(self, batch_name: str, *, input_file_id: str | None = None) -> Batch:
        """A new batch, as `Batches.create`."""
        return await loop.reach(self._created(batch_name, input_file_id))

    async def add(self, batch_id: str, batch_requests: BatchRequests) -> None:
        """Add requests to a batch, as `Batches.add`."""
        await loop.reach(self._added(batch_id, batch_requests))

    async def get(self, batch_id: str) -> Batch:
        """How a batch stands, as `Batches.get`."""
        return await loop.reach(self._told(batch_id))

    async def list(
        self, limit: int | None = None, pagination_token: str | None = None
    ) -> ListBatchesResponse:
        """A page of the batches, as `Batches.list`."""
        return await loop.reach(self._page(limit, pagination_token))

    async def cancel(self, batch_id: str) -> Batch:
        """End a batch, as `Batches.cancel`."""
        return await loop.reach(self._cancelled(batch_id))

    async def list_batch_requests(
        self, batch_id: str, limit: int | None = None, pagination_token: str | None = None
    ) -> ListBatchRequestMetadataResponse:
        """A page of the requests of a batch, as `Batches.list_batch_requests`."""
        return await loop.reach(self._requests(batch_id, limit, pagination_token))

    async def list_batch_results(
        self, batch_id: str, limit: int | None = None, pagination_token: str | None = None
    ) -> ListBatchResultsResponse:
        """A page of what the requests brought, as `Batches.list_batch_results`."""
        return await loop.reach(self._results(batch_id, limit, pagination_token))
