from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from imagine_nb.transport.lanes import LIMITS, Lanes


class Counting:
    """A server that counts connections, and answers the requests that wait once there are so many of them."""

    def __init__(self, together: int) -> None:
        self.n_made = self.n_open = 0
        self.together = together
        self.waiting: list[asyncio.StreamWriter] = []
        self.all_left = asyncio.Event()

    async def met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.n_made += 1
        self.n_open += 1
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                self.waiting.append(writer)
                if len(self.waiting) == self.together:
                    self.answer()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
            self.n_open -= 1
            if not self.n_open:
                self.all_left.set()

    def answer(self) -> None:
        for writer in self.waiting:
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nfox")
        self.waiting.clear()


@asynccontextmanager
async def lanes_to(counting: Counting) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    server = await asyncio.start_server(counting.met, "127.0.0.1", 0)
    lanes = Lanes(lambda: httpx.AsyncHTTPTransport(limits=LIMITS))
    async with httpx.AsyncClient(transport=lanes, timeout=20) as client:
        yield client, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    await asyncio.wait_for(counting.all_left.wait(), 20)  # all are closed with the client
    server.close()


def run(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(story())


def test_requests_under_way_have_a_connection_each_which_the_next_ones_take() -> None:
    async def story() -> None:
        counting = Counting(together=40)
        async with lanes_to(counting) as (client, url):
            for _ in range(3):
                answers = await asyncio.gather(*(client.get(url) for _ in range(40)))
                assert {each.text for each in answers} == {"fox"}
            assert counting.n_made == 40

    run(story)


def test_one_after_the_other_share_one_connection() -> None:
    async def story() -> None:
        counting = Counting(together=1)
        async with lanes_to(counting) as (client, url):
            for _ in range(5):
                await client.get(url)
            assert counting.n_made == 1

    run(story)


def test_a_request_that_fails_leaves_its_lane_to_the_next() -> None:
    async def story() -> None:
        counting = Counting(together=2)
        async with lanes_to(counting) as (client, url):
            with pytest.raises(httpx.ReadTimeout):
                await client.get(url, timeout=httpx.Timeout(20, read=0.05))  # nobody answers one alone
            counting.waiting.clear()
            counting.together = 1
            assert (await client.get(url)).text == "fox"
            with pytest.raises(httpx.UnsupportedProtocol):
                await client.get("gopher://127.0.0.1/")
            assert (await client.get(url)).text == "fox"
            assert counting.n_made == 2

    run(story)


def test_an_answer_that_nobody_reads_to_its_end_is_closed_and_its_lane_is_free() -> None:
    async def story() -> None:
        counting = Counting(together=1)
        async with lanes_to(counting) as (client, url):
            async with client.stream("GET", url):
                pass
            assert (await client.get(url)).text == "fox"

    run(story)
