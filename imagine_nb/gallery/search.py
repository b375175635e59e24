"""Full-text search: pictures by words of prompts and answers, model, engine, time, cost and marks, sorted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, TypeAlias, TypedDict

from imagine_nb.errors import InputError
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.journal import Journal
from imagine_nb.gallery.marks import FAVOURITE, LABEL
from imagine_nb.gallery.rows import KEPT, SOURCE_ID, SOURCES, TICKS
from imagine_nb.money import TICKS_PER_USD
from imagine_nb.records import PictureRecord
from imagine_nb.suggestions import checked

When: TypeAlias = "datetime | date | str | float"
Sort: TypeAlias = Literal["newest", "oldest", "dearest", "largest"]

_SORTS: dict[str, str] = {
    "newest": "p.number DESC",
    "oldest": "p.number",
    "dearest": f"{TICKS.format('p.cost_ticks')} DESC, p.number DESC",  # of unknown cost comes last
    "largest": "p.width * p.height DESC, p.number DESC",
}

MOST_WORDS = 32  # of a search; more would only slow it down
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")

_MATCHES = """p.number IN (WITH found AS MATERIALIZED ({found})
  SELECT number FROM pictures WHERE request_id IN found UNION ALL
  SELECT about.number FROM answers a JOIN requests q ON q.id = a.request_id, {sources} source
    JOIN pictures about ON about.id = {source_id} WHERE q.id IN found)"""
_MODEL = """(r.model = ? OR EXISTS
  (SELECT 1 FROM endings e WHERE e.request_id = r.id AND e.model = ?))"""
_REQUESTS = "JOIN requests r ON r.id = p.request_id"
_MARKED = "p.id IN (SELECT picture_id FROM marked WHERE kind = ? AND value = ?)"


class Wanted(TypedDict, total=False):
    """Search filters: what may be asked for besides words.

    `model`: asked for or answering. `engine`: `xai` or `print-shop`. `since` and `until`: a datetime, a date,
    either as text (`2026-11-24`; a whole local day), or unix seconds. `min_usd` and `max_usd`: a picture's
    share of the cost; one of unknown cost is left out. `label`: one that it bears. `favourites`: only those.
    `edited`: True for pictures that were made from sources, False for those that were not.
    """

    model: str | None
    engine: str | None
    since: When | None
    until: When | None
    min_usd: float | None
    max_usd: float | None
    label: str | None
    favourites: bool
    edited: bool | None


@dataclass(frozen=True, slots=True)
class Search:
    """Search query: what pictures have to fulfil; what is None (or empty) is not asked for."""

    text: str = ""
    model: str | None = None
    engine: str | None = None
    since: When | None = None
    until: When | None = None
    min_usd: float | None = None
    max_usd: float | None = None
    label: str | None = None
    favourites: bool = False
    edited: bool | None = None

    def page(self, journal: Journal, *, limit: int, offset: int, sort: Sort) -> list[PictureRecord]:
        """The pictures of one page. Raises InputError for a sort that there is not."""
        order = _SORTS[checked("sort", sort, tuple(_SORTS)) or "newest"]
        found, values = self._found()
        # the numbers first: what makes a record whole is then looked up for one page alone
        numbers = f"SELECT p.number {found} ORDER BY {order} LIMIT ? OFFSET ?"
        return journal.pictures(
            f"WHERE p.number IN ({numbers}) ORDER BY {order}", *values, max(limit, 0), max(offset, 0)
        )

    def count(self, database: Database) -> int:
        """How many pictures there are on all pages together."""
        found, values = self._found()
        return database.value(f"SELECT count(*) {found}", *values)

    def _found(self) -> tuple[str, list[object]]:
        """The tables and the condition in SQL, and its values; requests are joined where it names them."""
        conditions, values = [KEPT], list[object]()
        for sql, given in self._parts():
            conditions.append(sql)
            values += given
        where = " AND ".join(conditions)
        requests = _REQUESTS if "r." in where else ""
        return f"FROM pictures p {requests} WHERE {where}", values

    def _parts(self) -> Iterator[tuple[str, list[object]]]:
        yield from _text_parts(self.text)
        if self.model is not None:
            yield _MODEL, [self.model, self.model]
        if self.engine is not None:
            yield "r.engine = ?", [self.engine]
        if self.since is not None:
            yield "r.created >= ?", [moment(self.since)]
        if self.until is not None:
            yield "r.created < ?", [moment(self.until, end=True)]
        if self.min_usd is not None:
            yield f"{TICKS.format('p.cost_ticks')} >= ?", [round(self.min_usd * TICKS_PER_USD)]
        if self.max_usd is not None:
            yield f"{TICKS.format('p.cost_ticks')} <= ?", [round(self.max_usd * TICKS_PER_USD)]
        if self.label is not None:
            yield _MARKED, [LABEL, self.label]
        if self.favourites:
            yield _MARKED, [FAVOURITE, ""]
        if self.edited is not None:
            yield f"r.sources {'<>' if self.edited else '='} '[]'", []


def _text_parts(text: str) -> Iterator[tuple[str, list[object]]]:
    """The condition for each way to look words up; all words have to be there, in the prompt or the answer.

    Words match from their beginning on, accents and case aside; scripts without spaces match anywhere.
    """
    words = _plain(text).split()[:MOST_WORDS]
    unspaced = [word for word in words if _UNSPACED.search(word)]
    spaced = [word for word in words if word not in unspaced]
    if spaced:
        query = " ".join(f'"{word.replace(chr(34), chr(34) * 2)}"*' for word in spaced)
        found = "SELECT request_id FROM words WHERE words MATCH ?"
        yield _matches(found), [query]
    for word in unspaced:
        found = "SELECT request_id FROM words WHERE instr(text, ?)"
        yield _matches(found), [word]


def _matches(found: str) -> str:
    sources, source_id = SOURCES.format("q.sources"), SOURCE_ID.format("source")
    return _MATCHES.format(found=found, sources=sources, source_id=source_id)


def _plain(text: str) -> str:
    """`text` without what a database chokes on: zero bytes, halves of surrogate pairs."""
    return str(text).replace("\x00", " ").encode(errors="replace").decode()


def moment(when: When, *, end: bool = False) -> float:
    """A time as unix seconds: a datetime, a date, either as text (`2026-11-24`), or seconds.

    A date is a whole local day: with `end` the moment at which it is over. Raises InputError for other text.
    """
    if isinstance(when, str):
        when = _read(when)
    if isinstance(when, datetime):
        return when.astimezone().timestamp()
    if isinstance(when, date):
        day = when + timedelta(days=1) if end else when
        return datetime.combine(day, time()).astimezone().timestamp()
    return float(when)


def _read(text: str) -> datetime | date:
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return read(text.strip())
        except ValueError:
            continue
    raise InputError(f"{text[:40]!r} is no date.", advice="Write it as 2026-11-24 or 2026-11-24T18:30.")
