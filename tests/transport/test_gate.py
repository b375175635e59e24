"""Requests leave at the pace of their key and host, whoever asks: calls, transports, processes."""

from __future__ import annotations

import asyncio
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

import paced
from faults_server import FaultServer, held, reply
from imagine_nb import loop
from imagine_nb.config import Target, target
from imagine_nb.errors import RateLimitError
from imagine_nb.exchange.engine import Engine
from imagine_nb.gallery.rate_file import NAME, RateFile
from imagine_nb.transport.connections import Connections
from imagine_nb.transport.gate import Gate, HeldBack
from imagine_nb.transport.known_limits import Shared
from imagine_nb.transport.pace import Pace
from imagine_nb.transport.patience import Patience
from imagine_nb.transport.transport import HTTPReply, Transport
from imagine_nb.wire.order import image_order
from limited_server import LimitedServer

PICTURES, ANSWERS = "/images/generations", "/responses"
HEARD = 0.5  # seconds in which a busy machine's processes have heard what one of them was told
KEY = "a-key-of-the-tests"
REFUSED = "a-key-that-is-refused-for-hours"  # on a port that may be another server's soon
FIFTY = Pace(32, None, tries=50)
Make = Callable[..., LimitedServer]


@pytest.fixture
def limited() -> Iterator[Make]:
    made: list[LimitedServer] = []

    def make(**how: float) -> LimitedServer:
        made.append(LimitedServer(**how))
        return made[-1]

    yield make
    for each in made:
        each.close()


def to(base_url: str, key: str = KEY) -> Target:
    return target(engine="xai", api_key=key, base_url=base_url)


def asked(base_url: str, *paths: str, pace: Pace, key: str = KEY, **how: Any) -> list[Any]:
    """What comes of POSTs to these paths, all at once."""

    async def run() -> list[Any]:
        way = Transport(to(base_url, key), pace=pace, **how)
        try:
            return list(await asyncio.gather(*(way.post(path, {}) for path in paths), return_exceptions=True))
        finally:
            await way.aclose()

    return asyncio.run(run())


def in_time(moments: list[float], begin: float, end: float) -> int:
    return len([each for each in moments if begin < each < end])


@pytest.mark.alone
def test_four_processes_together_keep_one_rate(limited: Make, tmp_path: Path) -> None:
    server = limited(seconds=0.3)
    got = paced.asking(4, server.base_url, tmp_path / "g", count=15, max_in_flight=4, per_second=5)
    assert got == [15] * 4
    assert len(server.came) == 60
    rate = 59 / (server.came[-1] - server.came[0])
    assert 4.75 <= rate <= 5.25


@pytest.mark.alone
def test_what_one_process_is_told_to_wait_all_wait_and_then_there_is_no_storm(
    limited: Make, tmp_path: Path
) -> None:
    server = limited(seconds=0.05)
    server.refuse(3)
    got = paced.asking(2, server.base_url, tmp_path / "g", count=64, max_in_flight=32, per_second=None)
    assert got == [64] * 2
    assert len(server.came) == 128 + len(server.refused)
    asked_at = server.refused[0]
    assert not in_time(server.came, asked_at + HEARD, asked_at + 3)
    # spaced: 64 wait, of whom 32 could leave at once
    assert in_time(server.came, asked_at + 3, asked_at + 3.02) <= 10


@pytest.mark.alone
def test_what_a_server_takes_is_learned_from_what_it_refuses(limited: Make, tmp_path: Path) -> None:
    server = limited(seconds=0.05, per_second=10)
    got = paced.asking(2, server.base_url, tmp_path / "g", count=40, max_in_flight=16, per_second=None)
    assert got == [40] * 2
    began, ended = server.came[0], server.came[-1]
    assert in_time(server.refused, began + 3, ended) <= 5  # it has learned
    assert 4 <= in_time(server.came, began + 3, ended) / (ended - began - 3) <= 12


def test_calls_transports_and_loops_of_a_process_share_one_bucket(limited: Make) -> None:
    server = limited()
    pace = Pace(8, 20)
    threads = [
        threading.Thread(target=asked, args=(server.base_url, *[PICTURES] * 5), kwargs={"pace": pace})
        for _ in range(2)
    ]
    began = time.monotonic()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(server.came) == 10
    assert server.came[-1] - began > 8.7 / 20  # the first was at once


