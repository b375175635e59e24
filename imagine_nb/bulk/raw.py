"""Raw table: the names of its columns and its lines, as a file or a frame has them; how large it may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from imagine_nb.errors import InputError

MAX_ROWS = 100_000
MAX_COLUMNS = 1_000


@dataclass(frozen=True, slots=True)
class Raw:
    """The names of a table's columns, and its lines: a value for each column, or fewer.

    `is_loose` says that numbers and dates may be others than were meant, as where floats stand in for whole
    numbers; `pictures` is the column of what is a list of pictures and nothing else.
    """

    names: tuple[Any, ...]
    lines: list[tuple[Any, ...]]
    is_loose: bool = False
    pictures: str = ""


def of_records(
    records: Iterable[Mapping[Any, Any]], names: Iterable[Any] | None = None, *, is_loose: bool = False
) -> Raw:
    """A table of records: values by column. Without `names` the columns are those of all records, in order.

    Raises InputError for more rows or columns than are taken.
    """
    found = list(bounded(records))
    columns = dict.fromkeys(names if names is not None else (name for each in found for name in each))
    if len(columns) > MAX_COLUMNS:
        raise InputError(f"The table has {len(columns):,} columns.", advice=f"At most {MAX_COLUMNS:,}.")
    lines = [tuple(each.get(name) for name in columns) for each in found]
    return Raw(tuple(columns), lines, is_loose)


def bounded(items: Iterable[Any]) -> Iterator[Any]:
    """The same items; raises InputError where there are more than a table may have."""
    for index, each in enumerate(items):
        check_rows(index + 1)
        yield each


def check_rows(count: int) -> None:
    """Raise InputError for a table of so many rows that are too many."""
    if count > MAX_ROWS:
        raise InputError(
            f"The table has more than {MAX_ROWS:,} rows.",
            advice="Give it in pieces, one call after the other.",
        )


def check_names(names: Sequence[Any]) -> None:
    """Raise InputError where two columns have the same name."""
    twice = next((each for at, each in enumerate(names) if each in names[:at]), None)
    if twice is not None:
        raise InputError(f"Two columns are called {str(twice)[:80]!r}.", advice="Rename one of them.")
