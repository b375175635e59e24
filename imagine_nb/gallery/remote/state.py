"""State of a mirror: how far it was uploaded, what was read of others, and where each picture's file lies.

A small database of its own beside the gallery's. It may be lost: all of it is found out again.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imagine_nb.errors import GalleryError
from imagine_nb.forking import renew_in_child
from imagine_nb.gallery.disk import drop
from imagine_nb.gallery.remote.segments import Segment

FOLDER = "replica"
MOST_ORPHANS = 10_000
_LOOK = 0.2  # seconds of one wait for a lock

_ORPHANS = "SELECT rowid, line FROM orphans WHERE rowid > ? ORDER BY rowid LIMIT ?"
_LYING = "SELECT path, file, sha256, shown, n_bytes FROM files"

_TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS read (writer TEXT, start INTEGER, stop INTEGER, PRIMARY KEY (writer, start, stop));
CREATE TABLE IF NOT EXISTS files (path TEXT, file TEXT, sha256 TEXT NOT NULL, shown TEXT NOT NULL,
  n_bytes INTEGER NOT NULL, PRIMARY KEY (path, file));
CREATE TABLE IF NOT EXISTS sent (start INTEGER PRIMARY KEY, stop INTEGER NOT NULL, digest TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tried (name TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS orphans (line TEXT PRIMARY KEY)
"""


@dataclass(frozen=True, slots=True)
class Lying:
    """Where the file of a picture lies: `path` here, `file` at the address, with its hash and size.

    `shown` is the hash of the picture itself, by which its small copy is known.
    """

    path: str
    file: str
    sha256: str
    shown: str
    n_bytes: int

    def holds(self, data: bytes) -> bool:
        """Whether these are its bytes."""
        return sha256_of(data) == self.sha256


