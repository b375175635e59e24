"""Unfinished requests: nobody waits for them any more, and they are not at their end."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from imagine_nb.gallery import bounds
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.files import bodies_in
from imagine_nb.gallery.journal import Begun, session
from imagine_nb.gallery.journalled import is_under_way
from imagine_nb.gallery.rows import outcome_of, request_of
from imagine_nb.gallery.sessions import is_running
from imagine_nb.records import Outcome, Request


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A request with no ending, or with a body that may hold more than was taken from it.

    `outcome` is how it ended so far, `body` what came of the answer, whole or not; `urls` are the addresses
    of the pictures that it has.
    """

    id: str
    request: Request
    created: float
    outcome: Outcome | None
    body: Path | None
    n_pictures: int
    urls: frozenset[str]
    is_answered: bool

    @property
    def is_served(self) -> bool:
        """Whether the body has nothing more to give."""
        ended = self.outcome is not None and self.outcome.status != "partial"
        return self.is_answered or (self.n_pictures > 0 and ended)

    @property
    def is_open(self) -> bool:
        """Whether it has no ending, or a body that is of no use."""
        return self.outcome is None or self.is_served

    @property
    def begun(self) -> Begun:
        """The same as the journal knows it."""
        return Begun(self.id, self.request, self.created, is_resumed=True)


def unfinished(database: Database, folder: Path) -> list[Unfinished]:
    """All such requests, the oldest first; what a living session still waits for is none of them."""
    bodies = {each.stem: each for each in reversed(bodies_in(folder))}  # .body wins over .part
    rows = database.all(
        "SELECT * FROM requests r WHERE id IN (SELECT value FROM json_each(?))"
        " OR NOT EXISTS (SELECT 1 FROM outcomes WHERE request_id = r.id) ORDER BY created, rowid",
        json.dumps(list(bodies)),
    )
    found = [_unfinished(database, row, bodies.get(row["id"])) for row in rows]
    return [left for left, row in zip(found, rows, strict=True) if left.outcome or not _is_waited_for(row)]


def _unfinished(database: Database, row: sqlite3.Row, body: Path | None) -> Unfinished:
    end = database.one("SELECT * FROM endings WHERE request_id = ?", row["id"])
    pictures = database.all("SELECT url FROM pictures WHERE request_id = ?", row["id"])
    answer = database.one("SELECT 1 FROM answers WHERE request_id = ?", row["id"])
    return Unfinished(
        row["id"],
        request_of(row),
        bounds.moment(row["created"]),
        None if end is None else outcome_of(end),
        body,
        len(pictures),
        frozenset(url for each in pictures if (url := bounds.text(each["url"]))),
        answer is not None,
    )


def _is_waited_for(row: sqlite3.Row) -> bool:
    own = session()
    if row["session"] == own:
        return is_under_way(row["id"])
    return is_running(bounds.text(row["session"]), own=own, since=bounds.moment(row["created"]))
