"""Responses of a chat and their chunks, as xai_sdk's programs ask them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from faults_server import FaultServer, answer, deltas, jpeg, picture_call, reply, stream
from imagine_nb import Client
from imagine_nb.responses import Chunk, Response
from imagine_nb.wire.chat_reply import Delta, FunctionCall, Reply, ToolCall

PAGE = "https://en.wikipedia.org/wiki/Fox"
CALL = {"type": "function_call", "call_id": "call_1", "name": "get_weather", "arguments": "{}"}
SEARCH = {"type": "mcp_call", "id": "mcp_1", "name": "look_up", "arguments": "{}", "output": "A fox."}
THOUGHT = {
    "type": "reasoning",
    "summary": [{"type": "summary_text", "text": "Hm."}],
    "encrypted_content": "s",
}
USAGE = {
    "input_tokens": 5,
    "output_tokens": 3,
    "input_tokens_details": {"cached_tokens": 2},
    "server_side_tool_usage_details": {"mcp_calls": 1},
}
FULL = {
    **answer("A fox."),
    "created_at": 1_700_000_000,
    "service_tier": "default",
    "metadata": {"system_fingerprint": "fp_1"},
    "citations": [PAGE],
    "usage": USAGE,
}
FULL["output"] = [THOUGHT, SEARCH, CALL, picture_call(), *FULL["output"]]


@pytest.fixture
def client(faults: FaultServer, tmp_path: Any) -> Any:
    with Client(api_key="k", base_url=faults.base_url, gallery=tmp_path / "gallery") as made:
        yield made


def test_a_response_has_all_that_the_api_told(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, FULL))
    response = client.chat.create("grok-4.3").append("What is it?").sample()
    assert (response.content, response.reasoning_content, response.encrypted_content) == (
        "A fox.",
        "Hm.",
        "s",
    )
    assert response.created == datetime(2023, 11, 14, 22, 13, 20)  # noqa: DTZ001 - as xai_sdk has it
    assert (response.role, response.finish_reason) == ("ROLE_ASSISTANT", "REASON_TOOL_CALLS")
    assert [call.type for call in response.tool_calls] == [
        "mcp_tool",
        "client_side_tool",
        "image_generation_tool",
    ]
    assert response.tool_calls[1] == ToolCall("call_1", FunctionCall("get_weather"))
    assert [output.message.content for output in response.tool_outputs] == ["A fox.", ""]
    assert response.server_side_tool_usage == {"SERVER_SIDE_TOOL_MCP": 1}
    assert (response.citations, response.inline_citations) == ((PAGE,), ())
    assert (response.system_fingerprint, response.service_tier) == ("fp_1", "default")
    assert (response.usage.prompt_tokens, response.usage.cached_prompt_text_tokens) == (5, 2)
    (output,) = response.image_outputs
    assert (output.image, output.mime_type, output.tool_call.function.arguments) == (
        jpeg(),
        "image/jpeg",
        '{"prompt": "a red fox"}',
    )
    assert output.as_source().record.picture_id == client.gallery[1].id
    assert repr(response) == "<Response resp_1 'A fox. get_weather({})'>"


def test_what_the_api_did_not_tell_is_empty() -> None:
    response = Response()
    assert (response.content, response.reasoning_content, response.encrypted_content) == ("", "", "")
    assert (response.created, response.id, response.cost_usd) == (None, None, None)
    assert (response.tool_calls, response.tool_outputs, response.image_outputs) == ((), (), ())
    assert (response.logprobs.content, response.server_side_tool_usage) == ((), {})
    assert (response.finish_reason, response.system_fingerprint) == ("REASON_INVALID", "")
    with pytest.raises(AttributeError, match="no protocol buffers"):
        _ = response.proto


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("stop", "REASON_STOP"),
        ("end_turn", "REASON_STOP"),
        ("length", "REASON_MAX_LEN"),
        ("max_output_tokens", "REASON_MAX_LEN"),
        ("max_prompt_tokens", "REASON_MAX_CONTEXT"),
        ("tool_calls", "REASON_TOOL_CALLS"),
        ("max_time_limit", "REASON_TIME_LIMIT"),
        ("content_filter", "REASON_INVALID"),
    ],
)
def test_an_answer_ended_for_a_reason_that_xai_sdk_has(told: str, name: str) -> None:
    assert Chunk.last(Reply("", finish_reason=told)).finish_reason == name


def test_all_of_a_response_grows_while_it_streams(client: Client, faults: FaultServer) -> None:
    begun = {"type": "response.created", "response": {"id": "resp_1", "model": "grok-4.3", "created_at": 9}}
    thinking = {"type": "response.reasoning_text.delta", "delta": "Hm."}
    done = [
        {"type": "response.output_item.done", "output_index": at, "item": item}
        for at, item in enumerate(FULL["output"][1:4])
    ]
    faults.then(
        stream(
            begun, thinking, *done, *deltas("A ", "fox."), {"type": "response.completed", "response": FULL}
        )
    )
    seen = []
    for response, chunk in client.chat.create("grok-4.3").append("What is it?").stream():
        assert (response.id, response.model) == ("resp_1", "grok-4.3")
        assert chunk.created is not None
        grown = (response.content, response.reasoning_content, len(response.tool_calls))
        seen.append((*grown, len(response.image_outputs), len(response.citations)))
        assert chunk.choices == (chunk,)
        last = chunk
    assert seen == [
        ("", "Hm.", 0, 0, 0),
        ("", "Hm.", 1, 0, 0),
        ("", "Hm.", 2, 0, 0),
        ("", "Hm.", 3, 1, 0),
        ("A ", "Hm.", 3, 1, 0),
        ("A fox.", "Hm.", 3, 1, 0),
        ("A fox.", "Hm.", 3, 1, 1),
    ]
    assert (last.citations, last.server_side_tool_usage) == ((PAGE,), {"SERVER_SIDE_TOOL_MCP": 1})
    assert response.usage.completion_tokens == 3


def test_a_chunk_is_its_text_and_its_thoughts() -> None:
    chunk = Chunk.of(Delta("fox", "Hm.", created=10**12))
    assert (chunk.output, str(chunk), chunk.role, chunk.created) == (
        "foxHm.",
        "foxHm.",
        "ROLE_ASSISTANT",
        None,
    )
    called = Chunk("", tool_calls=(ToolCall("c", FunctionCall("f", '{"a": 1}')),))
    assert repr(called) == "<Chunk '' f({\"a\": 1})>"
    assert called.HasField("tool_calls")