def test_another_key_and_another_host_have_another_limit(limited: Make) -> None:
    here, there = limited().base_url, limited().base_url

    async def run() -> None:
        for url, key in ((here, "one-key"), (here, "another-key"), (there, "one-key")):
            way = Transport(to(url, key), pace=Pace(1, 1 / 30))
            await way.post(PICTURES, {})
            await way.aclose()

    began = time.monotonic()
    asyncio.run(run())
    assert time.monotonic() - began < 15


def test_a_refusal_halves_how_many_are_under_way_and_what_is_granted_lets_more_in() -> None:
    async def run() -> list[int]:
        here, patience = to("http://127.0.0.1:9/v1", "one-of-many"), Patience()
        connections = Connections(here, patience, 8)
        gate, sizes = Gate(here, connections, pace=Pace(8, None), patience=patience), []
        async with AsyncExitStack() as under_way:
            for _ in range(7):
                await under_way.enter_async_context(gate.passed(PICTURES))
            with pytest.raises(RateLimitError):
                async with gate.passed(PICTURES):
                    raise RateLimitError("Too many requests", status=429)
            sizes.append(connections.turn().size)
        sizes.append(connections.turn().size)
        await connections.aclose()
        return sizes

    assert asyncio.run(run()) == [4, 5]


def test_questions_have_their_own_rate_and_the_rest_none(faults: FaultServer) -> None:
    faults.then(*[reply(200, {})] * 6)
    began = time.monotonic()
    paths = (PICTURES, ANSWERS, "/batches", "/batches/b/requests", "/batches")
    assert all(isinstance(each, HTTPReply) for each in asked(faults.base_url, *paths, pace=Pace(8, 1 / 30)))
    assert time.monotonic() - began < 15


def test_what_waits_already_waits_for_what_a_refusal_asks(limited: Make) -> None:
    server = limited(seconds=0.02)
    server.refuse(1)
    got = asked(server.base_url, *[PICTURES] * 6, pace=Pace(2, None, tries=5))
    assert all(isinstance(each, HTTPReply) for each in got)
    assert len(server.came) == 6 + len(server.refused)
    assert len(server.refused) <= 2  # those that were in flight
    assert in_time(server.came, 0, server.refused[0] + 0.99) <= 2


def test_what_is_still_connecting_when_another_is_refused_is_held_back() -> None:
    async def run() -> None:
        here, patience = to("http://127.0.0.1:9/v1", "one-who-connects"), Patience()
        connections = Connections(here, patience, 2)
        gate = Gate(here, connections, pace=Pace(2, None), patience=patience)
        async with gate.passed(PICTURES) as may_leave:
            assert may_leave is not None
            await may_leave()
            with pytest.raises(RateLimitError):
                async with gate.passed(PICTURES):
                    raise RateLimitError("Too many requests", status=429, retry_after=30)
            with pytest.raises(HeldBack):
                await may_leave()
        await connections.aclose()

    asyncio.run(run())


def test_a_refusal_is_tried_as_often_as_the_pace_says(faults: FaultServer) -> None:
    faults.then(*[reply(429, {"error": "Too many requests"}, retry_after="0")] * 9)
    pace, quick = Pace(1, None, tries=3), Patience(attempts=1, pause=0.001)
    (error,) = asked(faults.base_url, PICTURES, pace=pace, patience=quick)
    assert isinstance(error, RateLimitError)
    assert len(faults.requests) == 3
    (error,) = asked(faults.base_url, PICTURES, pace=Pace(1, None), patience=quick)
    assert isinstance(error, RateLimitError)
    assert len(faults.requests) == 4


def test_a_pace_with_tries_waits_longer_than_patience_and_not_past_its_end(faults: FaultServer) -> None:
    faults.then(reply(429, {}, retry_after="1"), reply(200, {}), reply(429, {}, retry_after="30"))
    short = Patience(longest=0.5)
    (got,) = asked(faults.base_url, PICTURES, pace=Pace(1, None, tries=2), patience=short)
    assert isinstance(got, HTTPReply)
    began = time.monotonic()
    until = Pace(1, None, tries=50, until=time.time() + 5)
    got = asked(faults.base_url, PICTURES, PICTURES, PICTURES, pace=until, patience=short)
    assert [type(each) for each in got] == [RateLimitError] * 3
    assert time.monotonic() - began < 5
    assert len(faults.requests) == 3  # the others were not sent


