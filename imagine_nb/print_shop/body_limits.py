"""ASGI middleware of the served print shop: bodies come in time, and all together fit into memory."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from imagine_nb.print_shop.counter.refusals import Refusal

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

ROOM = 512 * 2**20  # bytes of all bodies that are under way at once
GRACE = 10.0  # seconds that a body may take, however small it is
SLOWEST = 2**20  # bytes a second, from a client on the same machine

_TOO_SLOW = Refusal(408, "The request body did not come in time.", headers={"connection": "close"})
_NO_ROOM = Refusal(
    503,
    "Too many large requests at once.",
    code="service-unavailable",
    headers={"retry-after": "5"},
)


class BodyLimits:
    """Wraps the app: a body that is late is a 408, one that there is no memory for a 503."""

    def __init__(self, app: ASGIApp, *, room: int = ROOM, grace: float = GRACE) -> None:
        self._app = app
        self._left = room
        self._grace = grace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(self, receive, self._grace)
        try:
            await self._app(scope, body.receive, send)
        finally:
            self._left += body.length

    def take(self, length: int) -> None:
        """Count bytes that came. Refuses what there is no room for."""
        if length > self._left:
            raise _NO_ROOM
        self._left -= length


class _Body:
    """The body of one request, as it comes."""

    def __init__(self, limits: BodyLimits, receive: Receive, grace: float) -> None:
        self.length = 0
        self._limits = limits
        self._receive = receive
        self._deadline = asyncio.get_running_loop().time() + grace
        self._is_whole = False

    async def receive(self) -> Message:
        """What comes next. Raises Refusal where it is late, or too much."""
        if self._is_whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._deadline + self.length / SLOWEST):
                message = await self._receive()
        except TimeoutError:
            raise _TOO_SLOW from None
        length = len(message.get("body", b""))
        self._limits.take(length)
        self.length += length
        self._is_whole = not message.get("more_body", False)
        return message
