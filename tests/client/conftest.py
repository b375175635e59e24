"""A client of the scripted server, and the ledger in its gallery; after each test no file holds the key."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from faults_server import FaultServer
from imagine_nb import Client
from imagine_nb.transport.patience import Patience

KEY = "xai-a-key-of-the-tests-0123456789"
QUICK = Patience(connect=2, read=2, attempts=3, pause=0.01, longest=60)


@pytest.fixture
def key() -> str:
    return KEY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "gallery"


@pytest.fixture
def make(faults: FaultServer, folder: Path) -> Iterator[Callable[..., Client]]:
    """Makes clients of the scripted server."""
    made: list[Client] = []

    def make(**options: Any) -> Client:
        settings = {"api_key": KEY, "base_url": faults.base_url, "gallery": folder, "timeout": QUICK}
        made.append(Client(**{**settings, **options}))
        return made[-1]

    yield make
    for client in made:
        client.close()
    for path in folder.rglob("*"):
        assert path.is_dir() or KEY.encode() not in path.read_bytes(), path


@pytest.fixture
def client(make: Callable[..., Client]) -> Client:
    return make()


@pytest.fixture
def ledger(folder: Path) -> Callable[[], list[tuple[Any, ...]]]:
    """The status, HTTP status and charge of each request in the gallery, None for one without an end."""

    def rows() -> list[tuple[Any, ...]]:
        with sqlite3.connect(folder / "gallery.db") as db:
            found = db.execute(
                "SELECT o.status, o.http_status, o.cost_ticks FROM requests r"
                " LEFT JOIN outcomes o ON o.request_id = r.id ORDER BY r.created, r.rowid"
            ).fetchall()
        db.close()
        return found

    return rows
