"""Lines of a manifest: records as an archive has them, each picture with where its file lies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from imagine_nb.gallery.logbook import LONGEST, entries_in
from imagine_nb.gallery.manifest import COLUMNS, Check, Row
from imagine_nb.gallery.remote.segments import FILE, SOURCE
from imagine_nb.records import JSON

Line: TypeAlias = tuple[str, Row]

SAID = frozenset({"marks", "choices"})  # what is said of pictures and requests that others may have made
_TABLES = ("requests", "outcomes", "pictures", "answers", "kept_sources", *sorted(SAID))


def _is_file(value: JSON) -> bool:
    return value is None or (isinstance(value, str) and FILE.fullmatch(value) is not None)


def _is_source(value: JSON) -> bool:
    return isinstance(value, str) and SOURCE.fullmatch(value) is not None


_CHECKS: dict[str, dict[str, Check]] = {name: COLUMNS[name] for name in _TABLES}
_CHECKS["pictures"] = {**COLUMNS["pictures"], "file": _is_file}
_CHECKS["kept_sources"] = {**COLUMNS["kept_sources"], "file": _is_source}


def line_of(table: str, row: Mapping[str, JSON]) -> bytes:
    """A record as a line; empty for one that no reader would take."""
    line = json.dumps({table: row}, allow_nan=False).encode() + b"\n" if is_line(table, row) else b""
    return line if len(line) <= LONGEST else b""


def lines_in(data: bytes) -> tuple[list[Line], int]:
    """The records in the lines of a stranger's, and how many lines hold none that can be."""
    lines = [each for each in data.split(b"\n") if each.strip()]
    found = list(_lines(lines))
    return found, len(lines) - len(found)


def _lines(lines: Iterable[bytes]) -> Iterator[Line]:
    short = (each for each in lines if len(each) <= LONGEST)
    return ((table, row) for table, row in entries_in(short, _TABLES) if is_line(table, row))


def is_line(table: str, row: Mapping[str, JSON]) -> bool:
    """Whether a record has all the fields that it should have, and each is what it can be."""
    checks = _CHECKS[table]
    try:
        return row.keys() == checks.keys() and all(check(row[name]) for name, check in checks.items())
    except Exception:  # noqa: BLE001 - a check may meet anything here
        return False
