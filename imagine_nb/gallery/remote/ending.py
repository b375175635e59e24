"""End of the process: what waits in open mirrors is uploaded, and what could not be is said."""

from __future__ import annotations

import atexit
import concurrent.futures.thread  # noqa: F401 - which says how it ends before this does
import sys
import threading
import weakref
from typing import Protocol

from imagine_nb.errors import GalleryError
from imagine_nb.gallery.remote.store import Store
from imagine_nb.printable import counted

AT_EXIT = 10.0  # seconds that one mirror holds up the end of the process at most


class Mirror(Protocol):
    """A mirror that is open."""

    store: Store
    others: float
    trouble: GalleryError | None

    @property
    def n_waiting(self) -> int: ...
    def send_rest(self) -> None: ...
    def close(self) -> None: ...


OPEN: weakref.WeakSet[Mirror] = weakref.WeakSet()  # those of this process


def waits(n: int) -> str:
    """How many pictures still wait, in words; empty for none."""
    return f"{counted(n, 'picture')} still to be uploaded" if n else ""


def _upload() -> None:
    for each in tuple(OPEN):
        each.store.patience = each.others = AT_EXIT
        each.send_rest()


@atexit.register
def _end() -> None:
    for each in tuple(OPEN):
        if each.trouble is not None and (waiting := waits(each.n_waiting)):
            sys.stderr.write(f"imagine_nb: {waiting} to {each}; opening it again goes on.\n")
        each.close()


# before the pools of threads end, without which s3fs opens no connection; for atexit they have ended
getattr(threading, "_register_atexit", atexit.register)(_upload)
