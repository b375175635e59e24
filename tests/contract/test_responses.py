"""POST /v1/responses, plain and streamed, and the answers it keeps."""

from __future__ import annotations

import json

import pytest

MODEL = "grok-4.3"


def asking(photo, **fields):
    content = [
        {"type": "input_image", "image_url": photo, "detail": "high"},
        {"type": "input_text", "text": "What colours are in this picture?"},
    ]
    body = {"model": MODEL, "store": False, "input": [{"role": "user", "content": content}]}
    return body | fields


def text_of(body):
    return "".join(
        part["text"] for item in body["output"] if item["type"] == "message" for part in item["content"]
    )


def asked(server, body):
    answer = server.post("/responses", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def kinds_of(events):
    return [event if isinstance(event, str) else event.data["type"] for event in events]


def test_a_question_about_a_picture_is_answered(server, photo):
    body = asked(server, asking(photo))
    assert body["object"] == "response"
    assert body["status"] == "completed"
    assert body["id"]
    assert text_of(body)
    usage = body["usage"]
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]
    assert isinstance(usage["cost_in_usd_ticks"], int)


def test_a_streamed_answer_comes_in_pieces_that_make_up_the_whole(server, photo):
    events = server.events("/responses", asking(photo, stream=True))
    kinds = kinds_of(events)
    assert kinds[0] == "response.created"
    assert kinds[-2:] == ["response.completed", "[DONE]"]
    deltas = [e for e in events if not isinstance(e, str) and e.data["type"] == "response.output_text.delta"]
    whole = events[-2].data["response"]
    assert "".join(event.data["delta"] for event in deltas) == text_of(whole)
    assert whole["usage"]["total_tokens"] > 0
    assert events[0].data["response"]["usage"] is None


