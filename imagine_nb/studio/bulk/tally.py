"""Tally of a bulk run: what has become of its rows so far, and the figures of that."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from imagine_nb.answers import Answer
from imagine_nb.bulk.results import Results
from imagine_nb.bulk.row import Row, RowStatus
from imagine_nb.bulk.standing import DONE, RUNNING, STOPPED, STOPPING, Standing
from imagine_nb.errors import ImagineError, InputError
from imagine_nb.pictures import Picture, Pictures
from imagine_nb.studio.bulk.planning import Planned

_RECENT = 64  # endings that the rate is told from
_FAILED: tuple[RowStatus, ...] = ("unknown", "failed", "moderated")  # the worst first


@dataclass(frozen=True, slots=True)
class Ending:
    """How a unit ended: what it brought, what was charged for it now, and the error that it met."""

    status: RowStatus
    pictures: tuple[Picture, ...] = ()
    answer: Answer | None = None
    cost_ticks: int | None = 0
    seconds: float = 0.0
    error: BaseException | None = None


class Tally:
    """The rows of a run, as their units end. Written on the background loop, read by anybody.

    `changed` is called with each row that ends; until then a row is `waiting`.
    """

    def __init__(
        self, planned: Planned, changed: Callable[[Row], object], *, waiting: RowStatus = "not asked"
    ) -> None:
        self._planned, self._changed, self._first = planned, changed, waiting
        self._started = time.monotonic()
        self._over: float | None = None
        self._endings: dict[int, Ending] = {}  # of units
        self._rows_of: dict[int, list[int]] = {}  # that wait for a unit
        self._rows = [self._waiting(index) for index in range(len(planned.rows))]
        self._counts: Counter[RowStatus] = Counter()
        self._n_at_first = 0
        self._ticks = 0
        self._recent: deque[float] = deque([self._started], maxlen=_RECENT)
        self.reason = ""
        for index, numbers in enumerate(planned.units_of):
            for number in dict.fromkeys(numbers):
                self._rows_of.setdefault(number, []).append(index)

    def _waiting(self, index: int) -> Row:
        values = self._planned.rows[index]
        try:
            prompt = self._planned.draft.text(values)
        except ImagineError:  # that is why it cannot be asked
            prompt = ""
        return Row(index, values, self._first, prompt)

    def begun(self) -> None:
        """What can be told without asking was told; rows that cannot be asked end at once."""
        for index, error in self._planned.troubles.items():
            self._ends(index, [Ending("failed", error=error)])
        self._n_at_first = self._n_failed
        self._recent = deque([time.monotonic()], maxlen=_RECENT)

    @property
    def n_failures(self) -> int:
        """How many rows have failed that were asked, in whatever way."""
        return self._n_failed - self._n_at_first

    @property
    def _n_failed(self) -> int:
        return sum(self._counts[each] for each in _FAILED)

    @property
    def has_brought(self) -> bool:
        """Whether any row has a result."""
        return any(self._counts[each] for each in ("done", "kept", "partial"))

    def ended(self, number: int, ending: Ending) -> None:
        """A unit has ended, and with it the rows that waited for it alone."""
        self._endings[number] = ending
        self._ticks += ending.cost_ticks or 0
        for index in self._rows_of.pop(number):
            numbers = self._planned.units_of[index]
            if all(each in self._endings for each in numbers):
                self._ends(index, [self._of_row(index, each) for each in numbers])

    def waits(self, number: int) -> bool:
        """Whether a unit has not ended."""
        return number in self._rows_of

    def over(self) -> None:
        """Nothing more is asked: rows that have not ended say why."""
        why = InputError(f"It was not asked. {self.reason}".strip())
        for number in list(self._rows_of):
            self.ended(number, Ending("not asked", error=why))
        self._over = time.monotonic()

    def _of_row(self, index: int, number: int) -> Ending:
        """The ending of a unit for one of its rows: the first of them pays."""
        ending = self._endings[number]
        is_first = self._planned.units[number].row == index
        return ending if is_first else replace(ending, cost_ticks=0)

    def _ends(self, index: int, endings: Sequence[Ending]) -> None:
        row = self._rows[index] = row_with(self._rows[index], endings)
        self._counts[row.status] += 1
        if row.status in {"done", "partial", *_FAILED}:
            self._recent.append(time.monotonic())
        if row.status != "not asked":
            self._changed(row)

    @property
    def results(self) -> Results:
        """The rows as they are now."""
        return Results(self._rows, columns=self._planned.rows.columns, standing=self.standing)

    @property
    def standing(self) -> Standing:
        """The figures as they are now."""
        now = self._over or time.monotonic()
        counts = self._counts.copy()
        n_done, n_failed = counts["done"] + counts["partial"], counts["failed"] + counts["moderated"]
        rate = self._rate(now)
        left = len(self._rows) - n_done - n_failed - counts["kept"] - counts["unknown"]
        return Standing(
            len(self._rows),
            n_done,
            counts["kept"],
            n_failed,
            counts["unknown"],
            self._ticks,
            per_second=rate,
            seconds=now - self._started,
            seconds_left=left / rate if rate and self._over is None else None,
            state=self._state,
            reason=self.reason,
        )

    @property
    def _state(self) -> str:
        if self._over is None:
            return STOPPING if self.reason else RUNNING
        return STOPPED if self.reason else DONE

    def _rate(self, now: float) -> float | None:
        if self._first == "pending":
            return None  # what is read at once says nothing of how fast it was made
        recent = tuple(self._recent)
        seconds = now - recent[0]
        return (len(recent) - 1) / seconds if len(recent) > 1 and seconds > 0 else None


def row_with(row: Row, endings: Sequence[Ending]) -> Row:
    """The row once all of its units have ended."""
    pictures = [picture for each in endings for picture in each.pictures]
    costs = [each.cost_ticks for each in endings if each.cost_ticks is not None]
    return replace(
        row,
        status=_status([each.status for each in endings], has_some=bool(pictures)),
        pictures=Pictures(pictures),
        answer=next((each.answer for each in endings if each.answer), None),
        cost_ticks=sum(costs) if costs else None,
        seconds=max(each.seconds for each in endings),
        error=next((each.error for each in endings if each.error), None),
    )


def _status(found: Sequence[RowStatus], *, has_some: bool) -> RowStatus:
    """The status of a row whose units have these."""
    if len(set(found)) == 1:
        return found[0]
    bad = [each for each in (*_FAILED, "not asked") if each in found]
    if bad and not has_some:
        return bad[0]
    return "partial" if bad or "partial" in found else "done"
