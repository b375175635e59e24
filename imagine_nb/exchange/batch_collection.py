"""Batch collection: all that a batch has brought so far is kept, and what never came to it is said."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence

from imagine_nb.engines import ENGINES
from imagine_nb.errors import NotFoundError
from imagine_nb.exchange.batch_calls import ids_in, told
from imagine_nb.exchange.batch_reading import GONE, Rows
from imagine_nb.exchange.batches import BatchExchange
from imagine_nb.records import Outcome
from imagine_nb.settings import MAX_N
from imagine_nb.wire.batches import Batch, BatchState

_PICTURES = 20  # of one page of results: each may be there whole
_ANSWERS = 200
_MOST_PAGES = 10_000

_Ending = tuple[Sequence[str], Outcome]  # of which requests, and how


class BatchCollection:
    """Collection of the results of one engine's batches into its gallery, from where they are shown."""

    def __init__(self, batches: BatchExchange) -> None:
        self._batches = batches
        self._engine = batches.engine

    async def collected(self, batch_id: str) -> tuple[Batch | None, Rows]:
        """Keep what a batch has brought by now; how it stands, None where the API forgot it, and its rows.

        What this gallery wrote down and the batch never got is brought to its end. Raises APIError, and
        GalleryError where nothing can be kept.
        """
        rows = await self._rows(batch_id)
        try:
            batch = await told(self._engine.transport, batch_id)
        except NotFoundError:
            why = f"The API does not know the batch. {GONE}"
            return None, await self._ended(batch_id, rows, [(_open(rows), self._unknown(why))])
        told_of = frozenset[str]()
        if _has_news(batch.state, rows):
            told_of = await self._read(batch_id, rows)
            rows = await self._rows(batch_id)
        return batch, await self._ended(batch_id, rows, await self._endings(batch, rows, told_of))

    async def _rows(self, batch_id: str) -> Rows:
        return await asyncio.to_thread(self._batches.reading.rows, batch_id)

    async def _read(self, batch_id: str, rows: Rows) -> frozenset[str]:
        """Keep all results that are new; their ids."""
        found, token = set[str](), None
        for _ in range(_MOST_PAGES):
            results, token = await self._batches.reading.results(
                batch_id, limit=_page_of(rows), token=token, known=rows
            )
            found.update(each.batch_request_id for each in results)
            if token is None:
                break
        return frozenset(found)

    async def _endings(self, batch: Batch, rows: Rows, told_of: Collection[str]) -> Sequence[_Ending]:
        """How those end that the batch never got, that it was cancelled before, or has no result of."""
        found: list[_Ending] = []
        waiting = [name for name in _open(rows) if not rows[name].is_young]
        if waiting and batch.state.num_requests < _n_sent(rows):
            has = await ids_in(self._engine.transport, batch.batch_id)
            absent = [name for name in waiting if name not in has]
            found.append((absent, self._unknown(f"It is not known to have come to {batch.batch_id}.")))
        if batch.cancel_time is not None and not batch.state.num_pending:
            why = batch.cancel_by_xai_message or "The batch was cancelled."
            found.append((_open(rows), Outcome("cancelled", error=why)))
        elif _is_over(batch.state):
            silent = [name for name in waiting if name not in told_of]
            found.append((silent, self._unknown(f"{batch.batch_id} has ended, and has no result of it.")))
        return found

    async def _ended(self, batch_id: str, rows: Rows, endings: Sequence[_Ending]) -> Rows:
        """The rows once some have ended; of two endings of one the first is written down."""
        endings = [each for each in endings if each[0]]
        for names, outcome in endings:
            await self._batches.end(batch_id, {name: rows[name] for name in names}, outcome)
        return await self._rows(batch_id) if endings else rows

    def _unknown(self, why: str) -> Outcome:
        """An ending of which nobody knows whether it is charged; it is not where nothing is billed."""
        is_billed = ENGINES[self._engine.to.engine].is_billed
        return Outcome("unknown" if is_billed else "cancelled", error=why)


def _open(rows: Rows) -> list[str]:
    return [name for name, row in rows.items() if row.status is None]


def _n_sent(rows: Rows) -> int:
    """How many requests may have come to the batch."""
    return sum(row.status not in {"failed", "cancelled"} or row.has_brought for row in rows.values())


def _has_news(state: BatchState, rows: Rows) -> bool:
    """Whether more has ended than is written down; where the API tells no numbers it may have."""
    n_done = sum(row.is_done for row in rows.values())
    n_ended = sum(row.is_done or row.status in {"failed", "cancelled"} for row in rows.values())
    ended = state.num_success + state.num_error + state.num_cancelled
    return not state.num_requests or state.num_success > n_done or ended > n_ended


def _is_over(state: BatchState) -> bool:
    """Whether each of its requests has ended, one way or another, as the API counts them."""
    return 0 < state.num_requests <= state.num_success + state.num_error + state.num_cancelled


def _page_of(rows: Rows) -> int:
    """How many results are read at once."""
    pictures = [
        row.begun.request.parameters.get("n", 1)
        for row in rows.values()
        if row.begun.request.endpoint.startswith("/images/")
    ]
    return max(1, _PICTURES // max(pictures, default=MAX_N)) if pictures or not rows else _ANSWERS
