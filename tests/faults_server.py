"""A real server on loopback whose every answer is scripted: each request gets the next act."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Self

from loopback import LoopbackServer

Act = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Seen:
    """A request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class FaultServer(LoopbackServer):
    """Answers each request with the next act of its script; `requests` holds what came."""

    def __init__(self) -> None:
        self.requests: list[Seen] = []
        self._came = threading.Condition()
        self._acts: deque[Act] = deque()
        super().__init__()

    def wait_for(self, count: int) -> None:
        """Wait until this many requests have come."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.requests) >= count, 30)

    def then(self, *acts: Act) -> Self:
        self._acts.extend(acts)
        return self

    async def served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen = await _request(reader)
        with self._came:
            self.requests.append(seen)
            self._came.notify_all()
        act = self._acts.popleft() if self._acts else reply(418, {"error": "nothing more is scripted"})
        await act(reader, writer)


async def _request(reader: asyncio.StreamReader) -> Seen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    method, path, _ = first.split(" ")
    return Seen(method, path, headers, body)


def _as_bytes(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def _head(status: int, length: int | None, headers: dict[str, str]) -> bytes:
    told = {"content-type": "application/json", "connection": "close", **headers}
    if length is not None:
        told["content-length"] = str(length)
    lines = [f"HTTP/1.1 {status} Status", *(f"{name}: {value}" for name, value in told.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def raw(data: bytes, *, ending: str = "close") -> Act:
    """Exactly these bytes, then the end: `close`, `cut` (a reset), or `wait` until the client leaves."""

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        if ending == "wait":
            await reader.read()
        elif ending == "cut":
            writer.transport.abort()

    return act


def reply(status: int = 200, body: Any = b"", **headers: str) -> Act:
    """A whole answer; header names are written with underscores."""
    data = _as_bytes(body)
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return raw(_head(status, len(data), told) + data)


def silent() -> Act:
    """Nothing at all, until the client leaves."""
    return raw(b"", ending="wait")


def cut_in_headers() -> Act:
    return raw(b"HTTP/1.1 200 OK\r\ncontent-ty", ending="cut")


def cut_in_body(body: Any) -> Act:
    data = _as_bytes(body)
    return raw(_head(200, len(data), {}) + data[: len(data) // 2])


def stalled(body: Any) -> Act:
    """Half of the body, and then nothing until the client leaves."""
    data = _as_bytes(body)
    return raw(_head(200, len(data), {}) + data[: len(data) // 2], ending="wait")


def paced(seconds: float, *events: Any) -> Act:
    """Server-sent events, each so many seconds after the one before."""

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(_head(200, None, {"content-type": "text/event-stream", "transfer-encoding": "chunked"}))
        for each in events:
            writer.write(_chunk(f"data: {json.dumps(each)}\n\n".encode()))
            await writer.drain()
            await asyncio.sleep(seconds)
        writer.write(b"0\r\n\r\n")
        await writer.drain()

    return act


def stream(*events: Any, done: bool = True, ending: str = "close") -> Act:
    """Server-sent events, each an object or text as it is; `cut` has no end, `wait` stalls."""
    lines = [each if isinstance(each, str) else f"data: {json.dumps(each)}\n\n" for each in events]
    if done:
        lines.append("data: [DONE]\n\n")
    head = _head(200, None, {"content-type": "text/event-stream", "transfer-encoding": "chunked"})
    data = b"".join(_chunk(line.encode()) for line in lines)
    return raw(
        head + data + (b"0\r\n\r\n" if ending == "close" else b""),
        ending="wait" if ending == "wait" else "close",
    )


def _chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def held(gate: threading.Event, act: Act) -> Act:
    """The same act, once the test opens the gate."""

    async def waiting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.to_thread(gate.wait, 30)
        await act(reader, writer)

    return waiting


def jpeg(colour: tuple[int, int, int] = (200, 60, 40), size: tuple[int, int] = (64, 48)) -> bytes:
    """A small picture file."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG")
    return file.getvalue()


def pictures(*data: bytes, ticks: int | None = 200_000_000, **more: Any) -> dict[str, Any]:
    """The body of an answer with these pictures in base64."""
    items = [{"b64_json": base64.b64encode(each).decode(), "mime_type": "image/jpeg"} for each in data]
    return {"data": items, **({"usage": {"cost_in_usd_ticks": ticks}} if ticks is not None else {}), **more}


def answer(text: str = "A fox.", *, response_id: str = "resp_1", store: bool = False) -> dict[str, Any]:
    """The body of an answer of /responses."""
    part = {"type": "output_text", "text": text, "annotations": []}
    return {
        "id": response_id,
        "object": "response",
        "model": "grok-4.3",
        "status": "completed",
        "store": store,
        "output": [{"type": "message", "role": "assistant", "content": [part]}],
        "usage": {"input_tokens": 5, "output_tokens": 3, "total_tokens": 8, "cost_in_usd_ticks": 40_000},
    }


def picture_call(call_id: str = "ig_1", *, data: bytes | None = None, **more: Any) -> dict[str, Any]:
    """The item of an answer's output that holds a picture of the tool `image_generation`."""
    encoded = base64.b64encode(jpeg() if data is None else data).decode()
    call = {"type": "image_generation_call", "id": call_id, "status": "completed"}
    return {**call, "prompt": "a red fox", "result": encoded, **more}


def deltas(*pieces: str) -> Iterable[dict[str, str]]:
    """The events that bring these pieces of text."""
    return [{"type": "response.output_text.delta", "delta": piece} for piece in pieces]
