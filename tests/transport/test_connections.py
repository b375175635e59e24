from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from faults_server import FaultServer, reply
from imagine_nb.config import target
from imagine_nb.engines import PRINT_SHOP, XAI
from imagine_nb.transport.connections import Connections
from imagine_nb.transport.patience import Patience

KEY = "xai-a-key-of-the-tests-0123456789"
PATIENCE = Patience()


def to(base_url: str | None = None, *, engine: str = XAI.name) -> Connections:
    return Connections(target(engine=engine, api_key=KEY, base_url=base_url), PATIENCE, 2)


def on_a_loop(connections: Connections, call: Callable[[Connections], Awaitable[object]]) -> object:
    async def run() -> object:
        try:
            return await call(connections)
        finally:
            await connections.aclose()

    return asyncio.run(run())


def test_each_loop_has_its_own_client_and_keeps_it(faults: FaultServer) -> None:
    connections = to(faults.base_url)

    async def twice(here: Connections) -> object:
        assert here.client() is here.client()
        return here.client()

    assert on_a_loop(connections, twice) is not on_a_loop(connections, twice)


def test_ending_closes_the_client(faults: FaultServer) -> None:
    connections = to(faults.base_url)

    async def opened(here: Connections) -> object:
        return here.client()

    client = on_a_loop(connections, opened)
    assert client.is_closed  # type: ignore[attr-defined]


def test_the_key_goes_to_its_own_host_alone(faults: FaultServer) -> None:
    faults.then(reply(200, {}), reply(200, {}))

    async def ask(here: Connections) -> object:
        await here.client().get("models")
        return await here.client().get(f"http://localhost:{faults.base_url.split(':')[2]}/picture.jpg")

    on_a_loop(to(faults.base_url), ask)
    at_home, elsewhere = faults.requests
    assert at_home.headers["authorization"] == f"Bearer {KEY}"
    assert "authorization" not in elsewhere.headers


def test_no_proxy_sees_what_goes_to_this_machine(
    faults: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    faults.then(reply(200, {}))

    async def ask(here: Connections) -> object:
        return (await here.client().get("models")).status_code

    assert on_a_loop(to(faults.base_url), ask) == 200


def test_long_requests_have_their_turns_and_short_ones_others(faults: FaultServer) -> None:
    async def turns(here: Connections) -> object:
        async with here.turn(), here.turn():
            return here.turn().locked(), here.turn(short=True).locked()

    assert on_a_loop(to(faults.base_url), turns) == (True, False)


def test_the_print_shop_answers_within_this_process() -> None:
    async def ask(here: Connections) -> object:
        return (await here.client().get("models")).json()["data"][0]["object"]

    assert on_a_loop(to(engine=PRINT_SHOP.name), ask) == "model"
