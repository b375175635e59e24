"""One SQLite file, for any thread and for several kernels at once; its failures are errors of ours."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imagine_nb.errors import GalleryError
from imagine_nb.gallery.schema import migrate

BUSY_SECONDS = 60.0  # how long to wait for another kernel's transaction


class Database:
    """The connection. WAL where the file system can, rollback mode where it cannot."""

    def __init__(self, path: Path, *, journal_mode: str = "WAL") -> None:
        self.path = path
        self._lock = threading.RLock()
        with _told(path):
            self._db = sqlite3.connect(
                path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._db.row_factory = sqlite3.Row
            self._db.execute(f"PRAGMA journal_mode = {journal_mode}")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA foreign_keys = ON")
        with self.transaction() as db:
            migrate(db)

    def close(self) -> None:
        """End the connection."""
        with self._lock:
            self._db.close()

    def all(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Every row that a query finds."""
        with self._lock, _told(self.path):
            return self._db.execute(sql, values).fetchall()

    def one(self, sql: str, *values: object) -> sqlite3.Row | None:
        """The first row that a query finds, if any."""
        with self._lock, _told(self.path):
            row: sqlite3.Row | None = self._db.execute(sql, values).fetchone()
            return row

    def value(self, sql: str, *values: object) -> int:
        """The number that a query finds."""
        row = self.one(sql, *values)
        return 0 if row is None or row[0] is None else int(row[0])

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is written inside of it is written, or nothing is."""
        with self._lock, _told(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
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
