"""`last`: the newest result above the cell that runs, so that a notebook means the same each time it runs."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

from imagine_nb.gallery.places import Cell, running_cell
from imagine_nb.loop import Job
from imagine_nb.pictures import Picture, Pictures


class _Result:
    """What one call brings, once it has; the call is not kept alive by this."""

    def __init__(self, job: Job[Pictures]) -> None:
        self._job = weakref.ref(job)
        self.future: Future[Pictures] = job.future

    @property
    def has_failed(self) -> bool:
        future = self.future
        return future.done() and (future.cancelled() or future.exception() is not None)

    @property
    def here(self) -> Pictures | None:
        """The pictures, as far as they are here."""
        return self.future.result() if self.future.done() and not self.has_failed else None

    def waited(self) -> Pictures | None:
        """The pictures; waits for those that are still being made, and raises what stands in their way."""
        job = self._job()
        return job.result() if job is not None and not self.future.done() else self.here


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell in the order of this session: when it first ran, and its newest run with what that brought.

    `above` is what was `last` when that run began; `earlier` takes its place where it fails.
    """

    first: int
    latest: int
    run: int | None
    result: _Result
    above: _Result | None
    earlier: _Place | None = field(default=None, repr=False)


class Last:
    """The results of this session, by the cells that made or showed them.

    `last` is the newest result, reused ones included, of the run of a notebook that the cell is part of:

    - within a cell it is what that cell has just made, so that a loop is a chain;
    - a cell that runs again sees what it saw before: neither its own earlier result, nor what was made from
      that, nor what first ran after it, is above it;
    - once a cell that ran before it has run again, which is what Run All does, the newest result counts;
    - what ran before this session, or in another one, is never `last`;
    - what failed is not, and what is still being made is waited for;
    - pictures that a panel or a program makes count as they come, and belong to no cell.

    The front end tells one cell from another; where it does not, their text does, and what any other text
    has made since counts as above. In a terminal each input is a cell.
    """

    def __init__(self) -> None:
        self._places: dict[str | None, _Place] = {}
        self._n_started = 0
        self._lock = threading.RLock()

    def started(self, job: Job[Pictures]) -> None:
        """A call of the cell that runs is under way."""
        cell, result = running_cell(), _Result(job)
        name, run = (None, None) if cell is None else (cell.name, cell.number)
        with self._lock:
            self._n_started += 1
            old = self._places.get(name)
            is_same_run = cell is not None and old is not None and old.run == run
            self._places[name] = _Place(
                first=self._n_started if old is None or cell is None else old.first,
                latest=self._n_started,
                run=run,
                result=result,
                above=old.above if is_same_run and old is not None else self._above(cell),
                earlier=old,
            )
        result.future.add_done_callback(lambda _: self._ended(name, result))

    def picture(self) -> Picture | None:
        """The newest picture above; None where there is none."""
        with self._lock:
            found = self._above(running_cell())
        pictures = None if found is None else found.waited()
        return pictures[-1] if pictures else None

    def _ended(self, name: str | None, result: _Result) -> None:
        """What failed leaves the cell as it was; what came needs no stand-in any more."""
        with self._lock:
            self._places = {
                each: kept
                for each, place in self._places.items()
                if (kept := _without(place, result) if each == name else place) is not None
            }

    def _above(self, cell: Cell | None) -> _Result | None:
        own = None if cell is None else self._places.get(cell.name)
        if own is not None and cell is not None:
            if own.run == cell.number:
                return own.result
            since = [each for each in self._others(cell) if each.latest > own.latest]
            if not any(self._is_above(each, own, cell) for each in since):
                return own.above
        newest = max(self._others(cell), key=lambda each: each.latest, default=None)
        return None if newest is None else newest.result

    def _others(self, cell: Cell | None) -> Iterator[_Place]:
        own = None if cell is None else cell.name
        return (place for name, place in self._places.items() if cell is None or name != own)

    def _is_above(self, other: _Place, own: _Place, cell: Cell) -> bool:
        """Whether what ran since this cell did says that the notebook, or the part above it, runs again."""
        if other.first < own.latest:
            return True
        return not cell.is_told and not self._is_made_from(other, own)

    def _is_made_from(self, other: _Place, own: _Place) -> bool:
        """Whether a result was made from another one, or from what was made from that."""
        line = _ids(own.result)
        for place in sorted(self._places.values(), key=lambda each: each.latest):
            if line & {parent for picture in place.result.here or () for parent in picture.parents}:
                line |= _ids(place.result)
        return bool(line & _ids(other.result))


def _ids(result: _Result) -> set[str]:
    return {picture.id for picture in result.here or ()}


def _without(place: _Place | None, result: _Result) -> _Place | None:
    """The place once this result of it has ended."""
    if place is None:
        return None
    if place.result is not result:
        return replace(place, earlier=_without(place.earlier, result))
    return place.earlier if result.has_failed else replace(place, earlier=None)
