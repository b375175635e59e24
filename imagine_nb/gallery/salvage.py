"""Salvage: rows of records from anywhere, each checked, the newer one where two say they are the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from imagine_nb.gallery.files import is_picture_name, is_plain
from imagine_nb.gallery.manifest import COLUMNS, Check, Row
from imagine_nb.gallery.strangers import Stranger, lost_outcome
from imagine_nb.records import JSON

_OBJECTS = frozenset({"parameters", "sources", "versions", "usage"})
_HIGHEST = 10**9  # number of a picture


def _is_number(value: JSON) -> bool:
    return isinstance(value, int) and 0 < value < _HIGHEST


_IS_ID, _IS_SHA256 = COLUMNS["pictures"]["id"], COLUMNS["pictures"]["sha256"]
_IS_TEXT = COLUMNS["requests"]["session"]
_CHECKS: dict[str, dict[str, Check]] = {
    **{name: columns for name, columns in COLUMNS.items() if name != "parents"},
    "pictures": {
        **{name: check for name, check in COLUMNS["pictures"].items() if name not in {"file", "thumbnail"}},
        "number": _is_number,
        "path": is_picture_name,
    },
    "choices": {**COLUMNS["choices"], "key": _IS_SHA256},
    "thumbnails": {"picture_id": _IS_ID, "sha256": _IS_SHA256},
}


class Salvage:
    """Rows of a gallery that is made again. Of a table each is known by what cannot be there twice."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.n_refused = 0
        self.requests: dict[str, Row] = {}
        self.outcomes: dict[Any, Row] = {}
        self.pictures: dict[Any, dict[str, JSON]] = {}
        self.answers: dict[str, Row] = {}
        self._said: dict[str, dict[Any, Row]] = {"marks": {}, "choices": {}, "thumbnails": {}}

    def add(self, table: str, row: Mapping[str, JSON]) -> None:
        """Take a row in where it is what it says."""
        checked = _checked(table, row)
        if checked is None:
            self.n_refused += 1
        elif table == "requests":
            self.requests[checked["id"]] = checked
        elif table == "outcomes":
            self.outcomes[checked["request_id"], checked["finished"], checked["status"]] = checked
        elif table == "pictures":
            self._add_picture(dict(checked))
        elif table == "answers":
            self.answers[checked["id"]] = checked
        else:
            self._said[table][json.dumps(checked, sort_keys=True)] = checked

    def take_in(self, stranger: Stranger) -> None:
        """Take in a file that no record knew, with the request that it stands for."""
        for table, row in stranger.rows(self._free_number(stranger.number)):
            self.add(table, row)

    def said(self, table: str) -> Iterator[Row]:
        """Marks, choices or thumbnails of what is there."""
        ids = {row["id"] for row in self.pictures.values()}
        for row in self._said[table].values():
            if row.get("picture_id", "") in ids or row.get("request_id", "") in self.requests:
                yield row

    def settle(self) -> None:
        """Leave out what belongs to no request, or is a picture's second row; give each its own number."""
        for table in (self.outcomes, self.pictures, self.answers):
            for name in [name for name, row in table.items() if row["request_id"] not in self.requests]:
                del table[name]
        ended = {row["request_id"] for row in self.outcomes.values()}
        for row in (*self.pictures.values(), *self.answers.values()):
            if (name := row["request_id"]) not in ended:
                self.outcomes[name] = lost_outcome(name, self.requests[name]["created"])
        taken: set[int] = set()
        ids: set[str] = set()
        for name, row in sorted(self.pictures.items(), key=lambda item: item[1]["number"]):
            if row["id"] in ids:
                del self.pictures[name]
                continue
            ids.add(row["id"])
            if row["number"] in taken:
                row["number"] = self._free_number(0)
            taken.add(row["number"])

    def _add_picture(self, row: dict[str, JSON]) -> None:
        name = (row["request_id"], row["position"])
        before = self.pictures.get(name)
        has_file = is_plain(self._folder / row["path"])
        if before is None or has_file or not is_plain(self._folder / before["path"]):
            self.pictures[name] = row

    def _free_number(self, wanted: int) -> int:
        numbers = {row["number"] for row in self.pictures.values()}
        return wanted if wanted and wanted not in numbers else max(numbers, default=0) + 1


def _checked(table: str, row: Mapping[str, JSON]) -> Row | None:
    """The row with the columns that a record has, or None where it cannot be what it says."""
    found: dict[str, JSON] = {}
    for name, check in _CHECKS[table].items():
        value = row.get(name)
        if name in _OBJECTS and isinstance(value, str):
            with suppress(ValueError, RecursionError):
                value = json.loads(value)
        try:
            if not check(value):
                return None
        except Exception:  # noqa: BLE001 - a check may meet anything here
            return None
        found[name] = value
    return found
