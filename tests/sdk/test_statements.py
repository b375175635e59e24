"""Statements that are true of a program of xai_sdk, one by one, on the embedded engine.

`differences.DIFFERS` names those that are not true here, with reasons; one that has become true fails.
"""

from __future__ import annotations

import asyncio
import base64
import copy
import datetime
import decimal
import enum
import io
import uuid
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from PIL import Image
from pydantic import BaseModel, Field, HttpUrl, create_model

import imagine_nb as xai_sdk
from differences import DIFFERS
from imagine_nb import _ABSENT as MODULES
from imagine_nb import chat as parts

IMAGES = """
c.image.sample("make it night", M, image_url=fox.base64).image
c.image.sample("make it night", M, image_url="data:image/jpeg;base64," + fox.base64).image
c.image.sample("make it night", M, image_urls=[URI]).image
c.image.sample("make it night", M, image_url=URI, aspect_ratio="16:9").image
c.image.sample("make it night", M, image_urls=[URI], aspect_ratio="16:9").image
c.image.sample("a fox", M, quality="low").image
c.image.sample("a fox", "grok-imagine-image-2.0", quality="medium", resolution="2k").image
c.image.sample(prompt="a fox", model=M, user="somebody").image
c.image.sample("a fox", M, image_url=None, image_file_id=None, image_urls=None, image_file_ids=None, user=None, image_format=None, aspect_ratio=None, resolution=None, quality=None, storage_options=None).image
len(c.image.sample_batch("a fox", M, n=2)) == 2
len(c.image.sample_batch("a fox", M, 2)) == 2
len({each.url for each in c.image.sample_batch("a fox", M, 2, image_format="url")}) == 2
isinstance(fox, xai_sdk.sync.image.ImageResponse)
isinstance(fox, xai_sdk.image.BaseImageResponse)
isinstance(fox.image, bytes)
isinstance(fox.base64, str)
isinstance(fox.url, str)
fox.respect_moderation is True
isinstance(fox.model, str)
fox.prompt == ""
fox.cost_usd >= 0
fox.usage.prompt_image_tokens >= 0
fox.usage.HasField("cost_in_usd_ticks")
xai_sdk.cost.cost_usd_from_usage(fox.usage) == fox.cost_usd
fox.file_output is None
fox.public_url is None
fox.public_url_error is None
fox.storage_error is None
stored.file_output.file_id
stored.file_output.filename == "f.jpg"
stored.file_output.HasField("public_url")
stored.public_url == stored.file_output.public_url
c.image.sample("a fox", M, storage_options={"filename": "f.jpg", "expires_after": HOURS}).file_output.expires_at.seconds > 0
c.image.sample("a fox", M, storage_options={"filename": "f.jpg", "public_url": {"expires_after": HOURS}}).public_url
c.image.sample("make it night", M, image_file_id=picture.id).image
c.image.sample("mix them", M, image_file_ids=[picture.id], image_urls=[URI]).image
c.image.prepare("a fox", M, batch_request_id="one")
c.image.sample("mix them", M, image_urls=[URI] * 4).image
c.image.sample("explicit nude scene", M).respect_moderation is False
raises(ValueError, lambda: c.image.sample("explicit nude scene", M).url)
raises(ValueError, lambda: c.image.sample("a fox", M, aspect_ratio="7:3"))
raises(ValueError, lambda: c.image.sample("a fox", M, resolution="8k"))
raises(ValueError, lambda: c.image.sample("a fox", M, image_format="png"))
raises(ValueError, lambda: c.image.sample("a fox", "grok-imagine-image-2.0", quality="superb"))
raises(ValueError, lambda: c.image.sample("mix", M, image_url=URI, image_urls=[URI]))
raises(ValueError, lambda: c.image.sample("mix", M, image_url=URI, image_file_id=picture.id))
raises(ValueError, lambda: fox.url)
raises(ValueError, lambda: c.image.sample("a fox", M, image_format="url").base64)
fox.base64.partition("base64,")[1]
c.image.sample("a fox", M, image_urls=[]).image
"""

