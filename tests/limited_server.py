"""A real server on loopback with a rate limit, which notes when each request came and when one was refused.

`refuse(wait)` refuses the next request, and whatever comes in so many seconds after it, with `Retry-After`;
`per_second` refuses what comes faster than that, without a word of when to come again.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from typing import Any

from faults_server import jpeg, pictures


class LimitedServer:
    """`came` are the moments of requests, `refused` those of refusals, both of time.monotonic."""

    def __init__(self, *, seconds: float = 0.0, per_second: float | None = None) -> None:
        self.came: list[float] = []
        self.refused: list[float] = []
        self.most_at_once = 0
        self._n_here = 0
        self._seconds, self._per_second = seconds, per_second
        self._closed_for, self._closed_until = 0.0, 0.0
        self._due = 0.0
        self._body = json.dumps(pictures(jpeg(size=(8, 8)))).encode()
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = self._run(asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=500))
        self.base_url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    def refuse(self, wait: float) -> None:
        self._closed_for = wait

    def wait_for(self, count: int) -> None:
        """Wait until this many requests have come in all."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.came) >= count, 60)

    def close(self) -> None:
        self._run(self._ended())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _ended(self) -> None:
        self._server.close()
        while self._tasks:  # a connection may have been made just now
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _run(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(30)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                await reader.readexactly(int(head.partition("content-length:")[2].split()[0]))
                writer.write(await self._answer())
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has left
        finally:
            writer.transport.abort()  # what its client has not read would keep it open
            self._tasks.discard(task)

    async def _answer(self) -> bytes:
        now = time.monotonic()
        with self._changed:
            self.came.append(now)
            self._changed.notify_all()
        if self._closed_for:
            self._closed_until, self._closed_for = now + self._closed_for, 0.0
        if now < self._closed_until:
            return self._refusal(f"retry-after: {self._closed_until - now:.3f}\r\n")
        if self._per_second is not None:
            if now < self._due:
                return self._refusal("")
            self._due = now + 1 / self._per_second
        self._n_here += 1
        self.most_at_once = max(self.most_at_once, self._n_here)
        await asyncio.sleep(self._seconds)
        self._n_here -= 1
        return _whole("200 OK", "", self._body)

    def _refusal(self, header: str) -> bytes:
        self.refused.append(time.monotonic())
        return _whole("429 Too Many Requests", header, b'{"error": "Too many requests"}')


def _whole(status: str, header: str, body: bytes) -> bytes:
    head = (
        f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{header}content-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
