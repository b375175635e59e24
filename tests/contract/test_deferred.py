"""Deferred pictures: a number at once, the pictures later at /v1/images/{request_id}."""

from __future__ import annotations

from time import monotonic, sleep
from uuid import uuid4

import pytest

ORDER = {"model": "grok-imagine-image", "prompt": "a lighthouse at dawn", "deferred": True}


def begun(server, **fields):
    answer = server.post("/images/generations", ORDER | fields)
    assert answer.status_code == 200, answer.text
    return answer.json()["request_id"]


def outcome(server, number):
    """The first answer that is not 202, and the statuses before it."""
    end, before = monotonic() + 120, []
    while monotonic() < end:
        answer = server.get(f"/images/{number}")
        if answer.status_code != 202:
            return answer, before
        assert answer.json() == {"request_id": number, "status": "pending"}
        before.append(answer.status_code)
        sleep(1 if server.name == "live" else 0.02)  # the API has no other way to wait than to ask again
    raise TimeoutError(number)


def test_a_deferred_picture_is_pending_then_done(server):
    for _ in range(10):  # this process may be held up for as long as a picture takes
        number = begun(server)
        answer, before = outcome(server, number)
        if before:
            break
    assert answer.status_code == 200
    assert before
    body = answer.json()
    assert body["status"] == "done"
    assert body["request_id"] == number
    picture = server.get(body["data"][0]["url"], headers={"authorization": ""})
    assert picture.headers["content-type"] == "image/jpeg"
    assert isinstance(body["usage"]["cost_in_usd_ticks"], int)


def test_an_unknown_number_is_not_found(server):
    assert server.get(f"/images/{uuid4()}").status_code == 404


@pytest.mark.print_shop_only
def test_a_deferred_edit_is_done_too(server, photo):
    body = ORDER | {"image": {"url": photo}, "prompt": "make it sepia"}
    answer, _ = outcome(server, server.post("/images/edits", body).json()["request_id"])
    assert answer.json()["status"] == "done"


@pytest.mark.print_shop_only
def test_the_failure_of_a_deferred_picture_is_in_a_body_and_no_status(server):
    answer, _ = outcome(server, begun(server, prompt="gore"))
    assert answer.status_code == 200
    body = answer.json()
    assert body["status"] == "failed"
    assert body["error"]["code"] == "invalid_argument"
    assert "content moderation" in body["error"]["message"]


@pytest.mark.print_shop_only
def test_a_deferred_picture_cannot_come_in_base64(server):
    answer = server.post("/images/generations", ORDER | {"response_format": "b64_json"})
    assert answer.status_code == 400
    assert "deferred" in answer.json()["error"]


@pytest.mark.print_shop_only
def test_an_order_that_makes_no_sense_is_refused_at_once(server):
    assert server.post("/images/generations", ORDER | {"n": 11}).status_code == 422
