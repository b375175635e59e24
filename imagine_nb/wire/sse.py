"""Server-sent events: bytes as they come in, the JSON of each event out."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from imagine_nb.errors import ProtocolError
from imagine_nb.records import JSON

DONE = "[DONE]"
MAX_LINE = 64 * 2**20


async def events(chunks: AsyncIterator[bytes]) -> AsyncIterator[dict[str, JSON]]:
    """The JSON object of each event; `[DONE]` comes as `{"type": "[DONE]"}`, and is the last.

    Half an event at the end is dropped. Raises ProtocolError for one that is not JSON.
    """
    data: list[str] = []
    async for line in _lines(chunks):
        if line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
        elif not line and data:
            text, data = "\n".join(data), []
            if text == DONE:
                yield {"type": DONE}
                return
            yield _event(text)


async def _lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[str]:
    """Lines end with \\n or \\r\\n, and with nothing else that Unicode has: a text may hold those."""
    rest = bytearray()
    async for chunk in chunks:
        rest += chunk
        *lines, last = rest.split(b"\n")
        rest = last
        for line in lines:
            yield line.removesuffix(b"\r").decode(errors="replace")
        if len(rest) > MAX_LINE:
            raise ProtocolError("The stream holds an event without an end.", may_be_charged=True)


def _event(text: str) -> dict[str, JSON]:
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise ProtocolError("The stream holds an event that is not JSON.", may_be_charged=True) from exc
    return parsed if isinstance(parsed, dict) else {}
