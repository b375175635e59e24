"""Values of programs: whatever they are, the error about them is one short sentence."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pydantic
import pytest

from imagine_nb import Client, tools
from imagine_nb.chat import (
    SearchParameters,
    assistant,
    file,
    image,
    news_source,
    required_tool,
    rss_source,
    system,
    tool,
    tool_result,
    user,
    web_source,
    x_source,
)
from imagine_nb.errors import ImagineError, InputError
from imagine_nb.values import as_json, checked_count, flag_given, in_short, kind_of, listed, text_given
from imagine_nb.wire.chat_settings import ChatSettings

MODEL = "grok-4.3"
WEATHER = tool("get_weather", "", {})


class Mute:
    def __repr__(self) -> str:
        raise RuntimeError


class Unspeakable(pydantic.BaseModel):
    call: Callable[[int], int]


def nested() -> dict[str, Any]:
    whole: dict[str, Any] = {}
    inner = whole
    for _ in range(3000):
        inner["a"] = {}
        inner = inner["a"]
    return whole


ITSELF: list[Any] = []
ITSELF.append(ITSELF)
ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 10**30, 0.5, float("nan"), "", " ", "x", "\ud800", "x" * 10**5, b"x"),
    *([], [None], [[]], ["x"], [5], (), {}, {"a": 1}, {5: 5, "a": 1}, {"type": "function"}),
    *({"type": "function", "function": "x"}, set(), object(), Mute(), Mute, Unspeakable, len, ITSELF),
    *(nested(), range(3), np.array([1, 2]), np.int64(3)),
)
Ask = Callable[[Client, Any], object]


def setting(name: str) -> Ask:
    return lambda client, value: _sample(client, **{name: value})


def searched(make: Callable[..., Any], name: str) -> Ask:
    return lambda client, value: _sample(
        client, search_parameters=SearchParameters(sources=[make(**{name: value})])
    )


def declared(make: Callable[..., Any], name: str, **more: Any) -> Ask:
    return lambda client, value: _sample(client, tools=[make(**{**more, name: value})])


def said(make: Callable[[Any], Any]) -> Ask:
    return lambda client, value: client.chat.create(MODEL).append("Hi").append(make(value)).sample()


def _sample(client: Client, **given: Any) -> object:
    return client.chat.create(**{"model": MODEL, **given}).append("Hi").sample()


NAMES = (*ChatSettings.__annotations__, "model", "messages", "previous_response_id", "batch_request_id")
ASKS: dict[str, Ask] = {
    **{name: setting(name) for name in (*NAMES, "conversation_id", "nonsense")},
    "user()": said(user),
    "system()": said(system),
    "assistant()": said(assistant),
    "append()": said(lambda value: value),
    "tool_result()": said(lambda value: tool_result(value, "call_1")),
    "tool_result(tool_call_id)": said(lambda value: tool_result("4", value)),
    "image(detail)": said(lambda value: user(image("https://example.com/man.jpg", detail=value))),
    "file()": said(lambda value: user(file(value))),
    "file(data)": said(lambda value: user(file(data=value))),
    "file(url)": said(lambda value: user(file(url=value))),
    "file(filename)": said(lambda value: user("Hi", file(data=b"abc", filename=value))),
    "file(mime_type)": said(lambda value: user("Hi", file(data=b"abc", mime_type=value))),
    "tool(name)": lambda client, value: _sample(client, tools=[tool(value, "", {})]),
    "tool(description)": lambda client, value: _sample(client, tools=[tool("f", value, {})]),
    "tool(parameters)": lambda client, value: _sample(client, tools=[tool("f", "", value)]),
    "tools[0]": lambda client, value: _sample(client, tools=[value]),
    "tool_choice of tools": lambda client, value: _sample(client, tools=[WEATHER], tool_choice=value),
    "required_tool()": lambda client, value: _sample(
        client, tools=[WEATHER], tool_choice=required_tool(value)
    ),
    "include[0]": lambda client, value: _sample(client, include=[value]),
    "stop[0]": lambda client, value: _sample(client, stop=[value]),
    "guidelines[0]": lambda client, value: _sample(client, guidelines=[value]),
    "messages[0]": lambda client, value: _sample(client, messages=[value]),
    "json_schema": lambda client, value: _sample(client, response_format={"json_schema": value}),
    "format type": lambda client, value: _sample(client, response_format={"type": value}),
    "title": lambda client, value: _sample(client, response_format={"title": value}),
    "parse()": lambda client, value: client.chat.create(MODEL).append("Hi").parse(value),
    "sample_batch()": lambda client, value: client.chat.create(MODEL).append("Hi").sample_batch(value),
    "timeout": lambda client, value: client.chat.create(MODEL).append("Hi").defer(timeout=value, interval=0),
    "get_stored_completion()": lambda client, value: client.chat.get_stored_completion(value),
    "deferred()": lambda client, value: client.chat.deferred(value).get(),
    "image.deferred()": lambda client, value: client.image.deferred(value).get(),
    "sources": lambda client, value: _sample(client, search_parameters=SearchParameters(sources=value)),
    "get_tool_call_type()": lambda client, value: tools.get_tool_call_type(value),
    "allowed_domains": declared(tools.web_search, "allowed_domains"),
    "excluded_domains": declared(tools.web_search, "excluded_domains"),
    "enable_image_search": declared(tools.web_search, "enable_image_search"),
    "user_location_city": declared(tools.web_search, "user_location_city"),
    "from_date": declared(tools.x_search, "from_date"),
    "allowed_x_handles": declared(tools.x_search, "allowed_x_handles"),
    "action": declared(tools.image_generation, "action"),
    "server_url": declared(tools.mcp, "server_url"),
    "server_label": declared(tools.mcp, "server_label", server_url="https://mcp.example"),
    "authorization": declared(tools.mcp, "authorization", server_url="https://mcp.example"),
    "extra_headers": declared(tools.mcp, "extra_headers", server_url="https://mcp.example"),
    "country": searched(web_source, "country"),
    "safe_search": searched(news_source, "safe_search"),
    "post_view_count": searched(x_source, "post_view_count"),
    "included_x_handles": searched(x_source, "included_x_handles"),
    "links": searched(rss_source, "links"),
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with Client(engine="print-shop", gallery=tmp_path_factory.mktemp("kept")) as made:
        yield made


@pytest.mark.parametrize("name", ASKS)
def test_a_chat_takes_a_value_or_says_in_short_why_not(client: Client, name: str) -> None:
    for value in ODD:
        try:
            ASKS[name](client, value)
        except ImagineError as error:  # most of these values are fine somewhere
            assert len(str(error)) < 600, name  # noqa: PT017


def test_what_is_silently_sent_as_something_else_is_refused(client: Client) -> None:
    for make in (lambda: user(None), lambda: user(b"x"), lambda: user(["Hi"]), lambda: user(7)):  # type: ignore[arg-type]
        with pytest.raises(InputError, match="A part of a message is of type"):
            make()
    with pytest.raises(InputError, match="messages is 'Hi'"):
        client.chat.create(MODEL, messages="Hi")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="n is 129"):
        client.chat.create(MODEL).append("Hi").sample_batch(129)


def test_a_form_that_cannot_be_one_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    with Client(engine="print-shop", gallery=tmp_path / "gallery") as client:
        for shape, words in (({}, "no class"), ("json_object", "no class"), (Unspeakable, "no JSON schema")):
            with pytest.raises(InputError, match=words):
                client.chat.create(MODEL).append("Hi").parse(shape)  # type: ignore[type-var]
    assert not (tmp_path / "gallery").exists()


def test_a_type_has_its_article() -> None:
    assert [kind_of(each) for each in (7, "a", object(), [])] == ["an int", "a str", "an object", "a list"]
    assert (kind_of(7, is_first=True), kind_of(Path(), is_first=True)[:2]) == ("An int", "A ")


def test_a_secret_that_is_none_is_not_shown() -> None:
    for given in ({"authorization": 12345}, {"extra_headers": {"token": 12345}}, {"extra_headers": [12345]}):
        with pytest.raises(InputError) as caught:
            tools.mcp("https://mcp.example", **given)  # type: ignore[arg-type]
        assert "12345" not in str(caught.value)


def test_values_are_told_in_a_few_words() -> None:
    assert (in_short("a\nb"), in_short(5), in_short("x" * 99, 3)) == (r"'a\nb'", "5", "'xxx'")
    assert (in_short(Mute()), in_short(nested())) == ("a Mute", "a dict")


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (lambda: listed("ab", of="stop", advice="Give a list."), "stop is 'ab'. Give a list."),
        (lambda: listed({}, of="stop", advice="Give a list."), "stop is {}. Give a list."),
        (lambda: text_given("", of="user"), "user is ''. It is text."),
        (lambda: flag_given(1, of="logprobs"), "logprobs is 1. It is True or False."),
        (lambda: as_json({1: b""}, of="tools"), "tools is no JSON: Object of type bytes"),
    ],
)
def test_what_a_value_is_not_is_told(check: Callable[[], object], words: str) -> None:
    with pytest.raises(InputError) as caught:
        check()
    assert str(caught.value).startswith(words)


def test_what_is_given_comes_back() -> None:
    assert listed(itertools.repeat("a", 2), of="stop", advice="") == ["a", "a"]
    assert (text_given("a", of="a"), text_given(None, of="a"), text_given("", of="a", may_be_empty=True)) == (
        *("a", None, None),
    )
    assert flag_given(False, of="a") is False
    assert as_json({"b": 1, "a": [None]}, of="a") == '{"a": [null], "b": 1}'


@pytest.mark.parametrize("value", [1, 7, 10])
def test_a_count_within_its_bounds_is_itself(value: int) -> None:
    assert checked_count(value, of="n", most=10) == value


@pytest.mark.parametrize("value", [0, 11, -1, True, 2.0, "3", None, [1]])
def test_what_is_no_count_is_named_with_its_bounds(value: Any) -> None:
    with pytest.raises(InputError, match=r"n is .*1 to 10"):
        checked_count(value, of="n", most=10)


def test_without_a_most_only_the_least_is_told() -> None:
    assert checked_count(10**9, of="n") == 10**9
    with pytest.raises(InputError, match=r"a count from 1\."):
        checked_count(0, of="n")


def test_the_advice_may_be_the_callers_own() -> None:
    with pytest.raises(InputError, match="Ask for one"):
        checked_count(0, of="n", advice="Ask for one.")
