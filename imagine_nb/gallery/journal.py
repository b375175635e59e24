"""Journal: every request as intended, how it ended, what it brought. Rows are added, never changed."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from imagine_nb.errors import GalleryError
from imagine_nb.fields import MAX_COUNT
from imagine_nb.gallery import bounds
from imagine_nb.gallery.counts import n_kept
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.entries import (
    Begun,
    Place,
    Restore,
    insert_answer,
    insert_outcome,
    insert_pictures,
    insert_request,
)
from imagine_nb.gallery.rows import (
    PICTURES,
    answer_of,
    insert,
    outcome_of,
    picture_of,
    request_of,
    whole,
)
from imagine_nb.records import (
    AnswerRecord,
    NewAnswer,
    NewPicture,
    Outcome,
    PictureRecord,
    Recorded,
    Request,
    new_id,
)

_OPEN = "requests.id = ? AND NOT EXISTS (SELECT 1 FROM outcomes WHERE request_id = requests.id)"
_IDENTICAL = """
SELECT r.*, EXISTS (SELECT 1 FROM outcomes WHERE request_id = r.id) AS has_ended
FROM requests r WHERE key = ? AND take = ?
  AND NOT EXISTS (SELECT 1 FROM outcomes WHERE request_id = r.id AND id <= ?)
