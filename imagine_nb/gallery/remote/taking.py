"""Taking in of a stranger's records, one by one, in a transaction: what is here already stays as it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from imagine_nb.gallery.importing import flat, insert_imported, insert_imported_picture
from imagine_nb.gallery.manifest import Row, request_in
from imagine_nb.gallery.marks import DELETED
from imagine_nb.gallery.remote.state import Lying
from imagine_nb.gallery.rows import ALT, PARENTS, SAME_BYTES, insert, insert_answer_row

_ENDED = "SELECT 1 FROM outcomes WHERE request_id = ? AND (finished > ? OR (finished = ? AND status = ?))"
_MARKED = """
SELECT 1 FROM marks WHERE picture_id = ? AND kind = ? AND (value = ? OR kind = ?)
  AND (created, value, is_on) >= (?, ?, ?)
"""
_CHOSEN = """
SELECT 1 FROM choices WHERE key = ? AND slot = ? AND (created, request_id) >= (?, ?)
"""


class Taking:
    """Taking in of records; `deleted` are the rows of pictures that are deleted by it."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._waiting: dict[str, Row] = {}  # requests whose endings are still to come
        self.n_pictures = 0
        self.n_refused = 0
        self.deleted: list[sqlite3.Row] = []

    def take(self, table: str, row: Row) -> Iterator[Lying]:
        """Take a record in unless it is here; where its file lies, if it has one."""
        if table == "requests":
            self._request(row)
        elif table == "outcomes":
            self._outcome(row)
        elif table == "kept_sources":
            return iter([Lying(row["sha256"], row["file"], row["sha256"], row["sha256"], 0)])
        elif not self._has("requests", row["request_id"]):
            self.n_refused += 1
        elif table == "answers":
            if not self._has("answers", row["id"]):
                insert_answer_row(self._db, row)
        else:
            return iter(self._picture(row))
        return iter(())

    def say(self, table: str, row: Row) -> bool:
        """Take in what is said of a picture or a request, the newest by time wins; False where it lacks."""
        return _SAYS[table](self, row)

    def _has(self, table: str, row_id: str) -> bool:
        return self._db.execute(f"SELECT 1 FROM {table} WHERE id = ?", (row_id,)).fetchone() is not None  # noqa: S608

    def _request(self, row: Row) -> None:
        found = self._db.execute("SELECT content FROM requests WHERE id = ?", (row["id"],)).fetchone()
        if found is None:
            self._waiting[row["id"]] = row
        elif found["content"] != request_in(row).content:
            self.n_refused += 1  # another's, under the same id

    def _outcome(self, row: Row) -> None:
        if (request := self._waiting.pop(row["request_id"], None)) is not None:
            insert_imported(self._db, request)
        elif not self._has("requests", row["request_id"]):
            self.n_refused += 1
            return
        told = (row["request_id"], row["finished"], row["finished"], row["status"])
        if self._db.execute(_ENDED, told).fetchone() is None:
            insert(self._db, outcomes=flat(row))

    def _picture(self, row: Row) -> list[Lying]:
        found = self._db.execute("SELECT path FROM pictures WHERE id = ?", (row["id"],)).fetchone()
        path = found["path"] if found is not None else self._new_picture(row)
        if row["file"] is None:
            return []
        sha256 = row["thumbnail"] or row["sha256"]
        return [Lying(path, row["file"], sha256, row["sha256"], row["n_bytes"])]

    def _new_picture(self, row: Row) -> str:
        """Take a picture in that is not here; its path here."""
        asked = self._db.execute("SELECT prompt FROM requests WHERE id = ?", (row["request_id"],)).fetchone()
        same = None if row["thumbnail"] else self._db.execute(SAME_BYTES, (row["sha256"],)).fetchone()
        _, path = insert_imported_picture(
            self._db, row, asked["prompt"], lambda name: str(same["path"]) if same else name
        )
        self._db.execute(PARENTS, (row["id"], row["request_id"]))
        self.n_pictures += 1
        return path

    def _mark(self, row: Row) -> bool:
        picture = self._db.execute("SELECT * FROM pictures WHERE id = ?", (row["picture_id"],)).fetchone()
        if picture is None:
            return False
        about = (row["picture_id"], row["kind"], row["value"], ALT)
        if self._db.execute(_MARKED, (*about, row["created"], row["value"], row["is_on"])).fetchone():
            return True
        insert(self._db, marks=row)
        if row["kind"] == DELETED:
            self.deleted.append(picture)
        return True

    def _choice(self, row: Row) -> bool:
        asked = self._db.execute("SELECT key FROM requests WHERE id = ?", (row["request_id"],)).fetchone()
        if asked is None:
            return False
        newer = (asked["key"], row["slot"], row["created"], row["request_id"])
        if self._db.execute(_CHOSEN, newer).fetchone() is None:
            insert(self._db, choices={**row, "key": asked["key"]})
        return True


_SAYS: dict[str, Callable[[Taking, Row], bool]] = {
    "marks": Taking._mark,
    "choices": Taking._choice,
}
