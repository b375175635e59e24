"""Process forks: what a child process must not share with its parent is made anew in the child.

Locks may have been held when the fork came, threads and event loops stay behind, and SQLite's connections
belong to the process that opened them.
"""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class Forkable(Protocol):
    """What holds a lock, a thread, a connection, or work under way."""

    def forked(self) -> None:
        """Forget what is the parent's; called in the child before anything else runs there."""


_things: WeakSet[Forkable] = WeakSet()


def renew_in_child(thing: Forkable) -> None:
    """Call `thing.forked()` in every child process, for as long as somebody holds `thing`."""
    _things.add(thing)


def _forked() -> None:
    for thing in tuple(_things):  # no lock: a child has one thread, and is not past its fork yet
        thing.forked()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
