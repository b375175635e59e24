"""Background thread with an event loop of its own, which ends all that runs on it before it ends."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import AsyncGenerator
from typing import Any, Protocol

END_SECONDS = 3.0  # how long all that runs, and its connections, may take to end on a busy machine


class Closable(Protocol):
    """What is open on the loop until it is closed."""

    async def aclose(self) -> None:
        """Close it."""


class LoopThread:
    """A daemon thread with an event loop of its own, and what is open on that."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.loop = asyncio.new_event_loop()
        self.streams: set[AsyncGenerator[Any, None]] = set()  # that somebody reads
        self.open: set[Closable] = set()  # to be closed when it all ends
        self.thread = threading.Thread(target=self._spin, name="imagine_nb", daemon=True)
        self.thread.start()

    def _spin(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def stop(self) -> None:
        """End all that runs on the loop, then the loop and its thread."""
        if self.pid != os.getpid() or not self.thread.is_alive():
            return
        ending = asyncio.run_coroutine_threadsafe(self._cancel_all(), self.loop)
        try:
            ending.result(END_SECONDS)
        except (TimeoutError, RuntimeError):  # the interpreter is going down under a stuck task
            return
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(END_SECONDS)
        if not self.thread.is_alive():
            self.loop.close()

    async def _cancel_all(self) -> None:
        running = asyncio.all_tasks() - {asyncio.current_task()}
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for stream in tuple(self.streams):  # from the outside in: inner ones are closed by theirs
            with contextlib.suppress(Exception):
                await stream.aclose()
        for each in tuple(self.open):
            with contextlib.suppress(Exception):
                await each.aclose()
        await self.loop.shutdown_asyncgens()
