"""Atomic, durable writes and bounded reads: a file is there whole or not at all, and never a link."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from io import BufferedReader, BufferedWriter
from pathlib import Path
from typing import TypeAlias

from imagine_nb.errors import GalleryError, ImagineError, InputError
from imagine_nb.saving import barrier
from imagine_nb.sources import path_named
from imagine_nb.values import in_short, path_given

Write: TypeAlias = Callable[[BufferedWriter], object]
HALF = ".part"  # how the name of a file ends that is not whole yet
_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))  # of a disk or its share
LARGEST_FILE = 256 * 2**20  # bytes; the largest answer is no larger

# Windows has neither links that anybody can make nor files that keep a reader waiting.
_UNFOLLOWED = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def write_durably(path: Path, data: bytes) -> None:
    """Write a file of the gallery atomically: whole or not at all. Raises GalleryError."""
    try:
        replace_durably(path, data, mode=0o600)
    except OSError as exc:
        raise unwritable(path, exc) from exc


def replace_durably(path: Path, data: bytes, *, mode: int = 0o666, is_cache: bool = False) -> None:
    """Replace any file atomically; what was there stays until the new one is whole. Raises OSError.

    The file of a cache may be lost in a power cut, and does not wait for the disk.
    """
    _replace(path, lambda file: file.write(data), mode=mode, is_cache=is_cache)


def half_of(path: Path) -> Path:
    """Where a file is until it is whole."""
    return path.with_name(f".{path.name}{HALF}")


def write_new(path: Path, data: bytes, *, mode: int = 0o600, is_cache: bool = False) -> None:
    """Write a new file durably; nothing is left of one that fails. Raises OSError."""
    _write(path, lambda file: file.write(data), mode=mode, is_cache=is_cache)


def _replace(path: Path, write: Write, *, mode: int = 0o666, is_cache: bool = False) -> None:
    half = half_of(path)
    _write(half, write, mode=mode, is_cache=is_cache)
    try:
        half.replace(path)
    except BaseException:
        drop(half)
        raise


def _write(path: Path, write: Write, *, mode: int, is_cache: bool) -> None:
    try:
        with opened_new(path, mode=mode) as file:
            write(file)
            file.flush()
            if not is_cache:
                os.fsync(file.fileno())
    except BaseException:
        drop(path)
        raise


def opened_new(path: Path, *, mode: int = 0o600) -> BufferedWriter:
    """A new file to be written. What lay there is unlinked, never written through. Raises OSError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _UNFOLLOWED
    try:
        descriptor = os.open(path, flags, mode)
    except FileExistsError:
        path.unlink()
        descriptor = os.open(path, flags, mode)
    return os.fdopen(descriptor, "wb")


def opened_plain(path: Path) -> BufferedReader:
    """A file to be read that is a plain one: no link, pipe or device. Raises OSError."""
    return os.fdopen(plain_descriptor(path, os.O_RDONLY), "rb")


def plain_descriptor(path: Path, flags: int) -> int:
    """The same by its descriptor, opened with these flags; a file that it makes is its owner's alone."""
    try:
        descriptor = os.open(path, flags | _UNFOLLOWED, 0o600)
    except ValueError:
        raise OSError(errno.EINVAL, "no file can have this name") from None
    except OSError as exc:
        if exc.errno in {errno.ELOOP, errno.ENXIO}:
            raise OSError(exc.errno, "it is a link or a device, and no plain file") from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is no plain file")
    return descriptor


def plain_bytes(path: Path, *, most: int = LARGEST_FILE) -> bytes:
    """The bytes of a plain file that is not larger than that. Raises OSError."""
    with opened_plain(path) as file:
        n_bytes = os.fstat(file.fileno()).st_size
        if n_bytes > most:
            raise OSError(errno.EFBIG, f"it is larger than {most / 2**20:.0f} MB")
        return file.read(n_bytes)  # room is made for as many as are asked for


def digest(path: Path) -> str:
    """The SHA-256 of a plain file's bytes, in hexadecimal digits. Raises OSError."""
    with opened_plain(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def size_of(paths: Iterable[Path]) -> int:
    """How many bytes plain files hold together; those that are not there hold none."""
    total = 0
    for path in paths:
        with suppress(OSError, ValueError):
            total += path.lstat().st_size
    return total


def holds(path: Path, data: bytes) -> bool:
    """Whether a plain file, and no link to one, holds exactly these bytes."""
    try:
        return path.lstat().st_size == len(data) and plain_bytes(path) == data
    except OSError:
        return False


def save_as(path: str | Path, data: bytes) -> Path:
    """Write a file of the user's own atomically; returns its path. Raises InputError where it cannot be.

    The folder is made where it is not there.
    """
    return save_by(path, lambda file: file.write(data))


def save_by(path: str | Path, write: Write) -> Path:
    """The same of what is written piece by piece: `write` is given the file."""
    target = path_named(path_given(path))
    if reason := barrier(target):
        raise _unsaved(path, reason)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, write)
    except ImagineError:  # what is written was refused, and not the file
        raise
    except (OSError, ValueError) as exc:  # a ValueError is a path without a name
        raise _unsaved(path, getattr(exc, "strerror", None) or "it names no file", exc) from exc
    return target


def _unsaved(path: str | Path, reason: str, failure: Exception | None = None) -> InputError:
    is_full = getattr(failure, "errno", None) in _FULL
    advice = "Make room there, or save it elsewhere." if is_full else "Name a file, as out/fox.jpg."
    return InputError(f"{in_short(str(path), 120)} cannot be written: {reason}.", advice=advice)


def drop(*paths: Path) -> int:
    """Remove files that have done their duty; one that cannot be removed harms nobody. The bytes freed."""
    freed = 0
    for path in paths:
        with suppress(OSError, ValueError):
            n_bytes = path.lstat().st_size
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
        return plain_bytes(path)
    except OSError as exc:
        raise GalleryError(
            f"Picture {number} cannot be read: {exc.strerror} ({path.name}).",
            advice="Its record is still there; was the file moved?",
        ) from exc
