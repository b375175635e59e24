"""Reading: the bytes of files that somebody named or opened, at most as many as are taken."""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Any

from imagine_nb.errors import SourceError

MAX_FILE = 50 * 2**20  # bytes of a file of any kind, what the API takes
MAX_READ = 200 * 2**20  # larger files are refused before they are read
BUFFERS = (bytes, bytearray, memoryview, array)  # bytes in memory, one picture and not a list of numbers


def file_bytes(path: Path) -> bytes:
    """The bytes of a file that is one and is not too large."""
    if path.is_dir():
        raise SourceError(f"{path} is a folder.", advice="Name one picture in it.")
    if path.is_symlink() and not path.exists():
        raise SourceError(f"{path} is a link to a file that is gone.", advice="Check where it leads.")
    if path.exists() and not path.is_file():
        raise SourceError(f"{path} is no file.", advice="Name a file that holds a picture.")
    size = path.stat().st_size
    if size > MAX_READ:
        raise too_large(f"{path} has {size / 2**20:.0f} MB.")
    return path.read_bytes()


def read_of(file: Any, size: int, *, at: int | None = None) -> bytes:
    """At most `size` bytes of a binary file, from `at` or where it stands. Raises SourceError."""
    try:
        if at is not None:
            file.seek(at)
        data = file.read(size)
    except (OSError, ValueError) as exc:  # a ValueError is a file that is closed
        told = f"The file cannot be read ({str(exc).rstrip('.')})."
        raise SourceError(told, advice="Open it again.") from exc
    if not isinstance(data, BUFFERS):
        raise SourceError("The file is open as text.", advice='Open it with open(path, "rb").')
    return bytes(data)


def too_large(what: str) -> SourceError:
    return SourceError(what, advice=f"At most {MAX_READ // 2**20} MB; scale it down first.")
