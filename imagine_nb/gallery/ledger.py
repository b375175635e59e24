"""Ledger: what every request cost, exact where the API told, an estimate where it did not, or unknown."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from imagine_nb import prices, regions
from imagine_nb.charges import By, Certainty, Charge, Row, local_time, total_of
from imagine_nb.display.tables import ROWS_SHOWN, ledger_html
from imagine_nb.engines import ENGINES
from imagine_nb.gallery import bounds
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.disk import save_as
from imagine_nb.gallery.rows import is_batched, whole
from imagine_nb.gallery.sessions import NOBODY
from imagine_nb.gallery.steps import SLOT
from imagine_nb.prices import FREE, Price
from imagine_nb.printable import counted, printable
from imagine_nb.records import Outcome, Status, clipped
from imagine_nb.saving import csv_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_IMAGES = "/images/"
_FREE = frozenset({"failed", "cancelled"})  # the API told that it was not charged, or never had it

_REQUESTS = """
SELECT r.id, r.created, r.session, r.engine, r.endpoint, r.model AS asked, r.prompt, r.sent, r.parameters,
  CASE WHEN r.sources = '[]' OR NOT json_valid(r.sources) THEN 0
    ELSE json_array_length(r.sources) END AS n_sources,
  e.status, e.model, e.cost_ticks
FROM requests r LEFT JOIN outcomes e
  ON e.id = (SELECT max(id) FROM outcomes WHERE request_id = r.id)
