"""Batch runs: what a table lacks is added to a batch of the API, and what has come of it is read.

Nobody has to wait: the journal knows which request is in which batch, so any process can go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from imagine_nb.budget import Reserve
from imagine_nb.bulk.results import Results
from imagine_nb.bulk.row import Row
from imagine_nb.engines import ENGINES
from imagine_nb.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    ImagineError,
    NotFoundError,
)
from imagine_nb.exchange.batch_calls import cancelled
from imagine_nb.exchange.batch_collection import BatchCollection
from imagine_nb.exchange.batch_reading import GONE
from imagine_nb.exchange.batch_results import error_of
from imagine_nb.exchange.batches import BatchExchange
from imagine_nb.exchange.flight import Received
from imagine_nb.gallery import Gallery
from imagine_nb.gallery.batched import Batched, InBatch
from imagine_nb.records import Recorded
from imagine_nb.studio.bulk.batch_adding import Adding
from imagine_nb.studio.bulk.endings import came, ending_of, failure, known, made
from imagine_nb.studio.bulk.planning import Planned, Unit
from imagine_nb.studio.bulk.tally import Ending, Tally, row_with
from imagine_nb.studio.sending import Desk
from imagine_nb.wire.batches import Batch

FIRST_PAUSE, LONGEST_PAUSE, GROWTH = 0.5, 60.0, 1.3  # seconds between two looks at a batch
AT_HOME = 3.0  # the longest pause where the engine is in this process, and no look costs anybody anything


class BatchRun:
    """A table in batches. Its coroutines are for the background loop, one after the other.

    `tally` has its rows, which are `pending` until their results are read; `stands` says of each batch how it
    stood when somebody looked (None: the API has forgotten it). `on_row` is called with each row that ends.
    """

    def __init__(
        self,
        planned: Planned,
        desk: Desk,
        batches: BatchExchange,
        reserve: Reserve,
        on_row: Callable[[Row], object],
    ) -> None:
        self.tally = Tally(planned, on_row, waiting="pending")
        self.stands: dict[str, Batch | None] = {}
        self._planned, self._desk, self._batches = planned, desk, batches
        self._adding = Adding(planned, desk, batches, reserve, self.tally)
        self._reserve = reserve
        self._where: dict[int, InBatch] = {}  # the units that wait
        self._lock = asyncio.Lock()

    @property
    def is_over(self) -> bool:
        """Whether every row has come to its end."""
        return not self._where

    async def submitted(self) -> None:
        """Add what is missing to a new batch, and see what others that have some of it have brought.

        Raises APIError or GalleryError where nothing could be added.
        """
        async with self._lock:
            try:
                for number, unit in enumerate(self._planned.units):
                    if unit.batch is not None:
                        self._where[number] = unit.batch
                    elif not unit.is_asked:
                        self.tally.ended(number, await known(unit, self._planned, self._desk))
                self.tally.begun()
                joined = self._waiting_in()
                self.stands.update(dict.fromkeys(joined))
                await self._adding.run()
            finally:
                self._where |= self._adding.where
                if (batch := self._adding.batch) is not None:
                    self.stands[batch.batch_id] = batch
                self._reserve.let_go()
            with suppress(APIError):  # what was added is in a batch now, whatever another one says
                await self._collect(joined)
            self._end()

    async def collected(self) -> Results:
        """The rows, with all that has come by now. Raises APIError."""
        async with self._lock:
            await self._collect(self._waiting_in())
        return self.tally.results

    async def waited(self) -> Results:
        """The rows once all of them have come to their end."""
        longest = AT_HOME if ENGINES[self._batches.engine.to.engine].is_embedded else LONGEST_PAUSE
        pause = FIRST_PAUSE
        while True:
            try:
                await self.collected()
            except APIError as error:
                if not _passes(error):
                    raise
            if self.is_over:
                return self.tally.results
            await asyncio.sleep(pause)
            pause = min(longest, pause * GROWTH)

    async def cancelled(self) -> Results:
        """The rows after all batches that something waits in have been told to end."""
        for batch_id in self._waiting_in():
            self.stands[batch_id] = await cancelled(self._batches.engine.transport, batch_id)
        return await self.collected()

    def _waiting_in(self) -> list[str]:
        return list(dict.fromkeys(each.batch_id for each in self._where.values()))

    async def _collect(self, batch_ids: Sequence[str]) -> None:
        collection = BatchCollection(self._batches)
        for batch_id in batch_ids:
            batch, rows = await collection.collected(batch_id)
            self.stands[batch_id] = batch
            for number, where in list(self._where.items()):
                if where.batch_id == batch_id:
                    row = rows.get(where.request_id)
                    ending = await self._ending(self._planned.units[number], row, batch)
                    if ending is not None:
                        del self._where[number]
                        self.tally.ended(number, ending)
        self._end()

    def _end(self) -> None:
        if self.is_over and not self.tally.standing.has_ended:
            self.tally.over()

    async def _ending(self, unit: Unit, row: Batched | None, batch: Batch | None) -> Ending | None:
        """How a unit ended; None while nobody knows."""
        if row is None:
            gone = ImagineError("The gallery has no record of it any more.")
            return Ending("unknown", cost_ticks=None, error=gone)
        if _waits(row, batch):
            return None
        try:
            recorded = await asyncio.to_thread(_gallery_of(self._desk).recorded, row.begun.id)
            if row.has_brought and self._has_regions:
                return await came(Received(recorded), await made(unit, self._planned), self._desk)
            return _brought(row, recorded, self._desk)
        except Exception as error:  # noqa: BLE001 - each row fails alone
            return failure(error)

    @property
    def _has_regions(self) -> bool:
        return bool({"region", "mask"} & self._planned.options.keys())


def _waits(row: Batched, batch: Batch | None) -> bool:
    """Whether the result of a request may still come, one that was perhaps lost on its way among them."""
    is_lost = row.status == "unknown" and not row.has_brought
    return row.status is None or (is_lost and batch is not None and batch.state.num_pending > 0)


def _brought(row: Batched, recorded: Recorded, desk: Desk) -> Ending:
    """How a request of a batch ended, as the gallery has it."""
    if row.has_brought:
        received = Received(recorded)
        return ending_of(received, [received], desk)
    ending = failure(error_of(recorded.outcome))
    return ending if ENGINES[recorded.request.engine].is_billed else replace(ending, cost_ticks=0)


def _passes(error: APIError) -> bool:
    """Whether what stands in the way of a look at a batch may be gone at the next one."""
    if error.status is None:
        return isinstance(error, (APIConnectionError, APITimeoutError))
    return error.status == 429 or error.status >= 500


def _gallery_of(desk: Desk) -> Gallery:
    assert desk.gallery is not None  # noqa: S101 - no batch without one
    return desk.gallery


async def read_alone(batch_id: str, batches: BatchExchange, desk: Desk) -> Results:
    """What has come of the requests of a batch, whatever table they were of. Raises NotFoundError."""
    batch, rows = await BatchCollection(batches).collected(batch_id)
    if batch is None and not rows:
        raise NotFoundError(f"Nobody knows a batch {batch_id[:80]!r}.", advice=GONE)
    gallery, found = _gallery_of(desk), []
    for index, row in enumerate(rows.values()):
        request = row.begun.request
        waiting = Row(index, {"prompt": request.sent}, "pending", request.sent)
        if not _waits(row, batch):
            recorded = await asyncio.to_thread(gallery.recorded, row.begun.id)
            waiting = row_with(waiting, [_brought(row, recorded, desk)])
        found.append(waiting)
    return Results(found, columns=("prompt",))