"""
_NEWEST = """
SELECT r.*, e.status AS status FROM requests r LEFT JOIN endings e ON e.request_id = r.id
WHERE r.key = ? AND r.take = ? ORDER BY r.created DESC, r.rowid DESC LIMIT 1
"""
_INTENT = "SELECT 1 FROM requests WHERE id = ?"
_ENDINGS = "SELECT count(*) FROM outcomes WHERE request_id = ?"
_LAST_TAKE = f"SELECT max(take) FROM requests WHERE key = ? AND take BETWEEN 1 AND {MAX_COUNT}"  # noqa: S608


class UnderWay(Exception):  # noqa: N818 - no error: it is waited for
    """An identical request, of this id, is under way already, or has just ended."""

    def __init__(self, request_id: str) -> None:
        super().__init__(request_id)
        self.request_id = request_id


class Journal:
    """What was asked and what came of it, in one database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    @property
    def folder(self) -> Path:
        """Where the gallery's files are now."""
        return self._db.folder

    def begin(
        self,
        request: Request,
        *,
        request_id: str = "",
        alone_since: int | None = None,
        is_under_way: Callable[[sqlite3.Row], bool] = lambda row: False,  # noqa: ARG005
    ) -> Begun:
        """Write the intent down.

        With `alone_since` (a `last_ending`) raises UnderWay where an identical request has ended after that
        one, or has not ended, and `is_under_way` says so of its row.
        """
        begun = Begun(request_id or new_id(), request, time.time())

        def write(db: sqlite3.Connection) -> None:  # while no other kernel begins a request
            if alone_since is not None:
                for other in db.execute(_IDENTICAL, (request.key, request.take, alone_since)):
                    if other["has_ended"] or is_under_way(other):
                        raise UnderWay(other["id"])
            insert_request(db, begun)

        self._db.written(write)
        return begun

    def finish(
        self,
        begun: Begun,
        outcome: Outcome,
        *,
        pictures: Sequence[NewPicture] = (),
        answer: NewAnswer | None = None,
        place: Place,
        restore: Restore = lambda path, picture: True,  # noqa: ARG005
    ) -> Recorded:
        """Write in one transaction how a request ended and what it brought; the record of all of it.

        `place(number, id, picture)` puts a new picture's bytes where they belong and returns their path;
        `restore(path, picture)` says whether the file of an older picture holds the same bytes, now if not
        before. A request that ended before (a download that failed) has a second ending then, which counts;
        what it has already is not added again. Raises OvertakenError for a resumed one that ended otherwise.
        """
        finished = time.time()

        def write(db: sqlite3.Connection) -> Recorded | None:
            had = insert_outcome(db, begun, outcome, finished)
            wanted = [each for each in pictures if not had or (each.url and each.url not in had)]
            made = insert_pictures(db, begun, outcome, wanted, place, restore, start=len(had))
            told = None if answer is None else insert_answer(db, begun, outcome, answer)
            if had or begun.is_resumed:  # what it had before is known to the database alone
                return None
            return Recorded(begun.id, begun.request, outcome, begun.created, tuple(made), told)

        return self._db.written(write) or self.recorded(begun.id)

    def recorded(self, request_id: str) -> Recorded:
        """The whole record of one request that has ended."""
        row = self._db.one("SELECT * FROM requests WHERE id = ?", request_id)
        end = self._db.one("SELECT * FROM endings WHERE request_id = ?", request_id)
        if row is None or end is None:
            raise GalleryError(f"The gallery has no finished request {request_id}.")
        request, outcome, created = request_of(row), outcome_of(end), bounds.moment(row["created"])
        pictures = self.pictures("WHERE p.request_id = ? ORDER BY p.position", request_id)
        told = self._db.one("SELECT * FROM answers WHERE request_id = ?", request_id)
        answer = None if told is None else answer_of(told, request, outcome, created=created)
        return Recorded(request_id, request, outcome, created, tuple(pictures), answer)

    def pictures(self, clause: str = "", *values: object) -> list[PictureRecord]:
        """The pictures that a clause of SQL (WHERE, ORDER BY, LIMIT) over p and r picks."""
        return whole(picture_of, self._db.all(f"{PICTURES} {clause}", *values))

    def answers(self) -> list[AnswerRecord]:
        """All answers, the oldest first."""
        rows = self._db.all(
            "SELECT a.request_id FROM answers a JOIN requests r ON r.id = a.request_id ORDER BY r.created"
        )
        found = whole(lambda row: self.recorded(row["request_id"]), rows)
        return [each.answer for each in found if each.answer is not None]

    def count(self) -> int:
        """How many pictures there are; deleted ones do not count."""
        return n_kept(self._db)

    def engines(self) -> set[str]:
        """The engines that requests were sent to."""
        return {bounds.text(row["engine"]) for row in self._db.all("SELECT DISTINCT engine FROM requests")}

    def last_take(self, key: str) -> int:
        """The highest take of the requests with this key; 0 where there is none."""
        return self._db.value(_LAST_TAKE, key)

    def last_ending(self) -> int:
        """The number of the newest ending, 0 for none; a later one has a higher, whatever its time."""
        return self._db.value("SELECT coalesce(max(id), 0) FROM outcomes")

    def cost_ticks(self) -> int:
        """What all requests cost, as far as the API told, in ticks (10^10 are one US dollar)."""
        return self._db.value("SELECT total(ticks) FROM bills")

    def endings(
        self, *, key: str | None = None, content: str | None = None, engine: str | None = None
    ) -> list[Recorded]:
        """The finished requests of a key, or of a content (and engine), the oldest first."""
        column, value = ("key", key) if key is not None else ("content", content)
        only = "" if engine is None else "AND engine = ?"
        rows = self._db.all(
            f"SELECT id FROM requests r WHERE {column} = ? {only}"  # noqa: S608 - constants
            " AND EXISTS (SELECT 1 FROM outcomes WHERE request_id = r.id) ORDER BY created",
            *([value] if engine is None else [value, engine]),
        )
        return whole(lambda row: self.recorded(row["id"]), rows)

    def n_endings(self, request_id: str) -> int:
        """How often a request has ended."""
        return self._db.value(_ENDINGS, request_id)

    def open(self, request_id: str) -> sqlite3.Row | None:
        """The row of a request that has no ending; None where it has."""
        return self._db.one(f"SELECT * FROM requests WHERE {_OPEN}", request_id)  # noqa: S608 - a constant

    def newest(self, key: str, take: int) -> sqlite3.Row | None:
        """The row of the newest request for a take of a key, with its `status`: None where it is open."""
        return self._db.one(_NEWEST, key, take)

    def choose(self, key: str, slot: int, request_id: str) -> None:
        """From now on the slot-th identical request of a cell shows this one."""
        row = {"created": time.time(), "key": key, "slot": slot, "request_id": request_id}
        with self._db.transaction() as db:
            if db.execute(_INTENT, (request_id,)).fetchone():  # else its gallery was deleted
                insert(db, choices=row)

    def chosen(self, key: str, slot: int) -> str | None:
        """The request that was chosen last for a slot of a key."""
        newest = "SELECT request_id FROM choices WHERE key = ? AND slot = ? ORDER BY id DESC LIMIT 1"
        row = self._db.one(newest, key, slot)
        return None if row is None else str(row["request_id"])
