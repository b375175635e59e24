"""Cancellation: work in a few threads, told to stop or never begun once the client has gone.

The threads are daemons: an interpreter that exits does not wait for a picture to be finished.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from starlette.requests import Request

T = TypeVar("T")
Stop = Callable[[], bool]


class ClientGone(Exception):  # noqa: N818 - nothing went wrong
    """The client has gone; no answer will be read."""


class Full(Exception):  # noqa: N818 - a state, told as an answer
    """So many jobs wait already that no other may: `waiting` of them."""

    def __init__(self, waiting: int) -> None:
        super().__init__(waiting)
        self.waiting = waiting


class Threads:
    """Thread pool: at most `most` at once, each of which ends when no job waits; the first come goes first.

    At most `room` jobs may wait, None for any number.
    """

    def __init__(self, most: int, *, room: int | None = None) -> None:
        self._free = most
        self._room = room
        self._jobs: deque[Callable[[], None]] = deque()
        self._lock = threading.Lock()

    async def run(self, job: Callable[[Stop], T]) -> T:
        """The result of `job(stop)`. Once this wait is cancelled `stop()` is true, or the job never begins.

        Raises Full where too many wait.
        """
        stopped = threading.Event()
        future: Future[T] = Future()
        self._put(lambda: _finish(future, job, stopped.is_set))
        try:
            return await asyncio.wrap_future(future)
        finally:
            stopped.set()

    def _put(self, job: Callable[[], None]) -> None:
        with self._lock:
            if self._room is not None and not self._free and len(self._jobs) >= self._room:
                raise Full(len(self._jobs))
            self._jobs.append(job)
            if not self._free:
                return
            self._free -= 1
        threading.Thread(target=self._work, name="print shop", daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._jobs:
                    self._free += 1
                    return
                job = self._jobs.popleft()
            job()


def _finish(future: Future[T], job: Callable[[Stop], T], stop: Stop) -> None:
    if not future.set_running_or_notify_cancel():
        return  # nobody waits for it any more
    try:
        future.set_result(job(stop))
    except BaseException as exc:  # noqa: BLE001 - it is raised where the result is awaited
        future.set_exception(exc)


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


async def _left(request: Request) -> None:
    """Return when the client disconnects. The body was read before, so nothing else can come."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _ended(tasks: list[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