CHATS = """
isinstance(answer, xai_sdk.chat.Response)
isinstance(answer.content, str)
str(answer) == answer.content
answer.role == "ROLE_ASSISTANT"
answer.finish_reason == "REASON_STOP"
isinstance(answer.id, str)
isinstance(answer.created, datetime.datetime)
answer.created.tzinfo is None
answer.reasoning_content == ""
answer.encrypted_content == ""
list(answer.tool_calls) == []
answer.tool_calls == []
f"{answer.usage.total_tokens:,}"
f"{answer.usage.prompt_text_tokens:,}"
list(answer.tool_outputs) == []
list(answer.image_outputs) == []
list(answer.citations) == []
list(answer.inline_citations) == []
isinstance(answer.system_fingerprint, str)
answer.service_tier == "default"
list(answer.logprobs.content) == []
answer.server_side_tool_usage == {}
answer.cost_usd >= 0
answer.usage.prompt_tokens + answer.usage.completion_tokens == answer.usage.total_tokens
answer.usage.reasoning_tokens >= 0
answer.usage.prompt_text_tokens >= 0
answer.usage.prompt_image_tokens >= 0
answer.usage.cached_prompt_text_tokens >= 0
answer.usage.num_sources_used >= 0
answer.usage.cost_in_usd_ticks >= 0
isinstance(talk(), xai_sdk.sync.chat.Chat)
len(talk(messages=None).messages) == 0
talk(messages=[parts.system("be brief"), parts.user("hi")]).sample().content
talk(stop=None, tools=None, tool_choice=None, seed=None, user=None, max_tokens=None, temperature=None, top_p=None, logprobs=None, top_logprobs=None, response_format=None, reasoning_effort=None, include=None, guidelines=None, service_tier=None, conversation_id=None, batch_request_id=None, search_parameters=None, agent_count=None, max_turns=None, previous_response_id=None, store_messages=None, parallel_tool_calls=None, use_encrypted_content=None, safety_identifier=None, frequency_penalty=None, presence_penalty=None)
talk(stop=["x"]).append(parts.user("hi")).sample().content
talk(tools=[]).append(parts.user("hi")).sample().content
talk(logprobs=True, top_logprobs=2).append(parts.user("hi")).sample().content
talk(frequency_penalty=0.1, presence_penalty=0.1).append(parts.user("hi")).sample().content
talk(conversation_id="c1").append(parts.user("hi")).sample().content
talk(safety_identifier="somebody").append(parts.user("hi")).sample().content
talk(use_encrypted_content=True).append(parts.user("hi")).sample().content
talk(max_turns=2, tools=[xai_sdk.tools.web_search()]).append(parts.user("hi")).sample().content
talk(include=["inline_citations"]).append(parts.user("hi")).sample().content
talk(service_tier="priority").append(parts.user("hi")).sample().content
talk(guidelines=[{"type": "policy", "category": "nsfw", "behavior": "decline"}]).append(parts.user("hi")).sample().content
talk(search_parameters=xai_sdk.search.SearchParameters(mode="off")).append(parts.user("hi")).sample().content
talk(response_format="json_object").append(parts.user("hi")).sample().content.startswith("{")
talk(reasoning_effort="low").append(parts.user("hi")).sample().content
talk(seed=3, user="u", max_tokens=10, temperature=0.2, top_p=0.9).append(parts.user("hi")).sample().content
raises(ValueError, lambda: talk(reasoning_effort="enormous"))
raises(ValueError, lambda: talk(include=["nonsense"]))
raises(ValueError, lambda: talk(tool_choice="perhaps"))
raises(ValueError, lambda: talk(response_format="yaml"))
raises(ValueError, lambda: talk(service_tier="best"))
raises(ValueError, lambda: talk(agent_count=5))
raises(ValueError, lambda: talk(guidelines=[{"type": "policy", "category": "boredom", "behavior": "decline"}]))
raises(ValueError, lambda: talk().append("hello"))
raises(ValueError, lambda: talk().append(3))
raises(ValueError, lambda: parts.file())
raises(ValueError, lambda: parts.file("file_1", data=b"x"))
raises(ValueError, lambda: parts.file("file_1", filename="x.txt"))
parts.image(URI, detail="bogus")
parts.image(URI, detail=None)
parts.user("a", parts.text("b"), parts.image(URI))
parts.user("hi").content[0].text == "hi"
parts.user("hi").role
parts.user("hi").role == 1
parts.user("hi") == parts.user("hi")
raises((TypeError, ValueError), lambda: parts.user(None))
raises((TypeError, ValueError), lambda: parts.user(["hi"]))
talk(messages=[parts.user("hi"), parts.user("ho")]).messages.pop().content[0].text == "ho"
len(copy.deepcopy(turns(talk())).append(parts.user("and?")).messages) == 3
copy.deepcopy(talk().append(parts.user("hi"))).sample().content
copy.deepcopy(answer).content == answer.content
list(copy.deepcopy(talk().append(parts.user("hi")).messages)) == [parts.user("hi")]
parts.assistant("see", parts.image(URI))
parts.developer("be brief")
parts.tool_result("21 degrees", tool_call_id="call_1").tool_call_id == "call_1"
talk().append(parts.user("what?", parts.image(fox.base64))).sample().content
len(turns(talk()).messages) == 2
talk().append(parts.system("x")).append(parts.user("hi")).sample().content
[len(talk().append(parts.user("hi")).sample_batch(n)) for n in (1, 2)] == [1, 2]
"".join(chunk.content for _, chunk in talk().append(parts.user("hi")).stream())
all(isinstance(chunk, xai_sdk.chat.Chunk) for _, chunk in talk().append(parts.user("hi")).stream())
{chunk.reasoning_content for _, chunk in talk().append(parts.user("hi")).stream()} == {""}
[list(chunk.tool_calls) for _, chunk in talk().append(parts.user("hi")).stream()][0] == []
all(len(responses) == 2 for responses, _ in talk().append(parts.user("hi")).stream_batch(2))
talk().append(parts.user("hi")).defer(timeout=MINUTE, interval=SOON).content
len(talk().append(parts.user("hi")).defer_batch(2, timeout=MINUTE, interval=SOON)) == 2
c.chat.get_stored_completion(kept.id)[0].content == kept.content
c.chat.delete_stored_completion(talk(store_messages=True).append(parts.user("hi")).sample().id)
talk(previous_response_id=kept.id).append(parts.user("and?")).sample().content
talk().append(parts.user("What is the revenue?", parts.file(notes.id))).sample().content
talk().append(parts.user("What is the revenue?", parts.file(data=NOTES, filename="notes.txt", mime_type="text/plain"))).sample().content
parts.file(url="https://example.com/notes.txt", filename="notes.txt")
parts.tool("f", "does it", {"type": "object", "properties": {}})
parts.required_tool("f")
xai_sdk.tools.get_tool_call_type(asked.tool_calls[0]) == "client_side_tool"
asked.tool_calls[0].function.name == "get_weather"
"Paris" in asked.tool_calls[0].function.arguments
asked.finish_reason == "REASON_TOOL_CALLS"
"""

