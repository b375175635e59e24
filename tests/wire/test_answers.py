from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faults_server import answer
from imagine_nb.errors import APIError, ModeratedError, ProtocolError
from imagine_nb.wire import answers, completions, outputs
from imagine_nb.wire.faults import Head
from imagine_nb.wire.listening import ChatAPI

OK = Head(200)


def test_text_is_gathered_from_every_message_and_part() -> None:
    body = answer("A fox")
    part = {"type": "output_text", "text": " and a hat."}
    body["output"] = [
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]},
        *body["output"],
        {"type": "message", "content": [part, {"type": "refusal", "refusal": " No more."}, 7]},
        {"type": "some_future_call"},
        None,
    ]
    assert outputs.reply_in(json.dumps(body).encode(), OK).text == "A fox and a hat. No more."


def test_an_answer_without_text_is_an_answer() -> None:
    found = outputs.reply_in(b'{"output": [], "status": "incomplete", "usage": null}', OK)
    assert (found.text, found.finish_reason, found.usage.cost_usd) == ("", "length", None)


def test_a_failed_answer_is_its_error_with_its_price() -> None:
    body = {
        "status": "failed",
        "error": {"code": "imagine:content-moderated"},
        "output": [],
        "usage": {"cost_in_usd_ticks": 5},
    }
    with pytest.raises(ModeratedError) as caught:
        outputs.reply_in(json.dumps(body).encode(), OK)
    assert caught.value.cost_ticks == 5


@pytest.mark.parametrize("body", [{}, {"output": "x"}, {"choices": []}])
def test_what_is_no_answer_is_told(body: Any) -> None:
    for wire in (answers.RESPONSES_API, completions.COMPLETIONS_API):
        with pytest.raises(ProtocolError, match="no text"):
            wire.reply(json.dumps(body).encode(), OK)


leaves: Any = st.none() | st.booleans() | st.integers() | st.text(max_size=10)
names = st.sampled_from(
    ["type", "output", "content", "text", "usage", "error", "status", "incomplete_details", "reason",
     "response", "delta", "choices", "message", "finish_reason", "id", "model", "store"]
)  # fmt: skip
kinds = st.sampled_from(
    [
        "message",
        "output_text",
        "response.completed",
        "response.output_text.delta",
        "response.failed",
        "[DONE]",
    ]
)
values = st.recursive(
    leaves | kinds, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4)
)
bodies = st.dictionaries(names, values, max_size=6)
wires = st.sampled_from([answers.RESPONSES_API, completions.COMPLETIONS_API])


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
    listener, heard = wire.listener(OK), ""
    try:
        for event in coming:
            heard += listener.fed(event).text
        found = listener.ended()
    except APIError as error:
        assert error.advice  # noqa: PT017 - either way is right
    else:
        assert found.text == heard == listener.text
