"""What processes do to a gallery at the same moment; it imports little, for there are many of them."""

from __future__ import annotations

from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from imagine_nb import Gallery


def opened(folder: Path, barrier: Barrier, told: Queue[object]) -> None:
    """Open a gallery at the same moment as others; tell what came of it."""
    barrier.wait(60)
    try:
        told.put(len(Gallery(folder)))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        told.put(repr(error))
