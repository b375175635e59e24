"""Effort: a bound on the work that one schema may cause, whoever wrote it."""

from __future__ import annotations

from collections.abc import Callable

from imagine_nb.print_shop.drawing.canvas import never

_MOST_STEPS = 2_000_000  # a second or two
DEEPEST = 40  # of nested values


class Unsatisfied(ValueError):  # noqa: N818 - it is told as an answer
    """No value was found that fits a schema; the message says where, and why as far as that is known."""


class TooMuch(Unsatisfied):
    """A schema asks for more work, or for a larger answer, than the print shop does."""

    @classmethod
    def deep(cls, path: str = "") -> TooMuch:
        """Too many levels, as far as the path tells."""
        where = f": {path[:80]}" if path else "."
        return cls(f"The schema is nested too deeply, or refers to itself without an end{where}")


class Effort:
    """Counts steps; raises TooMuch where there are too many, or once `stop()` says that nobody waits."""

    def __init__(self, most: int = _MOST_STEPS, *, stop: Callable[[], bool] = never) -> None:
        self._left = most
        self._stop = stop

    def spend(self, steps: int = 1) -> None:
        """Count `steps` more."""
        self._left -= steps
        if self._left < 0:
            raise TooMuch("The schema is too complicated for the print shop.")
        if self._stop():
            raise TooMuch("Nobody waits for the answer any more.")
