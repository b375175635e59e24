"""Unkept results: what came and could not be written is held in memory, and written once it can be."""

from __future__ import annotations

import atexit
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

from imagine_nb.errors import GalleryError, ImagineError, told
from imagine_nb.forking import renew_in_child
from imagine_nb.gallery.journalled import Journalled
from imagine_nb.printable import counted
from imagine_nb.records import NewAnswer, NewPicture, Outcome, PictureRecord, Recorded

T = TypeVar("T")
OnKept = Callable[[PictureRecord], object]


class Unkept:
    """The result of one request that could not be written; `recorded` is what memory holds of it.

    Its bill is in the ledger at once where that can still be written. Whoever shows one of its pictures is
    told of the record that the picture has in the end: `when_kept(picture_id, call)`.
    """

    def __init__(
        self,
        journalled: Journalled,
        recorded: Recorded,
        error: Exception,
        *,
        pictures: Sequence[NewPicture] = (),
        answer: NewAnswer | None = None,
    ) -> None:
        self.recorded = recorded
        self.why = _why(error)
        self._journalled = journalled
        self._pictures = tuple(pictures)
        self._answer = answer
        self._choices: list[tuple[str, int]] = []
        self._calls: list[tuple[str, OnKept]] = []
        self.is_billed = self._billed()
        _held.add(self)

    @property
    def folder(self) -> Path | None:
        """Where it belongs, under the name that the folder has now; None where that is lost."""
        try:
            return self._journalled.journal.folder
        except GalleryError:
            return None

    @property
    def outcome(self) -> Outcome:
        """How its request ended."""
        return self.recorded.outcome

    @property
    def n_results(self) -> int:
        """How many pictures and answers are held."""
        return len(self._pictures) + (self._answer is not None)

    def when_kept(self, picture_id: str, call: OnKept) -> None:
        """Call with the record of a picture once it is kept."""
        self._calls.append((picture_id, call))

    def chosen(self, key: str, slot: int) -> None:
        """Once it is kept, the slot-th identical request of a cell shows it."""
        self._choices.append((key, slot))

    def keep(self) -> Recorded:
        """Write it now; raises GalleryError where that still cannot be."""
        recorded = self._journalled.finish(self.outcome, pictures=self._pictures, answer=self._answer)
        for key, slot in self._choices:
            self._journalled.journal.choose(key, slot, recorded.id)
        now = dict(zip((each.id for each in self.recorded.pictures), recorded.pictures, strict=False))
        for picture_id, call in self._calls:
            if picture_id in now:
                call(now[picture_id])
        return recorded

    def _billed(self) -> bool:
        """Whether the ledger has its bill, though it has nothing else."""
        ended = replace(self.outcome, status="partial", error=f"Paid, but not kept: {self.why}")
        try:
            self._journalled.bill(ended if self.n_results else self.outcome)
        except Exception:  # noqa: BLE001 - whatever hinders it, the bill is held like the rest
            return False
        return True


class _Held:
    """All that this process holds, in the order in which it came; a forked child has its parent write it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._each: list[Unkept] = []
        self._is_registered = False
        renew_in_child(self)

    def forked(self) -> None:
        self._lock, self._each = threading.Lock(), []

    def add(self, unkept: Unkept) -> None:
        if unkept.is_billed and not unkept.n_results:
            return  # it is in the ledger, and there is no more to it
        with self._lock:
            self._each.append(unkept)
            if not self._is_registered:
                self._is_registered = True
                atexit.register(self.end)

    @property
    def is_any(self) -> bool:
        return bool(self._each)

    def of(self, folder: Path) -> list[Unkept]:
        return [each for each in self._each if each.folder == folder]

    def written(self, folder: Path) -> list[Recorded]:
        """What could be written now; the first that cannot be stops it, and stays with those after it."""
        done: list[Recorded] = []
        with self._lock:
            for each in self.of(folder):
                try:
                    done.append(each.keep())
                except Exception as error:  # noqa: BLE001 - it is still held, and `held` says why
                    each.why = _why(error)
                    break
                self._each.remove(each)
        return done

    def end(self) -> None:
        """The process ends: the last moment to write it."""
        for folder in dict.fromkeys(each.folder for each in self._each):
            if folder is not None:
                self.written(folder)
        if lost := sum(each.n_results for each in self._each):
            sys.stderr.write(
                f"imagine_nb: {counted(lost, 'result')} that could not be kept {_are(lost)} lost now.\n"
            )


_held = _Held()


class HasFolder(Protocol):
    """A gallery, as far as what is held for it is concerned."""

    @property
    def folder(self) -> Path:
        """Where it is now, which takes a look."""


def written(gallery: HasFolder) -> str:
    """Write what is held for a gallery, as far as that can be; in words, empty where there was nothing."""
    if not _held.is_any:
        return ""
    done = _held.written(gallery.folder)
    numbers = [f"#{picture.number}" for recorded in done for picture in recorded.pictures]
    n_answers = sum(recorded.answer is not None for recorded in done)
    facts = [
        f"picture {_listed(numbers)}" if numbers else "",
        counted(n_answers, "answer") if n_answers else "",
    ]
    told = " and ".join(filter(None, facts))
    return f"Kept now, as there is room again: {told}." if told else ""


def held(folder: Path) -> list[Unkept]:
    """What is still held for a gallery."""
    return _held.of(folder)


def require_none_held(gallery: HasFolder) -> None:
    """Raise GalleryError while something that was paid for waits to be written: more would only join it."""
    if _held.is_any and (waiting := _held.of(folder := gallery.folder)):
        n = sum(each.n_results for each in waiting)
        raise GalleryError(
            f"Nothing was sent: {counted(n, 'result') if n else 'a bill'} of before still waits to be kept. "
            f"{waiting[0].why}",
            advice=f"Free some space or permissions at {folder}; or .save() it elsewhere, and restart.",
        )


def become(one: T, other: T) -> None:
    """Make a frozen object the same as another: what showed an unkept picture shows the kept one."""
    one.__setstate__(other.__getstate__())  # type: ignore[attr-defined] # as frozen dataclasses with slots are copied


def _why(error: Exception) -> str:
    return error.message if isinstance(error, ImagineError) else told(error)


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def _listed(numbers: Iterable[str]) -> str:
    each = list(numbers)
    return ", ".join(each[:10]) + (f" and {len(each) - 10} more" if len(each) > 10 else "")
