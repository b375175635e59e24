"""Atomic, durable writes: a file is there whole or not at all, for its owner alone."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from imagine_nb.errors import GalleryError

HALF = ".part"  # how the name of a file ends that is not whole yet


def write_durably(path: Path, data: bytes) -> None:
    """Write a file of the gallery atomically: whole or not at all. Raises GalleryError."""
    try:
        replace_durably(path, data, mode=0o600)
    except OSError as exc:
        raise unwritable(path, exc) from exc


def replace_durably(path: Path, data: bytes, *, mode: int = 0o666) -> None:
    """Replace any file atomically; what was there stays until the new one is whole. Raises OSError."""
    half = path.with_name(f".{path.name}{HALF}")
    try:
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except BaseException:
        drop(half)
        raise


def holds(path: Path, data: bytes) -> bool:
    """Whether a file, and no link to one, holds exactly these bytes."""
    try:
        found = path.lstat()
        return stat.S_ISREG(found.st_mode) and found.st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def drop(*paths: Path) -> int:
    """Remove files that have done their duty; one that cannot be removed harms nobody. The bytes freed."""
    freed = 0
    for path in paths:
        with suppress(OSError):
            n_bytes = path.stat().st_size
            path.unlink()
            freed += n_bytes
    return freed


def unwritable(path: Path, failure: OSError) -> GalleryError:
    """The error that a failure to write a file of the gallery is."""
    return GalleryError(
        f"{path.name} cannot be written in the gallery: {failure.strerror}.",
        advice=f"Free some space or permissions at {path.parent}.",
    )


def picture_data(path: Path, number: int) -> bytes:
    """The bytes of a picture's file; raises GalleryError where it is gone."""
    try:
        return path.read_bytes()
    except OSError as exc:
        raise GalleryError(
            f"Picture {number} cannot be read: {exc.strerror} ({path.name}).",
            advice="Its record is still there; was the file moved?",
        ) from exc
