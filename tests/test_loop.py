from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncGenerator
from concurrent.futures import CancelledError

import pytest

from imagine_nb import loop
from imagine_nb.loop import Job

FOREVER = 60.0


async def five() -> int:
    await asyncio.sleep(0)
    return 5


async def broken() -> None:
    raise KeyError("x")


class Endless:
    """Work without an end that says when it began and how it ended."""

    def __init__(self) -> None:
        self.began, self.ended = threading.Event(), threading.Event()

    async def __call__(self) -> None:
        self.began.set()
        try:
            await asyncio.sleep(FOREVER)
        finally:
            self.ended.set()


def test_a_call_waits_for_what_it_returns_or_raises() -> None:
    assert loop.run(five()) == 5
    with pytest.raises(KeyError):
        loop.run(broken())


def test_it_works_under_a_loop_that_runs_already() -> None:
    async def main() -> tuple[int, int]:
        return loop.run(five()), await loop.reach(five())

    assert asyncio.run(main()) == (5, 5)


def test_several_threads_call_at_once() -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(loop.run(five()))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert found == [5] * 20


def test_an_interrupt_cancels_what_was_waited_for() -> None:
    work = Endless()

    def interrupt() -> None:
        assert work.began.wait(10)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        loop.run(work())
    assert work.ended.wait(30)


def test_a_job_can_be_cancelled_from_any_thread() -> None:
    work = Endless()
    job = Job(work())
    assert work.began.wait(10)
    assert "running" in repr(job)
    job.cancel()
    assert job.done
    assert work.ended.wait(30)
    with pytest.raises(CancelledError):
        job.result()


def test_waiting_ticks() -> None:
    gate, ticks = threading.Event(), []

    async def waiting() -> None:
        await asyncio.to_thread(gate.wait, 10)

    def tick() -> None:
        ticks.append(1)
        if len(ticks) == 2:
            gate.set()

    loop.run(waiting(), tick=tick)
    assert len(ticks) >= 2


def test_a_wait_that_would_wait_for_itself_is_told() -> None:
    async def inside() -> None:
        loop.run(five())

    with pytest.raises(RuntimeError, match="wait for itself"):
        loop.run(inside())


def test_a_stream_is_read_as_it_comes_and_ended_when_left() -> None:
    ended = threading.Event()

    async def counting() -> AsyncGenerator[int, None]:
        try:
            for number in range(10):
                yield number
        finally:
            ended.set()

    assert list(loop.iterate(counting())) == list(range(10))
    ended.clear()
    for number in loop.iterate(counting()):
        if number == 2:
            break
    assert ended.wait(5)


def test_awaiting_ends_what_is_awaited_when_cancelled() -> None:
    work = Endless()

    async def main() -> None:
        waiting = asyncio.ensure_future(loop.reach(work()))
        await asyncio.to_thread(work.began.wait, 10)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(main())
    assert work.ended.wait(5)


def test_after_a_stop_the_next_call_starts_anew() -> None:
    work = Endless()
    Job(work())
    assert work.began.wait(10)
    loop.stop()
    assert work.ended.is_set()
    assert loop.run(five()) == 5


HEAD = """
import asyncio, threading
from imagine_nb import Client, loop
from imagine_nb.loop import Job
client = Client(engine='print-shop', gallery=False)
"""
PROGRAMS = {
    "a job nobody waits for": "Job(asyncio.sleep(60))",
    "a call in a daemon thread": (
        "threading.Thread(target=lambda: loop.run(asyncio.sleep(60)), daemon=True).start()"
    ),
    "a client with connections": "client.image.sample('a fox', 'grok-imagine-image')",
    "a picture half drawn": (
        "Job(client._engine.transport.post('/images/generations', {'prompt': 'a fox', 'n': 10}))"
    ),
    "a stream left open": "s = client.chat.create('grok-4.3').append('hi').stream(); next(s)",
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_the_interpreter_ends_at_once_and_says_nothing(program: str) -> None:
    start = time.monotonic()
    assert said_by("-W", "error", "-c", HEAD + program) == (0, "", "")
    assert time.monotonic() - start < 20


def said_by(*arguments: str) -> tuple[int, str, str]:
    """How a process of its own ends, and what it prints."""
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout, done.stderr


FORKED = """
import os, sys, tempfile
from imagine_nb import Client
client = Client(engine='print-shop', gallery=tempfile.mkdtemp())
client.image.sample('a fox', 'grok-imagine-image')
child = os.fork()
made = client.image.sample('a hat', 'grok-imagine-image')
if child == 0:
    os._exit(0 if made.data[:2] == b'\\xff\\xd8' else 1)
_, status = os.waitpid(child, 0)
print(status, len(client.gallery), len({each.id for each in client.gallery}))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_client_works_on_both_sides_of_a_fork() -> None:
    assert said_by("-c", FORKED) == (0, "0 3 3\n", "")
