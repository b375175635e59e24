"""Logbook: a second copy of each record, a line of JSON, from which a lost database is made again.

The database is what is read and what is durable. A line is written in the transaction of its row, by one call
to the system and with no wait for the disk, so that it costs microseconds; it outlives the process at once.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from imagine_nb.gallery.connecting import Connection
from imagine_nb.gallery.disk import drop, half_of, opened_new, opened_plain, plain_descriptor
from imagine_nb.records import JSON

NAME = "gallery.jsonl"
LONGEST = 8 * 2**20  # bytes of a line; no record needs more
TABLES = ("requests", "outcomes", "pictures", "answers", "marks", "choices", "thumbnails")


@contextmanager
def logged(db: Connection, folder: Path | None) -> Iterator[None]:
    """Write each row that is added inside of it to the logbook too, None for no logbook.

    A disk that is full stops nothing.
    """
    db.added.clear()
    yield
    if folder is not None and any(table in TABLES for table, _ in db.added):
        with suppress(OSError, ValueError):
            _append(folder / NAME, db)


def entries(folder: Path) -> Iterator[tuple[str, Mapping[str, JSON]]]:
    """The rows in a logbook, each with its table, in order; what is no line of a logbook is left out."""
    try:
        file = opened_plain(folder / NAME)
    except OSError:
        return
    with file:
        yield from entries_in(iter(lambda: file.readline(LONGEST + 1), b""))


def entries_in(
    lines: Iterable[bytes], tables: Collection[str] = TABLES
) -> Iterator[tuple[str, Mapping[str, JSON]]]:
    """The rows in these lines, each with its table; what is no line of a logbook is left out."""
    for line in lines:
        with suppress(ValueError, RecursionError):
            entry = json.loads(line)
            table = next(iter(entry)) if isinstance(entry, dict) and len(entry) == 1 else ""
            if table in tables and isinstance(entry[table], dict):
                yield table, entry[table]


def write_whole(path: Path, db: sqlite3.Connection) -> None:
    """Write all that a database holds to a new logbook. Raises OSError."""
    half = half_of(path)
    try:
        with opened_new(half) as file:
            for table in TABLES:
                rows = db.execute(f"SELECT * FROM {table} ORDER BY rowid")  # noqa: S608 - constants
                file.writelines(_line(table, dict(row)) for row in rows)
        half.replace(path)
    except BaseException:
        drop(half)
        raise


def _append(path: Path, db: Connection) -> None:
    try:
        descriptor = plain_descriptor(path, os.O_WRONLY | os.O_APPEND)
    except FileNotFoundError:  # a new gallery's, or one of a version that wrote none
        write_whole(path, db)
        return
    try:
        os.write(descriptor, _text(db.added))  # at once: lines of several kernels do not mix
    finally:
        os.close(descriptor)


def _text(rows: Iterable[tuple[str, Mapping[str, JSON]]]) -> bytes:
    # the first break ends what a power cut or a full disk may have left of a line before
    return b"\n" + b"".join(_line(table, row) for table, row in rows if table in TABLES)


def _line(table: str, row: Mapping[str, JSON]) -> bytes:
    line = json.dumps({table: row}).encode() + b"\n"
    return line if len(line) <= LONGEST else b""
