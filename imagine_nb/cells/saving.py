"""`--save PATH`: the result written where the user wants it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from imagine_nb.errors import InputError


def save(result: Iterable[Any], path: str) -> list[Path]:
    """Write the pictures to `path`; several get numbers, as in `fox-1.png`. Returns the paths."""
    target = Path(path).expanduser()
    pictures = list(result)
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
