"""Rebuilding of a lost or broken database: from what it still gives, the logbook, and the picture files.

All of these may be a stranger's: a row is taken in where it is what it says, and left out where it is not.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from imagine_nb.errors import GalleryError
from imagine_nb.gallery import logbook, watch
from imagine_nb.gallery.connecting import connected, transaction
from imagine_nb.gallery.disk import drop, half_of, unwritable
from imagine_nb.gallery.files import is_plain
from imagine_nb.gallery.long_work import LongWork, Progress
from imagine_nb.gallery.manifest import request_in
from imagine_nb.gallery.rows import PARENTS, insert, insert_answer_row, insert_request_row, request_row
from imagine_nb.gallery.salvage import Salvage
from imagine_nb.gallery.schema import require_ours
from imagine_nb.gallery.strangers import bodies_of_strangers, strangers_in
from imagine_nb.printable import counted, printable
from imagine_nb.records import JSON

DATABASE = "gallery.db"
_BESIDE = ("", "-wal", "-journal", "-shm")

Entry = tuple[str, Mapping[str, JSON]]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Result of a rebuild: what the database holds now.

    `n_strangers` are files that no record knew and that were taken in, with what they say of themselves;
    `n_missing` are pictures whose file is gone; `n_refused` are rows that cannot be what they say.
    `set_aside` is the name that the database of before has now.
    """

    n_pictures: int = 0
    n_answers: int = 0
    n_requests: int = 0
    n_strangers: int = 0
    n_missing: int = 0
    n_refused: int = 0
    set_aside: str | None = None

    def __repr__(self) -> str:
        facts = [
            counted(self.n_pictures, "picture"),
            counted(self.n_answers, "answer"),
            counted(self.n_requests, "request"),
            f"{self.n_strangers} of files that no record knew" if self.n_strangers else "",
            f"{self.n_missing} without their file" if self.n_missing else "",
            f"{counted(self.n_refused, 'row')} left out" if self.n_refused else "",
            f"the database of before is {self.set_aside}" if self.set_aside else "",
        ]
        return printable(f"<Rebuilt {' · '.join(filter(None, facts))}>")


def rebuilt(folder: Path, progress: Progress | None = None) -> Rebuilt:
    """Make a gallery's database again; the one of before is set aside. Raises GalleryError."""
    work = LongWork(progress, 0, "records were written again")
    with work.stoppable("The database is as it was."):
        return _rebuilt(folder, work)


def _rebuilt(folder: Path, work: LongWork) -> Rebuilt:
    if not folder.is_dir():
        raise GalleryError(f"There is no gallery at {folder}.", advice="Name the folder of one.")
    half = half_of(folder / DATABASE)
    halves = [half.with_name(f"{half.name}{end}") for end in _BESIDE]
    drop(*halves)
    try:
        found = Salvage(folder)
        for table, row in (*_rows_of(folder / DATABASE), *logbook.entries(folder)):
            found.add(table, row)
        made, strangers = _made(half, found, folder, work)
        aside = _set_aside(folder)
        half.replace(folder / DATABASE)
    except OSError as exc:
        raise unwritable(folder / DATABASE, exc) from exc
    finally:
        drop(*halves)
    watch.notify()
    return Rebuilt(**made, n_strangers=strangers, n_refused=found.n_refused, set_aside=aside)


def _made(half: Path, found: Salvage, folder: Path, work: LongWork) -> tuple[dict[str, int], int]:
    """The new database, with all that was found, and a new logbook of it; what it holds, in numbers."""
    with closing(connected(half, journal_mode="DELETE")) as db:
        with transaction(db):
            strangers = strangers_in(folder, found)
            for each in strangers:
                found.take_in(each)
            for request in bodies_of_strangers(folder, found):
                found.add("requests", request)
            found.settle()
            work.total = len(found.requests) + len(found.pictures)
            _write(db, found, work)
        logbook.write_whole(folder / logbook.NAME, db)
    pictures = found.pictures.values()
    return {
        "n_pictures": len(found.pictures),
        "n_answers": len(found.answers),
        "n_requests": len(found.requests),
        "n_missing": sum(not is_plain(folder / row["path"]) for row in pictures),
    }, len(strangers)


def _write(db: sqlite3.Connection, found: Salvage, work: LongWork) -> None:
    for row in sorted(found.requests.values(), key=lambda row: row["created"]):
        keys = request_row(request_in(row))  # made anew: they decide what a cell shows
        facts = {name: row[name] for name in ("id", "created", "session")}
        insert_request_row(db, {**keys, **facts, "versions": json.dumps(row["versions"])})
        work.did()
    for row in found.outcomes.values():
        insert(db, outcomes={**row, "usage": json.dumps(row["usage"])})
    for row in found.pictures.values():
        insert(db, pictures=row)
        db.execute(PARENTS, (row["id"], row["request_id"]))
        work.did(row["n_bytes"])
    for row in found.answers.values():
        insert_answer_row(db, row)
    for table in ("marks", "choices", "thumbnails"):
        for row in found.said(table):
            insert(db, **{table: row})


def _rows_of(path: Path) -> Iterator[Entry]:
    """What a database still gives, row by row, from a copy; nothing where it is not as ours are."""
    if not is_plain(path):
        return
    with tempfile.TemporaryDirectory() as place:
        for end in ("", "-wal", "-journal"):
            if is_plain(beside := path.with_name(f"{path.name}{end}")):
                shutil.copyfile(beside, Path(place) / beside.name)
        with suppress(sqlite3.Error, GalleryError), closing(_opened(Path(place) / path.name)) as db:
            require_ours(db)
            for table in logbook.TABLES:
                with suppress(sqlite3.Error):  # up to where it is broken
                    for row in db.execute(f"SELECT * FROM {table} ORDER BY rowid"):  # noqa: S608 - constants
                        yield table, dict(row)


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA trusted_schema = OFF")
    return db


def _set_aside(folder: Path) -> str | None:
    """Copy the database of before, with what SQLite keeps beside it, to a name that no file has.

    A copy, so that kernels that have it open find a new file in its place, and not the old one elsewhere.
    """
    path = folder / DATABASE
    name = None
    if is_plain(path):
        name = f"{DATABASE}.broken-{time.strftime('%Y%m%d-%H%M%S')}"
        while (folder / name).exists():
            name += "-2"
        for end in _BESIDE:
            if is_plain(beside := path.with_name(f"{DATABASE}{end}")):
                shutil.copyfile(beside, folder / f"{name}{end}")
    drop(*(path.with_name(f"{DATABASE}{end}") for end in _BESIDE[1:]))  # they would belong to the new one
    return name
