"""Connection pool of one engine, a new one on each event loop: none outlives a fork or its loop."""

from __future__ import annotations

import asyncio
import os
import weakref
from importlib.metadata import version
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from imagine_nb import loop
from imagine_nb.engines import ENGINES
from imagine_nb.hosts import is_loopback
from imagine_nb.transport.environment import proxies, tls_context
from imagine_nb.transport.headers import NO_HEADERS
from imagine_nb.transport.turns import Turns
from imagine_nb.transport.unpacking import ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx

    from imagine_nb.config import Target
    from imagine_nb.transport.patience import Patience
    from imagine_nb.transport.rate_limit import Kind

    Signing = Callable[[httpx.Request], httpx.Request]


class Carrier(Protocol):
    """Who makes the requests of this process, where that is not this process itself."""

    def transport(self, to: Target, patience: Patience) -> httpx.AsyncBaseTransport:
        """The httpx transport to an engine."""


class _Open:
    """What belongs to one event loop: the httpx client, and where requests wait for their turn."""

    def __init__(self, client: httpx.AsyncClient, max_in_flight: int) -> None:
        self.loop = asyncio.get_running_loop()
        self.pid = os.getpid()
        self.client = client
        self.turns = Turns(max_in_flight)
        self.short_turns = Turns(max_in_flight)
        self.queues: dict[Kind, asyncio.Lock] = {}


class Connections:
    """Connection pool of one engine; at most `max_in_flight` requests, and as many short ones, at once."""

    def __init__(
        self,
        target: Target,
        patience: Patience,
        max_in_flight: int,
        *,
        headers: Mapping[str, str] = NO_HEADERS,
        carrier: Carrier | None = None,
    ) -> None:
        self._target = target
        self._carrier = carrier
        self._headers = headers
        self._patience = patience
        self._max_in_flight = max_in_flight
        self._open: _Open | None = None
        self._left: list[_Open] = []  # of a process or a loop that is no more; not ours to close

    def client(self) -> httpx.AsyncClient:
        """The httpx client of the loop that runs here."""
        return self._here().client

    def turn(self, *, short: bool = False) -> Turns:
        """A context in which one request is under way. Short ones never wait for long ones."""
        return self._here().short_turns if short else self._here().turns

    def queue(self, kind: Kind) -> asyncio.Lock:
        """A context in which one request of a kind is the next to leave; the others wait in line."""
        return self._here().queues.setdefault(kind, asyncio.Lock())

    async def aclose(self) -> None:
        """End every connection of this loop."""
        found, self._open = self._open, None
        if found is not None and found.loop is asyncio.get_running_loop():
            await loop.close(found.client)

    def _client(self) -> httpx.AsyncClient:
        return _client(self._target, self._patience, _signing(self._target, self._headers), self._carrier)

    def _here(self) -> _Open:
        found = self._open
        if found is not None and (found.loop is not asyncio.get_running_loop() or found.pid != os.getpid()):
            self._left.append(found)
            found = None
        if found is None:
            found = self._open = _Open(self._client(), self._max_in_flight)
            loop.close_in_the_end(found.client)
            weakref.finalize(self, _abandon, found).atexit = False
        return found


def _abandon(found: _Open) -> None:
    """Close the connections of a client that nobody closed and nobody holds any more."""
    if found.pid == os.getpid() and found.loop.is_running() and not found.client.is_closed:
        asyncio.run_coroutine_threadsafe(loop.close(found.client), found.loop)


def _client(
    target: Target, patience: Patience, signing: Signing, carrier: Carrier | None
) -> httpx.AsyncClient:
    import httpx

    is_direct = carrier is None and not ENGINES[target.engine].is_embedded
    return httpx.AsyncClient(
        base_url=target.base_url + "/",
        transport=_here(target) if carrier is None else carrier.transport(target, patience),
        mounts=_proxied(target) if is_direct else None,
        trust_env=False,  # proxies and certificates are read in `environment`, with errors of our own
        auth=signing,
        timeout=patience.httpx_timeout(),
        headers={
            "user-agent": f"imagine_nb/{version('imagine_nb')}",
            "accept": "application/json, text/event-stream, image/*",
            "accept-encoding": ACCEPTED,
        },
    )


def _here(target: Target) -> httpx.AsyncBaseTransport:
    """The transport of this process itself."""
    return _print_shop() if ENGINES[target.engine].is_embedded else _direct(target)


def _direct(target: Target) -> httpx.AsyncBaseTransport:
    from imagine_nb.transport.routes import GuardedTransport

    return GuardedTransport(_lanes(), home=target.base_url)


def _lanes(proxy: httpx.Proxy | None = None) -> httpx.AsyncBaseTransport:
    import httpx

    from imagine_nb.transport.lanes import LIMITS, Lanes

    verify = tls_context()
    return Lanes(lambda: httpx.AsyncHTTPTransport(verify=verify, limits=LIMITS, proxy=proxy))


def _proxied(target: Target) -> dict[str, httpx.AsyncBaseTransport | None]:
    """The transport for each pattern of addresses that the environment has a proxy for."""
    from imagine_nb.transport.routes import ProxiedTransport

    found: dict[str, httpx.AsyncBaseTransport | None] = {}
    for pattern, each in proxies().items():
        if each is None:
            found[pattern] = None
            continue
        found[pattern] = ProxiedTransport(_lanes(each.proxy), variable=each.variable)
    if is_loopback(target.host):  # no proxy sees what goes to this machine: the key is in it
        found[f"all://[{target.host}]" if ":" in target.host else f"all://{target.host}"] = None
    return found


def _print_shop() -> httpx.AsyncBaseTransport:
    from imagine_nb.print_shop.app import create_app
    from imagine_nb.print_shop.inprocess import InProcessTransport

    app = create_app()
    return InProcessTransport(app, on_close=app.state.batches.close)


def _signing(target: Target, headers: Mapping[str, str]) -> Signing:
    """What adds the key, and the user's own headers, to a request for the API's own host, and to no other."""
    key, home = target.key, urlsplit(target.base_url)

    def signed(request: httpx.Request) -> httpx.Request:
        if request.url.netloc.decode() == home.netloc and request.url.scheme == home.scheme:
            request.headers.update(headers)
            if key is not None:
                request.headers["authorization"] = f"Bearer {key.reveal()}"
        return request

    return signed
