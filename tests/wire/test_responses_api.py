"""All that an answer of /responses tells, whole and streamed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from faults_server import answer, deltas, picture_call
from imagine_nb.errors import ModeratedError
from imagine_nb.usage import Usage
from imagine_nb.wire import responses_api
from imagine_nb.wire.chat_reply import Citation, Delta, InlineCitation, LogProb, Reply
from imagine_nb.wire.faults import Head
from imagine_nb.wire.responses_api import AnswerStream

OK = Head(200)
PAGE, POST = "https://en.wikipedia.org/wiki/Fox", "https://x.com/i/status/7"
SEARCH = {"type": "web_search_call", "id": "ws_1", "name": "web_search", "arguments": '{"query": "fox"}',
          "status": "completed"}  # fmt: skip
WEATHER = {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "get_weather",
           "arguments": '{"city": "Paris"}', "status": "completed"}  # fmt: skip
THOUGHT = {
    "type": "reasoning",
    "id": "rs_1",
    "summary": [{"type": "summary_text", "text": "First."}, {"type": "summary_text", "text": "Then."}],
    "encrypted_content": "sealed",
}
SAID = {
    "type": "message",
    "role": "assistant",
    "content": [
        {"type": "output_text", "text": "A fox."},
        {
            "type": "output_text",
            "text": " See [1].",
            "logprobs": [{"token": " See", "logprob": -0.5, "bytes": [32, 83], "top_logprobs": [
                {"token": " Look", "logprob": -1}]}],
            "annotations": [
                {"type": "url_citation", "url": PAGE, "start_index": 5, "end_index": 8, "title": "1"},
                {"type": "url_citation", "url": POST, "start_index": 8, "title": "A post"},
                {"type": "url_citation", "url": PAGE},
                {"type": "file_citation", "file_id": "file_1"},
            ],
        },
    ],
}  # fmt: skip


def body(*items: Any, **more: Any) -> dict[str, Any]:
    return {**answer(), "output": list(items), **more}


def read(*items: Any, **more: Any) -> Reply:
    return responses_api.reply_in(json.dumps(body(*items, **more)).encode(), OK)


def listened(*events: dict[str, Any]) -> tuple[list[Delta], Reply]:
    listener = AnswerStream(OK)
    added = [delta for event in events if (delta := listener.fed(json.loads(json.dumps(event))))]
    return added, listener.ended()


def done(at: int, item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "response.output_item.done", "output_index": at, "item": item}


def ended(*items: Any, **more: Any) -> dict[str, Any]:
    return {"type": "response.completed", "response": body(*items, **more)}


def test_all_that_a_body_tells_is_read() -> None:
    metadata = {"system_fingerprint": "fp_1"}
    found = read(THOUGHT, SEARCH, WEATHER, SAID, created_at=1_700_000_000, service_tier="priority",
                 metadata=metadata, citations=[POST, 7, "x" * 9000])  # fmt: skip
    assert (found.text, found.reasoning, found.encrypted_content) == (
        "A fox. See [1].",
        "First.\n\nThen.",
        "sealed",
    )
    assert [(call.id, call.type, call.function.name) for call in found.tool_calls] == [
        ("ws_1", "web_search_tool", "web_search"),
        ("call_1", "client_side_tool", "get_weather"),
    ]
    assert (found.created, found.service_tier, found.system_fingerprint) == (
        1_700_000_000,
        "priority",
        "fp_1",
    )
    assert (found.citations, found.finish_reason) == ((POST, PAGE), "tool_calls")
    assert found.inline_citations == (
        InlineCitation("1", 11, 14, web_citation=Citation(PAGE)),
        InlineCitation("", 14, None, x_citation=Citation(POST)),
    )
    look = LogProb(" Look", -1.0)
    assert found.logprobs.content == (LogProb(" See", -0.5, b" S", (look,)),)


def test_what_a_body_does_not_tell_is_empty() -> None:
    found = responses_api.reply_in(b'{"output": []}', OK)
    assert found == Reply("", usage=Usage())


def test_reasoning_that_is_not_kept_back_stands_for_its_summary() -> None:
    item = {**THOUGHT, "content": [{"type": "reasoning_text", "text": "A red animal"}]}
    assert read(item).reasoning == "A red animal"


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"status": "incomplete", "incomplete_details": {"reason": "max_time_limit"}}, "max_time_limit"),
        ({"status": "incomplete", "incomplete_details": None}, "length"),
        ({"status": "completed"}, "stop"),
    ],
)
def test_how_it_ended_is_the_apis_word(told: dict[str, Any], reason: str) -> None:
    assert read(SAID, SEARCH, **told).finish_reason == reason


def test_a_stream_adds_each_thing_once_and_ends_as_the_whole() -> None:
    begun = {"type": "response.created", "response": {"id": "resp_1", "model": "grok-4.3", "created_at": 9}}
    thinking = {"type": "response.reasoning_summary_text.delta", "output_index": 0}
    added, whole = listened(
        begun,
        {**thinking, "summary_index": 0, "delta": "First."},
        {**thinking, "summary_index": 1, "delta": "Then."},
        {**thinking, "type": "response.reasoning_text.delta", "delta": "the same in full"},
        done(0, THOUGHT),
        done(1, SEARCH),
        *deltas("A fox.", " See [1]."),
        ended(THOUGHT, SEARCH, SAID),
    )
    assert [(each.text, each.reasoning, len(each.tool_calls), len(each.tool_outputs)) for each in added] == [
        ("", "First.", 0, 0),
        ("", "\n\nThen.", 0, 0),
        ("", "", 1, 1),
        ("A fox.", "", 0, 0),
        (" See [1].", "", 0, 0),
    ]
    assert {(each.id, each.model, each.created) for each in added} == {("resp_1", "grok-4.3", 9)}
    assert whole == responses_api._reply({**body(), "created_at": 9}, read(THOUGHT, SEARCH, SAID))


def test_a_call_comes_once_whether_its_item_tells_its_arguments_or_pieces_do() -> None:
    pieces = [
        {"type": "response.output_item.added", "output_index": 1, "item": {**WEATHER, "arguments": ""}},
        {"type": "response.function_call_arguments.delta", "output_index": 1, "delta": '{"city": '},
        {"type": "response.function_call_arguments.delta", "output_index": 1, "delta": '"Paris"}'},
    ]
    (call,) = read(WEATHER).tool_calls
    for events in (
        [*pieces, done(1, WEATHER), ended(WEATHER)],
        [*pieces, done(1, {**WEATHER, "arguments": ""}), ended()],
        [*pieces, ended()],
        [ended(WEATHER)],
        [done(0, WEATHER), {"type": "response.done"}],
    ):
        added, whole = listened(*events)
        assert [each for delta in added for each in delta.tool_calls] == [call]
        assert (whole.tool_calls, whole.finish_reason, whole.shown) == (
            (call,),
            "tool_calls",
            'get_weather({"city": "Paris"})',
        )


@pytest.mark.parametrize("end", [ended(SAID), ended()])
def test_citations_come_where_the_text_has_them(end: dict[str, Any]) -> None:
    part = {"type": "response.output_text.delta", "output_index": 0}
    cited = {"type": "response.output_text.annotation.added", "output_index": 0, "content_index": 1,
             "annotation": SAID["content"][1]["annotations"][0]}  # fmt: skip
    texts = [{**part, "content_index": at, "delta": text} for at, text in enumerate(("A fox.", " See [1]."))]
    expected = read(SAID).inline_citations
    added, whole = listened(*texts, cited, done(0, SAID), end)
    assert [each for delta in added for each in delta.inline_citations] == [expected[0]]
    assert whole.inline_citations == expected
    added, whole = listened(*texts, done(0, SAID), end)
    assert [each for delta in added for each in delta.inline_citations] == list(expected)


def test_pictures_of_a_stream_are_not_lost_where_its_end_leaves_them_out() -> None:
    first, second = picture_call("ig_1"), picture_call("ig_2")
    for end in (ended(), ended({**first, "result": None}), ended(first, second)):
        added, whole = listened(done(0, first), done(1, second), end)
        seen = [each for delta in added for each in delta.image_outputs]
        assert [each.tool_call.id for each in seen] == ["ig_1", "ig_2"]
        assert whole.image_outputs == tuple(seen)


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
    assert responses_api.reply_in(json.dumps(body).encode(), OK).text == "A fox and a hat. No more."


def test_an_answer_without_text_is_an_answer() -> None:
    found = responses_api.reply_in(b'{"output": [], "status": "incomplete", "usage": null}', OK)
    assert (found.text, found.finish_reason, found.usage.cost_usd) == ("", "length", None)


def test_a_failed_answer_is_its_error_with_its_price() -> None:
    body = {
        "status": "failed",
        "error": {"code": "imagine:content-moderated"},
        "output": [],
        "usage": {"cost_in_usd_ticks": 5},
    }
    with pytest.raises(ModeratedError) as caught:
        responses_api.reply_in(json.dumps(body).encode(), OK)
    assert caught.value.cost_ticks == 5
