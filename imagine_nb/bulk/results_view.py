"""View of results in a notebook: which of their rows and columns are shown, and what stands in each cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from imagine_nb.bulk.cell_values import plain
from imagine_nb.bulk.columns import Columns
from imagine_nb.bulk.row import FAILED, Row
from imagine_nb.display.html import Shown
from imagine_nb.display.results import Line, results_bundle
from imagine_nb.errors import GalleryError
from imagine_nb.pictures import Picture, Pictures

if TYPE_CHECKING:
    from imagine_nb.display.html import Bundle

FIRST, FAILURES = 40, 10  # rows that are shown: the first, and those that failed after them
_OWN, _FIELDS, _PICTURES = 6, 6, 4  # columns of a table and of its answers, and pictures of a row, shown


def results_view(rows: Sequence[Row], columns: Columns, *, facts: str, text: str) -> Bundle:
    """The rows as a table under these facts, small pictures first; `text` is the same in words."""
    has_pictures = any(row.pictures for row in rows)
    names = _names(rows, columns)
    lines = (_line(row, columns, names, has_pictures=has_pictures) for row in _looked_at(rows))
    head = [*(["picture"] if has_pictures else []), *names]
    return results_bundle(facts, head, lines, of=len(rows), text=text)


def _names(rows: Sequence[Row], columns: Columns) -> list[str]:
    """The columns that are shown besides the pictures."""
    fields = list(columns.fields.values())[:_FIELDS]
    answers = [columns.before["answer"]] if "answer" in columns.before and not fields else []
    errors = [columns.after["error"]] if any(row.error for row in rows) else []
    ours = [columns.before["status"], columns.after["cost_usd"], *errors]
    return [*columns.own[:_OWN], *fields, *answers, *ours]


def _looked_at(rows: Sequence[Row]) -> Iterator[Row]:
    yield from rows[:FIRST]
    yield from [row for row in rows[FIRST:] if row.status in FAILED][:FAILURES]


def _line(row: Row, columns: Columns, names: Sequence[str], *, has_pictures: bool) -> Line:
    values = columns.values(row) | {columns.after["cost_usd"]: row.bill}
    pictures = [_shown(row.pictures)] if has_pictures else []
    return Line(str(row.index), [*pictures, *(_cell(values[name]) for name in names)], row.status in FAILED)


def _cell(value: Any) -> str | list[Shown]:
    if isinstance(value, (Picture, Pictures)):
        return _shown([value] if isinstance(value, Picture) else value)
    return "" if value is None else str(plain(value))


def _shown(pictures: Sequence[Picture]) -> str | list[Shown]:
    try:
        return [each.shown() for each in pictures[:_PICTURES]]
    except GalleryError as exc:  # its file is gone
        return exc.message
