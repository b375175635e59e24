"""Progress line of a terminal, on stderr: written over itself; in a file seldom, one below the other."""

from __future__ import annotations

import os
import sys
import time
from typing import TextIO

from imagine_nb.printable import printable

UPDATE_SECONDS = 0.25
FIRST, LONGEST = 10.0, 300.0  # seconds until a line of a file's, doubled after each


class Line:
    """Progress line on a stream, None for stderr."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._rewrites = self._stream.isatty()
        self._wait = 0.0 if self._rewrites else FIRST
        self._shown_at = time.monotonic()

    def due(self) -> bool:
        """Whether it is time to write again."""
        return time.monotonic() - self._shown_at >= self._wait

    def progress(self, text: str) -> None:
        """Write a state that will pass."""
        self._shown_at = time.monotonic()
        if self._rewrites:
            self._wait = UPDATE_SECONDS
            self._write(f"\r{_within(text)}\x1b[K")
        else:
            self._wait = min(self._wait * 2, LONGEST)
            self._write(f"{printable(text)}\n")

    def end(self, text: str) -> None:
        """Write the state that stays."""
        self._write(f"\r{printable(text)}\x1b[K\n" if self._rewrites else f"{printable(text)}\n")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def _within(text: str) -> str:
    """The text in one line of the terminal: a longer one could not be written over."""
    try:
        width = os.get_terminal_size(sys.stderr.fileno()).columns or 80  # 0 where it was never told
    except (OSError, ValueError):
        width = 80
    return printable(text)[: max(width - 1, 20)]
