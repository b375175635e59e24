"""What comes in through the transport: whole, in bounds, and without the key where it is text."""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from faults_server import Act, FaultServer, raw, reply
from imagine_nb.config import target
from imagine_nb.engines import XAI
from imagine_nb.errors import APIError, APITimeoutError, ProtocolError
from imagine_nb.transport.patience import LONGEST_ANSWER, SLOWEST, Patience, patience
from imagine_nb.transport.reading import MAX_HEADER
from imagine_nb.transport.transport import Transport

KEY = "xai-a-key-of-the-tests-0123456789"
T = TypeVar("T")


def through(faults: FaultServer, call: Callable[[Transport], Awaitable[T]], *, timeout: float = 20) -> T:
    async def run() -> T:
        to = target(engine=XAI.name, api_key=KEY, base_url=faults.base_url)
        transport = Transport(to, patience=patience(timeout))
        try:
            return await call(transport)
        finally:
            await transport.aclose()

    return asyncio.run(run())


def dripping(head: bytes, piece: bytes) -> Act:
    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.05)

    return act


def test_text_is_masked_and_the_bytes_of_a_file_are_as_they_are(faults: FaultServer) -> None:
    data = b"\xff\xd8" + KEY.encode() + b"\x00"
    faults.then(reply(200, data), reply(200, data))
    assert through(faults, lambda way: way.fetch(f"{faults.base_url}/a.jpg")) == data
    assert KEY.encode() not in through(faults, lambda way: way.get("/models")).body


def test_headers_are_masked_and_of_a_bounded_length(faults: FaultServer) -> None:
    faults.then(reply(200, {}, x_long="a" * 30_000, x_key=f"Bearer {KEY}"))
    headers = through(faults, lambda way: way.get("/models")).headers
    assert len(headers["x-long"]) == MAX_HEADER
    assert headers["x-key"] == "Bearer xai-****"


def test_a_packed_answer_is_asked_for_and_unpacked(faults: FaultServer) -> None:
    faults.then(reply(200, gzip.compress(b'{"a": 1}'), content_encoding="gzip"))
    assert bytes(through(faults, lambda way: way.get("/models")).body) == b'{"a": 1}'
    assert faults.requests[0].headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize("length", ["9" * 19, str(2**40)])
def test_what_is_announced_as_too_large_is_not_read(faults: FaultServer, length: str) -> None:
    head = f"HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{{"
    faults.then(raw(head.encode(), ending="wait"))
    with pytest.raises(ProtocolError, match="larger than"):
        through(faults, lambda way: way.post("/images", {}))


def test_packed_bytes_that_unpack_to_nothing_are_bytes_too(faults: FaultServer) -> None:
    """A stored block of length zero takes five bytes of deflate and is nothing."""
    nothing = b"\x78\x01" + b"\x00\x00\x00\xff\xff" * 400_000
    faults.then(reply(200, nothing, content_encoding="deflate"))
    with pytest.raises(ProtocolError, match="larger than 1 MB"):
        through(faults, lambda way: way.post("/images", {}, limit=2**20))


@pytest.mark.parametrize("status", [b"200 OK", b"404 Not Found"])
def test_a_picture_that_drips_does_not_outlast_the_timeout(faults: FaultServer, status: bytes) -> None:
    head = b"HTTP/1.1 " + status + b"\r\ntransfer-encoding: chunked\r\n\r\n"
    faults.then(*[dripping(head, b"1\r\nx\r\n")] * 4)
    started = time.monotonic()
    with pytest.raises(APIError):
        through(faults, lambda way: way.fetch(f"{faults.base_url}/a.jpg"), timeout=1)
    assert time.monotonic() - started < 5
    faults.wait_for(1)
    assert len(faults.requests) == 1


def test_a_post_that_drips_may_have_been_charged_and_a_get_not(faults: FaultServer) -> None:
    drip = dripping(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"1\r\nx\r\n")
    faults.then(drip, drip)
    with pytest.raises(APITimeoutError) as posted:
        through(faults, lambda way: way.post("/images", {}), timeout=1)
    with pytest.raises(APITimeoutError) as got:
        through(faults, lambda way: way.get("/models"), timeout=1)
    assert (posted.value.may_be_charged, got.value.may_be_charged) == (True, False)


def test_what_comes_fast_enough_may_take_longer_and_nothing_lasts_for_ever() -> None:
    usual, short = Patience(), patience(2)
    assert short.seconds_for(0) < 3
    assert short.seconds_for(60 * SLOWEST) == pytest.approx(short.seconds_for(0) + 60)
    assert usual.seconds_for(0) > usual.read
    assert max(each.seconds_for(10**15) for each in (usual, short)) < LONGEST_ANSWER + 1
    assert patience(2 * LONGEST_ANSWER).seconds_for(0) > 2 * LONGEST_ANSWER
