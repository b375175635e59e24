"""SQLite connection, for any thread and several kernels at once; its failures are errors of ours."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from imagine_nb.errors import GalleryError
from imagine_nb.forking import renew_in_child
from imagine_nb.gallery.schema import migrate

BUSY_SECONDS = 60.0  # how long to wait for another kernel's transaction


class Database:
    """The connection. WAL where the file system can, rollback mode where it cannot.

    A forked child and a file that was deleted get a new one, so that nothing is written into a file that is
    another process's to write, or that nobody will ever see. `prepare` makes what the file lies in.
    """

    def __init__(
        self, path: Path, *, prepare: Callable[[], None] = lambda: None, journal_mode: str = "WAL"
    ) -> None:
        self.path = path
        self._prepare = prepare
        self._journal_mode = journal_mode
        self._lock = threading.RLock()
        self._file: tuple[int, int] | None = None
        self._left: list[sqlite3.Connection] = []
        self._db: sqlite3.Connection | None = None
        renew_in_child(self)
        with self._connected():
            pass

    def forked(self) -> None:
        """The connection is the parent's: not used here, and not even closed."""
        self._lock = threading.RLock()
        if self._db is not None:
            self._left.append(self._db)
            self._db = None

    def close(self) -> None:
        """End the connection."""
        with self._lock:
            if self._db is not None:
                self._db.close()

    def all(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Every row that a query finds."""
        with self._connected() as db:
            return db.execute(sql, values).fetchall()

    def one(self, sql: str, *values: object) -> sqlite3.Row | None:
        """The first row that a query finds, if any."""
        with self._connected() as db:
            row: sqlite3.Row | None = db.execute(sql, values).fetchone()
            return row

    def value(self, sql: str, *values: object) -> int:
        """The number that a query finds."""
        row = self.one(sql, *values)
        return 0 if row is None or row[0] is None else int(row[0])

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is written inside of it is written, or nothing is."""
        with self._connected() as db, _transaction(db):
            yield db

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """The connection of this process to the file that is there, for one thread at a time."""
        with self._lock, _told(self.path):
            # asked each time: there is no event for a deleted folder, and a query costs more than a stat
            if self._db is None or self._is_another(self._db):
                self._prepare()
                self._db = self._opened()
                self._file = self._file_now()
            yield self._db

    def _is_another(self, db: sqlite3.Connection) -> bool:
        """Whether the file that was opened is not there any more, or somebody made another in its place."""
        return not db.in_transaction and self._file_now() != self._file

    def _file_now(self) -> tuple[int, int] | None:
        """What tells the file from any other of this name; asked before each query."""
        try:
            found = os.stat(self.path)  # noqa: PTH116 - a Path would take twice as long
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _opened(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        db.row_factory = sqlite3.Row
        for setting in (f"journal_mode = {self._journal_mode}", "synchronous = FULL", "foreign_keys = ON"):
            db.execute(f"PRAGMA {setting}")  # FULL: a power cut must not undo what was told as kept
        with _transaction(db):
            migrate(db)
        return db


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as exc:
        raise GalleryError(
            f"The gallery's database {path.name} cannot be used: {exc}.",
            advice=f"Look at {path.parent}, or set IMAGINE_NB_GALLERY to another folder.",
        ) from exc
