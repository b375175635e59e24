"""POST /v1/chat/completions, plain and streamed."""

from __future__ import annotations

import pytest

MODEL = "grok-4.3"
PATH = "/chat/completions"


def asking(photo, **fields):
    content = [
        {"type": "image_url", "image_url": {"url": photo, "detail": "high"}},
        {"type": "text", "text": "What colours are in this picture?"},
    ]
    return {"model": MODEL, "messages": [{"role": "user", "content": content}]} | fields


def asked(server, body):
    answer = server.post(PATH, body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def streamed(server, body):
    events = server.events(PATH, body | {"stream": True})
    assert events[-1] == "[DONE]"
    return [event.data for event in events[:-1]]


def text_in(chunks):
    return "".join(choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"])


def test_a_question_about_a_picture_is_answered(server, photo):
    body = asked(server, asking(photo))
    (choice,) = body["choices"]
    assert body["object"] == "chat.completion"
    assert choice["message"]["role"] == "assistant"
    assert choice["message"]["content"]
    assert choice["finish_reason"] in {"stop", "end_turn"}
    assert isinstance(body["usage"]["cost_in_usd_ticks"], int)


def test_a_stream_ends_with_its_reason_then_its_usage(server, photo):
    chunks = streamed(server, asking(photo, stream_options={"include_usage": True}))
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk["id"] for chunk in chunks}) == 1
    assert text_in(chunks)
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"]["total_tokens"] > 0
    reasons = [choice["finish_reason"] for chunk in chunks for choice in chunk["choices"]]
    assert reasons[-1] in {"stop", "end_turn"}
    assert set(reasons[:-1]) == {None}


@pytest.mark.print_shop_only
def test_a_stream_without_usage_has_none_and_says_the_same(server, photo):
    chunks = streamed(server, asking(photo))
    assert all(chunk["choices"] for chunk in chunks)
    assert text_in(chunks) == asked(server, asking(photo))["choices"][0]["message"]["content"]


@pytest.mark.alone
@pytest.mark.print_shop_only
def test_a_stream_really_streams(server, photo):
    for _ in range(5):  # a pause reads several pieces at once; a server that collects them does so each time
        events = server.events(PATH, asking(photo, stream=True))
        times = [event.seconds for event in events if not isinstance(event, str)]
        if times[-1] - times[0] > 0.1:
            break
    assert times[-1] - times[0] > 0.1
    assert times[-1] < 2


@pytest.mark.print_shop_only
def test_a_later_question_is_about_the_picture_shown_before(server, photo):
    first = asked(server, asking(photo))
    follow_up = {"role": "user", "content": "How large is it?"}
    body = asking(photo)
    body["messages"] += [first["choices"][0]["message"], follow_up]
    assert "320" in asked(server, body)["choices"][0]["message"]["content"]


@pytest.mark.print_shop_only
@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
def test_a_limit_of_tokens_cuts_the_answer(server, photo, name):
    (choice,) = asked(server, asking(photo, **{name: 2}))["choices"]
    assert choice["finish_reason"] == "length"
    assert len(choice["message"]["content"].split()) == 2


def test_the_tokens_of_a_picture_are_told(server, photo):
    usage = asked(server, asking(photo))["usage"]
    details = usage["prompt_tokens_details"]
    assert details["image_tokens"] > 0
    assert usage["prompt_tokens"] >= details["image_tokens"] + details["text_tokens"]


@pytest.mark.print_shop_only
def test_there_are_as_many_choices_as_are_asked_for(server, photo):
    body = asked(server, asking(photo, n=3))
    assert [choice["index"] for choice in body["choices"]] == [0, 1, 2]
    assert len({choice["message"]["content"] for choice in body["choices"]}) == 1
    chunks = streamed(server, asking(photo, n=3))
    texts = ["", "", ""]
    for choice in (choice for chunk in chunks for choice in chunk["choices"]):
        texts[choice["index"]] += choice["delta"].get("content") or ""
    assert texts == [choice["message"]["content"] for choice in body["choices"]]


@pytest.mark.print_shop_only
@pytest.mark.parametrize("stop", ["Grok", ["nothing of it", "Grok"]])
def test_a_text_stops_where_it_is_told_to(server, photo, stop):
    (choice,) = asked(server, asking(photo, stop=stop))["choices"]
    assert choice["message"]["content"] == "Print shop, not "
    assert choice["finish_reason"] == "stop"


@pytest.mark.print_shop_only
def test_the_service_tier_is_told(server):
    hello = {"model": MODEL, "messages": [{"role": "user", "content": "hello"}]}
    assert asked(server, hello)["service_tier"] == "default"
    assert asked(server, hello | {"service_tier": "priority"})["service_tier"] == "priority"


@pytest.mark.print_shop_only
def test_a_schema_that_nothing_fits_is_refused(server):
    form = {"type": "json_schema", "json_schema": {"name": "a", "schema": {"type": "integer", "enum": ["x"]}}}
    hello = {"model": MODEL, "messages": [{"role": "user", "content": "hello"}]}
    answer = server.post(PATH, hello | {"response_format": form})
    assert answer.status_code == 400
    assert "cannot be satisfied" in answer.json()["error"]


@pytest.mark.print_shop_only
def test_an_answer_says_who_answered_and_costs_nothing(server, photo):
    body = asked(server, asking(photo))
    assert body["model"] == "print-shop"
    assert body["usage"]["cost_in_usd_ticks"] == 0


@pytest.mark.print_shop_only
@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"model": "gpt-5"}, 404, "gpt-5"),
        ({"model": None}, 422, "model"),
        ({"messages": None}, 422, "messages"),
        ({"messages": []}, 400, "user"),
        ({"messages": [{"content": "hi"}]}, 422, "role"),
        ({"messages": [{"role": "user", "content": [{"type": "input_text", "text": "x"}]}]}, 422, "`text`"),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": "data:x"}]}]},
            422,
            "invalid type: string",
        ),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]},
            422,
            "image_url.url",
        ),
        ({"stream_options": {"include_usage": 1}}, 422, "boolean"),
        ({"tools": [{"type": "web_search"}]}, 422, "`live_search`"),
        ({"response_format": {"type": "xml"}}, 422, "`json_schema`"),
        ({"n": 0}, 422, "n:"),
        ({"guidelines": [{"type": "policy", "category": "joy", "behavior": "decline"}]}, 422, "`nsfw`"),
        ({"messages": [{"role": "tool"}]}, 422, "content"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_with_the_reason(server, fields, status, words):
    hello = {"model": MODEL, "messages": [{"role": "user", "content": "hello"}]}
    answer = server.post(PATH, hello | fields)
    assert answer.status_code == status, answer.text
    assert words in answer.json()["error"]