def sha256_of(data: bytes) -> str:
    """The hash of a file's bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


class State:
    """State of the mirror in a folder; for any thread and several kernels. Raises GalleryError."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FOLDER / "state.db"
        self._mutex = threading.RLock()
        self._db: sqlite3.Connection | None = None
        self._left: list[sqlite3.Connection] = []
        renew_in_child(self)

    def forked(self) -> None:
        """The connection is the parent's."""
        self._mutex = threading.RLock()
        if self._db is not None:
            self._left.append(self._db)
            self._db = None

    def close(self) -> None:
        """End the connection."""
        with self._mutex:
            if self._db is not None:
                self._db.close()
                self._db = None

    def fact(self, name: str) -> str:
        """A fact by its name; empty where it is not known."""
        rows = self._run("SELECT value FROM facts WHERE name = ?", name)
        return str(rows[0][0]) if rows else ""

    def keep(self, **facts: object) -> None:
        """Keep facts by their names."""
        for name, value in facts.items():
            self._run("INSERT OR REPLACE INTO facts VALUES (?, ?)", name, str(value))

    def read(self) -> list[Segment]:
        """What was read of the others."""
        return [Segment(*row) for row in self._run("SELECT writer, start, stop FROM read")]

    def was_read(self, segment: Segment) -> None:
        """From now on this segment counts as read, and those within it with it."""
        stretch = (segment.writer, segment.start, segment.end)
        self._run("DELETE FROM read WHERE writer = ? AND start >= ? AND stop <= ?", *stretch)
        self._run("INSERT OR REPLACE INTO read VALUES (?, ?, ?)", *stretch)

    def lying(self, path: str) -> list[Lying]:
        """Where the file of this name lies, as far as that is known: its own writer's first."""
        found = self._run(f"{_LYING} WHERE path = ? ORDER BY rowid", path)
        return sorted((Lying(*row) for row in found), key=lambda each: not self.is_own(each.file))

    def all_lying(self) -> list[Lying]:
        """Where all files lie, in the order of their names."""
        return [Lying(*row) for row in self._run(f"{_LYING} ORDER BY path")]

    def lies(self, *each: Lying) -> None:
        """From now on it is known where these lie."""
        for one in each:
            row = (one.path, one.file, one.sha256, one.shown, one.n_bytes)
            self._run("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)", *row)

    def lies_no_more(self, each: Lying) -> None:
        """The file does not lie there any more."""
        self._run("DELETE FROM files WHERE path = ? AND file = ?", each.path, each.file)

    def is_own(self, file: str) -> bool:
        """Whether a file at the address was written by this mirror, as the writer that it is or was."""
        return file.split("/")[1] in self.fact("writers").split()

    def sent(self) -> list[Segment]:
        """The segments of this writer that are there, in order."""
        rows = self._run("SELECT start, stop, digest FROM sent ORDER BY start")
        return [Segment(self.fact("writer"), *row) for row in rows]

    def tries(self, segment: Segment) -> None:
        """This segment may be at the address from now on."""
        self._run("INSERT OR REPLACE INTO tried VALUES (?)", segment.name)

    def is_stranger(self, segment: Segment) -> bool:
        """Whether a segment of this writer's name was written by somebody else: by a copy of the mirror."""
        own = segment.writer == self.fact("writer")
        return own and not self._run("SELECT 1 FROM tried WHERE name = ?", segment.name)

    def was_sent(self, segment: Segment, offset: int, mark: str) -> list[Segment]:
        """The logbook is uploaded up to `offset`, with this segment at last; those that it covers."""
        covered = [each for each in self.sent() if segment.covers(each)]
        for each in covered:
            self._run("DELETE FROM sent WHERE start = ? AND stop = ?", each.start, each.end)
        self._run("INSERT OR REPLACE INTO sent VALUES (?, ?, ?)", segment.start, segment.end, segment.digest)
        self.keep(offset=offset, mark=mark)
        return covered

    def begin_writer(self, writer: str) -> None:
        """Write as somebody new, from the beginning on."""
        self._run("DELETE FROM sent")
        self.keep(writer=writer, writers=f"{self.fact('writers')} {writer}", offset=0, mark="")

    def forget_read(self) -> None:
        """All that others wrote is read again."""
        self._run("DELETE FROM read")

    def orphans(self) -> Iterator[list[str]]:
        """The lines about pictures and requests that were not here when they were read, some at a time."""
        last = 0
        while found := self._run(_ORPHANS, last, MOST_ORPHANS):
            yield [line for _, line in found]
            last = found[-1][0]

    def add_orphans(self, lines: Iterable[str]) -> None:
        """These wait too, however many: what they are about may be in a segment that is read next."""
        for line in lines:
            self._run("INSERT OR IGNORE INTO orphans VALUES (?)", line)

    def keep_orphans(self, lines: Iterable[str]) -> None:
        """From now on these are they."""
        with self.together():
            self._run("DELETE FROM orphans")
            self.add_orphans(lines)

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is kept within this is kept, or nothing is."""
        with self._mutex:
            self._run("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._run("ROLLBACK")
                raise
            self._run("COMMIT")

    def _run(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._mutex:
            try:
                if self._db is None:
                    self._db = _opened(self._path)
                return self._db.execute(sql, values).fetchall()
            except (sqlite3.Error, OSError) as exc:
                raise GalleryError(
                    f"The state of the mirror at {self._path.parent.parent} cannot be used: {exc}.",
                    advice=f"Remove {self._path}: it is found out again.",
                ) from exc


def _opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return _connected(path)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        drop(path, path.with_name(f"{path.name}-journal"))  # it is no database any more
        return _connected(path)


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    db.executescript(_TABLES)
    return db


@contextmanager
def alone(folder: Path, what: str, *, seconds: float) -> Iterator[bool]:
    """Nobody else of this machine does the same for the mirror meanwhile; False where that took too long.

    The lock is SQLite's, which every system has and which a kill lets go.
    """
    path = folder / FOLDER / f"{what}.db"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=_LOOK, isolation_level=None, check_same_thread=False)) as db:
        is_alone = _locked(db, time.monotonic() + seconds)
        yield is_alone
        if is_alone:
            db.execute("ROLLBACK")


def _locked(db: sqlite3.Connection, until: float) -> bool:
    while True:  # in short waits, between which the stop button is heard
        try:
            db.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                return False
        else:
            return True
