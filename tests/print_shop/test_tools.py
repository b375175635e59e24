from __future__ import annotations

import pytest

from imagine_nb.print_shop.counter.refusals import Refusal
from imagine_nb.print_shop.counter.tools import MOST_TOOLS, Tools, tools_of_chat, tools_of_responses

WEATHER = {"type": "function", "name": "weather", "description": "d", "parameters": {"type": "object"}}
NESTED = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}
DRAWING = {"type": "image_generation"}


def test_functions_are_read_from_where_each_endpoint_has_them() -> None:
    (plain,) = tools_of_responses({"tools": [WEATHER]}).functions
    (nested,) = tools_of_chat({"tools": [NESTED]}).functions
    assert (plain.name, plain.description, plain.parameters) == ("weather", "d", {"type": "object"})
    assert nested.name == "weather"
    assert tools_of_chat({}) == tools_of_chat({"tools": []}) == Tools()


def test_tools_of_the_api_are_known_by_their_types() -> None:
    tools = tools_of_responses(
        {"tools": [DRAWING | {"action": "edit"}, {"type": "web_search"}, {"type": "mcp"}]}
    )
    assert (tools.drawing, tools.elsewhere) == ("edit", ("web_search", "mcp"))
    assert tools_of_chat({"tools": [{"type": "live_search"}]}).elsewhere == ("live_search",)


def test_the_choice_narrows_the_tools() -> None:
    body = {"tools": [WEATHER, WEATHER | {"name": "time"}, DRAWING], "parallel_tool_calls": False}
    assert not tools_of_responses(body).several
    none = tools_of_responses(body | {"tool_choice": "none"})
    assert not none.functions
    assert none.drawing is None
    assert tools_of_responses(body | {"tool_choice": "required"}).forced
    named = tools_of_responses(body | {"tool_choice": {"type": "function", "name": "time"}})
    assert ([each.name for each in named.functions], named.drawing, named.forced) == (["time"], None, True)
    drawing = tools_of_responses(body | {"tool_choice": DRAWING})
    assert (drawing.functions, drawing.drawing, drawing.forced) == ((), "auto", True)


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"tools": 7}, 422, "sequence"),
        ({"tools": [7]}, 422, r"tools\[0\]"),
        ({"tools": [{}]}, 422, r"tools\[0\]\.type"),
        ({"tools": [{"type": "magic"}]}, 422, "`function`"),
        ({"tools": [{"type": "function"}]}, 422, r"tools\[0\]\.name"),
        ({"tools": [WEATHER | {"name": ""}]}, 400, "name"),
        ({"tools": [WEATHER | {"name": "a b"}]}, 400, "letters"),
        ({"tools": [WEATHER | {"name": "a" * 129}]}, 400, "128"),
        ({"tools": [WEATHER | {"parameters": 7}]}, 422, "parameters"),
        ({"tools": [WEATHER | {"parameters": {"type": "string"}}]}, 400, "object"),
        ({"tools": [WEATHER | {"parameters": {"properties": 7}}]}, 400, "schema"),
        ({"tools": [WEATHER, WEATHER]}, 400, "same name"),
        ({"tools": [WEATHER | {"name": f"f{k}"} for k in range(MOST_TOOLS + 1)]}, 400, "128"),
        ({"tools": [DRAWING | {"action": "sing"}]}, 422, "`edit`"),
        ({"tool_choice": "required"}, 400, "no tools"),
        ({"tool_choice": "maybe"}, 422, "`required`"),
        ({"tool_choice": 7}, 422, "tool_choice"),
        ({"tools": [WEATHER], "tool_choice": {"type": "function", "name": "other"}}, 400, "other"),
        ({"tools": [WEATHER], "tool_choice": {"type": "web_search"}}, 400, "web_search"),
        ({"tools": [WEATHER], "parallel_tool_calls": 1}, 422, "boolean"),
    ],
)
def test_tools_that_make_no_sense_are_refused(fields, status, words) -> None:
    with pytest.raises(Refusal, match=words) as caught:
        tools_of_responses(fields)
    assert caught.value.status == status


def test_chat_completions_take_no_tools_that_the_api_runs_but_one() -> None:
    with pytest.raises(Refusal, match="expected `function` or `live_search`"):
        tools_of_chat({"tools": [{"type": "web_search"}]})
