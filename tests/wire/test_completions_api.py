"""All that an answer of /chat/completions tells, whole and streamed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from imagine_nb.errors import ProtocolError
from imagine_nb.wire import completions_api
from imagine_nb.wire.chat_reply import Citation, Delta, FunctionCall, InlineCitation, LogProb, Reply, ToolCall
from imagine_nb.wire.completions_api import CompletionStream
from imagine_nb.wire.faults import Head

OK = Head(200)
PAGE = "https://en.wikipedia.org/wiki/Fox"
ABOUT = {
    "id": "c-1",
    "model": "grok-4.3",
    "created": 1_700_000_000,
    "system_fingerprint": "fp_1",
    "service_tier": "default",
}
CITED = {
    "type": "url_citation",
    "url_citation": {"url": PAGE, "start_index": 2, "end_index": 5, "title": "3"},
}
LIKELY = {"content": [{"token": "A", "logprob": -0.25, "bytes": [65]}, {"token": 7}, None]}
PARIS = {
    "id": "call_1",
    "type": "function",
    "function": {"name": "weather", "arguments": '{"city": "Paris"}'},
}
ROME = {"id": "call_2", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Rome"}'}}
CALLS = tuple(
    ToolCall(each["id"], FunctionCall("weather", each["function"]["arguments"])) for each in (PARIS, ROME)
)


def read(message: dict[str, Any], *, reason: Any = "stop", **more: Any) -> Reply:
    body = {**ABOUT, "choices": [{"message": message, "finish_reason": reason, **more}], "citations": [PAGE]}
    return completions_api.reply_in(json.dumps(body).encode(), OK)


def listened(*chunks: dict[str, Any]) -> tuple[list[Delta], Reply]:
    listener = CompletionStream(OK)
    added = [delta for chunk in chunks if (delta := listener.fed(chunk))]
    return added, listener.ended()


def chunk(reason: str | None = None, **delta: Any) -> dict[str, Any]:
    return {**ABOUT, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}


def test_all_that_a_body_tells_is_read() -> None:
    message = {"content": "A fox.", "reasoning_content": "It is red.", "encrypted_content": "sealed",
               "annotations": [CITED]}  # fmt: skip
    assert read(message, logprobs=LIKELY) == Reply(
        "A fox.",
        "c-1",
        "grok-4.3",
        created=1_700_000_000,
        reasoning="It is red.",
        encrypted_content="sealed",
        citations=(PAGE,),
        inline_citations=(InlineCitation("3", 2, 5, web_citation=Citation(PAGE)),),
        logprobs=completions_api.LogProbs((LogProb("A", -0.25, b"A"),)),
        system_fingerprint="fp_1",
        service_tier="default",
    )


@pytest.mark.parametrize("reason", ["tool_calls", "", None])
def test_calls_of_functions_are_an_answer_without_text(reason: str | None) -> None:
    found = read({"content": None, "tool_calls": [PARIS, 7, ROME]}, reason=reason)
    assert (found.text, found.tool_calls, found.finish_reason) == ("", CALLS, "tool_calls")


@pytest.mark.parametrize("call", [{}, {"function": 7, "id": []}, {"function": {"name": 1, "arguments": {}}}])
def test_a_call_that_tells_nothing_has_empty_fields(call: Any) -> None:
    assert read({"tool_calls": [call]}).tool_calls == (ToolCall("", FunctionCall("")),)


def piece(at: int | None, arguments: str, **more: Any) -> dict[str, Any]:
    index = {} if at is None else {"index": at}
    return {**index, **more, "function": {"arguments": arguments, **({"name": "weather"} if more else {})}}


@pytest.mark.parametrize(
    "chunks",
    [
        [chunk(tool_calls=[{**PARIS, "index": 0}]), chunk("tool_calls", tool_calls=[{**ROME, "index": 1}])],
        [chunk(tool_calls=[PARIS]), chunk(tool_calls=[ROME]), chunk("tool_calls")],
        [chunk(tool_calls=[PARIS, ROME]), {"type": "[DONE]"}],
        [
            chunk(tool_calls=[piece(0, "", id="call_1"), piece(1, '{"city"', id="call_2")]),
            chunk(tool_calls=[piece(0, '{"city": "Par'), piece(1, ': "Rome"}')]),
            chunk("tool_calls", tool_calls=[piece(0, 'is"}')]),
        ],
        [
            chunk(tool_calls=[piece(None, '{"city": ', id="call_1")]),
            chunk(tool_calls=[piece(None, '"Paris"}')]),
            chunk(tool_calls=[piece(None, '{"city": "Rome"}', id="call_2")]),
            chunk("tool_calls"),
        ],
    ],
)
def test_calls_come_whole_however_they_were_cut(chunks: list[dict[str, Any]]) -> None:
    added, whole = listened(*chunks)
    assert [each for delta in added for each in delta.tool_calls] == list(CALLS)
    assert (whole.tool_calls, whole.finish_reason) == (CALLS, "tool_calls")


def test_a_stream_ends_as_the_whole() -> None:
    usage = {"choices": [], "usage": {"prompt_tokens": 5}, "citations": [PAGE]}
    first = {**chunk(content="A "), "choices": [{"delta": {"content": "A "}, "logprobs": LIKELY}]}
    added, whole = listened(
        chunk(reasoning_content="It is "), chunk(reasoning_content="red."), first,
        chunk(content="fox.", annotations=[CITED]), chunk("length"), usage,
    )  # fmt: skip
    assert [(each.reasoning, each.text, len(each.inline_citations)) for each in added] == [
        ("It is ", "", 0),
        ("red.", "", 0),
        ("", "A ", 0),
        ("", "fox.", 1),
    ]
    assert {(each.id, each.model, each.created) for each in added} == {("c-1", "grok-4.3", 1_700_000_000)}
    message = {"content": "A fox.", "reasoning_content": "It is red.", "annotations": [CITED]}
    expected = read(message, reason="length", logprobs=LIKELY)
    assert whole == completions_api.replace(expected, usage=whole.usage)
    assert whole.usage.input_tokens == 5


def test_a_stream_that_stops_is_cut_short() -> None:
    with pytest.raises(ProtocolError, match="ended before"):
        listened(chunk(content="A "))
