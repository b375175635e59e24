"""Receiving of what others wrote: segments are read once, and each of their records is taken in if it can be.

All of it is a stranger's. A record comes in under its own id; numbers of pictures are given here. What comes
in is no line of the logbook here, for it is its writer's to upload.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from imagine_nb.errors import GalleryError
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.marks import drop_unshared
from imagine_nb.gallery.remote.lines import SAID, Line, lines_in
from imagine_nb.gallery.remote.segments import LARGEST, MANIFESTS, Segment, is_read, longest, segment_named
from imagine_nb.gallery.remote.state import MOST_ORPHANS, Lying, State
from imagine_nb.gallery.remote.store import AT_ONCE, GoneError, Store
from imagine_nb.gallery.remote.taking import Taking
from imagine_nb.records import new_id

_TRIES = 3  # to list again what its writer has joined meanwhile


@dataclass(slots=True)
class Received:
    """What came: pictures that are new here, records that cannot be, and segments that are broken."""

    n_pictures: int = 0
    n_refused: int = 0
    broken: list[str] = field(default_factory=list)


class Receiving:
    """Receiving for one mirror; while nobody else of this machine does the same."""

    def __init__(self, database: Database, state: State, store: Store) -> None:
        self._db = database
        self._state = state
        self._store = store

    def run(self) -> Received:
        """Take in all that is new. Raises GalleryError where the address cannot be read."""
        received = Received()
        for _ in range(_TRIES):
            gone = self._read(received, self._new())
            if not gone:
                break
        self._take_said()
        return received

    def _new(self) -> list[tuple[Segment, int]]:
        """The segments that were not read yet, and the size of each."""
        sizes = self._store.sizes(MANIFESTS)
        found = [each for each in map(segment_named, sizes) if each]
        if any(self._state.is_stranger(each) for each in found):
            self._state.begin_writer(new_id())  # a copy of this mirror is in use; that one is the writer
        own, read = self._state.fact("writer"), self._state.read()
        theirs = longest(each for each in found if each.writer != own)
        return [(each, sizes[each.name]) for each in theirs if not is_read(each, read)]

    def _read(self, received: Received, new: list[tuple[Segment, int]]) -> bool:
        """Read segments; whether some were gone, for their writer has joined them to another one."""
        received.broken = [each.name for each, size in new if not 0 < size <= LARGEST]
        readable = [(each, size) for each, size in new if 0 < size <= LARGEST]
        is_gone = False
        for at in range(0, len(readable), AT_ONCE):
            batch = dict(readable[at : at + AT_ONCE])
            found = self._store.read({each.name: size for each, size in batch.items()})
            for segment in batch:
                data = found[segment.name]
                if isinstance(data, GoneError):
                    is_gone = True
                    continue
                if isinstance(data, GalleryError):
                    raise data
                self._take(segment, data, received)
        return is_gone

    def _take(self, segment: Segment, data: bytes, received: Received) -> None:
        """Take a segment in. A broken one gives what it can, and is read again another time."""
        records, n_refused = lines_in(data)
        is_whole = segment.holds(data)
        received.n_refused += n_refused if is_whole else 0
        if not is_whole:
            received.broken.append(segment.name)
        lying: list[Lying] = []
        with self._db.transaction(is_logged=False) as db:
            taking = Taking(db)
            for table, row in records:
                if table not in SAID:
                    lying += taking.take(table, row)
            left = [_text(each) for each in records if each[0] in SAID and not taking.say(*each)]
            received.n_pictures += taking.n_pictures
            received.n_refused += taking.n_refused
        with self._state.together():
            self._state.lies(*lying)
            self._state.add_orphans(left)
            if is_whole:
                self._state.was_read(segment)
        self._drop(taking.deleted)

    def _take_said(self) -> None:
        """Take in what was said before of what came only now; of what is not here yet, so much waits on."""
        left: list[str] = []
        n_before = 0
        for lines in self._state.orphans():
            n_before += len(lines)
            records, _ = lines_in("\n".join(lines).encode())
            with self._db.transaction(is_logged=False) as db:
                taking = Taking(db)
                left += [_text(each) for each in records if not taking.say(*each)][: MOST_ORPHANS - len(left)]
            self._drop(taking.deleted)
        if len(left) < n_before:
            self._state.keep_orphans(left)

    def _drop(self, deleted: Iterable[sqlite3.Row]) -> None:
        for row in deleted:
            drop_unshared(self._db, row["path"], row["sha256"])


def _text(line: Line) -> str:
    return json.dumps({line[0]: line[1]})
