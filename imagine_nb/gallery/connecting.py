"""Opening of a SQLite file that may be anybody's: in WAL or rollback mode, or to look where it is read-only.

Whatever a file is called and whatever lies in it, opening it runs nothing of it and touches no other file.
"""

from __future__ import annotations

import os
import random
import sqlite3
import stat
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from shutil import copyfileobj
from typing import Any

from imagine_nb.errors import GalleryError
from imagine_nb.gallery.disk import opened_plain
from imagine_nb.gallery.files import OUR_NAME, bodies_in, is_plain
from imagine_nb.gallery.locks import require_locks
from imagine_nb.gallery.schema import STEPS, migrate, require_ours

BUSY_SECONDS = 60.0  # how long to wait for another kernel's transaction
LONGEST = 60.0  # seconds that a statement may take; a gallery of a million pictures is listed in less
_INSTRUCTIONS = 20_000  # of SQLite's machine, between two looks at the clock: less than a millisecond

REBUILD = "Make it again: %imagine_gallery --rebuild, or imagine_nb.Gallery.rebuild({!r})."
_BESIDE = ("-wal", "-shm", "-journal")  # the files that SQLite keeps beside its own
_JOURNAL_ENDS = bytes.fromhex("d9d505f920a163d7")  # a journal that names another file, to be removed with it


class Connection(sqlite3.Connection):
    """SQLite connection whose statements have a time limit, and give way to the stop button.

    `added` are the rows that were added in its transaction, each with its table.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.added: list[tuple[str, Mapping[str, object]]] = []
        self.limit = _Limit()
        # not a method of this object: it would hold itself open
        self.set_progress_handler(self.limit.is_over, _INSTRUCTIONS)

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run a statement; its rows have to be fetched within the limit too."""
        self.limit.until = time.monotonic() + LONGEST
        return super().execute(sql, parameters)


class _Limit:
    def __init__(self) -> None:
        self.until = float("inf")

    def is_over(self) -> bool:
        """Called by SQLite while a statement runs; an interrupt that is raised here ends it too."""
        return time.monotonic() > self.until


def reason(error: sqlite3.Error, db: sqlite3.Connection | None) -> str:
    """Why a statement failed, in words. Raises KeyboardInterrupt where the stop button ended it."""
    if _code(error) == sqlite3.SQLITE_INTERRUPT and isinstance(db, Connection):
        if not db.limit.is_over():
            raise KeyboardInterrupt from error
        return f"a query took longer than {LONGEST:.0f} seconds"
    return str(error)


def is_read_only(path: Path) -> bool:
    """Whether a database is there and can only be looked at: it or its folder cannot be written."""
    return path.exists() and not (_can_write(path) and _can_write(path.parent))


def connected(path: Path, *, journal_mode: str, looks: bool = False) -> Connection:
    """A connection to the database, made where it is missing, with all steps run. Raises GalleryError.

    One that only looks makes and writes nothing.
    """
    _require_plain(path)
    if looks or is_read_only(path):
        if not path.exists():
            raise GalleryError(f"There is no gallery at {path.parent}.", advice="Name the folder of one.")
        return _looking(path)
    require_locks(path.parent)
    db = _opened(path)
    try:
        _set_journal(db, journal_mode)
        _upgrade(db)
    except BaseException:
        db.close()
        raise
    return db


def require_not_lost(path: Path) -> None:
    """Raise GalleryError where a database is gone: a new one would know nothing of the files beside it."""
    _require_plain(path)  # a link that leads nowhere is no loss
    if _is_lost(path):
        raise GalleryError(
            f"The gallery at {path.parent} has lost its database {path.name}; its files are there.",
            advice=REBUILD.format(str(path.parent)),
        )


def _is_lost(path: Path) -> bool:
    """Whether a database is missing or empty though its folder holds what one had recorded."""
    try:
        found = path.lstat()
        if found.st_size or not stat.S_ISREG(found.st_mode):  # what is no file is refused elsewhere
            return False
    except FileNotFoundError:
        if not path.parent.is_dir():
            return False
    wal, logbook = path.with_name(f"{path.name}-wal"), path.with_suffix(".jsonl")
    if wal.exists() and wal.stat().st_size:  # of a kernel that is making it now
        return False
    is_ours = (OUR_NAME.fullmatch(each.name) for each in path.parent.iterdir())
    return is_plain(logbook) or any(is_ours) or bool(bodies_in(path.parent))


