"""Files to upload: whatever holds one becomes pieces that are read as they leave, and who is told of them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from inspect import signature
from pathlib import Path
from typing import IO, Any, BinaryIO, TypeAlias

from imagine_nb.client.file_types import ProgressCallback
from imagine_nb.errors import InputError, MissingFileError, SourceError
from imagine_nb.reading import BUFFERS, MAX_FILE, read_of
from imagine_nb.sources import Buffer, path_named
from imagine_nb.transport.uploads import Upload
from imagine_nb.values import call_given, checked_count, kind_of

PIECE = 2**20  # bytes
_UNNAMED = "file"

FileLike: TypeAlias = "str | os.PathLike[str] | Buffer | BinaryIO | IO[bytes]"


def upload_of(file: FileLike, filename: str | None) -> Upload:
    """A path, bytes or a binary file as what is sent, under `filename` or its own name.

    Raises MissingFileError for a path where there is nothing, and SourceError for what cannot be read or has
    more than 50 MB, before any of it is read.
    """
    if filename is not None and not isinstance(filename, str):
        raise InputError(f"filename is {repr(filename)[:40]}.", advice="It is text.")
    if isinstance(file, (str, os.PathLike)):
        path = path_named(os.fsdecode(file))
        return Upload(filename or path.name, _checked(_size_of(path), path.name), lambda: _of_path(path))
    if isinstance(file, BUFFERS):
        return _in_memory(bytes(file), filename or _UNNAMED)
    if not hasattr(file, "read"):
        raise InputError(
            f"{kind_of(file, is_first=True)} is no file.", advice="Give a path, bytes or an open file."
        )
    read_of(file, 0)  # what is closed, or open as text, is told before anything is sent
    name = filename or _own_name(file)
    start = _position(file)
    if start is None:  # a pipe, whose size nobody knows before its end
        return _in_memory(read_of(file, MAX_FILE + 1), name)
    size = _checked(_left_in(file, start), name)
    return Upload(name, size, lambda: _of_file(file, start))


def batch_of(files: Iterable[FileLike], batch_size: int, told: object) -> list[FileLike]:
    """The files of a batch, in order. Raises InputError for none, for one alone, for one twice.

    `told` is who is told of each, None for nobody.
    """
    is_one = isinstance(files, (str, os.PathLike, Mapping, *BUFFERS)) or hasattr(files, "read")
    if is_one or not isinstance(files, Iterable):
        raise InputError(f"{kind_of(files, is_first=True)} is no list of files.", advice="Give [file, ...].")
    listed = list(files)
    if not listed:
        raise InputError("There are no files to upload.", advice="Give at least one.")
    checked_count(batch_size, of="batch_size")
    call_given(told, of="on_file_complete", advice="It is a function of the place, the file and the result.")
    opened = [id(file) for file in listed if hasattr(file, "read")]
    if len(set(opened)) < len(opened):  # it has one place, from which both would be read
        raise InputError("One open file is in the batch twice.", advice="Open it twice, or give its path.")
    return listed


def _in_memory(data: bytes, name: str) -> Upload:
    _checked(len(data), name)

    async def pieces() -> AsyncGenerator[bytes, None]:
        for start in range(0, len(data), PIECE):
            yield data[start : start + PIECE]

    return Upload(name, len(data), pieces)


async def _of_path(path: Path) -> AsyncGenerator[bytes, None]:
    try:
        with path.open("rb") as file:
            while piece := await asyncio.to_thread(file.read, PIECE):
                yield piece
    except OSError as exc:
        raise _unreadable(path, exc) from exc


async def _of_file(file: Any, start: int) -> AsyncGenerator[bytes, None]:
    at = start  # kept here: others may move the file meanwhile
    while piece := await asyncio.to_thread(read_of, file, PIECE, at=at):
        yield piece
        at += len(piece)


def _size_of(path: Path) -> int:
    try:
        found = path.stat()
    except FileNotFoundError as exc:
        raise MissingFileError(f"There is no file {str(path)[:120]!r}.", advice="Check the path.") from exc
    except (OSError, ValueError) as exc:
        raise _unreadable(path, exc) from exc
    if not path.is_file():
        raise SourceError(f"{str(path)[:120]!r} is no file.", advice="Name a file, not a folder.")
    return found.st_size


def _checked(size: int, name: str) -> int:
    if size > MAX_FILE:
        raise SourceError(
            f"{name[:120]} has more than 50 MB.", advice="The API takes no more; send less of it."
        )
    return size


def _own_name(file: Any) -> str:
    name = getattr(file, "name", None)  # a number where it was opened by one
    return Path(name).name if isinstance(name, str) else _UNNAMED


def _position(file: Any) -> int | None:
    """Where a file stands, None for one that cannot go back."""
    try:
        return int(file.tell()) if file.seekable() else None
    except (OSError, ValueError, AttributeError):
        return None


def _left_in(file: Any, start: int) -> int:
    end = int(file.seek(0, os.SEEK_END))
    file.seek(start)
    return max(0, end - start)


def _unreadable(path: Path, exc: Exception) -> SourceError:
    reason = getattr(exc, "strerror", None) or "no such path"
    return SourceError(f"Cannot read {str(path)[:120]!r}: {reason}.", advice="Check the path.")


def report_to(progress: ProgressCallback, total: int) -> Callable[[int], None]:
    """What tells `progress` how many of `total` bytes have left so far.

    It is told by its `update(n)`, else as a function of (so_far, total), else as one of the bytes of each
    piece. Raises InputError for what can be told of nothing.
    """
    tell = _teller(progress, total)
    before = 0

    def report(so_far: int) -> None:
        nonlocal before
        if so_far > before:  # a request that is tried again sends the same bytes again
            piece, before = so_far - before, so_far
            tell(piece, so_far)

    return report


def _teller(progress: Any, total: int) -> Callable[[int, int], object]:
    update = getattr(progress, "update", None)
    if callable(update):
        return lambda piece, _: update(piece)
    if not callable(progress):
        told = f"on_progress is {str(progress)[:60]!r}."
        raise InputError(told, advice="It is a function, or a progress bar.")
    if _takes(progress, 2):
        return lambda _, so_far: progress(so_far, total)
    if _takes(progress, 1):
        return lambda piece, _: progress(piece)
    advice = "It takes (bytes_uploaded, total_bytes), or the bytes of each piece."
    raise InputError("on_progress is a function of neither one number nor two.", advice=advice)


def _takes(call: Callable[..., object], count: int) -> bool:
    """Whether a function can be called so; one that does not tell takes one number."""
    try:
        signature(call).bind(*range(count))
    except TypeError:
        return False
    except ValueError:
        return count == 1
    return True
