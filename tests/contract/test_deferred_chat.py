"""Deferred answers: an id at once, the completion later at /v1/chat/deferred-completion/{id}."""

from __future__ import annotations

from time import monotonic, sleep
from uuid import uuid4

import pytest

ASKED = {"model": "grok-4.3", "messages": [{"role": "user", "content": "Say hello."}], "deferred": True}


def begun(server, **fields):
    answer = server.post("/chat/completions", ASKED | fields)
    assert answer.status_code == 200, answer.text
    return answer.json()["request_id"]


def outcome(server, number):
    """The first answer that is not 202."""
    end = monotonic() + 120
    while monotonic() < end:
        answer = server.get(f"/chat/deferred-completion/{number}")
        if answer.status_code != 202:
            return answer
        assert not answer.content
        sleep(1 if server.name == "live" else 0.02)  # the API has no other way to wait than to ask again
    raise TimeoutError(number)


def test_a_deferred_answer_is_a_completion_like_any_other(server):
    answer = outcome(server, begun(server))
    assert answer.status_code == 200
    body = answer.json()
    assert body["object"] == "chat.completion"
    assert body["choices"][0]["message"]["content"]
    assert body["usage"]["total_tokens"] > 0


def test_an_unknown_number_is_not_found(server):
    assert server.get(f"/chat/deferred-completion/{uuid4()}").status_code == 404


@pytest.mark.print_shop_only
def test_a_deferred_answer_can_be_had_again_and_have_choices(server):
    number = begun(server, n=2)
    first = outcome(server, number).json()
    assert [choice["index"] for choice in first["choices"]] == [0, 1]
    assert outcome(server, number).json() == first


@pytest.mark.print_shop_only
def test_the_refusal_of_a_deferred_answer_comes_in_its_place(server):
    form = {"type": "json_schema", "json_schema": {"name": "a", "schema": {"enum": []}}}
    answer = outcome(server, begun(server, response_format=form))
    assert answer.status_code == 400
    assert "cannot be satisfied" in answer.json()["error"]


@pytest.mark.print_shop_only
def test_a_picture_that_cannot_be_read_is_a_refusal_too(server):
    broken = "data:image/png;base64,iVBORw0KGgo="
    content = [{"type": "image_url", "image_url": {"url": broken}}, {"type": "text", "text": "How large?"}]
    answer = outcome(server, begun(server, messages=[{"role": "user", "content": content}]))
    assert answer.status_code == 400


@pytest.mark.print_shop_only
def test_pictures_and_answers_have_numbers_of_their_own(server):
    number = begun(server)
    assert server.get(f"/images/{number}").status_code == 404


@pytest.mark.print_shop_only
def test_a_deferred_answer_is_not_streamed(server):
    assert server.post("/chat/completions", ASKED | {"stream": True}).status_code == 400
