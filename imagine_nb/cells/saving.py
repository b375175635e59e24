"""`--save PATH`: the result written where the user wants it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from imagine_nb.errors import InputError
from imagine_nb.saving import type_named


def checked_target(path: str) -> Path:
    """The path of `--save`; raises InputError where nothing can be written there."""
    target = Path(path).expanduser()
    if target.is_dir():
        raise InputError(f"--save {path} is a folder.", advice="Name a file in it, such as fox.jpg.")
    type_named(target)
    if not target.parent.is_dir():
        raise InputError(f"There is no folder {target.parent}.", advice="Make it first, or save elsewhere.")
    return target


def save(result: Any, path: str) -> list[Path]:
    """Write the pictures to `path`; several get numbers, as in `fox-1.jpg`. Returns the paths."""
    target = checked_target(path)
    pictures = list(getattr(result, "pictures", result))  # a grid's, row by row
    try:
        return [
            picture.save(each) for picture, each in zip(pictures, _paths(target, len(pictures)), strict=True)
        ]
    except OSError as exc:
        raise InputError(
            f"{target} cannot be written: {exc.strerror}.", advice="The pictures are kept in the gallery."
        ) from exc


def _paths(target: Path, count: int) -> list[Path]:
    if count == 1:
        return [target]
    return [target.with_stem(f"{target.stem}-{number}") for number in range(1, count + 1)]
