"""Server-sent events as the API sends them: `data:` lines only, `[DONE]` at the end."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.responses import StreamingResponse


def event_stream(events: AsyncIterator[dict[str, Any]]) -> StreamingResponse:
    """A response that sends each event as it comes, then `[DONE]`."""
    return StreamingResponse(
        _lines(events), media_type="text/event-stream", headers={"cache-control": "no-cache"}
    )


async def _lines(events: AsyncIterator[dict[str, Any]]) -> AsyncIterator[bytes]:
    async for event in events:
        yield b"data: " + json.dumps(event, ensure_ascii=False).encode() + b"\n\n"
    yield b"data: [DONE]\n\n"
