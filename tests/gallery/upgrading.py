"""Two real steps after those of today, as a later version may bring them, and processes that run them."""

from __future__ import annotations

import os
import sqlite3
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from imagine_nb.gallery.database import Database
from imagine_nb.gallery.schema import STEPS, Step, migrate


def count_pictures(db: sqlite3.Connection) -> None:
    """How many pictures a request asked for gets a column of its own, filled from its parameters."""
    db.execute("ALTER TABLE requests ADD COLUMN n INTEGER NOT NULL DEFAULT 1")
    db.execute(
        "UPDATE requests SET n = json_extract(parameters, '$.n')"
        " WHERE json_extract(parameters, '$.n') IS NOT NULL"
    )


def check_marks(db: sqlite3.Connection) -> None:
    """The table of marks, rebuilt with a condition and an index; what names it goes, and comes back."""
    naming = db.execute(
        "SELECT type, name, sql FROM sqlite_master"
        " WHERE name IN ('marked', 'picture_added', 'picture_deleted')"
    ).fetchall()
    for kind, name, _ in naming:
        db.execute(f"DROP {kind} {name}")
    db.execute(
        "CREATE TABLE new_marks (id INTEGER PRIMARY KEY, created REAL NOT NULL,"
        " picture_id TEXT NOT NULL REFERENCES pictures (id), kind TEXT NOT NULL, value TEXT NOT NULL,"
        " is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)))"
    )
    db.execute("INSERT INTO new_marks SELECT id, created, picture_id, kind, value, is_on FROM marks")
    db.execute("DROP TABLE marks")
    db.execute("ALTER TABLE new_marks RENAME TO marks")
    db.execute("CREATE INDEX marks_by_picture ON marks (picture_id, kind)")
    db.execute("CREATE INDEX marks_by_value ON marks (kind, value, is_on)")
    for _, _, statement in naming:
        db.execute(statement)


def fail(db: sqlite3.Connection) -> None:
    """A step that has done something before it goes wrong."""
    db.execute("DELETE FROM marks")
    db.execute("CREATE TABLE half_done (id INTEGER)")
    db.execute("INSERT INTO requests (id) VALUES ('x')")


def die(db: sqlite3.Connection) -> None:
    """A step in whose middle the process ends."""
    db.execute("DELETE FROM marks")
    os._exit(9)


LONGER = (*STEPS, count_pictures, check_marks)


def noted(step: Step, names: list[str]) -> Step:
    """The step, which adds its name to `names` when it runs."""

    def run(db: sqlite3.Connection) -> None:
        names.append(step.__name__)
        step(db)

    return run


def upgrade(path: Path, barrier: Barrier, told: Queue[list[str]]) -> None:
    """Open the database, wait until all have it open, and run the steps; tell which ones ran here."""
    names: list[str] = []
    database = Database(path)
    barrier.wait(30)
    with database.transaction() as db:
        migrate(db, [noted(step, names) for step in LONGER])
    database.close()
    told.put(names)


def upgrade_and_die(path: Path) -> None:
    """Run the steps, with one in whose middle the process ends."""
    with Database(path).transaction() as db:
        migrate(db, (*LONGER, die))
