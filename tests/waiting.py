"""Waiting for what can be seen."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait until something can be seen."""
    ended = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < ended
        time.sleep(0)  # the others' turn
