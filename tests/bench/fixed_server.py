"""A server of its own process that answers every request with one body, after a while: `BODY SECONDS`.

Where the body holds NUMBER, it counts the answers there, so that no two pictures are the same.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import sys
from pathlib import Path

NUMBER = base64.b64encode(b"0" * 9)


async def main(body: bytes, seconds: float) -> None:
    head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
    start, number, end = (f"{head}content-length: {len(body)}\r\n\r\n".encode() + body).partition(NUMBER)
    counted = itertools.count(1)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                await reader.readexactly(_length(await reader.readuntil(b"\r\n\r\n")))
                await asyncio.sleep(seconds)
                told = number and base64.b64encode(b"%09d" % next(counted))
                writer.write(b"%b%b%b" % (start, told, end))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=500)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def _length(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    return next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]).read_bytes(), float(sys.argv[2])))
