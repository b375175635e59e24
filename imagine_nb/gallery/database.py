"""SQLite connection, for any thread and several kernels at once; its failures are errors of ours."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, cast

from imagine_nb.errors import GalleryError
from imagine_nb.forking import renew_in_child
from imagine_nb.gallery import watch
from imagine_nb.gallery.connecting import (
    REBUILD,
    Connection,
    connected,
    is_broken,
    is_read_only,
    last_written,
    reason,
    require_not_lost,
    transaction,
)
from imagine_nb.gallery.logbook import logged
from imagine_nb.gallery.whereabouts import Whereabouts

T = TypeVar("T")

_NEWS = frozenset({"pictures", "marks"})  # the tables whose rows feeds tell of
_ELSEWHERE = "Look at {}, or set IMAGINE_NB_GALLERY to another folder."


class _Work(Generic[T]):
    """What a thread has to write, and what that returned."""

    def __init__(self, do: Callable[[sqlite3.Connection], T]) -> None:
        self.do = do
        self.is_done = False
        self.value: Any = None


class Elsewhere(Protocol):
    """Another place that a gallery's files and records go to and come from."""

    def bring(self, paths: Collection[str]) -> None:
        """Have these files of pictures here, those of them that lie there. Raises GalleryError."""

    def bring_preview(self, path: str) -> None:
        """Have the small copy of a picture here where it lies there; nothing is raised."""

    def bring_source(self, sha256: str) -> None:
        """Have a kept source here where it lies there; nothing is raised."""

    def committed(self) -> None:
        """Hear that something was written; returns at once."""


