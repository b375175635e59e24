"""Integrity check: whether all that the gallery's records name is there and unaltered, and nothing else."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from imagine_nb.fields import writable
from imagine_nb.gallery.counts import miscounted
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.disk import HALF, digest, drop, size_of
from imagine_nb.gallery.files import OUR_NAME, SUFFIXES, bodies_in, is_picture_name
from imagine_nb.gallery.journal import Journal
from imagine_nb.gallery.kept_sources import is_true_source, source_files
from imagine_nb.gallery.long_work import LongWork, Progress
from imagine_nb.gallery.reference import pictures_numbered
from imagine_nb.gallery.rows import KEPT
from imagine_nb.gallery.unfinished import unfinished
from imagine_nb.printable import counted, printable
from imagine_nb.records import PictureRecord

_OUR_HALF = re.compile(rf"\.{OUR_NAME.pattern}{re.escape(HALF)}")
PAGE = 500  # pictures that are looked at together
_TAKES_IN = " (rebuild() takes pictures in)"
_NO_PICTURES = re.compile(
    r"gallery\.(db|jsonl)(\.broken-[0-9-]+)?(-wal|-shm|-journal)?|\.gitignore|rates\.json"
)


@dataclass(frozen=True, slots=True)
class Health:
    """Result of an integrity check, as `verify` finds it. It is true where all is well.

    `missing` and `altered` are pictures whose file is gone or is not what came; `sources` are kept sources
    that are not what came, and `orphaned` files that no record names, relative to the folder; `unfinished`
    are ids of requests that `recover` brings to an end; `database` is what SQLite finds wrong with its file.
    """

    n_files: int = 0
    missing: tuple[PictureRecord, ...] = ()
    altered: tuple[PictureRecord, ...] = ()
    sources: tuple[str, ...] = ()
    orphaned: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()
    database: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        wrong = self.missing or self.altered or self.sources or self.orphaned
        return not (wrong or self.unfinished or self.database)

    def __repr__(self) -> str:
        facts = [
            f"{counted(self.n_files, 'file')} checked",
            _named("missing", (f"{each.number} ({each.path})" for each in self.missing)),
            _named("altered", [*(f"{each.number} ({each.path})" for each in self.altered), *self.sources]),
            _named("in no record", self.orphaned) + (_TAKES_IN if self.orphaned else ""),
            f"{len(self.unfinished)} unfinished: recover() ends them" if self.unfinished else "",
            _named("database", self.database),
        ]
        return printable(f"<Health {' · '.join(filter(None, facts))}{' · all is well' if self else ''}>")


def _named(what: str, names: Iterable[str]) -> str:
    each = list(names)
    more = f" and {len(each) - 10} more" if len(each) > 10 else ""
    return f"{what}: {', '.join(each[:10])}{more}" if each else ""


def health(database: Database, folder: Path, progress: Progress | None = None) -> Health:
    """Check a gallery: every file is read and hashed again. Stopped, it is a Stopped with `.partial`."""
    return _Check(database, folder, progress).run()


class _Check:
    """One integrity check, in the order of the files' names; of what is well nothing is held."""

    def __init__(self, database: Database, folder: Path, progress: Progress | None) -> None:
        self._db, self._folder = database, folder
        n_files = database.value(f"SELECT count(DISTINCT path) FROM pictures p WHERE {KEPT}")  # noqa: S608
        self._sources = source_files(folder)
        self._work = LongWork(progress, n_files + len(self._sources), "files were checked")
        self._missing, self._altered = list[PictureRecord](), list[PictureRecord]()
        self._found: dict[str, Any] = {}
        self._n_files = 0
        self._last: str | None = None
        self._sha256: str | None = None

    def run(self) -> Health:
        with self._work.stoppable("Nothing was changed.", self._health):
            n_unreadable = sum(map(self._page, self._pages()))
            altered = [each for each in self._sources if not self._is_true(each)]
            self._found["sources"] = tuple(each.relative_to(self._folder).as_posix() for each in altered)
            orphans = _orphans(self._db, self._folder, f"AND {KEPT}")
            self._found["orphaned"] = tuple(sorted(str(each.relative_to(self._folder)) for each in orphans))
            left = unfinished(self._db, self._folder)
            self._found["unfinished"] = tuple(each.id for each in left if each.is_open)
            self._found["database"] = tuple(_flaws(self._db, n_unreadable))
        return self._health()

    def _health(self) -> Health:
        missing, altered = (
            tuple(sorted(each, key=lambda record: record.number)) for each in (self._missing, self._altered)
        )
        return Health(self._n_files, missing=missing, altered=altered, **self._found)

    def _pages(self) -> Iterator[list[sqlite3.Row]]:
        """The pictures, those of one file together."""
        last: tuple[object, object] = ("", -1)
        while rows := self._db.all(_BY_PATH, *last):
            yield rows
            last = (rows[-1]["path"], rows[-1]["number"])

    def _page(self, rows: Sequence[sqlite3.Row]) -> int:
        """Check some pictures; how many of their rows cannot be read."""
        records = pictures_numbered(Journal(self._db), [row["number"] for row in rows])
        self._db.bring(*(each.path for each in records))
        hashes = {row["number"]: row["sha256"] for row in rows}
        for path, each in groupby(records, key=lambda record: record.path):
            if path != self._last:
                self._last, self._sha256 = path, _sha256(self._folder, path)
                self._n_files += self._sha256 is not None
                self._work.did(size_of([self._folder / path]))
            for record in each:
                if self._sha256 is None:
                    self._missing.append(record)
                elif self._sha256 != hashes[record.number]:
                    self._altered.append(record)
        return len(rows) - len(records)

    def _is_true(self, source: Path) -> bool:
        self._n_files += 1
        self._work.did(size_of([source]))
        return is_true_source(source)


