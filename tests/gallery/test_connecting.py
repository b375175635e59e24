"""A database that somebody else made: nothing in it runs, and no other file is touched."""

from __future__ import annotations

import _thread
import os
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from gallery.strangers import change, journal_that_names
from imagine_nb import Gallery
from imagine_nb.errors import GalleryError
from imagine_nb.gallery.connecting import connected, reason
from imagine_nb.gallery.database import Database

ENDLESS = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
ADDED = {
    "trigger": "CREATE TRIGGER evil AFTER INSERT ON requests BEGIN DELETE FROM pictures; END",
    "trigger instead of a view's": "CREATE TRIGGER evil INSTEAD OF INSERT ON endings BEGIN SELECT 1; END",
    "endless view": f"CREATE VIEW evil AS {ENDLESS}",
    "index over an expression": "CREATE INDEX evil ON requests (length(zeroblob(length(prompt))))",
    "partial index": "CREATE INDEX evil ON requests (id) WHERE prompt LIKE '%a%a%a%'",
    "column that is computed": "ALTER TABLE pictures ADD COLUMN evil AS (length(zeroblob(1000000000)))",
    "virtual table": "CREATE VIRTUAL TABLE evil USING fts4 (x)",
    "table of its own": "CREATE TABLE evil (id INTEGER PRIMARY KEY REFERENCES pictures (number))",
    "step that was not run": "PRAGMA user_version = 0",
    "version before the first": "PRAGMA user_version = -1",
}
CHANGED = {
    "view that never ends": ("endings", f"CREATE VIEW endings AS SELECT * FROM outcomes, ({ENDLESS})"),
    "view over other rows": ("marked", "CREATE VIEW marked AS SELECT id AS picture_id, '', '' FROM pictures"),
    "column of another type": ("thumbnails", "CREATE TABLE thumbnails (picture_id BLOB, sha256)"),
    "condition that never ends": (
        "choices",
        "CREATE TABLE choices (id INTEGER PRIMARY KEY, created REAL NOT NULL, key TEXT NOT NULL, slot INTEGER"
        " NOT NULL CHECK (length(randomblob(1000000000)) > 0), request_id TEXT NOT NULL)",
    ),
    "default that is computed": (
        "parents",
        "CREATE TABLE parents (child TEXT, position INTEGER DEFAULT (random()), parent TEXT,"
        " PRIMARY KEY (child, position))",
    ),
}


@pytest.mark.parametrize("statement", ADDED.values(), ids=ADDED)
def test_a_database_with_something_added_is_refused(three: Gallery, statement: str) -> None:
    three.close()
    change(three.folder, statement)
    before = (three.folder / "gallery.db").read_bytes()
    with pytest.raises(GalleryError, match=r"not as imagine_nb makes it .*; nothing in it was run"):
        Gallery(three.folder)
    assert (three.folder / "gallery.db").read_bytes() == before


@pytest.mark.parametrize(("name", "sql"), CHANGED.values(), ids=CHANGED)
def test_a_database_with_something_changed_is_refused(three: Gallery, name: str, sql: str) -> None:
    three.close()
    quoted = sql.replace("'", "''")
    change(three.folder, f"UPDATE sqlite_master SET sql = '{quoted}' WHERE name = '{name}'")
    with pytest.raises(GalleryError, match=r"not as imagine_nb makes it|malformed"):
        Gallery(three.folder)


def test_a_database_that_was_analysed_is_taken(three: Gallery) -> None:
    three.close()
    change(three.folder, "ANALYZE")
    assert len(Gallery(three.folder)) == 3


