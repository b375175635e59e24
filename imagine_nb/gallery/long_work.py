"""Long work on a gallery: how far it is, told as it goes, and how the stop button ends it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from imagine_nb.errors import Stopped

Progress: TypeAlias = Callable[[int, int, int], object]  # what is done, of how many, and its bytes

SECONDS = 0.1  # between two calls


class LongWork:
    """Long work in steps: `progress(done, total, n_bytes)` is called ten times a second, and at the end.

    What that raises ends the work as the stop button does. `each` is what a step is about.
    """

    def __init__(self, progress: Progress | None, total: int, each: str) -> None:
        self._progress, self._each = progress, each
        self.done, self.total, self.n_bytes = 0, total, 0
        self._told_at = float("-inf")

    def did(self, n_bytes: int = 0) -> None:
        """One step more is done."""
        self.done += 1
        self.n_bytes += n_bytes
        self._tell()

    @contextmanager
    def stoppable(self, became: str, partial: Callable[[], Any] = lambda: None) -> Iterator[None]:
        """Work that the stop button ends: as a Stopped that says what `became` of the rest."""
        try:
            self._tell()
            yield
        except KeyboardInterrupt as exc:
            stopped = Stopped(f"{self.done:,} of {self.total:,} {self._each}. {became}")
            stopped.partial = partial()
            raise stopped from exc

    def _tell(self) -> None:
        now = time.monotonic()
        if self._progress is not None and (self.done >= self.total or now - self._told_at >= SECONDS):
            self._told_at = now
            self._progress(self.done, self.total, self.n_bytes)
