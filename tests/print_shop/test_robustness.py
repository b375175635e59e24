from __future__ import annotations

import asyncio

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from imagine_nb.print_shop.app import create_app
from imagine_nb.print_shop.inprocess import InProcessTransport

WORDS = st.sampled_from(
    [
        "url",
        "user",
        "system",
        "auto",
        "2k",
        "16:9",
        "text",
        "input_text",
        "image_url",
        "input_image",
        "message",
        "grok-4.3",
        "grok-imagine-image",
        "data:image/png;base64,AAAA",
        "https://a.example/fox.jpg",
        "http://[",
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS
    | st.text(max_size=8)
)
IMAGE_FIELDS = ["model", "n", "aspect_ratio", "resolution", "quality", "response_format", "user", "size"]
IMAGE_FIELDS += ["deferred", "storage_options", "output", "image", "images"]
ANSWER_FIELDS = ["model", "input", "instructions", "stream", "store", "previous_response_id", "messages"]
ANSWER_FIELDS += ["max_output_tokens", "max_tokens", "stream_options"]
PART_FIELDS = [
    "type",
    "role",
    "content",
    "text",
    "url",
    "image_url",
    "file_id",
    "file",
    "filename",
    "file_data",
]
PART_FIELDS += ["include_usage", "expires_after", "public_url"]


def values():
    parts = st.sampled_from(PART_FIELDS)
    return st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(parts, inner, max_size=4),
        max_leaves=12,
    )


def bodies(names):
    return st.dictionaries(st.sampled_from(names), values(), max_size=6)


def status_of(path, body):
    async def story():
        transport = InProcessTransport(create_app(pace=0))
        async with httpx.AsyncClient(transport=transport, base_url="http://here/v1") as client:
            return (await client.post(path, json=body)).status_code

    return asyncio.run(story())


@settings(deadline=None, max_examples=80)
@given(st.sampled_from(["generations", "edits"]), bodies(IMAGE_FIELDS))
def test_no_order_is_a_bug(kind, body):
    status = status_of(
        f"/images/{kind}", body | {"prompt": "gore"}
    )  # refused at last, so that nothing is drawn
    assert status in {400, 404, 422} or (status == 200 and body["deferred"])


@settings(deadline=None, max_examples=80)
@given(st.sampled_from(["/responses", "/chat/completions"]), bodies(ANSWER_FIELDS))
def test_no_question_is_a_bug(path, body):
    assert status_of(path, {"model": "grok-4.3"} | body) in {200, 400, 404, 422}


def test_a_number_that_is_too_large_is_no_number():
    async def story():
        transport = InProcessTransport(create_app(pace=0))
        headers = {"content-type": "application/json"}
        async with httpx.AsyncClient(transport=transport, base_url="http://here/v1") as client:
            return await client.post("/responses", content=b'{"temperature": 1e999}', headers=headers)

    answer = asyncio.run(story())
    assert answer.status_code == 400
    assert "1e999 is no number of JSON" in answer.text
