"""Change feed of a gallery: pictures that were added and marks that were set, whoever wrote them.

What changed is read from the database, from where the feed had read to. So cells, panels, other galleries of
the same folder and other processes are told of in one way, in the order of their commits, and once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TypeAlias
from weakref import WeakSet

from imagine_nb.errors import GalleryError
from imagine_nb.fields import MAX_COUNT
from imagine_nb.forking import renew_in_child
from imagine_nb.gallery import bounds, watch
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.journal import Journal
from imagine_nb.gallery.rows import KEPT
from imagine_nb.records import PictureRecord

MOST = 500  # changes that are told one by one; after more it is quicker to read anew

_POSITION = f"""
SELECT (SELECT id FROM requests ORDER BY rowid LIMIT 1),
  (SELECT coalesce(max(number), 0) FROM pictures WHERE number BETWEEN 0 AND {MAX_COUNT}),
  (SELECT coalesce(max(id), 0) FROM marks)
"""  # noqa: S608 - a constant
_MARKS = "SELECT picture_id, kind, value, is_on FROM marks WHERE id > ? AND id <= ? ORDER BY id"


@dataclass(frozen=True, slots=True)
class Added:
    """Pictures that were added, in the order of their numbers."""

    pictures: tuple[PictureRecord, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark that was set on a picture, or with `is_on` False taken off: favourite, label or deleted."""

    picture_id: str
    kind: str
    value: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Reset:
    """Another database lies there now, or more has changed than is worth telling: read anew."""


Change: TypeAlias = Added | Marked | Reset
Callback: TypeAlias = Callable[[Change], object]


class Subscription:
    """Subscription to a feed, for as long as somebody holds it, or until `close()`; a context manager."""

    def __init__(self, feed: Feed, callback: Callback) -> None:
        self._feed = feed
        self._callback: Callback | None = callback

    def close(self) -> None:
        """Hear no more; a call that is under way goes on."""
        self._callback = None
        self._feed.forget(self)

    def tell(self, change: Change) -> None:
        """Call back. What that raises harms nobody else; it is said on the error stream."""
        if (callback := self._callback) is not None:
            try:
                callback(change)
            except Exception as error:  # noqa: BLE001 - as above
                watch.complain(error)

    def __enter__(self) -> Subscription:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class _Position:
    """How far a database was read. Another database has another first request, or less of everything."""

    first: object
    picture: int
    mark: int

    def leads_to(self, now: _Position) -> bool:
        """Whether all that came since can be told: it came in the same database, and is not too much."""
        is_same = self.first in {None, now.first}
        return is_same and 0 <= now.picture - self.picture <= MOST and 0 <= now.mark - self.mark <= MOST


class Feed:
    """Change feed of one gallery. A forked child hears nothing of what its parent listens to."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._journal = Journal(database)
        self._seen = _Position(None, 0, 0)
        self.forked()
        renew_in_child(self)

    def forked(self) -> None:
        """The listeners are the parent's."""
        self._lock = threading.Lock()
        self._listeners: WeakSet[Subscription] = WeakSet()

    def listen(self, callback: Callback) -> Subscription:
        """Call back, in a thread of its own, with each change that is committed from now on.

        One thread calls all listeners of a process: one that takes long should hand the change on.
        """
        subscription = Subscription(self, callback)
        with self._lock:
            if not self._listeners:
                self._seen = self._position()
            self._listeners.add(subscription)
        watch.add(self)
        return subscription

    def look(self) -> None:
        """Have listeners told of what other processes have written; returns at once.

        What this process writes is told by itself.
        """
        watch.notify()

    def forget(self, subscription: Subscription) -> None:
        """Tell this one no more."""
        with self._lock:
            self._listeners.discard(subscription)

    def read(self) -> None:
        """Tell what is new since it was last read; the watch calls it."""
        with self._lock:
            listeners = tuple(self._listeners)
            changes = self._changes() if listeners else []
        for change in changes:
            for each in listeners:
                each.tell(change)

    def _changes(self) -> list[Change]:
        try:
            if not (self._db.folder / self._db.path.name).exists():  # to look at it would make it anew
                return []
            now = self._position()
            changes = list(self._between(self._seen, now))
        except GalleryError:  # closed, broken or moved: whoever uses it is told
            return []
        self._seen = now
        return changes

    def _between(self, before: _Position, now: _Position) -> Iterator[Change]:
        if not before.leads_to(now):
            yield Reset()
            return
        clause = f"WHERE p.number > ? AND p.number <= ? AND {KEPT} ORDER BY p.number"
        if added := self._journal.pictures(clause, before.picture, now.picture):
            yield Added(tuple(added))
        for row in self._db.all(_MARKS, before.mark, now.mark):
            picture_id, kind, value = (bounds.text(row[name]) for name in ("picture_id", "kind", "value"))
            yield Marked(picture_id, kind, value, bool(row["is_on"]))

    def _position(self) -> _Position:
        row = self._db.one(_POSITION)
        assert row is not None  # noqa: S101 - a query without a table has one row
        return _Position(*row)
