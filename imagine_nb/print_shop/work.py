"""Work in a thread that hears when nobody waits for it any more."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from starlette.requests import Request

T = TypeVar("T")
Stop = Callable[[], bool]


async def in_thread(request: Request, job: Callable[[Stop], T]) -> T:
    """What `job(stop)` returns; `stop()` is true once the request is cancelled or its client is gone."""
    stopped = threading.Event()
    watch = asyncio.create_task(_watch(request, stopped))
    try:
        return await asyncio.to_thread(job, stopped.is_set)
    finally:
        stopped.set()
        watch.cancel()


async def _watch(request: Request, stopped: threading.Event) -> None:
    """Set `stopped` when the client disconnects. The body was read before, so nothing else can come."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    stopped.set()
