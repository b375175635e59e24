"""Bodies of any bytes at the print shop's counter: each is answered, and none of them meets a bug."""

from __future__ import annotations

import asyncio
import json
import logging
import random

import httpx
import pytest

from fuzzing import cases, mutated
from imagine_nb.print_shop.app import create_app
from imagine_nb.print_shop.inprocess import InProcessTransport

PICTURE = "data:image/png;base64,iVBORw0KGgo="
ASKED = {
    "images/generations": {"model": "grok-imagine-image", "prompt": "gore", "n": 2, "resolution": "1k"},
    "images/edits": {"prompt": "brighter", "images": [{"url": PICTURE}, {"url": "https://a.example/b.jpg"}]},
    "responses": {
        "model": "grok-4.3",
        "input": [
            {
                "role": "user",
                "content": [
                    {"type": "input_text", "text": "ü"},
                    {"type": "input_file", "file_data": "YSxiCjEsMg==", "filename": "a.csv"},
                ],
            }
        ],
    },
    "chat/completions": {
        "model": "grok-4.3",
        "messages": [{"role": "user", "content": "what?"}],
        "stream": True,
    },
}
FORM = (
    b'--b\r\nContent-Disposition: form-data; name="expires_after"\r\n\r\n3600\r\n'
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
    b"Content-Type: image/png\r\n\r\nbytes\r\n--b--\r\n"
)


def test_no_body_meets_a_bug(caplog: pytest.LogCaptureFixture) -> None:
    async def statuses() -> set[int]:
        found: set[int] = set()
        transport = InProcessTransport(create_app(pace=0))
        async with httpx.AsyncClient(transport=transport, base_url="http://here/v1") as client:
            for seed in range(cases(400)):
                chance = random.Random(seed)
                path, kind, body = _asked(chance)
                answer = await client.post(path, content=body, headers={"content-type": kind})
                assert answer.status_code < 500, (seed, body)
                found.add(answer.status_code)
        return found

    with caplog.at_level(logging.ERROR):
        assert {200, 400, 422} <= asyncio.run(statuses())
    assert caplog.records == []


def _asked(chance: random.Random) -> tuple[str, str, bytes]:
    """A path, a content type, and a body with faults."""
    if chance.random() < 0.3:
        return "files", "multipart/form-data; boundary=b", mutated(FORM, chance)
    path = chance.choice(sorted(ASKED))
    return path, "application/json", mutated(json.dumps(ASKED[path]).encode(), chance)
