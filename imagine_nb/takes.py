"""Which take a request is: the k-th identical request within one execution of a cell is take k."""

from __future__ import annotations

from collections import Counter

from imagine_nb.gallery.places import current_cell


class Takes:
    """Counts identical requests, anew in each execution of a cell; a program outside of cells is one cell."""

    def __init__(self) -> None:
        self._cell: int | None = None
        self._seen: Counter[str] = Counter()

    def next(self, key: str) -> int:
        """The take that the request with this key is, from 1."""
        if (cell := current_cell()) != self._cell:
            self._cell, self._seen = cell, Counter()
        self._seen[key] += 1
        return self._seen[key]
