"""Progress of a bulk request: its figures, a contact sheet that fills in, and what failed, in words."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from imagine_nb.bulk.row import Row
from imagine_nb.bulk.standing import RUNNING
from imagine_nb.display.details import QUIET
from imagine_nb.display.escaping import OURS, escape
from imagine_nb.display.html import CAPTION, framed
from imagine_nb.errors import told
from imagine_nb.live.sheet import MOST, Sheet
from imagine_nb.printable import printable
from imagine_nb.records import clipped

if TYPE_CHECKING:
    from imagine_nb.bulk.results import Results
    from imagine_nb.bulk.standing import Standing
    from imagine_nb.display.html import Bundle
    from imagine_nb.studio.bulk.many import AnyJob

MOST_FAILURES = 5  # that are told while it runs; the results tell all
MOST_ANSWERS = 6
_CHARACTERS = 160


class BulkProgress:
    """Rows of a bulk request on their way. `arrive` takes them; whoever shows them asks `shown`.

    It is `of_pictures` or of answers.
    """

    is_large = True

    def __init__(self, *, of_pictures: bool = True) -> None:
        self._of_pictures = of_pictures
        self._job: AnyJob | None = None
        self._newest: deque[Row] = deque(maxlen=MOST)  # not shown yet
        self._answers: deque[str] = deque(maxlen=MOST_ANSWERS)
        self._failures: deque[str] = deque(maxlen=MOST_FAILURES)
        self._sheet: Sheet | None = None
        self._image = ""

    def of(self, job: AnyJob) -> BulkProgress:
        """The same, of the job whose rows it is given."""
        self._job = job
        return self

    @property
    def standing(self) -> Standing:
        """The figures as they are now."""
        assert self._job is not None  # noqa: S101 - nobody asks before it is started
        return self._job.standing

    @property
    def doing(self) -> str:
        """The plan until a row has ended, or all is stopped; then `412 of 2,000 rows · 3 failed · $8.24`."""
        now = self.standing
        return now.line if now.n_ended or now.state != RUNNING else self.plan

    @property
    def plan(self) -> str:
        """`2,000 requests for 2,000 rows · about $40.00 · about 7 min at the rate limit`."""
        return "" if self._job is None else self._job.plan.line

    @property
    def so_far(self) -> Results | None:
        """The rows as they are now, those that have not come among them."""
        return None if self._job is None else self._job.results

    @property
    def stopped(self) -> str:
        """What a stop leaves."""
        return self.standing.left

    def arrive(self, row: Row) -> None:
        """Take a row that has ended; called from the background thread."""
        self._newest.append(row)
        if words := _failure(row):
            self._failures.append(words)
        elif row.answer is not None:
            self._answers.append(f"{row.index}: {clipped(str(row.answer), _CHARACTERS)}")

    def shown(self, state: str) -> Bundle:
        """The figures, under the sheet as far as it is filled in."""
        return framed(self._html(), state, text="\n".join(tuple(self._failures)))

    def _html(self) -> str:
        self._take()
        words = _lines(tuple(self._answers), QUIET) + _lines(tuple(self._failures))
        return f"{self._image}{words}{_bar(self.standing)}"

    def _take(self) -> None:
        """Put the rows that have come since on the sheet; it is drawn again where there are any."""
        arrived = [self._newest.popleft() for _ in range(len(self._newest))]
        told = arrived if self._of_pictures else []
        if not told:
            return
        if self._sheet is None:
            self._sheet = Sheet(self.standing.n)
        for row in told:
            self._sheet.put_row(row)
        self._image = self._sheet.html()


def ended(results: Results, line: str) -> Bundle:
    """Results, and the last figures under them."""
    bundle = results._repr_mimebundle_()
    return {**bundle, **framed(str(bundle["text/html"]), line, text=str(bundle["text/plain"]))}


def _failure(row: Row) -> str:
    """Why a row has failed, in words; empty where it has not."""
    return printable(f"Row {row.index}: {clipped(told(row.error), _CHARACTERS)}") if row.error else ""


def _bar(standing: Standing) -> str:
    """How far it is, for the eye, while it runs: the figures are in words beside it."""
    if standing.has_ended:
        return ""
    style = "width:100%;max-width:880px;display:block;margin-top:.5em"
    span = f'value="{standing.n_ended}" max="{max(standing.n, 1)}"'
    return f'<progress aria-label="Rows" {span} style="{style}"></progress>'


def _lines(lines: tuple[str, ...], style: str = "") -> str:
    each = "".join(f'<div dir="auto">{escape(line)}</div>' for line in lines)
    return f'<div class="{OURS}" style="{CAPTION};{style}">{each}</div>' if each else ""
