"""Results of batches read: each is settled once, kept or told why it brought nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from imagine_nb.budget import Hold
from imagine_nb.errors import GalleryError, ImagineError, ModeratedError, NotFoundError
from imagine_nb.exchange.batch_results import Result, bill_of, data_in, filled, is_served, is_settled
from imagine_nb.exchange.engine import Engine
from imagine_nb.exchange.flight import Flight, Received, unbroken
from imagine_nb.exchange.hearing import kept
from imagine_nb.exchange.kept_back import gaps_of
from imagine_nb.gallery import Gallery
from imagine_nb.gallery.batched import Batched, Of
from imagine_nb.gallery.entries import OvertakenError
from imagine_nb.gallery.unkept import require_none_held
from imagine_nb.prices import FREE
from imagine_nb.records import BATCH_ID, BATCH_REQUEST_ID, Outcome, Request
from imagine_nb.wire.batch_bodies import answer_in, endpoint_of, is_answer
from imagine_nb.wire.batches import BatchItem, page_query, path_of, results_in
from imagine_nb.wire.chat_reply import Reply
from imagine_nb.wire.faults import Answered
from imagine_nb.wire.order import Order
from imagine_nb.wire.replies import images_in

Rows = Mapping[str, Batched]  # requests of a batch as the journal has them, by their ids in it
GONE = "The API keeps the results of a batch for 30 days."


@dataclass(slots=True)
class Asked:
    """A request that this process added: what was asked, and its price, set aside until it is settled."""

    request: Request
    hold: Hold


class BatchReading:
    """The results of one engine's batches. `asked` are the requests that this process added, by their ids."""

    def __init__(self, engine: Engine, asked: dict[tuple[str, str], Asked]) -> None:
        self._engine = engine
        self._asked = asked
        self._ticks: dict[tuple[str, str], int] = {}  # of results that were read, where no gallery keeps them

    async def results(
        self, batch_id: str, *, limit: int | None = None, token: str | None = None, known: Rows | None = None
    ) -> tuple[list[Result], str | None]:
        """A page of results, each kept exactly once, and the token of the next page. Raises APIError.

        Where the requests are `known`, those are left out of which the gallery has all there is.
        """
        query = page_query(limit, token)
        await asyncio.to_thread(self.require_room)
        try:
            reply = await self._engine.transport.get(path_of(batch_id, "/results"), params=query)
        except NotFoundError as error:
            error.advice = GONE
            raise
        items, following = results_in(reply.body)
        names = [item.batch_request_id for item in items]
        rows = await asyncio.to_thread(self._rows_now, batch_id, names, known or {})
        found = [(item, rows.get(name)) for item, name in zip(items, names, strict=True)]
        if known is not None:
            found = [(item, row) for item, row in found if row is None or not is_settled(row, item)]
        return await asyncio.gather(*(self._read(batch_id, *each, reply) for each in found)), following

    async def cost_ticks(self, batch_id: str) -> int:
        """What the results that were read cost."""
        gallery = self._engine.gallery
        if gallery is None:
            return sum(ticks for (batch, _), ticks in self._ticks.items() if batch == batch_id)
        try:
            return await asyncio.to_thread(gallery.batched.cost_ticks, self.of(batch_id))
        except GalleryError:  # a batch can be looked at, and ended, whatever became of the gallery
            return 0

    def of(self, batch_id: str) -> Of:
        """The batch as the gallery knows it."""
        return Of(batch_id, self._engine.to.engine, self._engine.to.base_url)

    def rows(self, batch_id: str, among: Iterable[str] | None = None) -> dict[str, Batched]:
        """The requests of a batch, all or `among` some ids, as the journal has them."""
        gallery = self._engine.gallery
        return {} if gallery is None else gallery.batched.of(self.of(batch_id), among)

    def _rows_now(self, batch_id: str, among: Sequence[str], known: Rows) -> dict[str, Batched]:
        """Some requests of a batch; those that are known are found without a look at all there are."""
        gallery = self._engine.gallery
        if gallery is None:
            return {}
        others = [each for each in among if each not in known]
        found = gallery.batched.now(known[each] for each in among if each in known)
        return {**found, **(self.rows(batch_id, others) if others else {})}

    def require_room(self) -> None:
        """Raise GalleryError while results of before wait to be kept; these here would only join them."""
        gallery = self._engine.gallery
        if gallery is None:
            return
        if news := gallery.settled():
            self._engine.tell(news)
        require_none_held(gallery)

    async def _read(self, batch_id: str, item: BatchItem, row: Batched | None, page: Answered) -> Result:
        gallery = self._engine.gallery
        try:
            if gallery is not None and row is None:
                row = await unbroken(
                    gallery.batched.found_or_begun, self.of(batch_id), self._request(batch_id, item, None)
                )
            if gallery is not None and row is not None and is_served(row, item):
                return await self._again(gallery, row, item, page)
            if row is not None and is_settled(row, item):
                raise item.error(page.engine)  # that is written down already
            result = await self._settled(batch_id, item, row, page)
        except OvertakenError:
            return await self._overtaken(batch_id, item, page)
        except ImagineError as error:
            result = self._failed(batch_id, item, row, error)
        if gallery is not None:  # else only memory knows what was asked, and what it cost
            self._asked.pop((batch_id, item.batch_request_id), None)
        elif (bill := bill_of(result)) is not None:
            self._ticks[batch_id, item.batch_request_id] = bill
        return result

    async def _overtaken(self, batch_id: str, item: BatchItem, page: Answered) -> Result:
        """The result that another process has just kept."""
        gallery = self._engine.gallery
        row = (await asyncio.to_thread(self.rows, batch_id, [item.batch_request_id])).get(
            item.batch_request_id
        )
        try:
            if gallery is not None and row is not None and is_served(row, item):
                return await self._again(gallery, row, item, page)
            raise item.error(page.engine)
        except ImagineError as error:
            return self._failed(batch_id, item, row, error)

    def _failed(self, batch_id: str, item: BatchItem, row: Batched | None, error: ImagineError) -> Result:
        """What brought nothing: an error, or pictures that were all kept back, which their responses say."""
        if not isinstance(error, ModeratedError) or error.kept_back is None:
            return Result(item.batch_request_id, error=error)
        order = Order(self._request(batch_id, item, row), {}, self._engine.to)
        return Result(item.batch_request_id, gaps_of(order, error, error.kept_back))

    def _request(self, batch_id: str, item: BatchItem, row: Batched | None) -> Request:
        """What was asked, as the journal, or this process, or nobody here knows it."""
        if row is not None:
            return row.begun.request
        asked = self._asked.get((batch_id, item.batch_request_id))
        return asked.request if asked else self._stand_in(batch_id, item)

    async def _settled(self, batch_id: str, item: BatchItem, row: Batched | None, page: Answered) -> Result:
        """Keep what a request brought, or write down why it brought nothing."""
        key = batch_id, item.batch_request_id
        asked = self._asked.get(key)
        order = Order(self._request(batch_id, item, row), {}, self._engine.to, price=FREE)
        is_counted = row.is_counted if row else key in self._ticks
        flight = Flight(
            order,
            self._engine.gallery,
            () if is_counted else self._engine.budgets,
            hold=asked.hold if asked and not asked.hold.is_ended else None,
            begun=row.begun if row else None,
            tell=self._engine.tell,
        )
        async with flight:
            flight.is_sent = True
            return await self._landed(order, flight, item, row, page)

    async def _landed(
        self, order: Order, flight: Flight, item: BatchItem, row: Batched | None, page: Answered
    ) -> Result:
        if item.body is None:
            error = item.error(page.engine)
            if item.is_cancelled:
                await flight.finish(Outcome("cancelled", error=error.message))
                return Result(item.batch_request_id, error=error)
            raise error
        if is_answer(item.body):
            return Result(item.batch_request_id, *await kept(flight, answer_in(item.body, page), page))
        gallery, parsed = self._engine.gallery, images_in(item.body, page)
        if gallery is None or row is None or not row.has_brought:
            return Result(
                item.batch_request_id, await self._engine.exchange.landed(order, flight, parsed, page)
            )
        parsed = await asyncio.to_thread(filled, parsed, gallery, row)
        received = await self._engine.exchange.landed(order, flight, parsed, page)
        if received.unkept is not None:
            return Result(item.batch_request_id, received)
        data = [await asyncio.to_thread(gallery.data, each) for each in received.recorded.pictures]
        return Result(item.batch_request_id, replace(received, data=tuple(data), stored=()))

    async def _again(self, gallery: Gallery, row: Batched, item: BatchItem, page: Answered) -> Result:
        """A result that was kept before, from the gallery."""
        recorded = await asyncio.to_thread(gallery.recorded, row.begun.id)
        if asked := self._asked.pop((row.begun.request.parameters[BATCH_ID], item.batch_request_id), None):
            asked.hold.settle(recorded.outcome.usage.cost_in_usd_ticks)
        try:
            data = [await asyncio.to_thread(gallery.data, each) for each in recorded.pictures]
        except GalleryError:
            data = await data_in(item, recorded, self._engine.transport.fetch, page)
            if not data:
                raise
        received, answer = Received(recorded, tuple(data)), recorded.answer
        if item.body is not None and is_answer(item.body):
            return Result(item.batch_request_id, received, answer_in(item.body, page))
        if data and answer is None:
            return Result(item.batch_request_id, received)
        if answer is not None:
            reply = Reply(answer.text, answer.response_id, answer.model, recorded.outcome.usage)
            return Result(item.batch_request_id, received, reply)
        if item.body is not None:
            images_in(item.body, page)  # raises what it raised before
        raise item.error(page.engine)

    def _stand_in(self, batch_id: str, item: BatchItem) -> Request:
        """What stands for a request that was asked elsewhere: by a file, another gallery, another machine."""
        to, name = self._engine.to, item.batch_request_id
        parameters = {BATCH_ID: batch_id, BATCH_REQUEST_ID: name}
        prompt = f"batch {batch_id} {name}"
        return Request(
            to.engine, to.base_url, endpoint_of(item.body), "unknown", prompt, sent="", parameters=parameters
        )
