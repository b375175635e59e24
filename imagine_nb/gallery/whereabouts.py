"""Whereabouts of an open database: its folder may be renamed, moved or deleted while a kernel runs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from imagine_nb.errors import GalleryError

_F_GETPATH = 50  # of macOS
# holds a file without opening it: to close a file that SQLite has open undoes its locks
_MARK = getattr(os, "O_PATH", None)


class Whereabouts:
    """The folder and the file that were opened, held fast, whatever they are called now."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._folder = _held(path.parent, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        self._file = None if _MARK is None else _held(path, _MARK)
        self._wal = None if _MARK is None else _held(_wal(path), _MARK)

    def __del__(self) -> None:
        for each in (self._folder, self._file, self._wal):
            if each is not None:
                os.close(each)

    def now(self, path: Path) -> Path | None:
        """Where the database of `path` has to be opened now; None where its folder was deleted.

        Raises GalleryError where it is elsewhere and cannot be followed: a new one is no substitute.
        """
        if self._folder is None:  # Windows lets nobody move a folder with open files
            return path
        folder = path.parent if _is_same(path.parent, self._folder) else _place(self._folder)
        if folder is None and not _is_gone(self._folder):
            raise _moved(path, f"its folder is not at {path.parent} any more")
        if folder is None:
            return None
        here = folder / self._name
        if self._file is not None and not _is_same(here, self._file):
            if file := _place(self._file):
                raise _moved(path, f"the file is at {file} now")
            if here.exists() and self._wal is not None and _is_same(_wal(here), self._wal):
                raise _moved(path, f"another one is in its place, beside the old one's {_wal(here).name}")
        return here


def _wal(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _held(path: Path, flags: int) -> int | None:
    try:
        return os.open(path, flags | getattr(os, "O_CLOEXEC", 0))
    except OSError:  # Windows opens no folders
        return None


def _place(descriptor: int) -> Path | None:
    """Where what is held is now, None where it was deleted or nobody can tell."""
    try:
        if sys.platform == "darwin":
            import fcntl

            told = fcntl.fcntl(descriptor, _F_GETPATH, bytes(1024)).rstrip(b"\0").decode()
        else:
            told = os.readlink(f"/proc/self/fd/{descriptor}")  # noqa: PTH115 - as text, whatever it is
    except OSError:
        return None
    return Path(told) if _is_same(Path(told), descriptor) else None


def _is_same(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except OSError:
        return False


def _is_gone(descriptor: int) -> bool:
    """Whether the folder that is held was deleted."""
    try:
        told = os.readlink(f"/proc/self/fd/{descriptor}")  # noqa: PTH115
    except OSError:
        told = ""
    return told.endswith(" (deleted)") or os.fstat(descriptor).st_nlink == 0


def _moved(path: Path, where: str) -> GalleryError:
    return GalleryError(
        f"The gallery's database {path.name} was moved away while it was in use: {where}.",
        advice="Move it back, or restart the kernel and open the gallery where it is now.",
    )
