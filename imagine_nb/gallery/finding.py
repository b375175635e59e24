"""Query planner of a search: which index leads to its pictures, and how a page is found without all others.

What few pictures fulfil is looked up and sorted. What many fulfil is walked through in the order of the page,
which ends when that is full. SQLite cannot tell beforehand how many it will be, or that words are in order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from imagine_nb.gallery.counts import ORDERS, Order, n_kept, numbers_at
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.rows import KEPT
from imagine_nb.gallery.steps import REACH

FEW = 1000  # pictures that are looked up and sorted rather than met on the way
_CHUNK = 200  # hits of a search that are first looked at
_SPARSE = 16  # hits are met on the way where one in so many pictures has one
_APART = 5000  # texts in between: it is quicker to skip them

_OF_REQUESTS = "SELECT p.number FROM requests r JOIN pictures p ON p.request_id = r.id WHERE {}"
_OF_PICTURES = "SELECT p.number FROM pictures p WHERE {}"
_REQUESTS = "CROSS JOIN requests r ON r.id = p.request_id"  # looked up for each picture, in their order
_ALL_HITS = "(SELECT rowid AS value FROM words WHERE words MATCH ?)"
_FROM_HITS = """
SELECT p.number FROM {hits} w CROSS JOIN texts t ON t.word = w.value
  CROSS JOIN pictures p ON p.request_id = t.request_id
UNION SELECT p.number FROM {hits} w CROSS JOIN texts t ON t.word = w.value
  CROSS JOIN mentions m ON m.request_id = t.request_id CROSS JOIN pictures p ON p.id = m.picture_id
"""
_EACH = "(SELECT DISTINCT value FROM json_each(?)) n CROSS JOIN pictures p ON p.number = n.value"
_NUMBERS = "(SELECT value FROM json_each(?))"
_TEXTS = f"""
SELECT p.number, t.word FROM {_NUMBERS} n CROSS JOIN pictures p ON p.number = n.value
  CROSS JOIN texts t ON t.request_id = p.request_id
UNION ALL SELECT p.number, t.word FROM {_NUMBERS} n CROSS JOIN pictures p ON p.number = n.value
  CROSS JOIN mentions m ON m.picture_id = p.id CROSS JOIN texts t ON t.request_id = m.request_id