"""
_UNBILLED = f"{_REQUESTS} WHERE r.id IN (SELECT request_id FROM unbilled)"  # noqa: S608 - constants
# what is billed, by what its rows have in common: a part of a day, a session or a model
_BILLED = """
SELECT {0} AS common, total(n) AS n, total(ticks) AS ticks, min(first) AS first, max(last) AS last
FROM bills WHERE n > 0 AND engine IN (SELECT value FROM json_each(?)) GROUP BY {0}
"""
_COMMON = {
    "day": f"date(slot * {SLOT}, 'unixepoch', 'localtime')", "session": "session", "model": "model",
}  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Ledger:
    """Ledger: what requests cost, in `rows` by request, session, day or model; `total` is all of it."""

    by: By
    rows: tuple[Row, ...]

    @property
    def total(self) -> Row:
        """All requests in one row."""
        return total_of(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __repr__(self) -> str:
        return f"<Ledger by {self.by} · {counted(self.total.requests, 'request')} · {self.total.bill}>"

    def __str__(self) -> str:
        shown = [(printable(row.name), str(row.requests), row.bill) for row in self.rows[:ROWS_SHOWN]]
        shown.append(("total", str(self.total.requests), self.total.bill))
        wide, high = (max(len(row[column]) for row in shown) for column in (0, 1))
        return "\n".join(f"{name:<{wide}}  {number:>{high}}  {bill}" for name, number, bill in shown)

    def _repr_html_(self) -> str:
        return ledger_html(self.rows, self.by)

    def csv(self, path: str | Path) -> Path:
        """Write the rows to a CSV file; by request with all that is known of each. Returns the path.

        Raises InputError where it cannot be written.
        """
        lines = _request_lines(self.total.charges) if self.by == "request" else _row_lines(self)
        return save_as(path, csv_text(lines).encode(errors="replace"))

    def figure(self) -> Figure:
        """The costs as a matplotlib figure: what is exact, estimated and unknown, told apart."""
        from imagine_nb.display.figures import ledger_figure

        return ledger_figure(self.rows, self.by)


def _request_lines(charges: Iterable[Charge]) -> Iterator[tuple[object, ...]]:
    yield "time", "request", "session", "engine", "model", "status", "certainty", "usd", "prompt"
    for each in charges:
        moment = datetime.fromtimestamp(each.created).astimezone().isoformat(timespec="seconds")
        facts = (each.session, each.engine, each.model, each.status, each.certainty, each.usd, each.prompt)
        yield moment, each.request_id, *facts


def _row_lines(ledger: Ledger) -> Iterator[tuple[object, ...]]:
    yield ledger.by, "requests", "exact_usd", "estimated_usd", "unknown_requests", "unknown_at_most_usd"
    for row in ledger:
        yield row.name, row.requests, row.exact_usd, row.estimated_usd, row.unknown, row.unknown_usd


def charges(database: Database, unwritten: Mapping[str, Outcome] | None = None) -> list[Charge]:
    """What each request cost, the newest first; `unwritten` are endings that it lacks, by request.

    A step that was asked of nobody (an edit set into a region) is none.
    """
    asked = f"{_REQUESTS} WHERE r.endpoint <> ?"
    rows = database.all(f"{asked} ORDER BY r.created DESC, r.rowid DESC", regions.PATH)
    if not unwritten:
        return whole(_charge, rows)
    return whole(lambda row: _charge(row, unwritten.get(row["id"])), rows)


def charges_of(database: Database, requests: Iterable[str]) -> list[Charge]:
    """What these requests cost."""
    among = f"{_REQUESTS} WHERE r.id IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants
    return whole(_charge, database.all(among, json.dumps([*requests])))


def spent_ticks(database: Database, *, but: str) -> int:
    """What all requests cost, estimates in the place of missing bills; those that session `but` has under way
    are left out."""
    told = database.value("SELECT total(ticks) FROM bills")
    open_ = database.all(f"{_UNBILLED} AND NOT (e.status IS NULL AND r.session = ?)", but)
    return told + sum(whole(_counted, open_))


def _counted(row: sqlite3.Row) -> int:
    """What a request counts as where a budget is concerned: its price, though nobody knows that."""
    _, ticks = _certainty(row, _status(row), bounds.ticks(row["cost_ticks"]))
    return _price(row).ticks if ticks is None else ticks


def _status(row: sqlite3.Row) -> Status:
    return "sent" if row["status"] is None else bounds.status(row["status"])


def ledger_in(database: Database, by: By, unwritten: Mapping[str, Outcome]) -> Ledger:
    """All charges in rows: requests, sessions and days the newest first, models the dearest first.

    `unwritten` are endings that the database lacks, by request.
    """
    if unwritten or by == "request":
        return ledger_of(charges(database, unwritten), by, ())
    unbilled = database.all(f"{_UNBILLED} ORDER BY r.created DESC, r.rowid DESC")
    billed = database.all(_BILLED.format(_COMMON[by]), json.dumps([*ENGINES]))
    return ledger_of(whole(_charge, unbilled), by, billed)


def ledger_of(found: Iterable[Charge], by: By, billed: Iterable[sqlite3.Row] = ()) -> Ledger:
    """The charges in rows, and sums of others that are `billed`."""
    if by == "request":
        return Ledger(by, tuple(Row(f"{each.when} {clipped(each.prompt, 60)}", (each,)) for each in found))
    groups: dict[str, _Group] = {}
    for row in billed:
        moments = bounds.moment(row["first"]), bounds.moment(row["last"])
        group = groups.setdefault(bounds.text(row["common"]), _Group())
        group.add(moments, int(row["n"]), int(row["ticks"]))
    for each in found:
        groups.setdefault(_common(each, by), _Group()).list(each)
    newest = sorted(groups.items(), key=lambda item: -item[1].last)
    rows = [group.row(_name(key, group.first, by)) for key, group in newest]
    if by == "model":
        rows.sort(key=lambda row: (-row.exact_usd - row.estimated_usd, row.name))
    return Ledger(by, tuple(rows))


@dataclass(slots=True)
class _Group:
    """What the requests of one row sum up to."""

    first: float = float("inf")
    last: float = float("-inf")
    n: int = 0
    ticks: int = 0
    charges: list[Charge] = field(default_factory=list)

    def add(self, moments: tuple[float, float], n: int, ticks: int) -> None:
        self.first, self.last = min(self.first, *moments), max(self.last, *moments)
        self.n += n
        self.ticks += ticks

    def list(self, charge: Charge) -> None:
        self.charges.append(charge)
        self.first, self.last = min(self.first, charge.created), max(self.last, charge.created)

    def row(self, name: str) -> Row:
        return Row(name, tuple(self.charges), self.n, self.ticks)


def _common(charge: Charge, by: By) -> str:
    """What the charges of one row have in common."""
    if by == "day":
        return local_time(charge.created)[:10]
    return charge.session if by == "session" else charge.model


def _name(common: str, first: float, by: By) -> str:
    if by != "session":
        return common
    if common == NOBODY:
        return f"{local_time(first)}, found without a record"
    host, _, process = common.rpartition(":")[0].rpartition(":")
    return f"{local_time(first)}, process {process} on {host}"


def _charge(row: sqlite3.Row, ended: Outcome | None = None) -> Charge:
    # by position: looking each up by its name would take longer than all the rest
    id_, created, session, engine, _, asked, prompt, _, _, _, _, model, cost = row
    status = ended.status if ended else _status(row)
    bill = ended.usage.cost_in_usd_ticks if ended else bounds.ticks(cost)
    certainty, ticks = _certainty(row, status, bill)
    return Charge(
        bounds.text(id_),
        bounds.moment(created),
        bounds.text(session),
        bounds.engine(engine),
        (ended and ended.model) or bounds.text(model) or bounds.text(asked),
        bounds.text(prompt),
        status,
        certainty,
        ticks,
    )


def _certainty(row: sqlite3.Row, status: str, bill: int | None) -> tuple[Certainty, int | None]:
    if bill is not None:
        return "exact", bill
    if status in _FREE:
        return "exact", 0
    price = _price(row)
    if status in {"sent", "unknown"} or not price.is_known:
        return "unknown", price.ticks if price.is_known else None
    return "estimated" if ENGINES[bounds.engine(row["engine"])].is_billed else "exact", price.ticks


def _price(row: sqlite3.Row) -> Price:
    if not ENGINES[bounds.engine(row["engine"])].is_billed:
        return FREE
    asked, sent, n_sources = bounds.text(row["asked"]), bounds.text(row["sent"]), row["n_sources"]
    if not bounds.text(row["endpoint"]).startswith(_IMAGES):
        answer = prices.price_of_answer(asked, characters=len(sent), n_images=n_sources)
        return prices.price_in_batch(asked, answer) if is_batched(row) else answer
    return prices.price_of_pictures(asked, bounds.parameters(row["parameters"]), n_sources=n_sources)
