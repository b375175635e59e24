from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import contextmanager
from threading import Semaphore

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from imagine_nb.print_shop.counter.cancellation import ClientGone, all_of, in_thread, while_wanted
from imagine_nb.print_shop.counter.orders import Order
from imagine_nb.print_shop.counter.prints import prints_of
from imagine_nb.print_shop.inprocess import InProcessTransport

SOON = 10  # seconds; nothing here takes one


class Bench:
    """An app whose one job goes on until it is stopped, and says so."""

    def __init__(self):
        self.begun, self.stopped = threading.Event(), threading.Event()
        self.app = Starlette(routes=[Route("/", self.answer)], exception_handlers={ClientGone: self.nobody})

    async def answer(self, request):
        return PlainTextResponse(await while_wanted(request, in_thread(self.job)))

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
            await in_thread(job)

    asyncio.run(story())


def test_when_one_of_several_fails_the_others_are_stopped():
    bench = Bench()

    def failing(stop):
        assert bench.begun.wait(SOON)
        raise LookupError("lost")

    async def story():
        with pytest.raises(LookupError):
            await all_of([in_thread(bench.job), in_thread(failing)])

    asyncio.run(story())
    assert bench.stopped.wait(SOON)


def order(**fields):
    plain = {"count": 1, "ratio": "1:1", "resolution": "1k", "as_url": False, "deferred": False, "take": 1}
    return Order(**plain | {"prompt": "a red fox in the snow"} | fields)


def pressmen():
    return [thread for thread in threading.enumerate() if thread.name == "print shop"]


@pytest.mark.parametrize("presses", [0, 2], ids=["waiting for a press", "drawing"])
def test_pictures_that_nobody_wants_any_more_are_not_drawn(presses):
    async def story():
        wanted = order(count=10, resolution="2k")
        drawing = asyncio.create_task(prints_of(wanted, presses=Semaphore(presses)))
        while len(pressmen()) < 10:  # noqa: ASYNC110 - threads tell nobody that they have started
            await asyncio.sleep(0)
        drawing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await drawing

    asyncio.run(story())
    for thread in pressmen():
        thread.join(SOON)
    assert pressmen() == []


def test_presses_are_free_again_after_a_failure():
    presses = Semaphore(1)
    from imagine_nb.print_shop.press import CannotPrint, Source

    async def story():
        with pytest.raises(CannotPrint):
            await prints_of(order(sources=(Source(b"no picture"),)), presses=presses)

    asyncio.run(story())
    assert presses.acquire(blocking=False)
