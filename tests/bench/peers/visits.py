"""What one kernel of a peer has shown."""

from __future__ import annotations

from dataclasses import dataclass

PICTURES = 10  # of each saved notebook, and those of a kernel after its first


@dataclass(frozen=True, slots=True)
class Visit:
    """Seconds and bytes of one kernel; None where the peer makes no pictures."""

    load: float
    first: float | None  # from loading on
    next: float | None
    stop: float
    is_cancelled: bool
    loaded: int  # bytes of memory that loading adds to an idle kernel
    worked: int | None  # and that are there more after the pictures
