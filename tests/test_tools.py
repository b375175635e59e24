from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from imagine_nb.errors import InputError
from imagine_nb.tools import (
    Tool,
    code_execution,
    collections_search,
    get_tool_call_type,
    image_generation,
    mcp,
    required_tool,
    tool,
    web_search,
    without_secrets,
    x_search,
)
from imagine_nb.wire.chat_reply import FunctionCall, ToolCall

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
DECLARED: list[tuple[Tool, dict[str, Any]]] = [
    (
        tool("get_weather", "The weather of a city.", SCHEMA),
        {"type": "function", "name": "get_weather", "description": "The weather of a city.",
         "parameters": SCHEMA},
    ),
    (web_search(), {"type": "web_search"}),
    (
        web_search(["a.example"], enable_image_understanding=True, enable_image_search=True),
        {"type": "web_search", "excluded_domains": ["a.example"], "enable_image_understanding": True,
         "enable_image_search": True},
    ),
    (
        x_search(datetime(2026, 1, 2, tzinfo=UTC), date(2026, 1, 3), ["xai"],
                 enable_video_understanding=True),
        {"type": "x_search", "from_date": "2026-01-02", "to_date": "2026-01-03",
         "allowed_x_handles": ["xai"], "enable_video_understanding": True},
    ),
    (code_execution(), {"type": "code_interpreter"}),
    (image_generation(), {"type": "image_generation"}),
    (image_generation("edit"), {"type": "image_generation", "action": "edit"}),
    (mcp("https://mcp.example/sse"),
     {"type": "mcp", "server_url": "https://mcp.example/sse", "server_label": "mcp.example"}),
    (
        mcp("https://mcp.example", "docs", "The docs.", ["read"], "Bearer secret-word",
            {"x-key": "other-word"}),
        {"type": "mcp", "server_url": "https://mcp.example", "server_label": "docs",
         "server_description": "The docs.", "allowed_tools": ["read"], "authorization": "Bearer secret-word",
         "headers": {"x-key": "other-word"}},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("declared", "wire"), DECLARED)
def test_a_tool_goes_out_as_the_api_has_it(declared: Tool, wire: dict[str, Any]) -> None:
    assert declared.wire() == wire
    assert declared.notice == ""


def test_a_function_is_what_xai_sdk_has() -> None:
    declared = tool("get_weather", "The weather.", SCHEMA)
    assert declared.function is not None
    assert (declared.function.name, declared.function.description) == ("get_weather", "The weather.")
    assert json.loads(declared.function.parameters) == SCHEMA
    assert declared.HasField("function")
    assert not web_search().HasField("function")
    assert required_tool("get_weather").function_name == "get_weather"


def test_a_location_that_the_api_refuses_is_left_out_and_told() -> None:
    declared = web_search(user_location_city="Bern")
    assert declared.wire() == {"type": "web_search"}
    assert "user_location" in declared.notice


def test_what_opens_an_mcp_server_is_neither_shown_nor_kept() -> None:
    declared = mcp("https://mcp.example", None, None, None, "Bearer secret-word", {"x-key": "other-word"})
    sent = {"tools": [declared.wire(), web_search().wire()], "user": "u"}
    kept = without_secrets(sent)
    for shown in (repr(declared), json.dumps(kept)):
        assert "secret-word" not in shown
        assert "other-word" not in shown
    assert kept["tools"][0]["headers"] == {"x-key": "****"}
    assert (kept["tools"][1], kept["user"]) == ({"type": "web_search"}, "u")
    assert sent["tools"][0]["authorization"] == "Bearer secret-word"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: tool("", "", {}), "named"),
        (lambda: tool("f", "", None), "NoneType"),
        (lambda: tool("f", "", {"a": {1}}), "no JSON"),
        (lambda: web_search(["a"], ["b"]), "do not go together"),
        (lambda: web_search(allowed_domains=list("abcdef")), "5 at most"),
        (lambda: x_search(from_date="2026-01-01"), "from_date"),
        (lambda: image_generation("draw"), "auto, generate, edit"),
        (lambda: mcp("mcp.example"), "no address"),
        (lambda: mcp("http://["), "no address"),
        (lambda: collections_search(["c"]), "no document collections"),
    ],
)
def test_what_would_be_refused_is_told(make: Callable[[], Any], words: str) -> None:
    with pytest.raises(InputError) as caught:
        make()
    assert words in str(caught.value)


def test_a_call_says_who_runs_it() -> None:
    mine = ToolCall("call_1", FunctionCall("get_weather"))
    theirs = ToolCall("ws_1", FunctionCall("web_search"), "web_search_tool")
    assert [get_tool_call_type(each) for each in (mine, theirs)] == ["client_side_tool", "web_search_tool"]
