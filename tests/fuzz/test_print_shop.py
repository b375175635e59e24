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
CALL = {"id": "c", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
SCHEMA = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "pattern": "^[A-Z][a-z]+(-[a-z]+)*$", "minLength": 2},
        "days": {"type": "array", "items": {"anyOf": [{"format": "date"}, {"$ref": "#"}]}, "minItems": 1},
        "high": {"type": ["integer", "null"], "minimum": 3, "multipleOf": 2},
    },
    "required": ["city", "days"],
}
ASKED = {
    "images/generations": {"model": "grok-imagine-image", "prompt": "gore", "n": 2, "resolution": "1k"},
    "images/edits": {"prompt": "brighter", "images": [{"url": PICTURE}, {"url": "https://a.example/b.jpg"}]},
    "responses": {
        "model": "grok-4.3",
        "input": [
            {
                "role": "user",
                "content": [
                    {"type": "input_text", "text": "weather in Oslo? ü"},
                    {"type": "input_file", "file_data": "YSxiCjEsMg==", "filename": "a.csv"},
                ],
            },
            {"type": "function_call", "name": "weather", "call_id": "c", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "c", "output": "sunny"},
            {"type": "image_generation_call", "result": None},
        ],
        "tools": [
            {"type": "function", "name": "weather", "parameters": SCHEMA},
            {"type": "image_generation", "action": "edit"},
        ],
        "tool_choice": {"type": "function", "name": "weather"},
        "text": {"format": {"type": "json_schema", "name": "a", "schema": SCHEMA}},
        "reasoning": {"effort": "low"},
        "include": ["x"],
    },
    "batches": {"name": "mine", "input_file_id": None},
    "batches/{batch}/requests": {
        "batch_requests": [
            {
                "batch_request_id": "a",
                "batch_request": {"image_generation": {"model": "grok-imagine-image", "prompt": "gore"}},
            },
            {"batch_request": {"responses": {"model": "grok-4.3", "input": "what?", "stream": True}}},
            {"batch_request": {"chat_get_completion": {"model": "grok-4.3", "messages": [{"role": "user"}]}}},
        ]
    },
    "chat/completions": {
        "model": "grok-4.3",
        "messages": [
            {"role": "user", "content": "weather in Oslo?"},
            {"role": "assistant", "content": None, "tool_calls": [CALL]},
            {"role": "tool", "tool_call_id": "c", "content": "sunny"},
            {"role": "user", "content": "and the weather in Rome?"},
        ],
        "tools": [{"type": "function", "function": {"name": "weather", "parameters": SCHEMA}}],
        "tool_choice": "required",
        "n": 2,
        "stop": ["x"],
        "guidelines": [{"type": "policy", "category": "nsfw", "behavior": "decline"}],
        "response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": SCHEMA}},
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
            batch = (await client.post("batches", json={"name": "mine"})).json()["batch_id"]
            for seed in range(cases(400)):
                chance = random.Random(seed)
                path, kind, body = _asked(chance)
                answer = await client.post(
                    path.format(batch=batch), content=body, headers={"content-type": kind}
                )
                assert answer.status_code < 500, (seed, body)
                found.add(answer.status_code)
            while (await client.get(f"batches/{batch}")).json()["state"]["num_pending"]:  # noqa: ASYNC110
                await asyncio.sleep(0)
            assert (await client.get(f"batches/{batch}/results?limit=1000")).status_code == 200
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