FILES = """
picture.id
picture.filename == "a.png"
picture.size == len(PNG)
picture.created_at.ToDatetime() <= datetime.datetime.now()
picture.created_at.seconds > 0
picture.HasField("expires_at") is False
c.files.upload(PNG, filename="a.png", expires_after=HOURS).HasField("expires_at")
c.files.upload(PNG, filename="a.png", expires_after=7200).expires_at.ToDatetime()
c.files.upload(io.BytesIO(PNG), filename="b.png", on_progress=None).size == len(PNG)
raises(FileNotFoundError, lambda: c.files.upload("/no/such/file.png"))
c.files.delete(c.files.upload(PNG, filename="b.png").id).deleted is True
c.files.get(picture.id).size == len(PNG)
c.files.content(picture.id) == PNG
c.files.list().data
len(c.files.list(limit=1).data) == 1
c.files.list(limit=1).pagination_token
c.files.list(limit=5, order="asc", sort_by="filename", filter='filename = "a.png"', pagination_token=None).data
c.files.create_public_url(picture.id).public_url
c.files.create_public_url(picture.id, expires_after=HOURS).public_url
c.files.revoke_public_url(picture.id)
isinstance(c.files.batch_upload(["no-such-file.txt"])[0], FileNotFoundError)
"""

CLIENTS = """
xai_sdk.Client(timeout=3600)
xai_sdk.Client(timeout=MINUTE)
xai_sdk.Client(api_key=None, management_api_key=None)
xai_sdk.Client(api_host="api.x.ai")
xai_sdk.Client(management_api_host="management-api.x.ai")
xai_sdk.Client(metadata=(("x-team", "art"),))
xai_sdk.Client(api_host="localhost:50051", use_insecure_channel=True, api_key="test")
xai_sdk.__version__
xai_sdk.Client(metadata=None, channel_options=None)
c.auth.get_api_key_info().redacted_api_key
c.auth.get_api_key_info().disabled is False
c.models.list_language_models()[0].version is not None
c.models.list_image_generation_models()[0].image_price >= 0
c.models.get_language_model("grok-4.3").prompt_text_token_price >= 0
c.models.get_image_generation_model(M).max_prompt_length > 0
c.models.get_image_generation_model(M).created.seconds > 0
asyncio.run(awaited(xai_sdk.AsyncClient()))
isinstance(c, xai_sdk.sync.client.Client)
isinstance(c.image, xai_sdk.sync.image.Client)
isinstance(c.chat, xai_sdk.sync.chat.Client)
"""

