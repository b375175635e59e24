"""Tables of any kind as rows: lists, columns, CSV and Parquet files, data frames, iterators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, overload

from imagine_nb.bulk.cell_values import cell, tidied
from imagine_nb.bulk.csv_files import csv_table
from imagine_nb.bulk.frames import frame, parquet_table
from imagine_nb.bulk.raw import Raw, bounded, check_names, of_records
from imagine_nb.bulk.row import free_names
from imagine_nb.errors import InputError, MissingFileError
from imagine_nb.printable import counted, printable
from imagine_nb.reading import BUFFERS, MAX_READ
from imagine_nb.sources import is_picture, is_upload, path_named
from imagine_nb.suggestions import meant
from imagine_nb.values import in_short, kind_of

_ADVICE = (
    "Give a list of texts, dicts or pictures, a dict of columns, a data frame, or the path of a CSV or"
    " Parquet file."
)
_PICTURE = "picture"  # the column of a list of pictures
_TOLD = 3  # columns without a name
_CSV = frozenset({".csv", ".tsv"})
_PARQUET = frozenset({".parquet", ".pq"})
_SHEETS = frozenset({".xlsx", ".xls", ".xlsm", ".ods"})
SUFFIXES = tuple(_CSV | _PARQUET | _SHEETS)  # of files that are meant as tables, read or refused with advice


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Rows(Sequence[Mapping[str, Any]]):
    """Rows of a table: each a dict of values by column, in the table's order. None is an empty cell.

    `notice` says which columns had no name, and what they are called; empty where all had one. `pictures` is
    the column of what was given as a list of pictures; empty for other tables.
    """

    columns: tuple[str, ...]
    _lines: Sequence[tuple[Any, ...]] = field(repr=False)
    notice: str = ""
    pictures: str = ""

    def __repr__(self) -> str:
        columns = ", ".join(self.columns[:12]) + (" …" if len(self.columns) > 12 else "")
        return printable(f"<Rows {counted(len(self), 'row')} · {columns}>")

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (self._row(line) for line in self._lines)

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> Rows: ...
    def __getitem__(self, index: int | slice) -> dict[str, Any] | Rows:
        if isinstance(index, slice):
            return replace(self, _lines=self._lines[index])
        return self._row(self._lines[index])

    def _row(self, line: tuple[Any, ...]) -> dict[str, Any]:
        return dict(zip(self.columns, line, strict=True))


def rows_of(table: Any, *, texts: str = "prompt") -> Rows:
    """The rows of any table.

    Takes a list of dicts, of texts (their column is called `texts`) or of pictures (`picture`), a dict of
    columns of equal length, the path of a CSV or Parquet file (text or Path), what an upload widget gives of
    a CSV file, a data frame of pandas, Polars or Arrow, anything with the methods or the protocols of one,
    and an iterator of what a list may hold, which is read to its end. None of those libraries is needed for
    it. At most 100,000 rows.
    A column without a name is called by its place, `column_2`, which the notice says. Raises InputError for
    anything else, for a table without rows, and for two columns of one name.
    """
    if isinstance(table, Rows):
        return table
    found = _raw(table, texts)
    given = list(map(cell, found.names))
    names = _names(given)
    if not found.lines:
        raise InputError("The table has no rows.", advice="Give it at least one.")
    unnamed = [name for name, each in zip(names, given, strict=True) if _is_empty(each)]
    notice = "".join(f"A column has no name: it is {{{name}}}. " for name in unnamed[:_TOLD])
    return Rows(names, _lines(found), notice.strip(), found.pictures)


def _raw(table: Any, texts: str) -> Raw:
    if isinstance(table, (str, Path)):
        return _of_path(str(table))
    if is_upload(table):
        return csv_table(bytes(table["content"]), name=str(table.get("name") or "The upload"))
    if isinstance(table, Mapping):
        return _of_columns(table)
    if (found := frame(table)) is not None:
        return found
    return _of_items(table, texts)


def _lines(found: Raw) -> Sequence[tuple[Any, ...]]:
    lines = [tuple(map(cell, line)) for line in found.lines]
    if not found.is_loose:
        return lines
    return list(zip(*map(tidied, zip(*lines, strict=True)), strict=True))


def _names(given: Sequence[Any]) -> tuple[str, ...]:
    """The names of the columns as texts; raises InputError for one that is none, and for one there twice."""
    names = ["" if _is_empty(each) else _name(each) for each in given]
    places = (f"column_{at}" for at in range(1, len(names) + 1))
    whole = [name or free_names([place], names)[place] for name, place in zip(names, places, strict=True)]
    check_names(whole)
    return tuple(whole)


def _is_empty(name: Any) -> bool:
    """Whether it is no name at all, as the first line of a spreadsheet may have it."""
    return name is None or (isinstance(name, str) and not name.strip())


def _name(value: Any) -> str:
    if not isinstance(value, (str, int)):
        raise InputError(f"A column is called {in_short(value)}.", advice="Give it a text as its name.")
    return str(value).strip()


def _of_columns(table: Mapping[Any, Any]) -> Raw:
    columns = {name: _column(name, values) for name, values in table.items()}
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{str(name)[:40]} {length}" for name, length in islice(lengths.items(), 6))
        raise InputError(
            f"The columns have different lengths: {told}.", advice="Give each row a value in each."
        )
    return Raw(tuple(columns), list(zip(*columns.values(), strict=True)))


def _column(name: Any, values: Any) -> list[Any]:
    is_list = isinstance(values, Iterable) and not isinstance(values, (str, *BUFFERS, Mapping, Set))
    if not is_list:
        told = f"The column {str(name)[:40]!r} is {in_short(values)}, not a list of a value for each row."
        raise InputError(told, advice="Give a dict of lists, or a list of dicts.")
    return list(bounded(values))


def _of_items(table: Any, texts: str) -> Raw:
    if not isinstance(table, Iterable) or isinstance(table, (*BUFFERS, Set)) or hasattr(table, "read"):
        raise InputError(f"{kind_of(table, is_first=True)} is no table.", advice=_ADVICE)
    items = list(bounded(table))
    if items and all(map(is_picture, items)):
        return Raw((_PICTURE,), [(each,) for each in items], pictures=_PICTURE)
    return of_records(_record(item, index, texts) for index, item in enumerate(items))


def _record(item: Any, index: int, texts: str) -> Mapping[Any, Any]:
    """One item of a list as values by column; what names its own values, as a named tuple does, by those."""
    if isinstance(item, Mapping):
        return item
    if callable(of_itself := getattr(item, "_asdict", None)) and not isinstance(item, type):
        return dict(of_itself())
    value = cell(item)
    if value is None or isinstance(value, str):
        return {texts: value}
    raise InputError(
        f"Row {index}, counted from 0, is {kind_of(item)}, which names no columns.",
        advice=f'Give a list of dicts, as in {{"{texts}": "a red fox", "source": picture}}.',
    )


def _of_path(text: str) -> Raw:
    suffix = Path(text[-20:]).suffix.lower()
    if suffix in _SHEETS:
        raise InputError(
            f"A {suffix} file is not read here.", advice=f"Give pandas.read_excel({text[-60:]!r})."
        )
    if suffix not in _CSV | _PARQUET:
        raise InputError(f"{in_short(text)} is no table.", advice=_ADVICE)
    path = path_named(text)
    if suffix in _CSV:
        return csv_table(_content(path), name=path.name)
    _check_file(path)
    return parquet_table(path)


def _content(path: Path) -> bytes:
    _check_file(path)
    try:
        return path.read_bytes()
    except OSError as exc:
        raise InputError(
            f"{path.name} cannot be read: {exc.strerror}.", advice="Check its permissions."
        ) from exc


def _check_file(path: Path) -> None:
    """Raise InputError for what is no file, or too large a one; names the file that may be meant."""
    if not path.exists():
        advice = meant(path.name, _names_beside(path)) or "Check the path of the table."
        raise MissingFileError(f"There is no file {str(path)[:120]!r}.", advice=advice)
    if not path.is_file():
        raise InputError(f"{str(path)[:120]!r} is no file.", advice=_ADVICE)
    if (size := path.stat().st_size) > MAX_READ:
        told = f"{path.name} has {size / 2**20:.0f} MB."
        raise InputError(told, advice=f"At most {MAX_READ // 2**20} MB; give it in pieces.")


def _names_beside(path: Path) -> list[str]:
    """The tables in the folder of a file that is not there."""
    try:
        found = islice(path.parent.iterdir(), 1000)
        return [each.name for each in found if each.suffix.lower() in _CSV | _PARQUET]
    except OSError:
        return []
