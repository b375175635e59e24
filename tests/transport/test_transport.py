from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from faults_server import FaultServer, cut_in_body, held, reply
from imagine_nb.config import target
from imagine_nb.engines import PRINT_SHOP, XAI
from imagine_nb.errors import APIConnectionError, AuthenticationError, BadRequestError, ServerError
from imagine_nb.transport.pace import Pace
from imagine_nb.transport.patience import Patience
from imagine_nb.transport.transport import MAX_REFUSAL, TAKE_HEADER, Transport

KEY = "xai-a-key-of-the-tests-0123456789"
QUICK = Patience(connect=2, read=5, attempts=3, pause=0.01)
T = TypeVar("T")


def through(base_url: str, call: Callable[[Transport], Awaitable[T]], *, engine: str = XAI.name) -> T:
    """What a call of a transport to this address brings; its connections are ended."""

    async def run() -> T:
        to = target(engine=engine, api_key=KEY, base_url=base_url)
        transport = Transport(to, patience=QUICK, pace=Pace(1))
        try:
            return await call(transport)
        finally:
            await transport.aclose()

    return asyncio.run(run())


def test_a_post_carries_its_body_and_the_key_and_brings_the_answer_in_pieces(faults: FaultServer) -> None:
    faults.then(reply(200, {"a": 1}))
    pieces: list[bytes] = []
    got = through(faults.base_url, lambda way: way.post("/images", {"prompt": "狐"}, sink=pieces.append))
    assert (got.status, json.loads(got.body)) == (200, {"a": 1})
    assert b"".join(pieces) == bytes(got.body)
    (seen,) = faults.requests
    assert (seen.method, seen.json) == ("POST", {"prompt": "狐"})
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert TAKE_HEADER not in seen.headers  # the API has no seed


@pytest.mark.parametrize(("method", "sent"), [("get", 3), ("delete", 3), ("post", 1)])
def test_only_what_costs_nothing_is_tried_again(faults: FaultServer, method: str, sent: int) -> None:
    faults.then(*[reply(500, {"error": "it broke"})] * 3)
    body = [{"prompt": "a"}] if method == "post" else []
    with pytest.raises(ServerError):
        through(faults.base_url, lambda way: getattr(way, method)("/x", *body))
    assert len(faults.requests) == sent


def test_an_answer_that_is_cut_may_have_been_charged(faults: FaultServer) -> None:
    faults.then(cut_in_body({"a": "b" * 100}))
    with pytest.raises(APIConnectionError) as error:
        through(faults.base_url, lambda way: way.post("/images", {}))
    assert error.value.may_be_charged
    assert len(faults.requests) == 1


def test_a_refusal_shows_no_key_and_is_not_read_for_ever(faults: FaultServer) -> None:
    faults.then(reply(400, {"error": f"bad key {KEY}", "more": "x" * (3 * MAX_REFUSAL)}))
    with pytest.raises(BadRequestError) as error:
        through(faults.base_url, lambda way: way.post("/images", {}))
    assert KEY not in str(error.value)


def test_a_get_does_not_wait_for_the_turn_of_a_long_request(faults: FaultServer) -> None:
    gate = threading.Event()
    faults.then(held(gate, reply(200, {"a": "picture"})), reply(200, {"a": "list"}))

    async def both(way: Transport) -> list[bytes]:
        begun = asyncio.Event()
        long = asyncio.create_task(way.post("/images", {}, begun=begun.set))
        await begun.wait()
        await asyncio.to_thread(faults.wait_for, 1)
        short = await way.get("/models")
        gate.set()
        return [bytes(each.body) for each in (short, await long)]

    assert [json.loads(each)["a"] for each in through(faults.base_url, both)] == ["list", "picture"]


def test_the_print_shop_is_told_the_take_and_another_take_is_another_picture() -> None:
    body = {"model": "grok-imagine-image", "prompt": "a fox", "response_format": "b64_json"}

    async def takes(way: Transport) -> list[bytes]:
        replies = [await way.post("/images/generations", body, take=take) for take in (1, 2, 1)]
        return [json.loads(each.body)["data"][0]["b64_json"] for each in replies]

    first, second, again = through(PRINT_SHOP.url, takes, engine=PRINT_SHOP.name)
    assert first == again != second


def test_without_a_key_nothing_is_sent_to_the_api() -> None:
    async def ask() -> None:
        transport = Transport(target(engine=XAI.name), patience=QUICK)
        await transport.post("/images/generations", {"prompt": "a fox"})

    with pytest.raises(AuthenticationError, match="There is no key"):
        asyncio.run(ask())


def test_what_is_given_up_before_the_body_leaves_was_never_asked() -> None:
    """A server that takes the connection and not a byte of TLS: nothing can have been charged."""
    told: list[str] = []

    async def run() -> None:
        connected = asyncio.Event()

        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connected.set()
            await reader.read()
            writer.close()

        server = await asyncio.start_server(silent, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        way = Transport(target(engine=XAI.name, api_key=KEY, base_url=f"https://127.0.0.1:{port}/v1"))
        asking = asyncio.create_task(way.post("/images", {}, begun=lambda: told.append("begun")))
        await connected.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await way.aclose()
        server.close()

    asyncio.run(run())
    assert told == []


@pytest.mark.parametrize("engine", [XAI.name, PRINT_SHOP.name])
def test_it_is_told_once_when_the_body_leaves(faults: FaultServer, engine: str) -> None:
    faults.then(reply(200, {}))
    told: list[int] = []
    body = {"model": "grok-imagine-image", "prompt": "a fox"}
    begun = lambda: told.append(len(faults.requests))  # noqa: E731
    through(faults.base_url, lambda way: way.post("/images/generations", body, begun=begun), engine=engine)
    assert told == [0]  # before the server had it
