"""The print shop on a port, driven by the `openai` package: a client that we did not write."""

from __future__ import annotations

import base64
import datetime
import json
from typing import Literal

import pytest
from pydantic import BaseModel

A_DAY = {"anchor": "created_at", "seconds": 86400}

openai = pytest.importorskip("openai")


@pytest.fixture
def client(served):
    with openai.OpenAI(base_url=served, api_key="a-token-of-the-tests", max_retries=0) as client:
        yield client


def test_generates_in_base64(client):
    answer = client.images.generate(
        model="grok-imagine-image",
        prompt="a red fox",
        n=2,
        response_format="b64_json",
        extra_body={"aspect_ratio": "16:9"},
    )
    assert [base64.b64decode(image.b64_json)[:3] for image in answer.data] == [b"\xff\xd8\xff"] * 2
    assert answer.usage.cost_in_usd_ticks == 0
    assert answer.data[0].mime_type == "image/jpeg"
    assert "not Grok" in answer.data[0].revised_prompt


def test_generates_at_a_url(client):
    import httpx

    answer = client.images.generate(model="grok-imagine-image", prompt="a red fox", response_format="url")
    assert httpx.get(answer.data[0].url).content[:3] == b"\xff\xd8\xff"


def asking(photo):
    return [
        {"type": "input_image", "image_url": photo, "detail": "high"},
        {"type": "input_text", "text": "How large is this picture?"},
    ]


def test_asks(client, photo):
    answer = client.responses.create(
        model="grok-4.3", input=[{"role": "user", "content": asking(photo)}], store=False
    )
    assert "320" in answer.output_text
    assert answer.model == "print-shop"
    assert answer.usage.total_tokens > 0


def test_asks_on(client, photo):
    first = client.responses.create(model="grok-4.3", input=[{"role": "user", "content": asking(photo)}])
    second = client.responses.create(model="grok-4.3", input="And now?", previous_response_id=first.id)
    assert client.responses.retrieve(second.id).output_text == second.output_text
    client.responses.delete(first.id)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(first.id)


def test_asks_and_reads_the_stream(client, photo):
    with client.responses.stream(
        model="grok-4.3", input=[{"role": "user", "content": asking(photo)}], store=False
    ) as stream:
        text = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
        whole = stream.get_final_response()
    assert text == whole.output_text
    assert "320" in text


def messages(photo):
    content = [
        {"type": "image_url", "image_url": {"url": photo}},
        {"type": "text", "text": "How large is this picture?"},
    ]
    return [{"role": "user", "content": content}]


def test_chats(client, photo):
    answer = client.chat.completions.create(model="grok-4.3", messages=messages(photo))
    assert "320" in answer.choices[0].message.content
    assert answer.choices[0].finish_reason == "stop"


def test_chats_and_reads_the_stream(client, photo):
    chunks = list(
        client.chat.completions.create(
            model="grok-4.3",
            messages=messages(photo),
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    assert "320" in "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
    assert chunks[-1].usage.total_tokens > 0


class Size(BaseModel):
    """A form that the client asks for, and reads the answer into."""

    width: int
    taken_on: datetime.date
    kind: Literal["photo", "drawing"]


def test_reads_a_form(client, photo):
    parsed = client.beta.chat.completions.parse(
        model="grok-4.3", messages=messages(photo), response_format=Size
    )
    assert parsed.choices[0].message.parsed.width == 320
    answer = client.responses.parse(
        model="grok-4.3", input=[{"role": "user", "content": asking(photo)}], text_format=Size
    )
    assert answer.output_parsed.width == 320


PARAMETERS = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
ASKED = {"role": "user", "content": "What is the weather in Paris?"}


def test_answers_a_call_of_chat_completions(client):
    function = {"name": "get_weather", "parameters": PARAMETERS, "strict": True}
    how = {"model": "grok-4.3", "tools": [{"type": "function", "function": function}]}
    message = client.chat.completions.create(messages=[ASKED], **how).choices[0].message
    (call,) = message.tool_calls
    assert json.loads(call.function.arguments) == {"city": "Paris"}
    result = {"role": "tool", "tool_call_id": call.id, "content": "Sunny."}
    answer = client.chat.completions.create(messages=[ASKED, message, result], **how)
    assert "Sunny." in answer.choices[0].message.content


def test_reads_the_stream_of_a_call(client):
    function = {"name": "get_weather", "parameters": PARAMETERS, "strict": True}
    how = {"model": "grok-4.3", "tools": [{"type": "function", "function": function}]}
    with client.beta.chat.completions.stream(messages=[ASKED], **how) as stream:
        (call,) = stream.get_final_completion().choices[0].message.tool_calls
    assert call.function.parsed_arguments == {"city": "Paris"}


def test_answers_a_call_of_responses(client):
    tool = {"type": "function", "name": "get_weather", "parameters": PARAMETERS, "strict": True}
    how = {"model": "grok-4.3", "tools": [tool]}
    with client.responses.stream(input=[ASKED], **how) as stream:
        first = stream.get_final_response()
    (call,) = first.output
    assert json.loads(call.arguments) == {"city": "Paris"}
    result = {"type": "function_call_output", "call_id": call.call_id, "output": "Sunny."}
    again = client.responses.create(input=[result], previous_response_id=first.id, **how)
    assert "Sunny." in again.output_text


def test_draws(client):
    tools = [{"type": "image_generation"}]
    with client.responses.stream(model="grok-4.5", input="Draw a red fox", tools=tools) as stream:
        drawn, said = stream.get_final_response().output
    assert base64.b64decode(drawn.result)[:3] == b"\xff\xd8\xff"
    assert "fox" in said.content[0].text


def test_lists_the_models(client):
    assert "grok-imagine-image" in [model.id for model in client.models.list()]
    assert client.models.retrieve("grok-4.3").id == "grok-4.3"


def test_uploads_a_file(client, photo):
    data = base64.b64decode(photo.partition(",")[2])
    file = client.files.create(file=("disc.png", data), purpose="vision")
    assert client.files.content(file.id).read() == data
    another = client.files.create(file=("disc.png", data), purpose="vision", expires_after=A_DAY)
    assert another.expires_at == another.created_at + 86400
    ids = [each.id for each in client.files.list(limit=1)]
    assert ids[:2] == [another.id, file.id]
    assert client.files.delete(file.id).deleted


@pytest.mark.parametrize(
    ("fields", "kind", "words"),
    [
        ({"size": "1024x1024"}, openai.BadRequestError, "Argument not supported: size"),
        ({"quality": "hd"}, openai.UnprocessableEntityError, "expected one of"),
        ({"model": "dall-e-3"}, openai.NotFoundError, "dall-e-3"),
        ({"prompt": "nsfw"}, openai.BadRequestError, "content moderation"),
    ],
)
def test_tells_errors_apart(client, fields, kind, words):
    with pytest.raises(kind) as caught:
        client.images.generate(**{"model": "grok-imagine-image", "prompt": "a fox"} | fields)
    assert words in caught.value.response.text


def test_a_wrong_key_is_refused(served):
    stranger = openai.OpenAI(base_url=served, api_key="wrong", max_retries=0)
    with stranger, pytest.raises(openai.BadRequestError) as caught:
        stranger.models.list()
    assert "Incorrect API key" in caught.value.response.text