SHAPES: dict[str, Any] = {
    "int": int,
    "float": float,
    "bool": bool,
    "datetime": datetime.datetime,
    "date": datetime.date,
    "time": datetime.time,
    "timedelta": datetime.timedelta,
    "uuid": uuid.UUID,
    "decimal": decimal.Decimal,
    "enum": enum.Enum("Colour", {"RED": "red", "BLUE": "blue"}),
    "literal": Literal["q", "w"],
    "constant": Literal["only"],
    "optional": int | None,
    "union": int | str,
    "dict": dict[str, int],
    "list": list[int],
    "tuple": tuple[int, str],
    "set": set[str],
    "url": HttpUrl,
    "nested": create_model("Inner", n=(int, ...), when=(datetime.datetime, ...)),
}
FIELDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "range": (int, {"ge": 5, "le": 7}),
    "multiple": (int, {"multiple_of": 7, "gt": 20}),
    "long": (str, {"min_length": 20}),
    "short": (str, {"max_length": 3}),
    "pattern": (str, {"pattern": r"^[A-Z]{3}-\d{4}$"}),
    "items": (list[str], {"min_length": 3, "max_length": 4}),
}


STATEMENTS = [line for text in (IMAGES, CHATS, FILES, CLIENTS) for line in text.strip().splitlines()]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the statements speak of."""
    folder = tmp_path_factory.mktemp("statements")
    patch = pytest.MonkeyPatch()
    patch.setenv("IMAGINE_NB_GALLERY", str(folder / "gallery"))
    patch.chdir(folder)
    buffer = io.BytesIO()
    Image.new("RGB", (320, 200), (200, 60, 30)).save(buffer, "PNG")
    png = buffer.getvalue()
    client, model = xai_sdk.Client(engine="print-shop"), "grok-imagine-image"

    def talk(**settings: Any) -> Any:
        return client.chat.create(model="grok-4.3", **settings)

    def turns(chat: Any) -> Any:
        return chat.append(parts.user("hi")).append(chat.sample())

    made = {
        "c": client,
        "M": model,
        "PNG": png,
        "URI": "data:image/png;base64," + base64.b64encode(png).decode(),
        "NOTES": b"Revenue: 5.2M",
        "HOURS": datetime.timedelta(hours=2),
        "MINUTE": datetime.timedelta(minutes=1),
        "SOON": datetime.timedelta(milliseconds=10),
        "fox": client.image.sample("a red fox", model=model, image_format="base64"),
        "talk": talk,
        "turns": turns,
        "raises": raises,
        "awaited": awaited,
    }
    everywhere = {
        "xai_sdk": xai_sdk,
        "parts": parts,
        "copy": copy,
        "datetime": datetime,
        "io": io,
        "asyncio": asyncio,
    }
    yield _Late({**made, **everywhere})
    client.close()
    patch.undo()


class _Late(dict[str, Any]):
    """Names that are made when a statement first speaks of them."""

    def __missing__(self, name: str) -> Any:
        made: dict[str, Callable[[], Any]] = {
            "stored": lambda: self["c"].image.sample(
                "a fox", self["M"], storage_options={"filename": "f.jpg", "public_url": True}
            ),
            "picture": lambda: self["c"].files.upload(self["PNG"], filename="a.png"),
            "notes": lambda: self["c"].files.upload(self["NOTES"], filename="notes.txt"),
            "answer": lambda: (
                self["talk"]().append(parts.user("What is this?", parts.image(self["URI"]))).sample()
            ),
            "kept": lambda: self["talk"](store_messages=True).append(parts.user("hi")).sample(),
            "asked": lambda: (
                self["talk"](tools=[_weather()]).append(parts.user("Weather in Paris?")).sample()
            ),
        }
        if name not in made:
            raise KeyError(name)
        self[name] = made[name]()
        return self[name]


def _weather() -> Any:
    shape = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    return parts.tool("get_weather", "Tells the weather of a city.", shape)


def raises(error: type[Exception] | tuple[type[Exception], ...], call: Callable[[], Any]) -> bool:
    try:
        call()
    except error:
        return True
    return False


async def awaited(client: Any) -> bool:
    async with client:
        fox = await client.image.sample("a fox", "grok-imagine-image")
        chat = client.chat.create("grok-4.3").append(parts.user("What is this?", parts.image(fox.url)))
        pieces = [chunk.content async for _, chunk in chat.stream()]
        return bool(await fox.image and (await chat.sample()).content and "".join(pieces))


def is_true(statement: str, names: dict[str, Any]) -> bool:
    return bool(eval(statement, names))


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_is_true_here_too(statement: str, names: dict[str, Any]) -> None:
    if statement not in DIFFERS:
        assert is_true(statement, names)
        return
    try:
        became_true = is_true(statement, names)
    except (ValueError, TypeError, AttributeError):
        became_true = False
    assert not became_true, f"It is true now, so it needs no reason: {DIFFERS[statement]}"


def test_every_difference_is_a_statement() -> None:
    assert DIFFERS.keys() <= set(STATEMENTS)


@pytest.mark.parametrize("shape", [*SHAPES, *FIELDS])
def test_an_answer_is_parsed_in_any_shape(shape: str, names: dict[str, Any]) -> None:
    kind, limits = (SHAPES[shape], {}) if shape in SHAPES else FIELDS[shape]
    model: type[BaseModel] = create_model(f"With_{shape}", x=(kind, Field(**limits)))
    response, parsed = (
        names["talk"]().append(parts.user("Describe it", parts.image(names["URI"]))).parse(model)
    )
    assert isinstance(parsed, model)
    assert model.model_validate_json(response.content) == parsed


@pytest.mark.parametrize("name", ["collections", "video", "tokenize"])
def test_an_absent_part_of_a_client_says_why(name: str, names: dict[str, Any]) -> None:
    with pytest.raises(AttributeError, match="imagine_nb speaks the REST API"):
        getattr(names["c"], name)


def test_no_protocol_buffer_is_behind_anything(names: dict[str, Any]) -> None:
    for each in (names["fox"].usage, names["answer"], names["picture"]):
        with pytest.raises(AttributeError, match="protocol buffers"):
            _ = each.proto
    assert "proto" in MODULES
