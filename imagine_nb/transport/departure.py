"""Trace extension of httpcore: the moments at which a request and its body begin to leave this machine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Trace = Callable[[str, Mapping[str, Any]], Awaitable[None]]
MayLeave = Callable[[], Awaitable[None]]

_CONNECTED = ".send_request_headers.started"
_LEAVES = ".send_request_body.started"


def telling_of_body(begun: Callable[[], None] | None, may_leave: MayLeave | None = None) -> Trace:
    """A trace that calls `begun` when the body leaves; until then nothing was asked.

    `may_leave` is asked first, once there is a connection, and raises where the request must not leave yet.
    """

    async def trace(event: str, info: Mapping[str, Any]) -> None:
        if info.get("request") is None or info["request"].method in {b"CONNECT", "CONNECT"}:  # for a proxy
            return
        if may_leave is not None and event.endswith(_CONNECTED):
            await may_leave()
        if begun is not None and event.endswith(_LEAVES):
            begun()

    return trace
