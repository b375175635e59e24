"""Saving to files: pictures in the format that the name tells, with their provenance or not; CSV text."""

from __future__ import annotations

import csv
import os
import re
import stat
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path
from typing import Protocol

from imagine_nb.errors import InputError
from imagine_nb.picture_files import pixels
from imagine_nb.picture_files.metadata import without_metadata
from imagine_nb.picture_files.stamp import facts_in, facts_of, stamped
from imagine_nb.recipes import Recipe, recipe
from imagine_nb.records import PictureRecord, clipped
from imagine_nb.sources import path_named

_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)  # a drive of Windows is one letter
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?")


def copy_of(record: PictureRecord, data: bytes, path: Path, *, metadata: bool = True) -> bytes:
    """File contents to be saved at `path`. Raises InputError for a format that is none of three.

    Where the picture is of that format already, its pixels stay as they came; a name without a suffix means
    that. `metadata` puts its prompt, model, parents and parameters in; without, nothing but pixels is left.
    """
    given = pixels.mime_type(data)
    wanted = type_named(path) or given
    if wanted is None:
        raise InputError(f"Picture {record.number} is no picture any more.", advice="Was its file altered?")
    if wanted != given:
        data = without_metadata(_converted(data, wanted, record))
    return stamped(data, facts_of(record)) if metadata else without_metadata(data)


def type_named(path: Path) -> str | None:
    """The MIME type that a file's name asks for, None without a suffix; raises InputError for another."""
    if path.suffix and path.suffix.lower() not in _TYPES:
        raise InputError(
            f"Pictures are not saved as {path.suffix}.",
            advice="Use a name that ends with .png, .jpg or .webp.",
        )
    return _TYPES.get(path.suffix.lower())


def recipe_in(data: bytes) -> Recipe | None:
    """The recipe that a saved picture holds, None where it holds none; its sources are named, not made."""
    facts = facts_in(data)
    if facts is None:
        return None
    recorded = facts.recorded
    return recipe(recorded.pictures[0], [], {recorded.id: recorded})


def _converted(data: bytes, mime_type: str, record: PictureRecord) -> bytes:
    image = pixels.upright(pixels.decoded(data, name=f"Picture {record.number}"))
    if mime_type == "image/jpeg":
        return pixels.jpeg(image)
    return pixels.png(image) if mime_type == "image/png" else pixels.webp(image)


def checked_target(path: str) -> Path:
    """The path of `--save` for pictures; raises InputError where nothing can be written there."""
    target = check_place(path)
    type_named(target)
    return target


def check_place(path: str) -> Path:
    """The path of `--save`, whatever is saved; raises InputError where no file can be written there."""
    target = path_named(path)
    if reason := barrier(target):
        raise InputError(f"--save {clipped(path)}: {reason}.", advice="Name a file, as out/fox.jpg.")
    return target


def barrier(target: Path) -> str:
    """Why no file can be written there, empty where nothing is known; a folder that is missing is made."""
    if target.parts[1:] and target.parts[0].startswith("~"):  # which is nobody's, or it were another path
        return f"there is no home folder {target.parts[0]}"
    if _ADDRESS.match(target.as_posix()):
        return "it is an address, and files are saved on this machine"
    try:
        if reason := _own_barrier(target):
            return reason
        above = next((each for each in target.parents if os.path.lexists(each)), target.parent)
        if not above.is_dir():
            return f"{above} is no folder"
        return "" if os.access(above, os.W_OK) else f"nothing can be written in {above}"
    except (OSError, ValueError) as exc:  # a name that no file can have
        return getattr(exc, "strerror", None) or "it names no file"


def _own_barrier(target: Path) -> str:
    """What is there already and stays; a file that may be written is replaced, as a link is."""
    try:
        mode = target.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return ""
    if target.is_dir():
        return "it is a folder"
    if stat.S_ISLNK(mode):
        return ""
    if not stat.S_ISREG(mode):
        return "it is a device, and no plain file"
    return "" if mode & stat.S_IWUSR else "it is a read-only file"


class Savable(Protocol):
    """A picture, which writes itself to a file."""

    def save(self, path: Path) -> Path: ...


def save_all(pictures: Sequence[Savable], path: str) -> list[Path]:
    """Write pictures to `path`; several get numbers, as in `fox-1.jpg`. Returns the paths."""
    target = checked_target(path)
    return [each.save(to) for each, to in zip(pictures, _paths(target, len(pictures)), strict=True)]


def _paths(target: Path, count: int) -> list[Path]:
    if count == 1:
        return [target]
    return [target.with_stem(f"{target.stem}-{number}") for number in range(1, count + 1)]


def csv_text(lines: Iterable[Sequence[object]]) -> str:
    """CSV of lines of cells; each text is one for a spreadsheet too, and never a formula that it runs."""
    text = StringIO(newline="")
    csv.writer(text).writerows([_harmless(cell) for cell in line] for line in lines)
    return text.getvalue()


def _harmless(cell: object) -> object:
    """A cell that a spreadsheet takes for text, and not for a formula. A number is none."""
    is_formula = isinstance(cell, str) and cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if is_formula else cell
