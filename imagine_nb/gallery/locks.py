"""File locks: whether the file system has them, found out by one probe.

Without them SQLite takes each lock for somebody else's, and waits for minutes without a word.
"""

from __future__ import annotations

import errno
import os
import random
import time
from contextlib import suppress
from pathlib import Path

from imagine_nb.errors import GalleryError

PROBE = ".gitignore"  # a file that every gallery has; SQLite's own may not be opened beside it
HELD_SECONDS = 2.0  # others hold the probe for less than a millisecond, while they try the same


def require_locks(folder: Path) -> None:
    """Raise GalleryError where the folder's file system has no locks that SQLite could use."""
    try:
        import fcntl
    except ImportError:  # Windows has them
        return
    descriptor = _opened(folder / PROBE)
    if descriptor is None:
        return
    until = time.monotonic() + HELD_SECONDS
    try:
        # an exclusive lock needs a file that may be written
        kind = fcntl.LOCK_EX if os.access(folder / PROBE, os.W_OK) else fcntl.LOCK_SH
        while (failure := _failure(descriptor, kind | fcntl.LOCK_NB)) is not None:
            if failure.errno not in {errno.EAGAIN, errno.EACCES} or time.monotonic() > until:
                raise GalleryError(
                    f"The file system of {folder} has no file locks ({failure.strerror}), which a gallery"
                    " needs.",
                    advice="Set IMAGINE_NB_GALLERY to a folder on a local disk.",
                )
            time.sleep(random.uniform(0.001, 0.02))
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int | None:
    extra = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    for flags in (os.O_RDWR, os.O_RDONLY):
        with suppress(OSError):
            return os.open(path, flags | extra)
    return None


def _failure(descriptor: int, kind: int) -> OSError | None:
    """What stands in the way of a lock, None where it is had."""
    import fcntl

    try:
        fcntl.lockf(descriptor, kind)
    except OSError as failure:
        return failure
    return None