def test_a_stream_opens_and_closes_its_item_and_its_part(server, photo):
    kinds = kinds_of(server.events("/responses", asking(photo, stream=True)))
    order = [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.delta",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    assert [kinds.index(kind) for kind in order] == sorted(kinds.index(kind) for kind in order)


@pytest.mark.alone
@pytest.mark.print_shop_only
def test_a_stream_really_streams_and_is_through_soon(server, photo):
    for _ in range(5):  # a pause reads several pieces at once; a server that collects them does so each time
        events = server.events("/responses", asking(photo, stream=True))
        deltas = [e.seconds for e in events if not isinstance(e, str) and "delta" in e.data]
        if deltas[-1] - deltas[0] > 0.1:
            break
    assert deltas[-1] - deltas[0] > 0.1
    assert deltas[-1] < 2
    assert len(set(deltas)) > 5


def test_an_answer_is_kept_until_it_is_deleted(server):
    body = asked(server, {"model": MODEL, "input": "Say hello.", "store": True})
    path = f"/responses/{body['id']}"
    assert text_of(server.get(path).json()) == text_of(body)
    gone = server.send("DELETE", path).json()
    assert gone == {"id": body["id"], "object": "response", "deleted": True}
    assert server.get(path).status_code == 404
    assert server.send("DELETE", path).status_code == 404


def test_an_answer_that_was_not_to_be_kept_is_not(server):
    body = asked(server, {"model": MODEL, "input": "Say hello.", "store": False})
    assert server.get(f"/responses/{body['id']}").status_code == 404


@pytest.mark.print_shop_only
def test_a_kept_answer_can_be_continued_and_its_picture_is_still_there(server, photo):
    first = asked(server, asking(photo, store=True))
    body = {"model": MODEL, "input": "How large is it?", "previous_response_id": first["id"]}
    second = asked(server, body)
    assert second["previous_response_id"] == first["id"]
    assert "320" in text_of(second)
    assert second["usage"]["input_tokens"] > first["usage"]["input_tokens"]


def test_an_unknown_answer_cannot_be_continued(server):
    body = {"model": MODEL, "input": "And then?", "previous_response_id": "resp_unknown"}
    assert server.post("/responses", body).status_code == 404


@pytest.mark.print_shop_only
def test_a_conversation_can_be_sent_whole(server, photo):
    first = asked(server, asking(photo))
    turns = [*asking(photo)["input"], *first["output"], {"role": "user", "content": "How large is it?"}]
    assert "320" in text_of(asked(server, {"model": MODEL, "store": False, "input": turns}))


@pytest.mark.print_shop_only
def test_a_streamed_answer_is_kept_too(server):
    events = server.events("/responses", {"model": MODEL, "input": "Say hello.", "stream": True})
    whole = events[-2].data["response"]
    assert server.get(f"/responses/{whole['id']}").json() == whole


@pytest.mark.print_shop_only
@pytest.mark.parametrize("stream", [False, True])
def test_a_limit_of_tokens_leaves_an_answer_incomplete(server, photo, stream):
    body = asking(photo, max_output_tokens=2, stream=stream)
    if stream:
        events = server.events("/responses", body)
        assert kinds_of(events)[-2:] == ["response.incomplete", "[DONE]"]
        answer = events[-2].data["response"]
    else:
        answer = asked(server, body)
    assert answer["status"] == "incomplete"
    assert answer["incomplete_details"] == {"reason": "max_output_tokens"}
    assert len(text_of(answer).split()) == 2


@pytest.mark.print_shop_only
def test_an_answer_has_the_form_that_was_asked_for(server, photo):
    schema = {
        "type": "object",
        "properties": {
            "colours": {"type": "array", "items": {"type": "string"}},
            "count": {"type": "integer"},
        },
        "required": ["colours", "count"],
        "additionalProperties": False,
    }
    form = {"type": "json_schema", "name": "answer", "schema": schema, "strict": True}
    found = json.loads(text_of(asked(server, asking(photo, text={"format": form}))))
    assert set(found) == {"colours", "count"}
    assert isinstance(found["count"], int)


@pytest.mark.print_shop_only
def test_what_an_earlier_answer_held_may_be_sent_back(server):
    items = [
        {"role": "user", "content": "Say hello."},
        {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "sealed"},
        {"type": "web_search_call", "id": "ws_1", "status": "completed", "action": {"type": "search"}},
        {"role": "assistant", "content": [{"type": "output_text", "text": "Hello."}]},
        {"type": "image_generation_call", "id": "ig_1", "status": "failed", "result": None},
        {"role": "user", "content": "Again."},
    ]
    assert text_of(asked(server, {"model": MODEL, "store": False, "input": items}))


def test_an_answer_says_who_answered_and_costs_nothing(server, photo):
    body = asked(server, asking(photo))
    assert body["model"] == "print-shop"
    assert body["usage"]["cost_in_usd_ticks"] == 0


@pytest.mark.print_shop_only
@pytest.mark.parametrize("model", ["grok-4.7", "grok-4.6", "grok-4.5", "grok-4.3", "grok-4.20-reasoning"])
def test_the_apis_model_names_are_known(server, model):
    assert asked(server, {"model": model, "input": "hello"})["model"] == "print-shop"


@pytest.mark.print_shop_only
@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"model": "grok-imagine-image"}, 404, "grok-imagine-image"),
        ({"model": None}, 422, "model"),
        ({"input": None}, 422, "input"),
        ({"input": 7}, 422, "input"),
        ({"input": []}, 400, "user"),
        ({"input": [{"role": "assistant", "content": "hi"}]}, 400, "user"),
        ({"input": ["hi"]}, 422, "input[0]"),
        ({"input": [{"role": "wizard", "content": "hi"}]}, 422, "`user`"),
        ({"input": [{"role": "user"}]}, 422, "content"),
        ({"input": [{"role": "user", "content": [{"type": "text", "text": "hi"}]}]}, 422, "`input_text`"),
        ({"input": [{"role": "user", "content": [{"text": "hi"}]}]}, 422, "type"),
        ({"input": [{"role": "user", "content": [{"type": "input_text"}]}]}, 422, "text"),
        ({"input": [{"role": "user", "content": [{"type": "input_image"}]}]}, 422, "image_url"),
        (
            {"input": [{"role": "user", "content": [{"type": "input_image", "image_url": {"url": "x"}}]}]},
            422,
            "expected a string",
        ),
        (
            {"input": [{"role": "user", "content": [{"type": "input_image", "image_url": "data:x"}]}]},
            400,
            "data URL",
        ),
        ({"instructions": "Be brief.", "previous_response_id": "resp_1"}, 400, "instructions"),
        ({"stream": "yes"}, 422, "boolean"),
        ({"max_output_tokens": 0}, 422, "max_output_tokens"),
        ({"input": [{"type": "song"}]}, 422, "`song`"),
        ({"input": [{"type": "function_call_output", "output": "x"}]}, 422, "call_id"),
        ({"tools": [{"type": "function"}]}, 422, "name"),
        ({"tool_choice": "required"}, 400, "tools"),
        ({"metadata": {"a": "b"}}, 400, "metadata"),
        ({"text": {"format": {"type": "json_schema", "name": "a"}}}, 422, "schema"),
        (
            {"text": {"format": {"type": "json_schema", "name": "a", "schema": {"enum": []}}}},
            400,
            "satisfied",
        ),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_with_the_reason(server, fields, status, words):
    answer = server.post("/responses", {"model": MODEL, "input": "hello"} | fields)
    assert answer.status_code == status, answer.text
    assert words in answer.json()["error"]
