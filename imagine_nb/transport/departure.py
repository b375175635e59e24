"""Trace extension of httpcore: the moment at which a request's body begins to leave this machine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Trace = Callable[[str, Mapping[str, Any]], Awaitable[None]]

_LEAVES = ".send_request_body.started"


def telling_of_body(begun: Callable[[], None]) -> Trace:
    """A trace that calls `begun` when the body leaves; until then nothing was asked."""

    async def trace(event: str, info: Mapping[str, Any]) -> None:
        if event.endswith(_LEAVES) and info["request"].method not in {b"CONNECT", "CONNECT"}:  # for a proxy
            begun()

    return trace
