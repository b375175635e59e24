"""Threads of a panel: one that acts, message by message, and a few that look things up beside it.

A widget's callback has to return at once: while it works, no other message of any panel is heard.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from imagine_nb.forking import renew_in_child

N_LOOKING = 3


class Workers:
    """The threads of all panels of this process, started when they are first needed."""

    def __init__(self) -> None:
        self._acting, self._looking = _pool(1), _pool(N_LOOKING)
        renew_in_child(self)

    def forked(self) -> None:
        """The child has none of the threads."""
        self._acting, self._looking = _pool(1), _pool(N_LOOKING)

    def act(self, work: Callable[[], None]) -> None:
        """Do this after all that was to be done before it."""
        self._acting.submit(work)

    def look(self, work: Callable[[], None]) -> None:
        """Do this as soon as may be, beside the rest."""
        self._looking.submit(work)


def _pool(size: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(size, thread_name_prefix="imagine-nb panel")
