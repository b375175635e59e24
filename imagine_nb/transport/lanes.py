"""Lanes: a connection pool that takes no longer the more requests are under way.

The pool of the HTTP library looks at all its connections for each request, and gives requests that begin at
once the same idle one, where all but one try again: 64 of them take ten times as long as 8. So each request
has a pool of its own here, and leaves it to the next one.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx

KEPT_SECONDS = 5.0  # as long as the HTTP library itself keeps a connection that nobody uses
LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=2, keepalive_expiry=KEPT_SECONDS)


class Lanes(httpx.AsyncBaseTransport):
    """Sends each request by a transport that no other request uses meanwhile; `new` makes one with LIMITS."""

    def __init__(self, new: Callable[[], httpx.AsyncBaseTransport]) -> None:
        self._new = new
        self._all: set[httpx.AsyncBaseTransport] = set()
        self._free: deque[tuple[float, httpx.AsyncBaseTransport]] = deque()  # the longest unused one first

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response; its lane is free again when that is closed."""
        lane = self._taken()
        try:
            response = await lane.handle_async_request(request)
        except BaseException:
            self._leave(lane)
            raise
        assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - of any asynchronous transport
        response.stream = _Leaving(response.stream, lambda: self._left(lane))
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        self._free.clear()
        while self._all:
            await self._all.pop().aclose()

    def _taken(self) -> httpx.AsyncBaseTransport:
        if self._free:  # the one that was used last: its connection is open still
            return self._free.pop()[1]
        lane = self._new()
        self._all.add(lane)
        return lane

    def _leave(self, lane: httpx.AsyncBaseTransport) -> None:
        if lane in self._all:
            self._free.append((time.monotonic(), lane))

    async def _left(self, lane: httpx.AsyncBaseTransport) -> None:
        self._leave(lane)
        if self._free and time.monotonic() - self._free[0][0] > KEPT_SECONDS:
            unused = self._free.popleft()[1]
            self._all.discard(unused)
            await unused.aclose()


class _Leaving(httpx.AsyncByteStream):
    """The body of a response, which tells when nobody reads it any more."""

    def __init__(self, inner: httpx.AsyncByteStream, left: Callable[[], Awaitable[None]]) -> None:
        self._inner = inner
        self._left = left

    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(self._inner)

    async def aclose(self) -> None:
        try:
            await self._inner.aclose()
        finally:
            await self._left()
