"""Batched requests: those of one batch, written down together and found again by their ids in it."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from imagine_nb.errors import InputError
from imagine_nb.gallery import bounds
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.entries import Begun, insert_request
from imagine_nb.gallery.places import placed
from imagine_nb.gallery.rows import TICKS, insert, outcome_row, request_of
from imagine_nb.gallery.sessions import is_running, session
from imagine_nb.records import BATCH_ID, BATCH_REQUEST_ID, JSON, Outcome, Request, Status, new_id

_SENDING = 600.0  # seconds that it may take to send what was written down

_FROM = """
FROM requests r LEFT JOIN outcomes e ON e.id = (SELECT max(id) FROM outcomes WHERE request_id = r.id)
"""
_OF = f"""{_FROM}
WHERE instr(r.parameters, ?) AND r.engine = ? AND r.base_url = ?
  AND json_extract(CASE WHEN json_valid(r.parameters) THEN r.parameters ELSE '{{}}' END, '$.batch_id') = ?
"""  # the first condition takes a tenth of the last one's time
_BATCHED = """
SELECT r.*, e.status AS status, e.cost_ticks AS cost_ticks,
  (SELECT count(*) FROM outcomes WHERE request_id = r.id) AS n_endings,
  EXISTS (SELECT 1 FROM pictures WHERE request_id = r.id)
    OR EXISTS (SELECT 1 FROM answers WHERE request_id = r.id) AS has_brought
"""
_ROWS = f"{_BATCHED} {_OF} ORDER BY r.created, r.rowid"
_AMONG = f"""
{_BATCHED} {_OF} AND json_extract(r.parameters, '$.batch_request_id') IN (SELECT value FROM json_each(?))
ORDER BY r.created, r.rowid
"""  # noqa: S608 - constants
_THESE = f"""
{_BATCHED} {_FROM} WHERE r.id IN (SELECT value FROM json_each(?)) ORDER BY r.created, r.rowid
"""  # noqa: S608 - constants
_OPEN = """
SELECT parameters FROM requests r WHERE key = ? AND take = ? AND instr(parameters, '"batch_id"')
  AND coalesce((SELECT status FROM endings WHERE request_id = r.id), '') IN ('', ?) ORDER BY created DESC
