"""Calls of the API's own tools: what they are, what they put out, the pictures, and how often they ran."""

from __future__ import annotations

from typing import Any

import pytest

from faults_server import jpeg, picture_call
from imagine_nb.wire.answer_records import unread
from imagine_nb.wire.output_items import reply_of
from imagine_nb.wire.tool_calls import output_of, picture_of, server_call, tools_used


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ({"type": "web_search_call", "action": {"type": "search", "query": "fox", "sources": []}},
         ("web_search_tool", "web_search", '{"type": "search", "query": "fox"}')),
        ({"type": "x_search_call", "name": "x_semantic_search", "arguments": '{"query": "fox"}'},
         ("x_search_tool", "x_semantic_search", '{"query": "fox"}')),
        ({"type": "custom_tool_call", "name": "x_keyword_search", "input": '{"query": "fox"}'},
         ("x_search_tool", "x_keyword_search", '{"query": "fox"}')),
        ({"type": "custom_tool_call", "name": "view_x_video"}, ("x_search_tool", "view_x_video", "{}")),
        ({"type": "custom_tool_call", "name": "browse_page"}, ("web_search_tool", "browse_page", "{}")),
        ({"type": "custom_tool_call", "name": "other"}, ("custom_tool", "other", "{}")),
        ({"type": "code_interpreter_call", "code": "1 + 1"},
         ("code_execution_tool", "code_interpreter", '{"code": "1 + 1"}')),
        ({"type": "file_search_call", "queries": ["fox"]},
         ("collections_search_tool", "file_search", '{"queries": ["fox"]}')),
        ({"type": "image_generation_call", "prompt": "a fox"},
         ("image_generation_tool", "image_generation", '{"prompt": "a fox"}')),
        ({"type": "mcp_call", "name": "look_up", "arguments": "{}"}, ("mcp_tool", "look_up", "{}")),
        ({"type": "smell_call"}, ("smell_tool", "smell", "{}")),
    ],
)  # fmt: skip
def test_a_call_has_the_type_and_the_name_of_its_tool(item: dict[str, Any], told: tuple[str, ...]) -> None:
    call = server_call(item, item["type"])
    assert (call.type, call.function.name, call.function.arguments) == told


@pytest.mark.parametrize(
    ("item", "content"),
    [
        ({"type": "mcp_call", "output": "It is 7."}, "It is 7."),
        ({"type": "code_interpreter_call", "outputs": [{"logs": "2"}]}, '[{"logs": "2"}]'),
        ({"type": "file_search_call", "results": [{"text": "Zürich"}]}, '[{"text": "Zürich"}]'),
        ({"type": "web_search_call", "action": {"sources": ["a"]}}, '["a"]'),
        ({"type": "web_search_call", "action": 7}, ""),
        ({"type": "web_search_call", "status": "searching"}, None),
    ],
)
def test_what_a_tool_put_out_is_as_far_as_it_tells(item: dict[str, Any], content: str | None) -> None:
    call = server_call(item, item["type"])
    output = output_of(item, call)
    assert (output and output.content) == content
    assert output is None or output.message.tool_calls == (call,)


@pytest.mark.parametrize("error", ["No such page.", {"message": "No such page.", "code": 7}])
def test_a_call_that_failed_says_why(error: Any) -> None:
    call = server_call({"id": "mcp_1", "status": "failed", "error": error}, "mcp_call")
    assert (call.status, call.error_message) == ("failed", "No such page.")


@pytest.mark.parametrize("start", ["", "data:image/jpeg;base64,"])
def test_a_picture_is_its_bytes_and_its_text_is_used_up(start: str) -> None:
    item = picture_call(revised_prompt="a very red fox", image_uuid="7f3a")
    item["result"] = start + item["result"]
    picture, call = picture_of(item, server_call(item, "image_generation_call"))
    assert picture is not None
    assert (picture.image, picture.mime_type, picture.tool_call) == (jpeg(), "image/jpeg", call)
    assert (picture.revised_prompt, picture.image_uuid) == ("a very red fox", "7f3a")
    assert picture.data_url == picture_data_url()
    assert "result" not in item


def picture_data_url() -> str:
    return "data:image/jpeg;base64," + picture_call()["result"]


@pytest.mark.parametrize("result", ["@@@", "aGVsbG8=", "https://example.com/fox.jpg"])
def test_a_picture_that_cannot_be_read_costs_no_other(result: str) -> None:
    found = reply_of([picture_call("ig_1", result=result), picture_call("ig_2")])
    assert [each.tool_call.id for each in found.image_outputs] == ["ig_2"]
    assert found.tool_calls[0].error_message
    assert unread(found) == f"A picture of the answer is missing: {found.tool_calls[0].error_message}"


@pytest.mark.parametrize("result", [None, "", 7, []])
def test_a_call_without_a_picture_has_none(result: Any) -> None:
    found = reply_of([picture_call(result=result)])
    assert (found.image_outputs, found.tool_calls[0].error_message, unread(found)) == ((), "", "")


@pytest.mark.parametrize("usage", [None, 7, {}, {"server_side_tool_usage_details": [1]}])
def test_where_no_tools_are_counted_none_ran(usage: Any) -> None:
    assert tools_used({"usage": usage}) == {}


def test_tools_are_counted_by_the_names_of_the_sdk() -> None:
    counts = {"web_search_calls": 2, "x_search_calls": 0, "code_interpreter_calls": 1,
              "code_execution_calls": 1, "image_generation_calls": "3", "unknown_calls": 4}  # fmt: skip
    assert tools_used({"usage": {"server_side_tool_usage_details": counts}}) == {
        "SERVER_SIDE_TOOL_WEB_SEARCH": 2,
        "SERVER_SIDE_TOOL_CODE_EXECUTION": 2,
    }
