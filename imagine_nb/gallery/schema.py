"""The shape of the gallery's database, as numbered steps; the database remembers the last one it took."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from imagine_nb.errors import GalleryError


def _step_1(db: sqlite3.Connection) -> None:
    """Requests as intended, how each ended, and what it brought."""
    db.execute("""
        CREATE TABLE requests (
          id TEXT PRIMARY KEY, created REAL NOT NULL, key TEXT NOT NULL, engine TEXT NOT NULL,
          base_url TEXT NOT NULL, endpoint TEXT NOT NULL, model TEXT NOT NULL, prompt TEXT NOT NULL,
          sent TEXT NOT NULL, parameters TEXT NOT NULL, sources TEXT NOT NULL, take INTEGER NOT NULL,
          history TEXT, chat TEXT, notebook TEXT, cell TEXT)""")
    db.execute("CREATE INDEX requests_by_key ON requests (key, take)")
    db.execute("""
        CREATE TABLE outcomes (
          request_id TEXT PRIMARY KEY REFERENCES requests (id), finished REAL NOT NULL,
          status TEXT NOT NULL, model TEXT, http_status INTEGER, api_request_id TEXT, code TEXT,
          error TEXT, cost_ticks INTEGER, usage TEXT NOT NULL, seconds REAL NOT NULL)""")
    db.execute("""
        CREATE TABLE pictures (
          number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
          request_id TEXT NOT NULL REFERENCES requests (id), position INTEGER NOT NULL,
          sha256 TEXT NOT NULL, path TEXT NOT NULL, mime_type TEXT NOT NULL, width INTEGER NOT NULL,
          height INTEGER NOT NULL, n_bytes INTEGER NOT NULL, revised_prompt TEXT NOT NULL, url TEXT,
          cost_ticks INTEGER)""")
    db.execute("CREATE INDEX pictures_by_request ON pictures (request_id)")
    db.execute("CREATE INDEX pictures_by_sha256 ON pictures (sha256)")
    db.execute("""
        CREATE TABLE parents (
          child TEXT NOT NULL REFERENCES pictures (id), position INTEGER NOT NULL, parent TEXT NOT NULL,
          PRIMARY KEY (child, position))""")
    db.execute("CREATE INDEX children_by_parent ON parents (parent)")
    db.execute("""
        CREATE TABLE answers (
          id TEXT PRIMARY KEY, request_id TEXT NOT NULL REFERENCES requests (id), text TEXT NOT NULL,
          response_id TEXT, stored INTEGER NOT NULL)""")


STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (_step_1,)


def migrate(db: sqlite3.Connection) -> None:
    """Take the steps that the database has not taken yet; runs inside the caller's transaction."""
    taken = db.execute("PRAGMA user_version").fetchone()[0]
    if taken > len(STEPS):
        raise GalleryError(
            "The gallery was written by a newer imagine_nb.", advice="Update imagine_nb to open it."
        )
    for step in STEPS[taken:]:
        step(db)
    db.execute(f"PRAGMA user_version = {len(STEPS)}")