def test_a_wait_that_is_too_long_is_told_and_nothing_is_sent(faults: FaultServer) -> None:
    faults.then(reply(429, {"error": "Too many requests"}, retry_after="7200"))
    first, second = asked(faults.base_url, PICTURES, PICTURES, pace=Pace(1), key=REFUSED)
    assert isinstance(first, RateLimitError)
    assert isinstance(second, RateLimitError)
    assert len(faults.requests) == 1
    assert "nothing was sent" in str(second)
    assert (second.may_be_charged, second.status) == (False, None)
    assert second.retry_after is not None
    assert 7190 < second.retry_after <= 7200


def test_who_is_cancelled_while_waiting_holds_up_nobody(limited: Make) -> None:
    server = limited()

    async def run() -> int:
        way = Transport(to(server.base_url), pace=Pace(2, 5))
        await way.post(PICTURES, {})
        given_up = [asyncio.create_task(way.post(PICTURES, {})) for _ in range(4)]
        await asyncio.sleep(0)
        for each in given_up:
            each.cancel()
        await asyncio.gather(*given_up, return_exceptions=True)
        began = time.monotonic()
        await way.post(PICTURES, {})
        await way.aclose()
        assert time.monotonic() - began < 2
        return len(server.came)

    assert asyncio.run(run()) == 2


@pytest.mark.parametrize("trouble", ["none", "held", "broken", "link"])
def test_without_a_file_each_process_keeps_the_rate_alone(
    limited: Make, tmp_path: Path, trouble: str
) -> None:
    server = limited()

    class Held:
        def changed(self, name: str, change: object) -> Any:
            raise BlockingIOError

    if trouble == "broken":
        (tmp_path / NAME).mkdir()
    if trouble == "link":
        (tmp_path / NAME).symlink_to(tmp_path / "elsewhere")
    shared: Shared | None = Held() if trouble == "held" else RateFile(lambda: tmp_path)
    how = {} if trouble == "none" else {"shared": lambda: shared}
    began = time.monotonic()
    got = asked(server.base_url, *[PICTURES] * 5, pace=Pace(8, 10), **how)
    assert all(isinstance(each, HTTPReply) for each in got)
    assert server.came[-1] - began > 0.37
    assert not (tmp_path / "elsewhere").exists()


def test_a_gallery_shares_and_none_does_not(limited: Make, tmp_path: Path) -> None:
    server = limited()
    for folder in (tmp_path / "g", False):
        engine = Engine(to(server.base_url), gallery=folder, pace=Pace(1, 50))  # type: ignore[arg-type]
        order = image_order("a fox", target=engine.to, model="grok-imagine-image")
        loop.run(engine.exchange.pictures(order))
        loop.run(engine.aclose())
    assert [each.name for each in tmp_path.rglob(NAME)] == [NAME]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no forks")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_keeps_the_rate_of_its_parent(limited: Make, tmp_path: Path) -> None:
    server = limited()
    engine = Engine(to(server.base_url), gallery=tmp_path / "g", pace=Pace(1, 2))
    order = image_order("a fox", target=engine.to, model="grok-imagine-image")
    began = time.monotonic()
    loop.run(engine.exchange.pictures(order))
    child = os.fork()
    if not child:
        try:
            loop.run(engine.exchange.pictures(order))
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    loop.run(engine.exchange.pictures(order))
    loop.run(engine.aclose())
    assert len(server.came) == 3
    assert server.came[-1] - began > 0.87


def test_a_job_tells_that_it_waits(faults: FaultServer) -> None:
    faults.then(reply(429, {}, retry_after="30"), reply(200, {}))
    way = Transport(to(faults.base_url), pace=Pace(1, None))
    job = loop.Job(way.post(PICTURES, {}))
    faults.wait_for(1)
    told = next(filter(None, (job.holdup for _ in iter(lambda: job.done, True))))
    job.cancel()
    loop.run(way.aclose())
    assert re.fullmatch(r"waits (2\d|30) s for the rate limit", told)


def test_a_job_does_not_tell_of_a_wait_that_is_too_long_to_be_waited(faults: FaultServer) -> None:
    let_go, is_refused = threading.Event(), threading.Event()
    faults.then(held(let_go, reply(200, {})), reply(429, {}, retry_after="7200"))
    way = Transport(to(faults.base_url, REFUSED), pace=Pace(2, None))

    async def both() -> None:
        first = asyncio.create_task(way.post(PICTURES, {}))
        await asyncio.to_thread(faults.wait_for, 1)
        with pytest.raises(RateLimitError):
            await way.post(PICTURES, {})
        is_refused.set()
        await first

    job = loop.Job(both())
    assert is_refused.wait(30)
    assert job.holdup == ""
    let_go.set()
    job.result()
    loop.run(way.aclose())
