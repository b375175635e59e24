"""The servers that the contract is checked on: the print shop on a port and in this process, and the API."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from time import monotonic
from typing import Any

import httpx
import pytest

API = os.environ.get("XAI_BASE_URL", "https://api.x.ai/v1")
TICKS = 10**10  # of a dollar
TOKEN = "a-token-of-the-tests"
PACE = 0.005  # seconds per word: enough to see that a stream streams


@dataclass(frozen=True)
class Event:
    """One event of a stream, and the seconds after the request at which it came."""

    seconds: float
    data: dict[str, Any]


@dataclass
class Ledger:
    """What the API has charged. Ends the session before a request that could exceed the budget."""

    budget: float
    spent: float = 0.0

    def before(self, path: str, body: Any) -> None:
        price = price_of(path, body) if isinstance(body, dict) else 0.0
        if self.spent + price > self.budget:
            pytest.exit(
                f"--budget {self.budget:g}: ${self.spent:.4f} is spent, and the next request, to {path}, "
                f"could cost ${price:.4f}. Nothing more was sent.",
                returncode=2,
            )

    def after(self, body: Any) -> None:
        usage = body.get("usage") if isinstance(body, dict) else None
        self.spent += ((usage or {}).get("cost_in_usd_ticks") or 0) / TICKS


def price_of(path: str, body: dict[str, Any]) -> float:
    """The most that a request of this suite can cost, in dollars; a count that is refused costs nothing."""
    if "images" not in path:
        return 0.01
    count = body.get("n", 1)
    if isinstance(count, int) and not 1 <= count <= 10:
        return 0.0
    sources = body.get("images") or [source for source in [body.get("image")] if source]
    return 0.02 * (count if isinstance(count, int) else 1) + 0.01 * len(sources)


@dataclass
class Server:
    """A server that speaks the API, its paths below /v1. `ledger` is there where requests cost money."""

    name: str
    client: httpx.AsyncClient
    loop: asyncio.AbstractEventLoop
    ledger: Ledger | None = None
    kept: dict[str, Any] = field(default_factory=dict)

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        if self.ledger and method == "POST":
            self.ledger.before(path, options.get("json"))
        response = self._run(self.client.request(method, path, **options))
        if self.ledger and "json" in response.headers.get("content-type", ""):
            self.ledger.after(response.json())
        return response

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.send("GET", path, **options)

    def post(self, path: str, body: Any, **options: Any) -> httpx.Response:
        return self.send("POST", path, json=body, **options)

    def events(self, path: str, body: dict[str, Any]) -> list[Event | str]:
        """The events of a streamed answer as they came; `[DONE]` is a plain string."""
        if self.ledger:
            self.ledger.before(path, body)
        events = self._run(self._collected(path, body))
        for event in events:
            if self.ledger and isinstance(event, Event):
                self.ledger.after(event.data.get("response", event.data))
        return events

    async def _collected(self, path: str, body: dict[str, Any]) -> list[Event | str]:
        start, events = monotonic(), []
        async with self.client.stream("POST", path, json=body) as response:
            assert response.status_code == 200, await response.aread()
            assert response.headers["content-type"].startswith("text/event-stream")
            async for line in response.aiter_lines():
                if line.startswith("data: "):
                    data = line.removeprefix("data: ")
                    events.append(data if data == "[DONE]" else Event(monotonic() - start, json.loads(data)))
        return events

    def _run(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(300)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "server" not in metafunc.fixturenames:
        return
    names = ["served", "in-process"]
    if metafunc.config.getoption("--live") and not metafunc.definition.get_closest_marker("print_shop_only"):
        names.append("live")
    metafunc.parametrize("server", names, indirect=True, scope="session")


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop in a thread of its own: a browser test may hold the main thread's."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield loop
    asyncio.run_coroutine_threadsafe(loop.shutdown_default_executor(), loop).result(60)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """The base URL of a print shop that runs as a process of its own."""
    command = [sys.executable, "-m", "imagine_nb.print_shop", "--port", "0", "--token", TOKEN]
    command += ["--pace", str(PACE)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip().removeprefix("Print shop on ")
        process.terminate()


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest, loop: asyncio.AbstractEventLoop) -> Iterator[Server]:
    """Each server in turn."""
    made = MAKERS[request.param](request, loop)
    yield made
    asyncio.run_coroutine_threadsafe(made.client.aclose(), loop).result(60)


def _on_a_port(request: pytest.FixtureRequest, loop: asyncio.AbstractEventLoop) -> Server:
    return Server("served", _client(request.getfixturevalue("served"), TOKEN), loop)


def _in_process(_: pytest.FixtureRequest, loop: asyncio.AbstractEventLoop) -> Server:
    from imagine_nb.print_shop.app import create_app
    from imagine_nb.print_shop.inprocess import InProcessTransport

    transport = InProcessTransport(create_app(token=TOKEN, pace=PACE))
    return Server("in-process", _client("http://print-shop/v1", TOKEN, transport=transport), loop)


def _live(request: pytest.FixtureRequest, loop: asyncio.AbstractEventLoop) -> Server:
    key = os.environ.get("XAI_API_KEY")
    if not key:
        pytest.exit("--live needs a key: set XAI_API_KEY.", returncode=2)
    return Server("live", _client(API, key), loop, Ledger(request.config.getoption("--budget")))


MAKERS: dict[str, Callable[[pytest.FixtureRequest, asyncio.AbstractEventLoop], Server]] = {
    "served": _on_a_port,
    "in-process": _in_process,
    "live": _live,
}


def _client(base_url: str, key: str, **options: Any) -> httpx.AsyncClient:
    headers = {"authorization": f"Bearer {key}"}
    return httpx.AsyncClient(base_url=base_url, headers=headers, timeout=300, **options)


@pytest.fixture
def ledger() -> Ledger:
    """A ledger with ten cents to spend."""
    return Ledger(budget=0.10)


@pytest.fixture(scope="session")
def photo() -> str:
    """A small picture of no engine's making, as a data URL: a red disc on blue."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (320, 240), (40, 60, 200))
    ImageDraw.Draw(image).ellipse((80, 40, 240, 200), fill=(220, 30, 40))
    file = BytesIO()
    image.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


@pytest.fixture(scope="session")
def generated(server: Server) -> dict[str, Any]:
    """The body of one generation, made once per server."""
    if "generated" not in server.kept:
        order = {
            "model": "grok-imagine-image",
            "prompt": "a red fox in the snow",
            "response_format": "b64_json",
            "aspect_ratio": "3:2",
        }
        response = server.post("/images/generations", order)
        assert response.status_code == 200, response.text
        server.kept["generated"] = response.json()
    body: dict[str, Any] = server.kept["generated"]
    return body
