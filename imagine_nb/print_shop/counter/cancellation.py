"""Cancellation: work in threads that is told to stop once the client has gone.

The threads are daemons: an interpreter that exits does not wait for a picture to be finished.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from starlette.requests import Request

T = TypeVar("T")
Stop = Callable[[], bool]


class ClientGone(Exception):  # noqa: N818 - nothing went wrong
    """The client has gone; no answer will be read."""


async def in_thread(job: Callable[[Stop], T]) -> T:
    """Run `job(stop)` in a thread and return its result; `stop()` is true once this wait is cancelled."""
    stopped = threading.Event()
    try:
        return await asyncio.wrap_future(_started(job, stopped.is_set))
    finally:
        stopped.set()


async def all_of(works: list[Coroutine[Any, Any, T]]) -> list[T]:
    """The results of all, side by side; when one fails or the wait ends early, the others are cancelled."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        return await asyncio.gather(*tasks)
    finally:
        await _ended(tasks)


async def while_wanted(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`, which is cancelled when the client disconnects: then raises ClientGone."""
    task, leaving = asyncio.create_task(work), asyncio.create_task(_left(request))
    try:
        await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientGone
        return task.result()
    finally:
        await _ended([task, leaving])


def _started(job: Callable[[Stop], T], stop: Stop) -> Future[T]:
    future: Future[T] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            future.set_result(job(stop))
        except BaseException as exc:  # noqa: BLE001 - it is raised where the result is awaited
            future.set_exception(exc)

    threading.Thread(target=run, name="print shop", daemon=True).start()
    return future


async def _left(request: Request) -> None:
    """Return when the client disconnects. The body was read before, so nothing else can come."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _ended(tasks: list[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
