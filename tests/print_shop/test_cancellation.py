from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from imagine_nb.print_shop.counter.cancellation import ClientGone, Full, Threads, all_of, while_wanted
from imagine_nb.print_shop.counter.orders import Order
from imagine_nb.print_shop.counter.prints import prints_of
from imagine_nb.print_shop.inprocess import InProcessTransport

SOON = 10  # seconds; nothing here takes one


class Bench:
    """An app whose one job goes on until it is stopped, and says so."""

    def __init__(self):
        self.begun, self.stopped = threading.Event(), threading.Event()
        self.threads = Threads(2)
        self.app = Starlette(routes=[Route("/", self.answer)], exception_handlers={ClientGone: self.nobody})

    async def answer(self, request):
        return PlainTextResponse(await while_wanted(request, self.threads.run(self.job)))

    async def nobody(self, request, exc):
        return PlainTextResponse("nobody", 499)

    def job(self, stop):
        self.begun.set()
        pause = threading.Event()
        while not stop():
            pause.wait(0.01)
        self.stopped.set()
        return "stopped"


@contextmanager
def on_a_port(app):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield listening.getsockname()
        server.should_exit = True
        thread.join()


def test_a_client_that_hangs_up_stops_the_work_on_a_port():
    bench = Bench()
    with on_a_port(bench.app) as address:
        with socket.create_connection(address) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
            assert bench.begun.wait(SOON)
            assert not bench.stopped.is_set()
        assert bench.stopped.wait(SOON)


def test_a_request_that_is_cancelled_stops_the_work_in_process():
    bench = Bench()

    async def story():
        async with httpx.AsyncClient(transport=InProcessTransport(bench.app)) as client:
            asking = asyncio.create_task(client.get("http://here/"))
            await asyncio.to_thread(bench.begun.wait, SOON)
            assert not bench.stopped.is_set()
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
        assert await asyncio.to_thread(bench.stopped.wait, SOON)

    asyncio.run(story())


def test_work_that_fails_fails_where_it_is_awaited():
    def job(stop):
        raise LookupError("lost")

    async def story():
        with pytest.raises(LookupError, match="lost"):
            await Threads(1).run(job)

    asyncio.run(story())


def test_when_one_of_several_fails_the_others_are_stopped():
    bench = Bench()

    def failing(stop):
        assert bench.begun.wait(SOON)
        raise LookupError("lost")

    async def story():
        with pytest.raises(LookupError):
            await all_of([bench.threads.run(bench.job), bench.threads.run(failing)])

    asyncio.run(story())
    assert bench.stopped.wait(SOON)


def order(**fields):
    plain = {"count": 1, "ratio": "1:1", "resolution": "1k", "as_url": False, "deferred": False, "take": 1}
    return Order(**plain | {"prompt": "a red fox in the snow"} | fields)


def pressmen():
    return [thread for thread in threading.enumerate() if thread.name == "print shop"]


def test_pictures_that_nobody_wants_any_more_are_not_drawn():
    async def story():
        drawing = asyncio.create_task(prints_of(order(count=10, resolution="2k"), presses=Threads(2)))
        while not pressmen():  # noqa: ASYNC110 - threads tell nobody that they have started
            await asyncio.sleep(0)
        drawing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await drawing

    asyncio.run(story())
    for thread in pressmen():
        thread.join(SOON)
    assert pressmen() == []


def test_what_waits_for_a_thread_is_never_begun_for_nobody():
    bench, ran = Bench(), []

    async def story():
        threads = Threads(1)
        first = asyncio.create_task(threads.run(bench.job))
        assert await asyncio.to_thread(bench.begun.wait, SOON)
        unwanted, wanted = (
            asyncio.create_task(threads.run(lambda _, name=name: ran.append(name))) for name in "ab"
        )
        await asyncio.sleep(0)
        unwanted.cancel()
        first.cancel()
        await asyncio.wait({first, unwanted, wanted})

    asyncio.run(story())
    assert ran == ["b"]


def test_many_jobs_take_few_threads():
    running, most, lock = 0, 0, threading.Lock()
    three = threading.Barrier(3)

    def job(stop):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        three.wait(SOON)
        with lock:
            running -= 1

    async def story():
        threads = Threads(3)
        await all_of([threads.run(job) for _ in range(60)])

    asyncio.run(story())
    assert most == 3


def test_jobs_go_in_the_order_they_came():
    ran = []

    async def story():
        threads = Threads(1)
        await all_of([threads.run(lambda _, number=number: ran.append(number)) for number in range(20)])

    asyncio.run(story())
    assert ran == list(range(20))


def test_no_more_may_wait_than_there_is_room_for():
    bench = Bench()

    async def story():
        threads = Threads(1, room=1)
        first = asyncio.create_task(threads.run(bench.job))
        assert await asyncio.to_thread(bench.begun.wait, SOON)
        second = asyncio.create_task(threads.run(lambda _: "second"))
        await asyncio.sleep(0)
        with pytest.raises(Full) as refused:
            await threads.run(lambda _: "third")
        assert refused.value.waiting == 1
        first.cancel()
        assert await second == "second"

    asyncio.run(story())


def test_presses_are_free_again_after_a_failure():
    from imagine_nb.print_shop.press import CannotPrint, Source

    async def story():
        presses = Threads(1)
        with pytest.raises(CannotPrint):
            await prints_of(order(sources=(Source(b"no picture"),)), presses=presses)
        assert await presses.run(lambda _: "free") == "free"

    asyncio.run(story())
