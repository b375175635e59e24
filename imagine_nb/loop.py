"""Sync over async: one background event loop, reached from any thread and from any other loop.

Everything that talks to an engine runs on this loop. A caller waits in short polls, so that the stop button
is heard at once, and whatever interrupts the wait cancels what was waited for.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import threading
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Generator
from concurrent.futures import CancelledError, Future, wait
from contextvars import Context
from typing import Any, Generic, TypeVar

from imagine_nb.errors import ImagineError, Stopped
from imagine_nb.forking import renew_in_child
from imagine_nb.loop_thread import Closable, LoopThread
from imagine_nb.stops import Stake

T = TypeVar("T")

POLL_SECONDS = 0.1
SETTLE_SECONDS = 0.5  # how long a cancelled call may take to write down how it ended


class _Process:
    """The one background loop of this process, started when it is first needed."""

    def __init__(self) -> None:
        self.background: LoopThread | None = None
        self._lock = threading.Lock()
        renew_in_child(self)

    def forked(self) -> None:
        """The child has neither the thread nor the loop."""
        self.background, self._lock = None, threading.Lock()

    def running(self) -> LoopThread:
        if _exiting.is_set():
            raise RuntimeError("Nothing is asked for while Python ends.")
        with self._lock:
            if self.background is None or not self.background.thread.is_alive():
                self.background = LoopThread()
            return self.background

    def stop(self) -> None:
        with self._lock:
            ending, self.background = self.background, None
        if ending is not None:
            ending.stop()


_exiting = threading.Event()
_process = _Process()


def stop() -> None:
    """Cancel everything in flight and end the background thread; the next call starts a new one."""
    _process.stop()


def close_in_the_end(thing: Closable) -> None:
    """Close `thing` when the loop that it is open on ends, if that is the background loop."""
    background = _process.background
    if background is not None and asyncio.get_running_loop() is background.loop:
        background.open.add(thing)


async def close(thing: Closable) -> None:
    """Close `thing` now."""
    if _process.background is not None:
        _process.background.open.discard(thing)
    await thing.aclose()


def _exit() -> None:
    _exiting.set()
    stop()


atexit.register(_exit)


class Job(Generic[T]):
    """A coroutine under way on the background loop. Any thread may wait for it or cancel it.

    A job that nobody holds any more is cancelled: an interrupt may come between its start and the wait.
    What it may cost is charged to `stake`; `stopped` tells better than that what a stop leaves.
    """

    def __init__(
        self,
        coroutine: Coroutine[Any, Any, T],
        *,
        stake: Stake | None = None,
        stopped: Callable[[], str] | None = None,
    ) -> None:
        background = _process.running()
        self._stake, self._told = stake or Stake(), stopped
        self._thread = background.thread
        self._ended: Future[None] = Future()  # a moment after the other one where that was cancelled
        self._started = time.monotonic()
        self.future: Future[T] = Future()  # is there before the work begins, so that it can be cancelled
        background.loop.call_soon_threadsafe(
            _begin, coroutine, self.future, self._ended, self._stake.context()
        )

    def __del__(self) -> None:
        if hasattr(self, "future"):
            self.future.cancel()

    def __repr__(self) -> str:
        return f"<Job {'done' if self.done else 'running'} · {self.seconds:.1f} s>"

    @property
    def seconds(self) -> float:
        """How long ago it was started."""
        return time.monotonic() - self._started

    @property
    def done(self) -> bool:
        """Whether it has ended, one way or another."""
        return self.future.done()

    @property
    def holdup(self) -> str:
        """`waits 2 s for the rate limit`, while it does; else nothing."""
        return self._stake.holdup

    def cancel(self) -> None:
        """Ask it to end, and wait a moment until it has written down how."""
        self.future.cancel()
        if threading.current_thread() is not self._thread:
            wait({self._ended}, SETTLE_SECONDS)

    def when_done(self, call: Callable[[Job[T]], object]) -> None:
        """Call with this job when it has ended; the call comes from the background thread."""
        self.future.add_done_callback(lambda _: call(self))

    @property
    def is_over(self) -> bool:
        """Whether its work has ended; of a cancelled one a moment later, once it is written down how."""
        return self._ended.done()

    def when_over(self, call: Callable[[object], object]) -> None:
        """Call when its work has ended, from the background thread; this holds no job."""
        self._ended.add_done_callback(call)

    def result(self, *, tick: Callable[[], None] | None = None) -> T:
        """What it returns; raises what it raises.

        `tick` is called about ten times a second in the caller's thread. Whatever interrupts the wait cancels
        the job; the stop button is a Stopped that says what may have been charged.
        """
        if threading.current_thread() is self._thread and not self.done:
            self.future.cancel()
            raise RuntimeError("A wait on the background loop would wait for itself; await instead.")
        try:
            return self._awaited(tick)
        except KeyboardInterrupt:
            with contextlib.suppress(KeyboardInterrupt):  # a second press
                self.cancel()
            raise Stopped(self._told()) if self._told else self._stake.stopped() from None
        except BaseException:
            if not self.done:
                self.cancel()
            raise

    def _awaited(self, tick: Callable[[], None] | None) -> T:
        while True:
            try:
                return self.future.result(POLL_SECONDS)
            except TimeoutError:
                if self.done:  # the coroutine's own timeout, not the poll's
                    raise
                if not self._thread.is_alive():  # a job that has ended is done before its thread is
                    raise ImagineError(
                        "This was asked in the process that this one was forked from.",
                        advice="Wait for it there, or ask again here.",
                    ) from None
            except CancelledError:
                if _exiting.is_set():  # only a daemon thread waits now, and dies waiting, in silence
                    threading.Event().wait()
                raise
            if tick is not None:
                tick()


def _begin(
    coroutine: Coroutine[Any, Any, T], future: Future[T], ended: Future[None], context: Context
) -> None:
    """On the loop: run the coroutine as a task that ends as the future does, and the other way round."""
    loop = asyncio.get_running_loop()
    task = loop.create_task(coroutine, context=context)
    task.add_done_callback(lambda task: _settle(task, future, ended))

    def drop(future: Future[T]) -> None:
        if future.cancelled() and not loop.is_closed():
            loop.call_soon_threadsafe(task.cancel)

    future.add_done_callback(drop)


def _settle(task: asyncio.Task[T], future: Future[T], ended: Future[None]) -> None:
    if task.cancelled():
        future.cancel()
    elif (error := task.exception()) is not None:
        if future.set_running_or_notify_cancel():
            future.set_exception(error)
    elif future.set_running_or_notify_cancel():
        future.set_result(task.result())
    ended.set_result(None)


def run(
    coroutine: Coroutine[Any, Any, T],
    *,
    tick: Callable[[], None] | None = None,
    stake: Stake | None = None,
) -> T:
    """The result of `coroutine`, run on the background loop; see `Job.result`."""
    return Job(coroutine, stake=stake).result(tick=tick)


async def reach(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of `coroutine`, run on the background loop, awaited from whichever loop runs here.

    The wait wakes up ten times a second: an idle loop would not hear the stop button.
    """
    background = _process.running()
    if asyncio.get_running_loop() is background.loop:
        return await coroutine
    job = Job(coroutine)
    waiting = asyncio.wrap_future(job.future)
    try:
        while not waiting.done():
            await asyncio.wait({waiting}, timeout=POLL_SECONDS)
        return waiting.result()
    except BaseException:
        job.cancel()
        raise


def iterate(stream: AsyncGenerator[T, None]) -> Generator[T, None, None]:
    """The items of `stream`, which runs on the background loop, as they come; leaving early ends it."""
    streams = _process.running().streams
    streams.add(stream)
    stake = Stake()  # of all of it, whichever piece a stop comes at
    try:
        while True:
            try:
                yield run(_of(anext(stream)), stake=stake)
            except StopAsyncIteration:
                return
    finally:
        if not _exiting.is_set():  # else it is closed already
            run(_of(stream.aclose()))
        streams.discard(stream)


async def reach_each(stream: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
    """The items of `stream`, which runs on the background loop, for a consumer on any loop."""
    streams = _process.running().streams
    streams.add(stream)
    try:
        while True:
            try:
                item = await reach(_of(anext(stream)))
            except StopAsyncIteration:
                return
            yield item
    finally:
        if not _exiting.is_set():
            await reach(_of(stream.aclose()))
        streams.discard(stream)


async def _of(step: Awaitable[T]) -> T:
    return await step
