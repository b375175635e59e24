"""Table of a panel: the rows that it goes through, the form over them, and the run that is under way."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from threading import Lock

from imagine_nb.bulk.reading import Rows
from imagine_nb.bulk.results import Results
from imagine_nb.bulk.row import Row
from imagine_nb.panels.form import Form
from imagine_nb.pictures import Picture
from imagine_nb.printable import printable
from imagine_nb.records import JSON, clipped, new_id
from imagine_nb.studio.bulk.many import AnyJob

MOST_SHOWN = 60  # pictures of a run in sight: the newest
MOST_FAILURES = 50  # that are told one by one
MOST_COLUMNS = 100
_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that a panel goes through, what they are called, and what `--table` takes for them."""

    name: str
    rows: Rows
    reference: str | None  # None: no cell can say it

    def json(self) -> dict[str, JSON]:
        """The table as the page shows it."""
        columns = [printable(each[:200]) for each in self.rows.columns]
        return {"name": printable(self.name), "columns": columns[:MOST_COLUMNS], "n": len(self.rows)}


@dataclass(frozen=True, slots=True)
class TableForm:
    """What Table asks for: a template of the prompt, a column of sources, a limit, and Create's settings."""

    prompt: str = ""
    source: str = ""
    max_usd: str = ""
    settings: Form = field(default_factory=Form)

    def json(self) -> dict[str, JSON]:
        """The form as the page has it; its settings are Create's."""
        return {"prompt": self.prompt, "source": self.source, "max_usd": self.max_usd}


class TableRun:
    """A run through a table: the newest rows with pictures, those that failed, its figures, its results."""

    def __init__(self, prompt: str) -> None:
        self.id = new_id()
        self.prompt = prompt  # its template
        self.job: AnyJob | None = None
        self.results: Results | None = None
        self.text = ""  # what ended it, where it did not end by itself
        self.is_over = False
        self._shown: deque[Row] = deque(maxlen=MOST_SHOWN)
        self._failures: deque[Row] = deque(maxlen=MOST_FAILURES)
        self._n_arrived, self._n_told = 0, 0
        self._lock = Lock()

    def arrive(self, row: Row) -> None:
        """Take a row that has ended; called on the event loop."""
        with self._lock:
            self._n_arrived += 1
            if row.pictures:
                self._shown.append(row)
            if row.error:
                self._failures.append(row)

    @property
    def has_news(self) -> bool:
        """Whether rows have ended that the page has not been told of."""
        with self._lock:
            return self._n_arrived > self._n_told

    @property
    def newest(self) -> list[Row]:
        """The newest rows with pictures, in their order."""
        with self._lock:
            return sorted(self._shown, key=_index)

    @property
    def failures(self) -> list[str]:
        """The rows that failed, each with its reason in words."""
        with self._lock:
            return [f"Row {each['row']}: {each['text']}" for each in map(_failure, self._failures)]

    @property
    def line(self) -> str:
        """The figures in one line."""
        return "" if self.job is None else self.job.standing.line

    def json(self) -> tuple[dict[str, JSON], list[Picture]]:
        """The run as the page shows it, and the pictures of that moment, which it tells by their ids."""
        with self._lock:
            self._n_told = n_ended = self._n_arrived
            rows, failures = sorted(self._shown, key=_index), sorted(self._failures, key=_index)
        assert self.job is not None  # noqa: S101 - it is told of once it has begun
        standing = self.job.standing
        told: dict[str, JSON] = {
            "id": self.id,
            "is_over": self.is_over,
            "line": standing.line,
            "n": standing.n,
            "ended": n_ended,
            "text": self.text,
            "rows": [{"row": each.index, "id": each.pictures[0].id} for each in rows],
            "failures": [_failure(each) for each in failures],
            "n_failures": standing.n_failed + standing.n_unknown,
        }
        return told, [each.pictures[0] for each in rows]


def _index(row: Row) -> int:
    return row.index


def _failure(row: Row) -> dict[str, JSON]:
    return {"row": row.index, "text": printable(clipped(str(row.error), _CHARACTERS))}