def last_written(path: Path) -> tuple[int, ...]:
    """What changes when somebody else writes to a database that is only looked at."""
    told: list[int] = []
    for each in (path, *_with(path, "-wal")):
        with suppress(OSError):
            found = each.stat()
            told += (found.st_mtime_ns, found.st_size)
    return tuple(told)


@contextmanager
def transaction(db: sqlite3.Connection, kind: str = "IMMEDIATE") -> Iterator[None]:
    """All that is written inside of it is written, or nothing is."""
    db.execute(f"BEGIN {kind}")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _with(path: Path, *ends: str) -> list[Path]:
    """The files that SQLite keeps beside a database."""
    return [path.with_name(path.name + end) for end in ends]


def _can_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _require_plain(path: Path) -> None:
    """Raise GalleryError for links and for a journal that would have SQLite remove another file."""
    for each in (path, *_with(path, *_BESIDE)):
        try:
            found = each.lstat()
        except OSError:
            continue
        if not stat.S_ISREG(found.st_mode):
            raise _refused(path, f"{each.name} is a link or no file")
    (journal,) = _with(path, "-journal")
    try:
        with opened_plain(journal) as file:
            file.seek(-len(_JOURNAL_ENDS), os.SEEK_END)
            names_another = file.read() == _JOURNAL_ENDS
    except OSError:  # there is none, or it is shorter
        return
    if names_another:
        raise _refused(path, f"{journal.name} names a file outside of it")


def _refused(path: Path, why: str) -> GalleryError:
    return GalleryError(
        f"The gallery's database {path.name} was not opened: {why}.",
        advice=f"Look at {path.parent}, or set IMAGINE_NB_GALLERY to another folder.",
    )


def _opened(path: Path, query: str = "") -> Connection:
    name = f"{path.as_uri()}?{query}" if query else path
    db = sqlite3.connect(
        name,
        uri=bool(query),
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        factory=Connection,
    )
    db.row_factory = sqlite3.Row
    if sys.version_info >= (3, 12):
        db.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)  # noqa: FBT003 - as sqlite3 takes it
    # FULL: a power cut must not undo what was told as kept
    for setting in (
        "trusted_schema = OFF", "cell_size_check = ON", "foreign_keys = ON", "synchronous = FULL",
    ):  # fmt: skip
        db.execute(f"PRAGMA {setting}")
    return db


def _set_journal(db: Connection, mode: str) -> None:
    """Set the journal's mode: SQLite itself does not wait here for others that do the same."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            db.execute(f"PRAGMA journal_mode = {mode}").fetchone()
        except sqlite3.OperationalError as error:
            if _code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(random.uniform(0.001, 0.02))
        else:
            return


def _upgrade(db: Connection) -> None:
    with transaction(db, "DEFERRED"):  # its version and what it holds are of one moment
        version = require_ours(db)
    if version < len(STEPS):
        with transaction(db):
            require_ours(db)
            migrate(db)


def _looking(path: Path) -> Connection:
    """A connection that writes nothing, not even the files that SQLite keeps beside a database."""
    if any(each.exists() and each.stat().st_size for each in _with(path, "-wal", "-journal")):
        db = _copied(path)  # the newest rows are in there, and cannot be had in place
    else:
        db = _opened(path, "mode=ro&immutable=1")
    try:
        with transaction(db, "DEFERRED"):
            version = require_ours(db)
        if version < len(STEPS):
            db.close()
            db = _copied(path)
            _upgrade(db)
        db.execute("PRAGMA query_only = ON")
    except BaseException:
        db.close()
        raise
    return db


def _copied(path: Path) -> Connection:
    """A database in memory with all that lies in this one and in its journal."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        for each in (path, *_with(path, "-wal", "-journal")):
            if each.exists():
                with opened_plain(each) as source, copy.with_name(each.name).open("wb") as target:
                    copyfileobj(source, target)
        db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False, factory=Connection)
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA trusted_schema = OFF")
        with closing(_opened(copy)) as whole:
            whole.backup(db)
    return db


def is_broken(error: Exception) -> bool:
    """Whether an error says that the file itself is no database any more."""
    codes = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
    return isinstance(error, sqlite3.Error) and _code(error) in codes


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary code of an error; 0 where the error is not SQLite's."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
