"""Routes of requests: straight to a checked IP address, or through the environment's proxy.

A name may lead elsewhere the next time that it is looked up, so what an answer named is looked up once, here,
and connected to at the very address that was checked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx

from imagine_nb.hosts import host_of
from imagine_nb.transport.addresses import is_at_home, is_of_xai, public_addresses

Lookup = Callable[[str, int], Awaitable[list[str]]]
_TRIED = 4  # of the addresses of a name


class GuardedTransport(httpx.AsyncBaseTransport):
    """Sends to the API's own hosts as they are named, and over https to any other by its checked address."""

    def __init__(
        self, inner: httpx.AsyncBaseTransport, *, home: str, lookup: Lookup = public_addresses
    ) -> None:
        self._inner = inner
        self._home = httpx.URL(home)
        self._lookup = lookup

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response. Raises ProtocolError where the host's name leads to a private network."""
        url = request.url
        if url.scheme != "https" or is_at_home(url, self._home) or is_of_xai(url.host):
            return await self._inner.handle_async_request(request)
        *others, last = (await self._addresses(request))[:_TRIED]
        for address in others:
            try:
                return await self._inner.handle_async_request(_at(request, address))
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._inner.handle_async_request(_at(request, last))

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def _addresses(self, request: httpx.Request) -> list[str]:
        """What the host's name leads to, in the time that there is for a connection."""
        patience = request.extensions.get("timeout", {}).get("connect")
        try:
            async with asyncio.timeout(patience):
                return await self._lookup(host_of(request.url), request.url.port or 443)
        except TimeoutError as exc:
            raise httpx.ConnectTimeout("no address was found in time", request=request) from exc
        except OSError as exc:
            raise httpx.ConnectError(str(exc), request=request) from exc


class ProxiedTransport(httpx.AsyncBaseTransport):
    """Sends through a proxy, and says so where that cannot be reached."""

    def __init__(self, inner: httpx.AsyncBaseTransport, *, variable: str) -> None:
        self._inner = inner
        self._variable = variable

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response; a failure to connect names the variable that holds the proxy."""
        try:
            return await self._inner.handle_async_request(request)
        except (httpx.ProxyError, httpx.ConnectError) as failure:
            raise type(failure)(f"through the proxy of {self._variable}: {failure}") from failure

    async def aclose(self) -> None:
        await self._inner.aclose()


def _at(request: httpx.Request, address: str) -> httpx.Request:
    """The request to an IP address, with the name in its Host header and in the TLS handshake.

    Its connection is used once: another name at the same address has another certificate.
    """
    headers = httpx.Headers(request.headers)
    headers["connection"] = "close"
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": host_of(request.url)},
    )
