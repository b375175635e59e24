"""Batches on their way: all requests of a call written down, sent together, and settled as results are read.

A request of a batch is a row of the journal like any other, with the ids of both in its parameters: by them
any process finds it again. It has its ending once somebody has read its result.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from functools import partial

from imagine_nb.budget import Hold, held_together, let_go
from imagine_nb.engines import ENGINES
from imagine_nb.errors import BudgetError, InputError
from imagine_nb.exchange.batch_reading import Asked, BatchReading, Rows
from imagine_nb.exchange.engine import Engine
from imagine_nb.exchange.flight import ending, unbroken
from imagine_nb.gallery.entries import Begun
from imagine_nb.printable import counted
from imagine_nb.records import BATCH_REQUEST_ID, Outcome, Request
from imagine_nb.stops import departed
from imagine_nb.wire.batches import PATH, Batch, batch_in, path_of
from imagine_nb.wire.order import Order


class BatchExchange:
    """The batches of one engine, as one client adds to them and reads them.

    `asked` are the requests that were added in this process; several exchanges may share them.
    """

    def __init__(self, engine: Engine, asked: dict[tuple[str, str], Asked] | None = None) -> None:
        self.engine = engine
        self._asked = {} if asked is None else asked
        self.reading = BatchReading(engine, self._asked)

    async def add(
        self, batch_id: str, orders: Sequence[Order], *, holds: Sequence[Hold] | None = None
    ) -> None:
        """Send the requests of a batch, all or none. Raises BudgetError, InputError or APIError.

        Each is in the journal before that, and stays there as one that may be charged until it is read.
        `holds` are their prices, where their call has set them aside already.
        """
        keys = [(batch_id, order.request.parameters[BATCH_REQUEST_ID]) for order in orders]
        if any(key in self._asked for key in keys) and self.engine.gallery is None:
            raise InputError("The batch has one of these ids already.", advice="Give each an id of its own.")
        own = self._held(orders) if holds is None else [each.taken() or Hold(0) for each in holds]
        try:
            begun = await unbroken(self._begun, batch_id, [order.request for order in orders])
        except BaseException:
            let_go(own)
            raise
        await self._posted(batch_id, orders, own, begun)
        for key, order, hold in zip(keys, orders, own, strict=True):
            self._asked[key] = Asked(order.request, hold)

    def _held(self, orders: Sequence[Order]) -> list[Hold]:
        what = f"The batch of {counted(len(orders), 'request')}"
        return held_together([order.price for order in orders], self.engine.budgets, of=what)

    async def of_file(self, name: str, file_id: str) -> Batch:
        """A new batch of the requests in a stored file. Raises BudgetError where a budget has a limit."""
        is_billed = ENGINES[self.engine.to.engine].is_billed
        left = [each.left_usd for each in self.engine.budgets if each.left_usd is not None]
        if left and is_billed:
            raise BudgetError(
                "What the requests in a file cost is not known beforehand, and there is a budget.",
                price_usd=math.inf,
                left_usd=min(left),
                advice="Nothing was sent. Add them by client.batch.add, or set no budget.",
            )
        body = {"name": name, "input_file_id": file_id}
        begun = partial(departed, is_billed=is_billed)
        return batch_in((await self.engine.transport.post(PATH, body, begun=begun)).body)

    async def end(self, batch_id: str, rows: Rows, outcome: Outcome) -> None:
        """Write down that requests of which the batch tells nothing have ended in this way."""
        await unbroken(self._ended, [row.begun for row in rows.values()], outcome)
        for name in rows:
            if asked := self._asked.pop((batch_id, name), None):
                asked.hold.settle(None if outcome.status == "unknown" else 0)

    async def _posted(
        self, batch_id: str, orders: Sequence[Order], holds: Sequence[Hold], begun: Sequence[Begun]
    ) -> None:
        started, is_sent = time.monotonic(), False
        is_billed = ENGINES[self.engine.to.engine].is_billed

        def leaving() -> None:
            nonlocal is_sent
            if not is_sent:
                departed(is_billed=is_billed)
            is_sent = True

        body = {"batch_requests": [order.body for order in orders]}
        try:
            await self.engine.transport.post(path_of(batch_id, "/requests"), body, begun=leaving)
        except BaseException as error:
            outcome = ending(error, time.monotonic() - started, charged=is_sent and is_billed)
            for hold in holds:
                hold.settle(None if outcome.status == "unknown" else 0)
            await unbroken(self._ended, begun, outcome)
            raise

    def _begun(self, batch_id: str, requests: Sequence[Request]) -> list[Begun]:
        gallery = self.engine.gallery
        if gallery is None:
            return []
        self.reading.require_room()
        return gallery.batched.begin(self.reading.of(batch_id), requests)

    def _ended(self, begun: Sequence[Begun], outcome: Outcome) -> None:
        if self.engine.gallery is not None:
            self.engine.gallery.batched.end(begun, outcome)
