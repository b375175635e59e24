"""Atomic, durable writes: a file is there whole or not at all, for its owner alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from imagine_nb.errors import GalleryError

HALF = ".part"  # how the name of a file ends that is not whole yet


def write_durably(path: Path, data: bytes) -> None:
    """Write a file of the gallery atomically: it is there whole, even after a crash, or not at all."""
    with writing(path):
        replace_durably(path, data, mode=0o600)


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


def drop(*paths: Path) -> int:
    """Remove files that have done their duty; one that cannot be removed harms nobody. The bytes freed."""
    freed = 0
    for path in paths:
        with suppress(OSError):
            n_bytes = path.stat().st_size
            path.unlink()
            freed += n_bytes
    return freed


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Tell what fails inside of it as a GalleryError."""
    try:
        yield
    except OSError as exc:
        raise GalleryError(
            f"{path.name} cannot be written in the gallery: {exc.strerror}.",
            advice=f"Free some space or permissions at {path.parent}.",
        ) from exc
