"""Adding to a batch: what a table lacks, in as many calls as it takes; what no batch takes fails alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from imagine_nb.budget import Hold, Reserve, let_go
from imagine_nb.errors import APIError, BadRequestError, ImagineError, InputError
from imagine_nb.exchange.batch_calls import opened
from imagine_nb.exchange.batches import BatchExchange
from imagine_nb.gallery.batched import InBatch
from imagine_nb.printable import counted
from imagine_nb.studio.bulk.endings import failure, made
from imagine_nb.studio.bulk.planning import Planned, Unit
from imagine_nb.studio.bulk.tally import Ending, Tally
from imagine_nb.studio.sending import Desk
from imagine_nb.wire.batch_bodies import batched
from imagine_nb.wire.batches import Batch
from imagine_nb.wire.order import Order

AT_ONCE = 500  # requests that are added by one call
ROOM = 16 * 2**20  # bytes of them; the API takes 25 MB
_REFUSALS = 20  # calls that may be refused while the one request is looked for that is not taken


@dataclass(frozen=True, slots=True)
class _Sent:
    """A request that is to be added: the number of its unit, its order as one of a batch, and its price."""

    number: int
    order: Order
    hold: Hold

    @property
    def name(self) -> str:
        return str(self.order.body["batch_request_id"])


class Adding:
    """The missing units of a table on their way into a new `batch`. `where` has those that may be in it."""

    def __init__(
        self, planned: Planned, desk: Desk, batches: BatchExchange, reserve: Reserve, tally: Tally
    ) -> None:
        self.batch: Batch | None = None
        self.where: dict[int, InBatch] = {}
        self._planned, self._desk, self._batches = planned, desk, batches
        self._reserve, self._tally = reserve, tally
        self._refusals_left = _REFUSALS
        self._why: ImagineError | None = None  # nothing more is added

    async def run(self) -> None:
        """Add them. Raises APIError or GalleryError where none of them may be in the batch."""
        asked = [number for number, unit in enumerate(self._planned.units) if unit.is_asked]
        if not asked:
            return
        self.batch = await opened(
            self._batches.engine.transport, f"imagine_nb: {counted(len(asked), 'request')}"
        )
        try:
            async with aclosing(self._pieces(asked, self.batch.batch_id)) as pieces:
                async for piece in pieces:
                    await self._send(piece, self.batch.batch_id)
        finally:
            for number in asked:
                if number not in self.where and self._tally.waits(number):  # where it was stopped
                    self._tally.ended(number, Ending("not asked", error=InputError("It was not asked.")))
        if self._why is not None and not self.where:
            raise self._why

    async def _pieces(self, asked: Sequence[int], batch_id: str) -> AsyncGenerator[list[_Sent], None]:
        """The requests, as many at once as the API takes; the bodies of no more than those are held."""
        piece, room = list[_Sent](), ROOM
        try:
            for number in asked:
                try:
                    order = await made(self._planned.units[number], self._planned)
                    entry = self._entry(order, self._planned.units[number], batch_id)
                except Exception as error:  # noqa: BLE001 - each row fails alone
                    self._tally.ended(number, failure(error))
                    continue
                weight = _weight(order)
                if piece and (len(piece) >= AT_ONCE or weight > room):
                    yield piece
                    piece, room = [], ROOM
                piece.append(_Sent(number, entry, self._reserve.taken(entry.price)))
                room -= weight
            if piece:
                yield piece
        finally:
            let_go(each.hold for each in piece)  # where no request took it over

    def _entry(self, order: Order, unit: Unit, batch_id: str) -> Order:
        """An order as one of a batch; its id tells its place in the table."""
        taken = self._desk.orders.taken(order, self._desk.gallery)
        return batched(taken, batch_id, f"row_{unit.row}_{unit.part}_{unit.slot}")

    async def _send(self, piece: Sequence[_Sent], batch_id: str) -> None:
        """Add these; a request that is not taken is looked for, so that it fails alone."""
        if self._why is not None:
            self._end(piece, Ending("not asked", error=InputError(f"It was not asked. {self._why}")))
            return
        try:
            await self._batches.add(
                batch_id, [each.order for each in piece], holds=[each.hold for each in piece]
            )
        except asyncio.CancelledError:
            self._wait_for(piece, batch_id)
            raise
        except BadRequestError as error:
            await self._refused(piece, batch_id, error)
            return
        except ImagineError as error:
            self._why = error
            if not (isinstance(error, APIError) and error.may_be_charged):
                self._end(piece, failure(error))
                return
        self._wait_for(piece, batch_id)

    def _wait_for(self, piece: Sequence[_Sent], batch_id: str) -> None:
        """They may be in the batch, which will tell."""
        self.where |= {each.number: InBatch(batch_id, each.name) for each in piece}

    async def _refused(self, piece: Sequence[_Sent], batch_id: str, error: BadRequestError) -> None:
        """Add what is left of a call that was refused as a whole, half by half."""
        self._refusals_left -= 1
        if len(piece) > 1 and self._refusals_left > 0:
            half = len(piece) // 2
            for part in (piece[:half], piece[half:]):
                taken = [replace(each, hold=self._reserve.taken(each.order.price)) for each in part]
                await self._send(taken, batch_id)
            return
        self._end(piece, failure(error))
        if self._refusals_left <= 0:
            self._why = error

    def _end(self, piece: Sequence[_Sent], ending: Ending) -> None:
        let_go(each.hold for each in piece)
        for each in piece:
            self._tally.ended(each.number, ending)


def _weight(order: Order) -> int:
    """About how many bytes the body of an order has."""
    return sum(len(each.data or b"") * 4 // 3 for each in order.sources) + 8 * len(order.request.sent) + 1000
