"""A disk that is full: files of this process may not grow past so many bytes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")


@contextmanager
def full(*, at: int = 1) -> Iterator[None]:
    """Every file of this process ends at `at` bytes: with 1 nothing can be written, the database neither."""
    import resource

    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (at, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))
