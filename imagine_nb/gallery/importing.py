"""Archive import: what a gallery does not hold yet comes in under its own ids, with new numbers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from imagine_nb.gallery.archive import Archive, opened
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.disk import drop, write_durably
from imagine_nb.gallery.files import is_picture_name, is_plain, picture_path
from imagine_nb.gallery.journalled import file_name
from imagine_nb.gallery.kept_sources import source_path, write_source
from imagine_nb.gallery.long_work import LongWork, Progress
from imagine_nb.gallery.manifest import Row, refused, request_in
from imagine_nb.gallery.rows import (
    NEXT_NUMBER,
    SAME_BYTES,
    insert,
    insert_answer_row,
    insert_request_row,
    request_row,
)
from imagine_nb.printable import counted
from imagine_nb.slugs import slug

HERE = "imported:0:"  # how the sessions of other machines begin
_OBJECTS = frozenset({"parameters", "sources", "versions", "usage"})


@dataclass(frozen=True, slots=True)
class Imported:
    """Result of an import: what was not here yet, as ids of pictures and counts.

    `numbers` are those that the pictures have here, in the same order; other galleries have others.
    """

    pictures: tuple[str, ...] = ()
    n_requests: int = 0
    n_answers: int = 0
    numbers: tuple[int, ...] = ()

    def __repr__(self) -> str:
        if not self.n_requests:
            return "<Imported nothing: all of it is here already>"
        found = {"picture": len(self.pictures), "answer": self.n_answers, "request": self.n_requests}
        counts = " · ".join(counted(number, word) for word, number in found.items())
        return f"<Imported {counts}{self._numbered}>"

    @property
    def _numbered(self) -> str:
        if not self.numbers:
            return ""
        first, last = min(self.numbers), max(self.numbers)
        return f" · number {first} here" if first == last else f" · numbers {first} to {last} here"


def imported(database: Database, path: Path, progress: Progress | None = None) -> Imported:
    """Take an archive in. Raises GalleryError, with nothing written, where it cannot be."""
    work = LongWork(progress, 0, "files and pictures were looked at")
    with work.stoppable("Nothing was taken in."), opened(path, work) as archive:
        return Importing(archive, database, database.folder, work).run()


class Importing:
    """Import of one archive into a gallery, all of it or nothing."""

    def __init__(self, archive: Archive, database: Database, folder: Path, work: LongWork) -> None:
        self._work = work
        self._archive = archive
        self._rows = archive.manifest
        self._db = database
        self._folder = folder
        self._written: dict[str, str] = {}  # the paths here of the archive's files
        self._kept: list[Path] = []  # the sources that were not here

    def run(self) -> Imported:
        """Take in what is new. Raises GalleryError, with nothing written, where it cannot be."""
        try:
            with self._db.transaction() as db:
                return self._imported(db)
        except BaseException:
            drop(*(picture_path(self._folder, path) for path in self._written.values()), *self._kept)
            raise

    def _imported(self, db: sqlite3.Connection) -> Imported:
        new = {row["id"]: row for row in self._rows.requests if not _is_here(db, row)}
        for row in new.values():
            insert_imported(db, row)
        for row in _of(self._rows.outcomes, new):
            insert(db, outcomes=flat(row))
        answers = list(_of(self._rows.answers, new))
        for row in answers:
            _require_free(db, "answers", row["id"])
            insert_answer_row(db, row)
        pictures = list(_of(self._rows.pictures, new))
        numbers = []
        for row in pictures:
            _require_free(db, "pictures", row["id"])
            prompt = new[row["request_id"]]["prompt"]
            numbers.append(insert_imported_picture(db, row, prompt, partial(self._path, db, row))[0])
            self._work.did()
        self._keep_sources()
        ids = [row["id"] for row in pictures]
        self._insert_said(db, set(ids), new)
        return Imported(tuple(ids), len(new), len(answers), tuple(numbers))

    def _keep_sources(self) -> None:
        """Keep the sources that are not here, those of requests that are here too."""
        for row in self._rows.kept_sources:
            if source_path(self._folder, row["sha256"]) is None:
                words = Path(row["file"]).stem.rpartition("-")[0]
                self._kept.append(write_source(self._folder, self._archive.data(row["file"]), words))

    def _path(self, db: sqlite3.Connection, row: Row, name: str) -> str:
        """Where the picture's bytes are here; they are written where no picture has them yet."""
        if row["file"] is None:
            return name  # it was deleted: only its record comes
        if row["file"] not in self._written:
            same = db.execute(SAME_BYTES, (row["sha256"],)).fetchall()
            for found in [] if row["thumbnail"] else same:
                if is_picture_name(found["path"]) and is_plain(self._folder / found["path"]):
                    return str(found["path"])
            self._written[row["file"]] = name
            write_durably(picture_path(self._folder, name), self._archive.data(row["file"]))
        return self._written[row["file"]]

    def _insert_said(self, db: sqlite3.Connection, pictures: set[str], requests: dict[str, Row]) -> None:
        """Parents and marks of the new pictures; choices where none was made here."""
        for row in self._rows.parents:
            if row["child"] in pictures:
                insert(db, parents=row)
        for row in self._rows.marks:
            if row["picture_id"] in pictures:
                insert(db, marks=row)
        for row in _of(self._rows.choices, requests):
            key = request_in(requests[row["request_id"]]).key
            made = "SELECT 1 FROM choices WHERE key = ? AND slot = ? AND created >= ?"
            if not db.execute(made, (key, row["slot"], row["created"])).fetchone():
                insert(db, choices={**row, "key": key})


