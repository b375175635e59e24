"""Tables of a CSV file: their columns, their figures, and the rows that a question names."""

from __future__ import annotations

import csv
import io
import itertools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from imagine_nb.print_shop.answering.extracts import MOST_QUOTED, Word, many, quoted, words_of

_DELIMITERS = ",;\t|"
_NONE = "\x1f"  # of a table with one column, where a comma is part of a number
_MOST_COLUMNS = 40  # that are named
_ROUND = 1e15  # from which on a number has no digits behind the point
_SIGNS = re.compile(r"^\s*([-+]?)\s*[$€£¥]?\s*([-+]?[\d.,]+)\s*[%€$]?\s*$")
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_MEASURES = (
    ("sum", re.compile(r"\b(?:sums?|total|altogether|in all)\b", re.I)),
    ("mean", re.compile(r"\b(?:averages?|mean)\b", re.I)),
    ("least", re.compile(r"\b(?:min(?:imum)?|lowest|smallest|least|cheapest|fewest)\b", re.I)),
    ("greatest", re.compile(r"\b(?:max(?:imum)?|highest|largest|greatest|most|biggest|best|top)\b", re.I)),
    ("count", re.compile(r"\b(?:how many|count|number of)\b", re.I)),
)
_MEASURE_WORDS = (
    "sum total altogether average mean min minimum lowest smallest least cheapest fewest max maximum"
    " highest largest greatest biggest best top many count number row record entry column value table csv"
)
_OF_MEASURES = frozenset(_MEASURE_WORDS.split())
_FIRST_ROWS = 100  # that tell whether a column is one of numbers


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the names of its columns, how many rows are below them, and the delimiter."""

    columns: tuple[str, ...]
    rows: int
    text: str = field(repr=False)
    delimiter: str
    has_header: bool

    @property
    def described(self) -> str:
        """Its size and its columns."""
        named = ", ".join(quoted(name) or "(no name)" for name in self.columns[:_MOST_COLUMNS])
        more = ", …" if len(self.columns) > _MOST_COLUMNS else ""
        return f"{many(self.rows, 'row')} and {many(len(self.columns), 'column')} ({named}{more})"


def table_of(text: str) -> Table | None:
    """The table in a text, None where it cannot be read as one."""
    text = text.replace("\r\n", "\n").strip("\n")
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    delimiter = delimiter if delimiter in first else _NONE
    rows = _rows(io.StringIO(text, newline=""), delimiter)
    try:
        head = next(rows, [])
        count = _count(text, rows)
    except csv.Error:
        return None
    if not head:
        return None
    has_header = all(cell.strip() and _number(cell) is None for cell in head)
    names = head if has_header else [f"column {at}" for at in range(1, len(head) + 1)]
    columns = tuple(" ".join(name.split()) for name in names)
    return Table(columns, count + (not has_header), text, delimiter, has_header)


def _count(text: str, rows: Iterator[list[str]]) -> int:
    """How many rows there are below the first: lines, which are counted far sooner, where all of them are."""
    if any(mark in text for mark in ('"', "\r", "\n\n")):
        return sum(1 for _ in rows)
    return text.count("\n")


def said_of(table: Table, question: str) -> list[str] | None:
    """What its rows and figures say to a question, each a sentence; None for none of its words."""
    try:
        return _said(table, question)
    except csv.Error:
        return ["Its rows cannot be read: a cell is too long."]


def _said(table: Table, question: str) -> list[str] | None:
    words = words_of(question)
    named = [at for at, name in enumerate(table.columns) if set(words_of(name)) & set(words)]
    of_columns = {word for name in table.columns for word in words_of(name)}
    if sought := _sought(table, [word for word in words if word not in of_columns]):
        return _found_rows(table, sought)
    measures = [name for name, pattern in _MEASURES if pattern.search(question)]
    if figures := [name for name in measures if name != "count"]:
        return _figures(table, named or _numeric(table), figures)
    is_described = measures or named or not words or not _OF_MEASURES.isdisjoint(words)
    return [] if is_described else None


def _sought(table: Table, words: Sequence[str]) -> list[str]:
    """The words that stand in its rows."""
    words = [word for word in words if word not in _OF_MEASURES]
    low = table.text.lower() if words else ""
    return [word for word in words if Word.of(word).is_in(low)]


def _numeric(table: Table) -> list[int]:
    """The columns that hold numbers, by the first rows."""
    rows = list(itertools.islice(_below(table), _FIRST_ROWS))
    found = range(min(len(table.columns), _MOST_COLUMNS))
    return [at for at in found if any(at < len(row) and _number(row[at]) is not None for row in rows)]


def _figures(table: Table, columns: Sequence[int], measures: Sequence[str]) -> list[str]:
    """The measures of the numbers in these columns."""
    said = []
    for at in columns:
        numbers = _numbers([row[at] for row in _below(table) if at < len(row)])
        name, rest = quoted(table.columns[at]), table.rows - len(numbers)
        none = f" ({many(rest, 'row')} without one)" if rest else ""
        count = many(len(numbers), "number")
        told = f"{_measured(numbers, measures)}, of {count}{none}" if numbers else "no numbers"
        said.append(f"{name}: {told}.")
    return said


def _numbers(cells: list[str]) -> list[float]:
    try:
        found = list(map(float, cells))
        if math.isfinite(sum(found)):
            return found
    except ValueError:
        pass
    return [number for cell in cells if (number := _number(cell)) is not None]


def _measured(numbers: list[float], measures: Sequence[str]) -> str:
    try:
        total = math.fsum(numbers)
    except OverflowError:
        total = math.inf
    values = {"sum": total, "mean": total / len(numbers), "least": min(numbers), "greatest": max(numbers)}
    return ", ".join(f"{name} {_figure(values[name])}" for name in measures)


def _figure(value: float) -> str:
    if math.isinf(value):
        return "beyond all measure"
    if abs(value) >= _ROUND:
        return f"{value:.12g}"
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def _found_rows(table: Table, words: Sequence[str]) -> list[str]:
    """The rows with most of these words."""
    kept: list[list[str]] = []
    best, count = 1, 0
    sought = list(map(Word.of, words))
    for row in _below(table, having=[word.root for word in sought]):
        low = " ".join(row).lower()
        hits = sum(word.is_in(low) for word in sought)
        if hits > best:
            best, count, kept = hits, 1, [row]
        elif hits == best:
            count += 1
            if len(kept) < MOST_QUOTED:
                kept.append(row)
    share = "" if best == len(words) else f"{best} of "
    named = f"the word{'s' * (len(words) > 1)} {', '.join(words)}"
    told = f"{count} {'row has' if count == 1 else 'rows have'} {share}{named}."
    return [told, *(_row_text(table, row) for row in kept)] if kept else []


def _row_text(table: Table, row: list[str]) -> str:
    cells = zip(table.columns, row, strict=False)
    return quoted("; ".join(f"{name}: {cell.strip()}" for name, cell in cells))


def _below(table: Table, *, having: Sequence[str] = ()) -> Iterator[list[str]]:
    """The rows below the header; where no cell is quoted, only of lines that have one of these texts."""
    lines: Iterator[str] = iter(io.StringIO(table.text, newline=""))
    if table.has_header and '"' not in table.text:
        next(lines, None)
        chosen = (line for line in lines if any(word in line.lower() for word in having))
        return _rows(chosen if having else lines, table.delimiter)
    rows = _rows(lines, table.delimiter)
    if table.has_header:
        next(rows, None)
    return rows


def _rows(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """The rows that hold something."""
    return filter(None, csv.reader(lines, delimiter=delimiter))


def _number(cell: str) -> float | None:
    """The number in a cell, which may have a currency, a percent sign, or commas between thousands."""
    try:
        number = float(cell)
    except ValueError:
        found = _SIGNS.match(cell)
        if found is None:
            return None
        plain = found[1] + found[2]
        plain = plain.replace(",", "") if _GROUPED.fullmatch(plain) else plain
        try:
            number = float(plain)
        except ValueError:
            return None
    return number if math.isfinite(number) else None
