"""Files of a table's results: `--save` writes its pictures, its rows as CSV, or a contact sheet."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imagine_nb.display.kinds import is_paged
from imagine_nb.errors import ImagineError, InputError
from imagine_nb.saving import check_place, checked_target
from imagine_nb.sources import path_named
from imagine_nb.templates import template

if TYPE_CHECKING:
    from imagine_nb.bulk.reading import Rows
    from imagine_nb.bulk.results import Results
    from imagine_nb.bulk.row import Row

_ROWS = frozenset({".csv"})
_NO_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')  # what no file's name holds everywhere
_COLUMN = re.compile(r"\{[^{}]*\}")
_LONGEST = 80  # characters of a cell in a file's name


def check_file(path: str, rows: Rows, *, has_pictures: bool) -> None:
    """Raise InputError where the results cannot be saved there; its name may hold a `{column}`."""
    template(path, rows.columns, of="--save")
    target = path_named(path)
    suffix = target.suffix.lower()
    if not has_pictures and suffix not in _ROWS:
        raise InputError(f"--save {path} is no CSV file.", advice="Answers are saved as rows: answers.csv.")
    if suffix in _ROWS or is_paged(target):
        check_place(path)
    elif not target.is_dir():  # a folder takes its pictures by their rows
        checked_target(path)


def save_table(results: Results, path: str) -> None:
    """Write the results there: rows (.csv), a contact sheet (.pdf, .html), or pictures, each by its row."""
    target = path_named(path)
    if target.suffix.lower() in _ROWS:
        results.to_csv(target)
    elif is_paged(target):
        results.contact_sheet(target)
    else:
        _save_pictures(results, path)


def _save_pictures(results: Results, path: str) -> None:
    """Each picture by its row, `fox-12.jpg`, or as the columns in the name say; equal names get numbers."""
    taken: Counter[Path] = Counter()
    for row in results:
        for picture in row.pictures:
            picture.save(_free(_name(row, path), taken))


def _free(wanted: Path, taken: Counter[Path]) -> Path:
    """The name, with a number after it where a picture has it already, or has that."""
    found = wanted
    while found in taken:
        taken[wanted] += 1
        found = wanted.with_stem(f"{wanted.stem}-{taken[wanted]}")
    taken[found] += 1
    return found


def _name(row: Row, path: str) -> Path:
    target = path_named(path)
    if "{" in path:
        words = {name: _clean(value) for name, value in row.values.items()}
        with suppress(ImagineError):  # else the cell is empty: its number tells it from the others
            return path_named(template(path, list(row.values)).filled(words))
    if target.is_dir():
        return target / f"{row.index}{row.pictures[0].path.suffix if row.pictures[0].path else '.jpg'}"
    stem = _COLUMN.sub("", target.stem).rstrip(" ._-")
    return target.with_stem(f"{stem}-{row.index}" if stem else str(row.index))


def _clean(value: Any) -> Any:
    """A cell as part of a file's name: it names no folder."""
    return _NO_NAME.sub("-", value).strip(" .")[:_LONGEST] if isinstance(value, str) else value
