from __future__ import annotations

from typing import Any

import pytest

from imagine_nb.chat import Conversation, Message, file, text, tool, tool_result, user
from imagine_nb.config import target
from imagine_nb.errors import InputError
from imagine_nb.wire.chat_reply import FunctionCall, ToolCall
from imagine_nb.wire.completion_bodies import (
    body_of,
    left_out_of_completions,
    left_out_of_responses,
    wants_it,
)
from imagine_nb.wire.order import Order

TO = target(engine="xai", api_key="a-key-of-the-tests")
WEATHER = tool("get_weather", "The weather.", {"type": "object"}).wire()
INNER = {name: value for name, value in WEATHER.items() if name != "type"}
CALLS = tuple(ToolCall(f"call_{at}", FunctionCall("get_weather")) for at in (1, 2))
SEALED = Message("assistant", (text("So."),), encrypted_content="sealed")


def order(*messages: Message, **settings: Any) -> Order:
    chat = Conversation("grok-4.3", settings.pop("parameters", {}), **settings)
    for each in messages or (user("Hi"),):
        chat.append(each)
    return chat.order(target=TO)


def test_functions_and_their_calls_are_nested_as_chat_completions_has_them() -> None:
    turn = Message("assistant", (text("So:"),), tool_calls=CALLS)
    choice = {"type": "function", "name": "get_weather"}
    body = body_of(
        order(
            user("Hi"), turn, tool_result("Sunny"), tool_result("Rain"),
            Message("assistant", (), tool_calls=CALLS[:1]), SEALED,
            parameters={"tools": [WEATHER, {"type": "web_search"}], "tool_choice": choice},
        )
    )  # fmt: skip
    assert body["tools"] == [{"type": "function", "function": INNER}]
    assert body["tool_choice"] == {"type": "function", "function": {"name": "get_weather"}}
    called = [
        {"id": call.id, "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}
        for call in CALLS
    ]
    assert body["messages"][1:] == [
        {"role": "assistant", "content": "So:", "tool_calls": called},
        {"role": "tool", "tool_call_id": "call_1", "content": "Sunny"},
        {"role": "tool", "tool_call_id": "call_2", "content": "Rain"},
        {"role": "assistant", "content": None, "tool_calls": called[:1]},
        {"role": "assistant", "content": "So."},
    ]


@pytest.mark.parametrize(
    ("given", "part"),
    [
        ({"file_id": "file_1"}, {"file_id": "file_1"}),
        ({"url": "https://e.com/a.txt"}, {"url": "https://e.com/a.txt"}),
        ({"data": b"abc", "filename": "a.txt"},
         {"filename": "a.txt", "file_data": "data:text/plain;base64,YWJj"}),
    ],
)  # fmt: skip
def test_a_file_goes_out_by_id_address_or_data_uri(given: dict[str, Any], part: dict[str, str]) -> None:
    (message,) = body_of(order(user(file(**given))))["messages"]
    assert message["content"] == [{"type": "file", "file": part}]


STOP = {"stop": ["x"]}


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (order(), False),
        (order(parameters=STOP), True),
        (order(parameters={"presence_penalty": 0.0}), True),
        (order(parameters={**STOP, "tools": [WEATHER]}), True),
        (order(parameters={**STOP, "store": True}), False),
        (order(parameters={**STOP, "include": ["reasoning.encrypted_content"]}), False),
        (order(parameters={**STOP, "max_turns": 2}), False),
        (order(parameters={**STOP, "tools": [{"type": "web_search"}]}), False),
        (order(parameters=STOP, previous_response_id="resp_1"), False),
        (order(SEALED, user("And?"), parameters=STOP), False),
        (order(user(file(data=b"a")), parameters=STOP), False),
        (order(user(file(url="https://e.com/a")), parameters=STOP), True),
    ],
)
def test_what_only_chat_completions_has_is_asked_there_where_nothing_forbids_it(
    asked: Order, *, wanted: bool
) -> None:
    assert wants_it(asked.body) == wanted


def test_each_way_tells_what_it_does_not_take() -> None:
    body = order(parameters={**STOP, "max_turns": 2, "tools": [WEATHER, {"type": "web_search"}]}).body
    assert left_out_of_responses(body) == "/responses takes no stop: left out."
    assert left_out_of_completions(body) == "/chat/completions takes no max_turns or web_search: left out."
    assert left_out_of_completions(order().body) == left_out_of_responses(order().body) == ""
    assert "max_turns" not in body_of(order(parameters={"max_turns": 2}))


def test_an_answer_that_the_api_keeps_cannot_be_gone_on_from() -> None:
    with pytest.raises(InputError, match="cannot go on"):
        body_of(order(previous_response_id="resp_1", is_whole=False))
