"""Database schema and its migrations: numbered steps; the database remembers how many it has run."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import cache
from typing import TypeAlias

from imagine_nb.errors import GalleryError
from imagine_nb.gallery.steps import step_3

Step: TypeAlias = Callable[[sqlite3.Connection], None]


def _step_1(db: sqlite3.Connection) -> None:
    """Requests as intended, how each ended, what it brought, and what was said of pictures since."""
    for statement in _STEP_1.split(";\n\n"):
        db.execute(statement)


_STEP_1 = """
CREATE TABLE requests (
  id TEXT PRIMARY KEY, created REAL NOT NULL, key TEXT NOT NULL, content TEXT NOT NULL,
  engine TEXT NOT NULL, base_url TEXT NOT NULL, endpoint TEXT NOT NULL, model TEXT NOT NULL,
  prompt TEXT NOT NULL, sent TEXT NOT NULL, parameters TEXT NOT NULL, sources TEXT NOT NULL,
  take INTEGER NOT NULL, history TEXT, chat TEXT, notebook TEXT, cell TEXT,
  session TEXT NOT NULL, versions TEXT NOT NULL);

CREATE INDEX requests_by_key ON requests (key, take);

CREATE INDEX requests_by_content ON requests (content, engine);

CREATE INDEX requests_by_time ON requests (created);

CREATE TABLE outcomes (
  id INTEGER PRIMARY KEY, request_id TEXT NOT NULL REFERENCES requests (id), finished REAL NOT NULL,
  status TEXT NOT NULL, model TEXT, http_status INTEGER, api_request_id TEXT, code TEXT, error TEXT,
  cost_ticks INTEGER, usage TEXT NOT NULL, seconds REAL NOT NULL);

CREATE INDEX outcomes_by_request ON outcomes (request_id);

CREATE VIEW endings AS SELECT * FROM outcomes o
  WHERE o.id = (SELECT max(id) FROM outcomes WHERE request_id = o.request_id);

CREATE TABLE pictures (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, request_id TEXT NOT NULL REFERENCES requests (id),
  position INTEGER NOT NULL, sha256 TEXT NOT NULL, path TEXT NOT NULL, mime_type TEXT NOT NULL,
  width INTEGER NOT NULL, height INTEGER NOT NULL, n_bytes INTEGER NOT NULL,
  revised_prompt TEXT NOT NULL, url TEXT, cost_ticks INTEGER);

CREATE INDEX pictures_by_request ON pictures (request_id);

CREATE INDEX pictures_by_sha256 ON pictures (sha256);

CREATE TABLE parents (
  child TEXT NOT NULL REFERENCES pictures (id), position INTEGER NOT NULL, parent TEXT NOT NULL,
  PRIMARY KEY (child, position));

CREATE INDEX children_by_parent ON parents (parent);

CREATE TABLE answers (
  id TEXT PRIMARY KEY, request_id TEXT NOT NULL REFERENCES requests (id), text TEXT NOT NULL,
  response_id TEXT, stored INTEGER NOT NULL);

CREATE INDEX answers_by_request ON answers (request_id);

CREATE TABLE marks (
  id INTEGER PRIMARY KEY, created REAL NOT NULL, picture_id TEXT NOT NULL REFERENCES pictures (id),
  kind TEXT NOT NULL, value TEXT NOT NULL, is_on INTEGER NOT NULL);

CREATE INDEX marks_by_picture ON marks (picture_id, kind);

CREATE VIEW marked AS SELECT picture_id, kind, value FROM marks m
  WHERE is_on AND m.id = (
    SELECT max(id) FROM marks WHERE picture_id = m.picture_id AND kind = m.kind AND value = m.value);

CREATE TABLE choices (
  id INTEGER PRIMARY KEY, created REAL NOT NULL, key TEXT NOT NULL, slot INTEGER NOT NULL,
  request_id TEXT NOT NULL REFERENCES requests (id));

CREATE INDEX choices_by_key ON choices (key, slot);

CREATE TABLE thumbnails (picture_id TEXT PRIMARY KEY REFERENCES pictures (id), sha256 TEXT NOT NULL);

CREATE VIRTUAL TABLE words USING fts5 (text, request_id UNINDEXED, tokenize = "unicode61 remove_diacritics 2")
"""


def _step_2(db: sqlite3.Connection) -> None:
    """What a notebook shows of another's, and the variables that cells put their results in."""
    db.execute(
        "CREATE TABLE shown (id INTEGER PRIMARY KEY, created REAL NOT NULL, notebook TEXT NOT NULL,"
        " key TEXT NOT NULL, slot INTEGER NOT NULL, request_id TEXT NOT NULL REFERENCES requests (id))"
    )
    db.execute("CREATE INDEX shown_by_key ON shown (key, slot, notebook)")
    db.execute(
        "CREATE TABLE variables (request_id TEXT PRIMARY KEY REFERENCES requests (id), name TEXT NOT NULL)"
    )


STEPS: tuple[Step, ...] = (_step_1, _step_2, step_3)

# what SQLite itself keeps about the tables of a database that was analysed
_STATISTICS = frozenset({"sqlite_stat1", "sqlite_stat4"})

Objects: TypeAlias = "frozenset[tuple[str, str, str, str]]"


def require_ours(db: sqlite3.Connection) -> int:
    """The number of steps that a database has had; inside the caller's transaction.

    Raises GalleryError where a newer version made it, or where it holds anything that the steps do not make:
    triggers, views, columns and conditions of somebody else's run when the gallery is used.
    """
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    if version > len(STEPS):
        raise GalleryError(
            "The gallery was written by a newer imagine_nb.", advice="Update imagine_nb to open it."
        )
    found = _objects(db)
    ours = _made_by(version) if version >= 0 else frozenset()
    if version < 0 or found != ours:
        odd = sorted(f"{kind} {name}" for kind, name, *_ in found ^ ours)
        told = ", ".join(dict.fromkeys(odd[:3])) or f"version {version}"
        raise GalleryError(
            f"The gallery's database is not as imagine_nb makes it ({told[:200]}); nothing in it was run.",
            advice="Was it made by somebody else? Remove what was added, or use another folder.",
        )
    return version


def _objects(db: sqlite3.Connection) -> Objects:
    """All that a database is made of, but for spaces and quotes, which versions of SQLite set differently."""
    return frozenset(
        (kind, name, table, " ".join((sql or "").replace('"', "").split()))
        for kind, name, table, sql in db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
        if not (kind == "table" and name in _STATISTICS)
    )


@cache
def _made_by(version: int) -> Objects:
    """What that many steps make."""
    with closing(sqlite3.connect(":memory:")) as db:
        for step in STEPS[:version]:
            step(db)
        return _objects(db)


def migrate(db: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> None:
    """Run the migrations that the database has not had yet; inside the caller's transaction."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    for step in steps[version:]:
        step(db)
    if version < len(steps):
        db.execute(f"PRAGMA user_version = {len(steps)}")
