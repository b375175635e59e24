"""Unfinished requests: nobody waits for them any more, and they are not at their end."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from imagine_nb.errors import GalleryError, told
from imagine_nb.gallery import bounds
from imagine_nb.gallery.batched import ids_of
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.entries import Begun
from imagine_nb.gallery.files import bodies_in
from imagine_nb.gallery.journalled import is_waited_for
from imagine_nb.gallery.rows import outcome_of, request_of
from imagine_nb.records import Outcome, Request

RECENT = 500  # requests, the newest, that are looked through where it must cost next to nothing

_OPEN = "NOT EXISTS (SELECT 1 FROM outcomes WHERE request_id = r.id)"
_WITH_BODY = "id IN (SELECT value FROM json_each(?))"
_ALL = f"SELECT * FROM requests r WHERE {_WITH_BODY} OR {_OPEN} ORDER BY created, rowid"  # noqa: S608
_NEWEST = f"""
SELECT * FROM requests WHERE {_WITH_BODY} OR rowid IN (
  SELECT rowid FROM (SELECT rowid, id FROM requests ORDER BY created DESC LIMIT {RECENT}) r WHERE {_OPEN})
ORDER BY created, rowid
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A request with no ending, or with a body that may hold more than was taken from it.

    `outcome` is how it ended so far, `n_endings` how often; `body` is what came of the answer, whole or not;
    `urls` are the addresses of the pictures that it has.
    """

    id: str
    request: Request
    created: float
    outcome: Outcome | None
    n_endings: int
    body: Path | None
    n_pictures: int
    urls: frozenset[str]
    is_answered: bool

    @property
    def is_served(self) -> bool:
        """Whether the body has nothing more to give."""
        ended = self.outcome is not None and self.outcome.status != "partial"
        return ended and (self.is_answered or self.n_pictures > 0)

    @property
    def is_open(self) -> bool:
        """Whether it has no ending, or a body that is of no use."""
        return self.outcome is None or self.is_served

    @property
    def is_untouched(self) -> bool:
        """Whether nothing of what it may have brought was taken in; of some the bill alone is known."""
        is_billed = self.outcome is not None and self.outcome.status == "partial" and self.body is not None
        return self.outcome is None or (is_billed and not (self.n_pictures or self.is_answered))

    @property
    def is_lost(self) -> bool:
        """Whether it has no ending, and no batch that will tell one."""
        return self.outcome is None and ids_of(self.request.parameters) is None

    @property
    def begun(self) -> Begun:
        """The same as the journal knows it."""
        return Begun(self.id, self.request, self.created, is_resumed=True, n_endings=self.n_endings)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An unfinished request whose own record cannot be read, and why."""

    id: str
    why: str


def unfinished(database: Database, folder: Path) -> list[Unfinished]:
    """All such requests, the oldest first; what a living session still waits for is none of them."""
    return leftovers(database, folder)[0]


def leftovers(
    database: Database, folder: Path, *, is_quick: bool = False
) -> tuple[list[Unfinished], list[Unreadable]]:
    """All such requests, and those whose records are broken; `is_quick`: of the newest, and with bodies."""
    bodies = {each.stem: each for each in reversed(bodies_in(folder))}  # .body wins over .part
    found: list[Unfinished] = []
    broken: list[Unreadable] = []
    for row in database.all(_NEWEST if is_quick else _ALL, json.dumps(list(bodies))):
        try:
            left = _unfinished(database, row, bodies.get(row["id"]))
        except bounds.BrokenRowError as error:
            broken.append(Unreadable(bounds.text(row["id"]), told(error)))
            continue
        except GalleryError:
            raise
        except Exception as error:  # noqa: BLE001 - one row that cannot be read must not stop the others
            broken.append(Unreadable(row["id"], told(error)))
            continue
        if left.outcome or not is_waited_for(row):
            found.append(left)
    return found, broken


def _unfinished(database: Database, row: sqlite3.Row, body: Path | None) -> Unfinished:
    ends: Sequence[sqlite3.Row] = database.all(
        "SELECT * FROM outcomes WHERE request_id = ? ORDER BY id DESC", row["id"]
    )
    pictures = database.all("SELECT url FROM pictures WHERE request_id = ?", row["id"])
    answer = database.one("SELECT 1 FROM answers WHERE request_id = ?", row["id"])
    return Unfinished(
        row["id"],
        replace(request_of(row), engine=bounds.engine(row["engine"])),
        bounds.moment(row["created"]),
        outcome_of(ends[0]) if ends else None,
        len(ends),
        body,
        len(pictures),
        frozenset(url for each in pictures if (url := bounds.text(each["url"]))),
        answer is not None,
    )
