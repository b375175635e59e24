"""Kinds of files that sheets, books, pages and animations are, by their names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from imagine_nb.errors import InputError
from imagine_nb.values import path_given

PDF, PAGE, GIF = {".pdf": "PDF"}, {".html": "HTML", ".htm": "HTML"}, {".gif": "GIF"}
_PAGED = PDF | PAGE  # what no picture is saved in
SHEET = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"} | _PAGED


def kind_named(path: str | Path, kinds: Mapping[str, str], *, of: str) -> str:
    """The kind that a file's name asks for, of these by their suffixes; `of` is what is to be saved.

    Raises InputError for a name that ends with none of them.
    """
    suffix = Path(path_given(path)).suffix.lower()
    if suffix not in kinds:
        told = f"{of} is not saved as {suffix or 'a file without a suffix'}."
        usual = {kind: each for each, kind in reversed(tuple(kinds.items()))}  # the first suffix of each
        last, *others = usual.values()
        ends = f"{', '.join(reversed(others))} or {last}" if others else last
        raise InputError(told, advice=f"Use a name that ends with {ends}.")
    return kinds[suffix]


def is_paged(path: Path) -> bool:
    """Whether a file of that name is a sheet, and no picture."""
    return path.suffix.lower() in _PAGED
