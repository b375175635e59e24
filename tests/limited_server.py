"""A real server on loopback with a rate limit, which notes when each request came and when one was refused.

`refuse(wait)` refuses the next request, and whatever comes in so many seconds after it, with `Retry-After`;
`per_second` refuses what comes faster than that, without a word of when to come again.
"""

from __future__ import annotations

import asyncio
import json
import time

from faults_server import jpeg, pictures
from loopback import LoopbackServer


class LimitedServer(LoopbackServer):
    """`came` are the moments of requests, `refused` those of refusals, both of time.monotonic."""

    def __init__(self, *, seconds: float = 0.0, per_second: float | None = None) -> None:
        self.came: list[float] = []
        self.refused: list[float] = []
        self._seconds, self._per_second = seconds, per_second
        self._closed_for, self._closed_until = 0.0, 0.0
        self._due = 0.0
        self._body = json.dumps(pictures(jpeg(size=(8, 8)))).encode()
        super().__init__()

    def refuse(self, wait: float) -> None:
        self._closed_for = wait

    async def served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                await reader.readexactly(int(head.partition("content-length:")[2].split()[0]))
                writer.write(await self._answer())
                await writer.drain()
        finally:
            writer.transport.abort()  # what its client has not read would keep it open

    async def _answer(self) -> bytes:
        now = time.monotonic()
        self.came.append(now)
        if self._closed_for:
            self._closed_until, self._closed_for = now + self._closed_for, 0.0
        if now < self._closed_until:
            return self._refusal(f"retry-after: {self._closed_until - now:.3f}\r\n")
        if self._per_second is not None:
            if now < self._due:
                return self._refusal("")
            self._due = now + 1 / self._per_second
        await asyncio.sleep(self._seconds)
        return _whole("200 OK", "", self._body)

    def _refusal(self, header: str) -> bytes:
        self.refused.append(time.monotonic())
        return _whole("429 Too Many Requests", header, b'{"error": "Too many requests"}')


def _whole(status: str, header: str, body: bytes) -> bytes:
    head = (
        f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{header}content-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
