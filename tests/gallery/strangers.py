"""What a stranger may do to a gallery's database, and what must not be touched by it."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from pathlib import Path

_MAGIC = bytes.fromhex("d9d505f920a163d7")
_SECTOR = 512


def change(folder: Path, *statements: str) -> None:
    """Run statements on the database of a gallery that is closed; its schema may be written, too."""
    with closing(sqlite3.connect(folder / "gallery.db", isolation_level=None)) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("PRAGMA ignore_check_constraints = ON")
        for each in statements:
            db.execute(each)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def journal_that_names(path: Path, *, n_pages: int, page_size: int = 4096) -> bytes:
    """A rollback journal of nothing, after which SQLite removes the file at `path`."""
    header = _MAGIC + struct.pack(">5I", 0, 1, n_pages, _SECTOR, page_size)
    name = bytes(path)
    record = struct.pack(">I", 2**30 // page_size + 1) + name + struct.pack(">2I", len(name), sum(name))
    return header.ljust(_SECTOR, b"\0") + record + _MAGIC