class Database:
    """The connection. WAL where the file system can, rollback mode where it cannot.

    A forked child and a file that was deleted get a new one, so that nothing is written into a file that is
    another process's to write, or that nobody will ever see. A folder that was renamed is followed: `path`
    is where the file is now. `prepare` makes the folder. With `read_only` it is only looked at, and nothing
    in the folder is written; with `elsewhere` as well it is written by what keeps it the same as there.
    """

    def __init__(
        self,
        path: Path,
        *,
        prepare: Callable[[Path], None] | None = None,
        journal_mode: str = "WAL",
        read_only: bool = False,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self.path = path
        self.elsewhere = elsewhere
        self._news = ""
        self._prepare = prepare
        self._journal_mode = journal_mode
        self._read_only = read_only
        self._lock = threading.RLock()
        self._waiting: deque[_Work[Any]] = deque()
        self._file: tuple[int, ...] | None = None
        self._where: Whereabouts | None = None
        self._looks = False
        self._left: list[sqlite3.Connection] = []
        self._db: Connection | None = None
        renew_in_child(self)
        with self._connected():
            pass

    def forked(self) -> None:
        """The connection is the parent's: not used here, and not even closed."""
        self._lock, self._waiting = threading.RLock(), deque()
        if self._db is not None:
            self._left.append(self._db)
            self._db = None

    def close(self) -> None:
        """End the connection."""
        with self._lock:
            self._where = None
            if self._db is not None:
                self._db.close()

    @property
    def folder(self) -> Path:
        """The folder that the file lies in now. Raises GalleryError where it cannot be followed."""
        if self._file_now() != self._file:  # without the lock: whoever holds it may write for long
            with self._lock:
                if self._where is not None and self._is_another():
                    self._follow(self._where)
        return self.path.parent

    def told_news(self) -> str:
        """What has become of the folder since anybody asked: moved, deleted and begun anew, or nothing."""
        # without the lock: whoever holds it may write for long
        if self._news or self._file_now() != self._file:
            with self._connected():
                told, self._news = self._news, ""
                return told
        return ""

    @property
    def is_read_only(self) -> bool:
        """Whether the gallery can only be looked at."""
        return self._looks or self._read_only

    def bring(self, *paths: str) -> None:
        """Have these files of pictures in the folder where they lie elsewhere. Raises GalleryError."""
        if self.elsewhere is not None:
            self.elsewhere.bring(paths)

    def all(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Every row that a query finds."""
        with self._connected() as db:
            return _rows(db, sql, values)

    def one(self, sql: str, *values: object) -> sqlite3.Row | None:
        """The first row that a query finds, if any."""
        with self._connected() as db:
            row: sqlite3.Row | None = db.execute(sql, values).fetchone()
            return row

    def value(self, sql: str, *values: object) -> int:
        """The number that a query finds; 0 for anything else."""
        row = self.one(sql, *values)
        return int(row[0]) if row is not None and isinstance(row[0], (int, float)) else 0

    @contextmanager
    def transaction(self, *, is_logged: bool = True) -> Iterator[sqlite3.Connection]:
        """All that is written inside of it is written, or nothing is. Raises GalleryError where none can.

        What is not logged is kept in a logbook elsewhere.
        """
        with self._connected(to_write=True) as db:
            with transaction(db), logged(db, self.path.parent if is_logged else None):
                yield db
            is_news = any(table in _NEWS for table, _ in db.added)
        if is_news:
            watch.notify()
        if is_logged and self.elsewhere is not None:
            self.elsewhere.committed()

    def written(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Group commit: what `work` returns in a transaction with all others that wait for their turn.

        They wait for the disk once. `work` may be called more than once, and only what its last call wrote is
        written. Raises what it raises, and GalleryError.
        """
        mine = _Work(work)
        try:
            self._waiting.append(mine)
            with self._lock:  # whoever has it writes for all who wait for it
                return mine.value if mine.is_done else self._written_with_others(mine)
        except BaseException:
            with suppress(ValueError):
                self._waiting.remove(mine)
            with self._lock:  # another thread may be writing it: a stop must not call that undone
                if mine.is_done:
                    return cast(T, mine.value)
            raise

    def _written_with_others(self, mine: _Work[T]) -> T:
        others = [each for each in self._taken() if each is not mine]
        try:
            with self.transaction() as db:
                found = mine.do(db)
                for each in others:
                    each.value = each.do(db)
        except BaseException as error:
            self._waiting.extendleft(reversed(others))  # whose threads do it now, one after the other
            if not others or not isinstance(error, Exception):
                raise
        else:
            for each in others:
                each.is_done = True
            return found
        with self.transaction() as db:  # each alone, so that what fails is its own
            return mine.do(db)

    def _taken(self) -> list[_Work[Any]]:
        taken = []
        with suppress(IndexError):
            while True:
                taken.append(self._waiting.popleft())
        return taken

    @contextmanager
    def _connected(self, *, to_write: bool = False) -> Iterator[Connection]:
        """The connection of this process to the file that is there, for one thread at a time."""
        with self._lock, self._told():
            # asked each time: there is no event for a deleted folder, and a query costs more than a stat
            if self._db is None or self._is_another():
                self._open()
            if to_write and self.is_read_only:
                self._require_writable()
            assert self._db is not None  # noqa: S101 - it was just opened
            yield self._db

    def _open(self) -> None:
        if self._where is not None and self._db is not None:
            self._follow(self._where)
        looks = self._only_looks()
        if self._prepare is not None and not looks:
            self._prepare(self.path.parent)
        require_not_lost(self.path)
        self._db = connected(self.path, journal_mode=self._journal_mode, looks=looks)
        self._looks = looks
        self._file = self._file_now()
        self._where = Whereabouts(self.path)

    def _follow(self, where: Whereabouts) -> None:
        """Find the file where it is now; where it was deleted, a new one is made where it was."""
        now = where.now(self.path)
        if now is None:
            self._news = f"The gallery at {self.path.parent} was deleted; a new one begins there."
        elif now != self.path:
            self._news = f"The gallery was moved, and goes on at {now.parent}."
            self.path = now

    def _only_looks(self) -> bool:
        """Whether nothing in the folder is to be written now."""
        return is_read_only(self.path) or (self._read_only and self.elsewhere is None)

    def _require_writable(self) -> None:
        if self._read_only or is_read_only(self.path):
            raise GalleryError(
                f"The gallery at {self.elsewhere or self.path.parent} is read-only: it can be looked at and"
                " replayed.",
                advice="To make pictures, set IMAGINE_NB_GALLERY to a folder that can be written.",
            )
        self._open()

    def _is_another(self) -> bool:
        """Whether the file that was opened is not there any more, or somebody made another in its place."""
        return self._file_now() != self._file and not (self._db is not None and self._db.in_transaction)

    def _file_now(self) -> tuple[int, ...] | None:
        """What tells the file from any other of this name; asked before each query."""
        try:
            found = os.stat(self.path)  # noqa: PTH116 - a Path would take twice as long
        except OSError:
            return None
        identity = (found.st_dev, found.st_ino)
        return (*identity, *last_written(self.path)) if self._looks else identity

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OverflowError) as exc:
            why = reason(exc, self._db) if isinstance(exc, sqlite3.Error) else str(exc)
            raise GalleryError(
                f"The gallery's database {self.path.name} cannot be used: {why}.",
                advice=(REBUILD if is_broken(exc) else _ELSEWHERE).format(str(self.path.parent)),
            ) from exc


def _rows(db: Connection, sql: str, values: tuple[object, ...]) -> list[sqlite3.Row]:
    try:
        return db.execute(sql, values).fetchall()
    except sqlite3.OperationalError as error:
        if "decode" not in str(error):
            raise
    # one text that is no UTF-8 must not stop the rest; only then, for every text would take longer
    db.text_factory = lambda text: text.decode(errors="replace")
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.text_factory = str