"""  # noqa: S608 - constants
_HITS_BETWEEN = "SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?"
_NEXT_HITS = "SELECT rowid FROM words WHERE words MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?"
_FURTHEST = "SELECT max(number) FROM reach WHERE block <= ?"


@dataclass(frozen=True, slots=True)
class Part:
    """One condition on pictures `p` and their requests `r`, in SQL, and its values.

    `few` selects the numbers of the pictures that fulfil it, and maybe of others, by an index; None where it
    is told by the condition, and nothing where no index leads to them.
    """

    condition: str
    values: tuple[object, ...]
    few: str | None = None

    @property
    def lookup(self) -> str:
        """The statement that finds its pictures by an index, or nothing."""
        if self.few is not None:
            return self.few
        if "r." in self.condition:
            return _OF_REQUESTS.format(self.condition)
        return _OF_PICTURES.format(self.condition)


@dataclass(frozen=True, slots=True)
class Finding:
    """What pictures have to fulfil: all parts, and a query of words; and how those that do are found."""

    database: Database
    parts: tuple[Part, ...]
    words: str

    def page(self, order: Order, limit: int, offset: int) -> list[int]:
        """The numbers of the pictures of one page, in their order."""
        if not self.parts and not self.words:
            return numbers_at(self.database, order, limit=limit, offset=offset)
        is_streamed = bool(self.words) and order == ORDERS["newest"]
        if (few := self._few(of_words=not is_streamed)) is not None:
            return self._among(self._saying(few), order, limit, offset)
        if is_streamed:
            return self._newest(limit + offset)[offset:]
        if self.words and self._is_dense():
            return self._met(order, limit + offset)[offset:]
        if self.words:
            return self._among(self._of_hits(self._hits(-1)), order, limit, offset)
        conditions, values = self._conditions()
        tables = f"FROM pictures p {_requests(conditions)} WHERE {conditions}"
        return self._numbers(f"{tables} ORDER BY {order.sql} LIMIT ? OFFSET ?", *values, limit, offset)

    def count(self, most: int | None = None) -> int:
        """How many there are; counting ends at `most`."""
        if not self.parts and not self.words:
            found = n_kept(self.database)
            return found if most is None else min(found, most)
        limit = -1 if most is None else most
        if (few := self._few()) is not None:
            return len(self._among(self._saying(few), ORDERS["newest"], limit))
        if self.words and most is not None:
            hits = self._hits(most)
            found = len(self._among(self._of_hits(hits), ORDERS["newest"], most))
            if found >= most or len(hits) < most:
                return found
        conditions, values = self._conditions()
        tables = "pictures p"
        if self.words:
            tables = f"({_FROM_HITS.format(hits=_ALL_HITS)}) n CROSS JOIN pictures p ON p.number = n.number"
            values = [self.words, self.words, *values]
        found_in = f"{tables} {_requests(conditions)} WHERE {conditions}"
        return self.database.value(f"SELECT count(*) FROM (SELECT 1 FROM {found_in} LIMIT ?)", *values, limit)  # noqa: S608

    def _few(self, *, of_words: bool = True) -> list[int] | None:
        """The numbers of all pictures that fulfil one of the conditions, where there are few."""
        for part in self.parts:
            if part.lookup:
                rows = self.database.all(f"{part.lookup} LIMIT {FEW + 1}", *part.values)
                if len(rows) <= FEW:
                    return [row["number"] for row in rows]
        if self.words and of_words and len(hits := self._hits(FEW + 1)) <= FEW:
            return self._of_hits(hits)
        return None

    def _hits(self, limit: int) -> list[int]:
        """The texts that the words are in, the newest first."""
        return [row["rowid"] for row in self.database.all(_NEXT_HITS, self.words, 2**62, limit)]

    def _of_hits(self, hits: Sequence[int]) -> list[int]:
        """The pictures that texts lead to."""
        told = json.dumps(hits)
        return [
            row["number"] for row in self.database.all(_FROM_HITS.format(hits="json_each(?)"), told, told)
        ]

    def _saying(self, numbers: Sequence[int]) -> list[int]:
        """Those of the pictures that a text with the words leads to."""
        if not self.words:
            return list(numbers)
        told = json.dumps(numbers)
        texts = self.database.all(_TEXTS, told, told)
        hits: set[int] = set()
        for first, last in _ranges(row["word"] for row in texts):
            hits.update(row["rowid"] for row in self.database.all(_HITS_BETWEEN, self.words, first, last))
        return [row["number"] for row in texts if row["word"] in hits]

    def _among(self, numbers: Sequence[int], order: Order, limit: int, offset: int = 0) -> list[int]:
        """Those of the pictures that fulfil all parts, in this order, each once."""
        conditions, values = self._conditions()
        found = f"{_EACH} {_requests(conditions)} WHERE {conditions} ORDER BY {order.sql} LIMIT ? OFFSET ?"
        return self._numbers(f"FROM {found}", json.dumps(numbers), *values, limit, offset)

    def _newest(self, count: int) -> list[int]:
        """The newest pictures that many texts lead to.

        Texts are read from the newest on, until none of the older ones can lead to a newer picture.
        """
        numbers: set[int] = set()
        below, size = 2**62, max(_CHUNK, 4 * count)
        while True:
            hits = [row["rowid"] for row in self.database.all(_NEXT_HITS, self.words, below, size)]
            numbers.update(self._among(self._of_hits(hits), ORDERS["newest"], -1))
            newest = sorted(numbers, reverse=True)[:count]
            if len(hits) < size:
                return newest
            below, size = hits[-1], size * 2
            if len(newest) == count and newest[-1] > self.database.value(_FURTHEST, below // REACH):
                return newest

    def _met(self, order: Order, count: int) -> list[int]:
        """The first pictures in this order that a text with the words leads to."""
        numbers: list[int] = []
        offset, size = 0, max(_CHUNK, 4 * count)
        while len(numbers) < count:
            candidates = numbers_at(self.database, order, limit=size, offset=offset)
            if not candidates:
                break
            numbers += self._among(self._saying(candidates), order, -1)
            offset, size = offset + size, size * 2
        return numbers[:count]

    def _is_dense(self) -> bool:
        enough = n_kept(self.database) // _SPARSE
        hits = f"SELECT count(*) FROM (SELECT 1 FROM {_ALL_HITS} LIMIT ?)"  # noqa: S608 - a constant
        return self.database.value(hits, self.words, enough) == enough

    def _conditions(self) -> tuple[str, list[object]]:
        """All parts in SQL, and their values."""
        told = " AND ".join([KEPT, *(part.condition for part in self.parts)])
        return told, [value for part in self.parts for value in part.values]

    def _numbers(self, found: str, *values: object) -> list[int]:
        rows = self.database.all(f"SELECT p.number {found}", *values)
        return [row["number"] for row in rows]


def _ranges(words: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and last of each group of texts between which there are few others."""
    each = sorted(words)
    ends = [at for at in range(1, len(each) + 1) if at == len(each) or each[at] - each[at - 1] > _APART]
    for start, end in zip([0, *ends], ends, strict=False):
        yield each[start], each[end - 1]


def _requests(conditions: str) -> str:
    return _REQUESTS if "r." in conditions else ""