@pytest.mark.parametrize("name", ["gallery.db", "gallery.db-wal", "gallery.db-shm", "gallery.db-journal"])
@pytest.mark.parametrize("kind", ["link", "dangling link", "pipe", "folder"])
def test_a_database_that_is_no_plain_file_is_refused(
    three: Gallery, tmp_path: Path, name: str, kind: str
) -> None:
    three.close()
    path, elsewhere = three.folder / name, tmp_path / "elsewhere"
    if kind == "link":
        elsewhere.write_bytes((three.folder / "gallery.db").read_bytes())
    before = elsewhere.read_bytes() if elsewhere.exists() else None
    path.unlink(missing_ok=True)
    {"pipe": os.mkfifo, "folder": Path.mkdir}.get(kind, lambda at: at.symlink_to(elsewhere))(path)
    with pytest.raises(GalleryError, match="is a link or no file"):
        Gallery(three.folder)
    assert (elsewhere.read_bytes() if elsewhere.exists() else None) == before


def test_a_journal_that_names_another_file_to_be_removed_is_refused(three: Gallery, tmp_path: Path) -> None:
    three.close()
    secret, path = tmp_path / "secret", three.folder / "gallery.db"
    secret.write_text("secret")
    n_pages = path.stat().st_size // 4096
    (three.folder / "gallery.db-journal").write_bytes(journal_that_names(secret, n_pages=n_pages))
    with pytest.raises(GalleryError, match="names a file outside of it"):
        Gallery(three.folder)
    assert secret.exists()
    with closing(sqlite3.connect(path)) as db:  # it is one: SQLite alone obeys it
        db.execute("SELECT * FROM pictures").fetchall()
    assert not secret.exists()


def test_a_journal_that_a_crash_left_is_rolled_back(tmp_path: Path) -> None:
    path = tmp_path / "gallery.db"
    Database(path, journal_mode="DELETE").close()
    left = sqlite3.connect(path, isolation_level=None)
    left.execute("PRAGMA cache_size = 1")
    left.execute("BEGIN IMMEDIATE")
    left.execute("INSERT INTO words (text) SELECT hex(randomblob(10000)) FROM json_each('[1,2,3,4,5,6,7,8]')")
    for name in ("gallery.db", "gallery.db-journal"):
        (tmp_path / "copy").mkdir(exist_ok=True)
        (tmp_path / "copy" / name).write_bytes((tmp_path / name).read_bytes())
    left.close()
    assert (tmp_path / "copy" / "gallery.db-journal").stat().st_size
    database = Database(tmp_path / "copy" / "gallery.db", journal_mode="DELETE")
    assert database.value("SELECT count(*) FROM words") == 0


def test_a_statement_gives_way_to_the_stop_button(tmp_path: Path) -> None:
    database = Database(tmp_path / "gallery.db")
    threading.Timer(0.2, _thread.interrupt_main).start()
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        database.all(ENDLESS)
    assert time.monotonic() - started < 5
    assert database.value("SELECT 7") == 7


def test_a_statement_that_is_stopped_in_a_transaction_undoes_it(tmp_path: Path) -> None:
    database = Database(tmp_path / "gallery.db")

    def write() -> None:
        with database.transaction() as db:
            db.execute("INSERT INTO words (text) VALUES ('a fox')")
            threading.Timer(0.2, _thread.interrupt_main).start()
            db.execute(ENDLESS)

    with pytest.raises(KeyboardInterrupt):
        write()
    assert database.value("SELECT count(*) FROM words") == 0


def test_a_statement_has_a_time_limit(tmp_path: Path) -> None:
    db = connected(tmp_path / "gallery.db", journal_mode="WAL")
    db.limit.until = time.monotonic() + 0.1
    with pytest.raises(sqlite3.OperationalError, match="interrupted") as caught:
        sqlite3.Connection.execute(db, ENDLESS).fetchall()
    assert reason(caught.value, db) == "a query took longer than 60 seconds"
    assert db.execute("SELECT 7").fetchone()[0] == 7  # the next one has its own
    db.close()


def test_a_text_that_is_none_does_not_stop_the_rest(three: Gallery) -> None:
    three.close()
    change(three.folder, "UPDATE pictures SET revised_prompt = CAST(x'ff41' AS TEXT) WHERE number = 2")
    assert [each.revised_prompt for each in Gallery(three.folder)] == ["", "\ufffdA", ""]
