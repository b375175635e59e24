"""A server of its own process that answers every prompt after a while, and counts what it was asked.

`TableServer(seconds)` runs it; `counts()` says how often each prompt has come, `most_at_once()` how many were
under way together. No two answers have the same picture. A prompt with `gore` in it is refused by moderation,
one with `busy` for the rate the first time, and one with `broken` fails.
"""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import sys
from collections import Counter
from types import TracebackType
from typing import Any, Self
from urllib.request import urlopen

TICKS = 200_000_000  # of one picture: $0.02
SIDE = 96  # pixels


class TableServer:
    def __init__(self, seconds: float = 0.0) -> None:
        command = [sys.executable, __file__, str(seconds)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.base_url = f"http://127.0.0.1:{int(self._process.stdout.readline())}/v1"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        assert self._process.stdout is not None
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def counts(self) -> Counter[str]:
        """How often each prompt has come."""
        return Counter(self._told()["counts"])

    def most_at_once(self) -> int:
        return int(self._told()["most"])

    def _told(self) -> Any:
        with urlopen(f"{self.base_url}/told", timeout=30) as response:
            return json.load(response)


class _Served:
    def __init__(self, seconds: float) -> None:
        self.counts: Counter[str] = Counter()
        self.most = 0
        self._seconds = seconds
        self._under_way = 0
        self._picture = _picture()
        self._number = 0

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                body = await reader.readexactly(_length(head))
                status, answer = await self._answered(head, body)
                told = json.dumps(answer).encode()
                line = f"HTTP/1.1 {status} Status\r\ncontent-type: application/json\r\n"
                writer.write(f"{line}content-length: {len(told)}\r\n\r\n".encode() + told)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answered(self, head: bytes, body: bytes) -> tuple[int, Any]:
        if head.startswith(b"GET"):
            return 200, {"counts": self.counts, "most": self.most}
        asked = json.loads(body)
        self.counts[asked["prompt"]] += 1  # it is paid from here on, whoever leaves
        self._under_way += 1
        self.most = max(self.most, self._under_way)
        try:
            await asyncio.sleep(self._seconds)
        finally:
            self._under_way -= 1
        return self._answer(asked["prompt"], asked.get("n", 1))

    def _answer(self, prompt: str, n: int) -> tuple[int, Any]:
        if "gore" in prompt:
            refusal = {"error": "Content moderation refused it.", "code": "content_moderation"}
            return 400, {**refusal, "usage": {"cost_in_usd_ticks": TICKS}}
        if "busy" in prompt and self.counts[prompt] == 1:
            return 429, {"error": "Too many requests.", "code": "rate_limited"}
        if "broken" in prompt:
            return 500, {"error": "Something broke.", "code": "internal"}
        return 200, {"data": [self._item() for _ in range(n)], "usage": {"cost_in_usd_ticks": TICKS * n}}

    def _item(self) -> dict[str, str]:
        """The picture with a comment of its own."""
        self._number += 1
        comment = f"{self._number:014d}".encode()
        data = self._picture[:2] + b"\xff\xfe\x00\x10" + comment + self._picture[2:]
        return {"b64_json": base64.b64encode(data).decode(), "mime_type": "image/jpeg"}


def _length(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    return next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)


def _picture() -> bytes:
    """A JPEG of some 20 kB."""
    import io

    from PIL import Image

    noise = Image.effect_noise((SIDE, SIDE), 90).convert("RGB")
    file = io.BytesIO()
    noise.save(file, "JPEG", quality=97, subsampling=0)
    return file.getvalue()


async def main(seconds: float) -> None:
    server = await asyncio.start_server(_Served(seconds).connected, "127.0.0.1", 0, backlog=500)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
