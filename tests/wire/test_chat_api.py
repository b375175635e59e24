"""Whatever comes by either way to ask, whole or streamed: an answer, or one error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagine_nb.errors import APIError, ProtocolError
from imagine_nb.wire import completions_api, responses_api
from imagine_nb.wire.chat_api import ChatAPI
from imagine_nb.wire.faults import Head

OK = Head(200)


@pytest.mark.parametrize("body", [{}, {"output": "x"}, {"choices": []}])
def test_what_is_no_answer_is_told(body: Any) -> None:
    for wire in (responses_api.RESPONSES_API, completions_api.COMPLETIONS_API):
        with pytest.raises(ProtocolError, match="no text"):
            wire.reply(json.dumps(body).encode(), OK)


leaves: Any = st.none() | st.booleans() | st.integers() | st.text(max_size=10)
names = st.sampled_from(
    ["type", "output", "content", "text", "usage", "error", "status", "incomplete_details", "reason",
     "response", "delta", "choices", "message", "finish_reason", "id", "model", "store", "item", "summary",
     "output_index", "name", "arguments", "call_id", "result", "annotations", "annotation", "url",
     "start_index", "logprobs", "logprob", "token", "bytes", "tool_calls", "function", "index", "action",
     "reasoning_content", "citations", "created", "created_at", "server_side_tool_usage_details"]
)  # fmt: skip
kinds = st.sampled_from(
    [
        "message",
        "output_text",
        "response.completed",
        "response.output_text.delta",
        "response.failed",
        "[DONE]",
        "reasoning",
        "function_call",
        "image_generation_call",
        "custom_tool_call",
        "url_citation",
        "response.output_item.added",
        "response.output_item.done",
        "response.function_call_arguments.delta",
        "response.reasoning_text.delta",
        "response.reasoning_summary_text.delta",
        "response.output_text.annotation.added",
    ]
)
values = st.recursive(
    leaves | kinds, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4)
)
bodies = st.dictionaries(names, values, max_size=6)
wires = st.sampled_from([responses_api.RESPONSES_API, completions_api.COMPLETIONS_API])


@given(wire=wires, body=bodies)
def test_whatever_comes_is_an_answer_or_one_error(wire: ChatAPI, body: dict[str, Any]) -> None:
    try:
        found = wire.reply(json.dumps(body).encode(), OK)
    except APIError as error:
        assert error.advice  # noqa: PT017 - either way is right
    else:
        assert isinstance(found.text, str)


@given(wire=wires, coming=st.lists(bodies, max_size=6))
def test_whatever_streams_is_an_answer_or_one_error(wire: ChatAPI, coming: list[dict[str, Any]]) -> None:
    listener = wire.listener(OK)
    try:
        added = [listener.fed(event) for event in coming]
        found = listener.ended()
    except APIError as error:
        assert error.advice  # noqa: PT017 - either way is right
    else:
        assert found.text == "".join(each.text for each in added) == listener.text
        assert found.reasoning == "".join(each.reasoning for each in added)
