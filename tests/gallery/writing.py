"""Writing of several threads to one database, all at the same moment."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from imagine_nb.gallery.database import Database

T = TypeVar("T")


def at_once(database: Database, works: Sequence[Callable[[], T]]) -> list[Future[T]]:
    """Each work in a thread of its own; what all of them write waits until it can be written together."""
    n_calls = 0

    def until_all_wait(_: sqlite3.Connection) -> None:
        nonlocal n_calls
        n_calls += 1
        while n_calls == 1 and len(database._waiting) < len(works):
            threading.Event().wait(0.001)

    with ThreadPoolExecutor(len(works) + 1) as threads:
        first = threads.submit(database.written, until_all_wait)
        while not n_calls:
            threading.Event().wait(0.001)
        futures = [threads.submit(each) for each in works]
    assert first.exception() is None
    return futures
