"""Order statistics of a gallery: how many pictures are kept, and which are at a position of an order.

The schema's triggers count the pictures of each thousand numbers: the rest is looked up in an index.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from imagine_nb.gallery.database import Database
from imagine_nb.gallery.rows import KEPT
from imagine_nb.gallery.steps import BLOCK, COST, PIXELS


@dataclass(frozen=True, slots=True)
class Order:
    """An order of pictures: by `sort`, a sum's name, and what it stands for in SQL; then by number."""

    sort: str
    rank: str = ""
    way: str = "DESC"

    @property
    def sql(self) -> str:
        """What follows ORDER BY, of pictures `p`."""
        return ", ".join(filter(None, (f"{self.rank} DESC" if self.rank else "", f"p.number {self.way}")))


ORDERS = {
    "newest": Order("number"),
    "oldest": Order("number", way=""),
    "dearest": Order("cost", COST.format("p.")),  # of unknown cost comes last
    "largest": Order("pixels", PIXELS.format("p.")),
}


def n_kept(database: Database) -> int:
    """How many pictures there are; deleted ones do not count."""
    return database.value("SELECT total(n) FROM shelves WHERE sort = 'number'")


def numbers_at(database: Database, order: Order, *, limit: int, offset: int) -> list[int]:
    """The numbers of the pictures from a position on, in this order."""
    found: list[int] = []
    for rank, block, before in _shelves(database, order, offset):
        if len(found) >= limit:
            break
        is_rank = f"AND {order.rank} = ?" if order.rank else ""
        rows = database.all(
            f"SELECT p.number FROM pictures p WHERE p.number BETWEEN ? AND ? {is_rank} AND {KEPT}"  # noqa: S608
            f" ORDER BY p.number {order.way} LIMIT ? OFFSET ?",
            *(block * BLOCK, block * BLOCK + BLOCK - 1, *([rank] if order.rank else [])),
            *(limit - len(found), before),
        )
        found += [row["number"] for row in rows]
    return found


def _shelves(database: Database, order: Order, offset: int) -> Iterator[tuple[int, int, int]]:
    """The shelves from a position on, each by rank and block, with how many come before it there."""
    shelves = database.all(
        "SELECT rank, block, n FROM shelves WHERE sort = ? AND n > 0"  # noqa: S608 - a constant
        f" ORDER BY rank DESC, block {order.way}",
        order.sort,
    )
    for rank, block, n in shelves:
        if offset < n:
            yield rank, block, offset
        offset = max(offset - n, 0)
