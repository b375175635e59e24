"""Full-text search: pictures by words of prompts and answers, model, engine, time, cost and marks, sorted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, TypeAlias, TypedDict

from imagine_nb.errors import InputError
from imagine_nb.gallery.counts import ORDERS
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.finding import Finding, Part
from imagine_nb.gallery.marks import FAVOURITE, LABEL
from imagine_nb.gallery.steps import COST
from imagine_nb.money import TICKS_PER_USD
from imagine_nb.suggestions import checked

When: TypeAlias = "datetime | date | str | float"
Sort: TypeAlias = Literal["newest", "oldest", "dearest", "largest"]

MOST_WORDS = 32  # of a search; more would only slow it down
MOST_TERMS = 8  # words of the gallery that one begins; more are left to the index to merge
_PLAIN_WORD = re.compile("[A-Za-z0-9]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")

_COST = COST.format("p.")
_ANYWHERE = """p.number IN (WITH found AS MATERIALIZED (SELECT request_id FROM words WHERE instr(text, ?))
  SELECT number FROM pictures WHERE request_id IN found UNION ALL
  SELECT about.number FROM mentions m JOIN pictures about ON about.id = m.picture_id
    WHERE m.request_id IN found)"""
_MODEL = """(r.model = ? OR EXISTS
  (SELECT 1 FROM endings e WHERE e.request_id = r.id AND e.model = ?))"""
_OF_MODEL = """
SELECT p.number FROM requests r JOIN pictures p ON p.request_id = r.id WHERE r.model = ?
UNION ALL SELECT p.number FROM outcomes o JOIN pictures p ON p.request_id = o.request_id WHERE o.model = ?"""
_MARKED = "EXISTS (SELECT 1 FROM marked k WHERE k.picture_id = p.id AND k.kind = ? AND k.value = ?)"
_OF_MARK = """
SELECT p.number FROM marks k JOIN pictures p ON p.id = k.picture_id WHERE k.kind = ? AND k.value = ?"""


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

    def numbers(self, database: Database, *, limit: int, offset: int, sort: Sort) -> list[int]:
        """The numbers of the pictures of one page. Raises InputError for a sort that there is not."""
        order = ORDERS[checked("sort", sort, tuple(ORDERS)) or "newest"]
        return self._finding(database).page(order, max(limit, 0), max(offset, 0))

    def count(self, database: Database, *, most: int | None = None) -> int:
        """How many pictures there are on all pages together; counting ends at `most`."""
        return self._finding(database).count(most)

    def _finding(self, database: Database) -> Finding:
        words = _plain(self.text).split()[:MOST_WORDS]
        spaced = [word for word in words if not _UNSPACED.search(word)]
        anywhere = [Part(_ANYWHERE, (word,), few="") for word in words if _UNSPACED.search(word)]
        return Finding(database, (*self._parts(), *anywhere), _query(database, spaced))

    def _parts(self) -> Iterator[Part]:
        if self.model is not None:
            yield Part(_MODEL, (self.model, self.model), _OF_MODEL)
        if self.engine is not None:
            yield Part("r.engine = ?", (self.engine,))
        if self.since is not None:
            yield Part("r.created >= ?", (moment(self.since),))
        if self.until is not None:
            yield Part("r.created < ?", (moment(self.until, end=True),))
        if self.min_usd is not None:
            yield Part(f"{_COST} >= ?", (max(round(self.min_usd * TICKS_PER_USD), 0),))
        if self.max_usd is not None:
            yield Part(f"{_COST} BETWEEN 0 AND ?", (round(self.max_usd * TICKS_PER_USD),))
        if self.label is not None:
            yield Part(_MARKED, (LABEL, self.label), _OF_MARK)
        if self.favourites:
            yield Part(_MARKED, (FAVOURITE, ""), _OF_MARK)
        if self.edited is not None:
            few = None if self.edited else ""
            yield Part(f"r.sources {'<>' if self.edited else '='} '[]'", (), few)


def _query(database: Database, words: Sequence[str]) -> str:
    """The query for texts in which all of these words are, or words that begin with them.

    Accents and case aside. Where few words of the gallery begin with one, they are named: texts with a whole
    word can be had in order, and those with a beginning have to be merged first.
    """
    told = []
    for word in words:
        terms = _terms(database, word.lower()) if _PLAIN_WORD.fullmatch(word) else []
        told.append(f"({' OR '.join(map(_quoted, terms))})" if terms else f"{_quoted(word)}*")
    return " AND ".join(told)


def _terms(database: Database, beginning: str) -> list[str]:
    """The words of the gallery that begin so; none where they are too many."""
    terms: list[str] = []
    after = beginning
    while len(terms) <= MOST_TERMS:
        row = database.one("SELECT term FROM vocabulary WHERE term >= ? LIMIT 1", after)
        if row is None or not row["term"].startswith(beginning):
            return terms
        terms.append(row["term"])
        after = f"{row['term']}\x01"  # before all others that begin with it
    return []


def _quoted(word: str) -> str:
    return f'"{word.replace(chr(34), chr(34) * 2)}"'


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
