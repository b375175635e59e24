"""Rate file: what the kernels that share a gallery know of rate limits, changed by one of them at a time.

It holds no key, but the names that the transport gives to keys and hosts. Anybody may have written it: what
cannot be true counts as nothing, and where it cannot be locked or written each process is on its own.
"""

from __future__ import annotations

import errno
import json
import math
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from imagine_nb.errors import GalleryError
from imagine_nb.fields import object_in
from imagine_nb.forking import renew_in_child
from imagine_nb.gallery.disk import plain_descriptor
from imagine_nb.records import JSON
from imagine_nb.transport.rate_limit import KINDS, Bucket, Limits
from imagine_nb.wire.parsing import bounded_json

NAME = "rates.json"
_MOST_BYTES = 2**15
_MOST = 64  # keys and hosts; those that were asked for longest ago are left out

T = TypeVar("T")


class _Process:
    """The lock of this process: those of files are its own, and bar none of its threads."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        renew_in_child(self)

    def forked(self) -> None:
        self.lock = threading.Lock()


_process = _Process()


class RateFile:
    """The file in the folder of a gallery, wherever that is when it is asked."""

    def __init__(self, folder: Callable[[], Path]) -> None:
        self._folder = folder

    def changed(self, name: str, change: Callable[[Limits], tuple[Limits, T]]) -> T:
        """What `change` returns beside the new limits of `name`; nobody else changes any meanwhile.

        Raises BlockingIOError where somebody does, and another OSError where the file cannot be used.
        """
        with _process.lock, _locked(self._path()) as descriptor:
            kept = _kept(descriptor)
            before = _limits(object_in(kept, name)).sane(time.time())
            after, found = change(before)
            if after != before:
                kept.pop(name, None)  # the newest come last
                _write(descriptor, {**kept, name: _as_json(after)})
            return found

    def _path(self) -> Path:
        try:
            return self._folder() / NAME
        except GalleryError as exc:  # nobody can tell where it is now
            raise OSError(errno.ENOENT, exc.message) from exc


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    descriptor = plain_descriptor(path, os.O_RDWR | os.O_CREAT)
    try:
        _lock(descriptor)
        yield descriptor
    finally:
        os.close(descriptor)  # which unlocks it


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _MOST_BYTES, os.SEEK_SET)  # what is locked there nobody can read
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError as exc:
            raise BlockingIOError(exc.errno, "somebody else has it") from exc
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except PermissionError as exc:  # another spelling of the same
            raise BlockingIOError(exc.errno, "somebody else has it") from exc


def _kept(descriptor: int) -> dict[str, JSON]:
    """What the file holds; nothing where that is not what is written here."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    data = os.read(descriptor, _MOST_BYTES + 1)
    try:
        parsed = bounded_json(data) if 0 < len(data) <= _MOST_BYTES else None
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _write(descriptor: int, kept: dict[str, JSON]) -> None:
    newest = dict(list(kept.items())[-_MOST:])
    data = json.dumps(newest, separators=(",", ":")).encode()
    if len(data) > _MOST_BYTES:  # a stranger's names are long
        data = json.dumps(dict([newest.popitem()]), separators=(",", ":")).encode()
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, data)
    os.ftruncate(descriptor, len(data))


def _as_json(limits: Limits) -> JSON:
    buckets = {kind: [each.left, each.due, each.rate, each.since] for kind, each in limits.buckets.items()}
    return {"blocked": [limits.asked, limits.until], **buckets}


def _limits(told: dict[str, Any]) -> Limits:
    """Limits as they were written, as far as they are numbers."""
    buckets = {}
    for kind in KINDS:
        left, due, rate, since = _numbers(told.get(kind), 4)
        if left is not None and due is not None:
            buckets[kind] = Bucket(left, due, rate, since or 0.0)
    asked, until = _numbers(told.get("blocked"), 2)
    return Limits(buckets, asked or 0.0, until or 0.0)


def _numbers(value: object, count: int) -> list[float | None]:
    """The numbers of a list of that many; None for each that is none."""
    listed = value if isinstance(value, list) and len(value) == count else [None] * count
    return [_number(each) for each in listed]


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