def insert_imported(db: sqlite3.Connection, row: Row) -> None:
    """Add another gallery's request, its keys made anew: they decide what a cell shows."""
    facts = {"id": row["id"], "created": row["created"], "versions": json.dumps(row["versions"])}
    session = f"{HERE}{row['session'][-16:]}"
    insert_request_row(db, {**request_row(request_in(row)), **facts, "session": session})


def insert_imported_picture(
    db: sqlite3.Connection, row: Row, prompt: str, path_of: Callable[[str], str]
) -> tuple[int, str]:
    """Add another gallery's picture under the next number of this one; that number, and its path here.

    `path_of` is given the name that its file would have, and says where its bytes are.
    """
    number: int = db.execute(NEXT_NUMBER).fetchone()[0]
    kind = "image/jpeg" if row["thumbnail"] else str(row["mime_type"])
    path = path_of(file_name(number, slug(prompt), row["id"], mime_type=kind))
    plain = {name: value for name, value in row.items() if name not in {"file", "thumbnail"}}
    insert(db, pictures={**plain, "number": number, "path": path})
    if row["thumbnail"]:
        insert(db, thumbnails={"picture_id": row["id"], "sha256": row["thumbnail"]})
    return number, path


def flat(row: Row) -> dict[str, object]:
    """The columns of a row of a manifest."""
    return {name: json.dumps(value) if name in _OBJECTS else value for name, value in row.items()}


def _of(rows: Iterable[Row], requests: dict[str, Row]) -> Iterable[Row]:
    return (row for row in rows if row["request_id"] in requests)


def _is_here(db: sqlite3.Connection, row: Row) -> bool:
    """Whether this very request is here already; raises GalleryError where its id is another's."""
    found = db.execute("SELECT content FROM requests WHERE id = ?", (row["id"],)).fetchone()
    if found is not None and found["content"] != request_in(row).content:
        raise refused(f"request {row['id']} is another one here")
    return found is not None


def _require_free(db: sqlite3.Connection, table: str, row_id: str) -> None:
    if db.execute(f"SELECT 1 FROM {table} WHERE id = ?", (row_id,)).fetchone():  # noqa: S608 - a constant
        raise refused(f"{row_id} in its {table} is another's here")