def _flaws(database: Database, n_unreadable: int) -> Iterator[str]:
    """What is wrong with the database itself."""
    yield from (row[0] for row in database.all("PRAGMA integrity_check") if row[0] != "ok")
    if n_unreadable:
        yield f"{n_unreadable} rows of pictures cannot be read"
    for row in database.all("PRAGMA foreign_key_check"):
        yield f"a row of {row['table']} lacks its {row['parent']}"
    yield from (
        f"the sums in {table} are not true: rebuild() makes them anew" for table in miscounted(database)
    )


def _orphans(database: Database, folder: Path, kept: str) -> Iterator[Path]:
    """The files and bodies that no record names that fulfils `kept`; folders in it are the user's."""
    named = f"SELECT 1 FROM pictures p WHERE path = ? {kept}"  # noqa: S608 - constants
    for each in folder.iterdir():
        if _NO_PICTURES.fullmatch(each.name) or not each.is_file():
            continue
        if database.one(named, writable(each.name)) is None:
            yield each
    for each in bodies_in(folder):
        if database.one("SELECT 1 FROM requests WHERE id = ?", each.stem) is None:
            yield each


def strangers(database: Database, folder: Path) -> list[Path]:
    """The pictures and bodies of a gallery that no record names, kept or deleted, by what they are called."""
    found = _orphans(database, folder, "")
    return sorted(each for each in found if each.parent != folder or each.suffix.lower() in SUFFIXES)


def tidied(database: Database, folder: Path) -> int:
    """Remove leftovers of a crash between two writes, and nothing that holds the only copy; the bytes freed.

    These are files half written, files of deleted pictures, and pictures that are kept under another name.
    """
    with database.transaction() as db:  # nobody else is between two writes now
        kept = {row["path"]: row["sha256"] for row in db.execute(_KEPT_FILES)}
        deleted = {row["path"] for row in db.execute("SELECT path FROM pictures")} - kept.keys()
        paths = {sha256: path for path, sha256 in kept.items()}

        def is_useless(path: Path) -> bool:
            if (path.name in deleted and is_picture_name(path.name)) or _OUR_HALF.fullmatch(path.name):
                return True
            if path.name in kept or not OUR_NAME.fullmatch(path.name):
                return False
            sha256 = _sha256(folder, path.name) or ""
            return sha256 in paths and _sha256(folder, paths[sha256]) == sha256

        return drop(*filter(is_useless, folder.iterdir()))


def _sha256(folder: Path, path: str) -> str | None:
    """The hash of the bytes of a record's file, None where it cannot be read or is none of the gallery's."""
    if not is_picture_name(path):
        return None
    try:
        return digest(folder / path)
    except OSError:
        return None


_BY_PATH = f"""
SELECT p.number, p.path, coalesce(t.sha256, p.sha256) AS sha256
FROM pictures p LEFT JOIN thumbnails t ON t.picture_id = p.id
WHERE (p.path, p.number) > (?, ?) AND {KEPT} ORDER BY p.path, p.number LIMIT {PAGE}
"""  # noqa: S608 - constants
_KEPT_FILES = f"""
SELECT p.path, coalesce(t.sha256, p.sha256) AS sha256
FROM pictures p LEFT JOIN thumbnails t ON t.picture_id = p.id WHERE {KEPT}
"""  # noqa: S608 - constants