"""
_COST = f"SELECT total({TICKS.format('e.cost_ticks')}) {_OF}"


@dataclass(frozen=True, slots=True)
class InBatch:
    """Where a request is: the id of its batch, and its own in it."""

    batch_id: str
    request_id: str


def ids_of(parameters: Mapping[str, JSON]) -> InBatch | None:
    """Where a request with these parameters is; None for one that is in no batch."""
    batch_id, request_id = parameters.get(BATCH_ID), parameters.get(BATCH_REQUEST_ID)
    if isinstance(batch_id, str) and isinstance(request_id, str):
        return InBatch(batch_id, request_id)
    return None


@dataclass(frozen=True, slots=True)
class Batched:
    """One request of a batch as the journal knows it; `status` is how it ended, None where it did not."""

    begun: Begun
    status: Status | None = None
    has_brought: bool = False
    ticks: int | None = None
    is_young: bool = False  # whoever wrote it down may still be about to send it

    @property
    def is_done(self) -> bool:
        """Whether nothing more can come of it."""
        return (self.has_brought and self.status != "partial") or self.status == "moderated"

    @property
    def is_counted(self) -> bool:
        """Whether the budgets have it: with its bill, or with its price where nobody knows that."""
        return self.ticks is not None or self.status not in {None, "failed", "cancelled"}


@dataclass(frozen=True, slots=True)
class Of:
    """Which batch: its id, and who works through it."""

    batch_id: str
    engine: str
    base_url: str

    @property
    def values(self) -> tuple[str, ...]:
        """The values of the conditions that find it."""
        return json.dumps(self.batch_id), self.engine, self.base_url, self.batch_id


class BatchedRequests:
    """The requests of batches in one database. Rows are added, never changed."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, batch: Of, among: Iterable[str] | None = None) -> dict[str, Batched]:
        """The requests of a batch, all or `among` some ids, by their ids in it."""
        if among is None:
            return _by_id(self._db.all(_ROWS, *batch.values))
        return _by_id(self._db.all(_AMONG, *batch.values, json.dumps([*among])))

    def now(self, requests: Iterable[Batched]) -> dict[str, Batched]:
        """These requests as they stand now, by their ids in their batch; what else there is, is not read."""
        return _by_id(self._db.all(_THESE, json.dumps([each.begun.id for each in requests])))

    def holding(self, key: str, take: int, *, lost: bool = False) -> InBatch | None:
        """Where a request waits for its result to be read, in the newest such batch; None for nowhere.

        With `lost` also one of which nobody knows whether it came to the batch.
        """
        rows = self._db.all(_OPEN, key, take, "unknown" if lost else "")
        found = (ids_of(bounds.parameters(row["parameters"])) for row in rows)
        return next(filter(None, found), None)

    def cost_ticks(self, batch: Of) -> int:
        """What the results of a batch cost, as far as they were read."""
        return self._db.value(_COST, *batch.values)

    def begin(self, batch: Of, requests: Sequence[Request]) -> list[Begun]:
        """Write the intent of all of them down, or of none. Raises InputError for an id that is used."""
        now, wanted = time.time(), [placed(each) for each in requests]
        begun = [Begun(new_id(), each, now) for each in wanted]
        with self._db.transaction() as db:
            known = _by_id(db.execute(_ROWS, batch.values).fetchall())
            for each in begun:
                _require_unused(each.request, known)
                insert_request(db, each)
        return begun

    def end(self, begun: Sequence[Begun], outcome: Outcome) -> None:
        """Write down that all of these ended in the same way; one that has an ending keeps it."""
        with self._db.transaction() as db:
            for each in begun:
                if db.execute("SELECT 1 FROM outcomes WHERE request_id = ?", (each.id,)).fetchone() is None:
                    row = {"request_id": each.id, "finished": time.time(), **outcome_row(outcome)}
                    insert(db, outcomes=row)

    def found_or_begun(self, batch: Of, request: Request) -> Batched:
        """The row of a request that was asked elsewhere, begun here where there is none yet."""
        with self._db.transaction() as db:  # in which no other process begins it
            rows = _by_id(db.execute(_ROWS, batch.values).fetchall())
            found = rows.get(request.parameters[BATCH_REQUEST_ID])
            if found is None:
                found = Batched(Begun(new_id(), placed(request), time.time(), is_resumed=True))
                insert_request(db, found.begun)
        return found


def _require_unused(request: Request, known: dict[str, Batched]) -> None:
    """Raise InputError where the batch has a request of this id that may have come to it."""
    found = known.get(request.parameters[BATCH_REQUEST_ID])
    if found is not None and found.status not in {"failed", "cancelled"}:
        name, lost = request.parameters[BATCH_REQUEST_ID][:80], found.status == "unknown"
        raise InputError(
            f"The batch {'may have' if lost else 'has'} a request {name!r} already.",
            advice="list_batch_requests tells whether it came." if lost else "Give each an id of its own.",
        )


def _by_id(rows: Sequence[sqlite3.Row]) -> dict[str, Batched]:
    """The requests in rows, the last one of each id; what cannot be read is left out."""
    found: dict[str, Batched] = {}
    for row in rows:
        request = request_of(row)
        request_id = request.parameters.get(BATCH_REQUEST_ID)
        if isinstance(request_id, str) and isinstance(row["id"], str):
            begun = Begun(
                row["id"],
                request,
                bounds.moment(row["created"]),
                is_resumed=True,
                n_endings=row["n_endings"],
            )
            status = None if row["status"] is None else bounds.status(row["status"])
            ticks = bounds.ticks(row["cost_ticks"])
            found[request_id] = Batched(begun, status, bool(row["has_brought"]), ticks, _is_young(row))
    return found


def _is_young(row: sqlite3.Row) -> bool:
    since = bounds.moment(row["created"])
    is_recent = abs(time.time() - since) < _SENDING
    return is_recent and is_running(bounds.text(row["session"]), own=session(), since=since)
