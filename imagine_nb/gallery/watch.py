"""Watch: one thread of this process that has feeds read once something was committed.

Whoever writes only sets an event: no reader, however slow or broken, delays or harms a request.
"""

from __future__ import annotations

import sys
import threading
from typing import Protocol
from weakref import WeakSet

from imagine_nb.errors import told
from imagine_nb.forking import renew_in_child


class Reader(Protocol):
    """What reads a gallery for those who listen."""

    def read(self) -> None:
        """Read what is new, and tell it."""


class _Watch:
    """The thread, begun with the first reader. A forked child has none of its parent's readers."""

    def __init__(self) -> None:
        self.forked()
        renew_in_child(self)

    def forked(self) -> None:
        self._lock = threading.Lock()
        self._readers: WeakSet[Reader] = WeakSet()
        self._news = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, reader: Reader) -> None:
        with self._lock:
            self._readers.add(reader)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="imagine_nb watch", daemon=True)
                self._thread.start()

    def notify(self) -> None:
        self._news.set()

    def _run(self) -> None:
        while True:
            self._news.wait()
            self._news.clear()
            self._read()

    def _read(self) -> None:
        with self._lock:
            readers = tuple(self._readers)
        for each in readers:
            try:
                each.read()
            except Exception as error:  # noqa: BLE001 - the thread is there for the others too
                complain(error)


_watch = _Watch()


def add(reader: Reader) -> None:
    """Have `reader` read after each commit, for as long as somebody holds it."""
    _watch.add(reader)


def notify() -> None:
    """Have all readers read soon; returns at once."""
    _watch.notify()


def complain(error: Exception) -> None:
    """Say that a listener failed; there is nobody else to whom it could be raised."""
    sys.stderr.write(f"imagine_nb: a listener of the gallery failed: {told(error)}\n")
