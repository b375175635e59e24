"""CSV files as people have them: with commas, semicolons or tabs, from a spreadsheet or by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from imagine_nb.bulk.raw import Raw, bounded
from imagine_nb.errors import InputError

_DELIMITERS = (",", ";", "\t")
_LOOKED_AT = 100  # lines, to find the delimiter
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # what a spreadsheet saves as "Unicode text"


def csv_table(data: bytes, *, name: str) -> Raw:
    """The table in a CSV file; `name` is what errors call it. A blank cell is None, a blank line nothing.

    The first line holds the names of the columns; one without a name and with nothing below is left out.
    Raises InputError for what is no UTF-8, and for a line of more cells than there are columns.
    """
    text = _decoded(data, name)
    delimiter = _delimiter(text)
    lines = _lines(text, delimiter, name)
    _, header = next(lines, (1, []))
    names = [each.strip() for each in header]
    found = [_cells(line, names, number=number, name=name) for number, line in bounded(lines)]
    kept = [at for at, each in enumerate(names) if each or any(line[at] is not None for line in found)]
    return Raw(tuple(names[at] for at in kept), [tuple(line[at] for at in kept) for line in found])


def _decoded(data: bytes, name: str) -> str:
    encoding = "utf-16" if data.startswith(_UTF_16) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as exc:
        raise InputError(
            f"{name} is not text in UTF-8 (byte {exc.start:,}).", advice="Save it as CSV UTF-8."
        ) from exc


def _delimiter(text: str) -> str:
    """What parts the cells: what parts the header, leaves no line longer than it, and gives most columns."""

    def merit(delimiter: str) -> tuple[bool, bool, int]:
        widths = [len(line) for line in _some(text, delimiter)] or [0]
        return widths[0] > 1, max(widths) == widths[0], widths[0]

    return max(_DELIMITERS, key=merit)  # of equals the first


def _some(text: str, delimiter: str) -> Iterator[list[str]]:
    """The first lines, as far as they can be read."""
    try:
        for (_, line), _ in zip(_parted(text, delimiter), range(_LOOKED_AT), strict=False):
            yield line
    except csv.Error:
        return


def _lines(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not blank, after its number in the file. Raises InputError."""
    try:
        yield from _parted(text, delimiter)
    except csv.Error as exc:
        raise InputError(f"{name} cannot be read as CSV: {exc}.", advice="Save it again as CSV.") from exc


def _parted(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    for line in reader:
        if any(each.strip() for each in line):
            yield reader.line_num, line


def _cells(line: list[str], names: list[str], *, number: int, name: str) -> tuple[str | None, ...]:
    """The cells of one line, blank ones as None, those that it lacks too."""
    if any(each.strip() for each in line[len(names) :]):
        raise InputError(
            f"Line {number} of {name} has {len(line)} cells, its first line {len(names)}.",
            advice="Put a text that has the delimiter in it into double quotes.",
        )
    found = [each if each.strip() else None for each in line[: len(names)]]
    return tuple(found + [None] * (len(names) - len(found)))
