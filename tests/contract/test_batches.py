"""Batches: requests added to a container, answered in the background, their results read in pages."""

from __future__ import annotations

import json
from time import monotonic, sleep
from uuid import uuid4

import pytest

MODEL = "grok-4.3"


def asked(text: str, **fields):
    return {
        "chat_get_completion": {"model": MODEL, "messages": [{"role": "user", "content": text}], **fields}
    }


def drawn(prompt: str = "a red fox", **fields):
    return {"image_generation": {"model": "grok-imagine-image", "prompt": prompt, **fields}}


def opened(server, **fields):
    answer = server.post("/batches", {"name": "contract"} | fields)
    assert answer.status_code == 200, answer.text
    return answer.json()["batch_id"]


def added(server, batch_id, **requests):
    rows = [{"batch_request_id": name, "batch_request": body} for name, body in requests.items()]
    return server.post(f"/batches/{batch_id}/requests", {"batch_requests": rows})


def ended(server, batch_id):
    """The batch once nothing of it is pending."""
    end = monotonic() + (1800 if server.name == "live" else 120)
    while monotonic() < end:
        batch = server.get(f"/batches/{batch_id}").json()
        if batch["cancel_time"] or (batch["state"]["num_requests"] and not batch["state"]["num_pending"]):
            return batch
        sleep(5 if server.name == "live" else 0.02)  # the API has no other way to wait than to ask again
    raise TimeoutError(batch_id)


def results(server, batch_id, **query):
    return server.get(f"/batches/{batch_id}/results", params=query).json()


def told(page):
    return {each["batch_request_id"]: each["batch_result"] for each in page["results"]}


def state(**counts):
    return (
        dict.fromkeys(("num_requests", "num_pending", "num_success", "num_error", "num_cancelled"), 0)
        | counts
    )


def test_a_new_batch_is_empty(server):
    batch_id = opened(server)
    batch = server.get(f"/batches/{batch_id}").json()
    assert batch_id.startswith("batch_")
    assert (batch["name"], batch["state"]) == ("contract", state())
    assert batch["cancel_time"] is None
    assert results(server, batch_id)["results"] == []
    assert server.post(f"/batches/{batch_id}:cancel", {}).json()["cancel_time"]


def test_text_comes_back_as_a_chat_completion_by_whichever_way_it_was_asked(server):
    batch_id = opened(server)
    responses = {"responses": {"model": MODEL, "input": [{"role": "user", "content": "What is 2 + 2?"}]}}
    assert added(server, batch_id, a=asked("What is 2 + 2?"), b=responses).status_code == 200
    assert ended(server, batch_id)["state"] == state(num_requests=2, num_success=2)
    found = told(results(server, batch_id))
    assert list(found) == ["a", "b"]
    for result in found.values():
        body = result["response"]["chat_get_completion"]
        assert body["choices"][0]["message"]["role"] == "assistant"
        assert body["choices"][0]["message"]["content"]
        assert isinstance(body["usage"]["cost_in_usd_ticks"], int)


def test_results_come_in_pages(server):
    batch_id = opened(server)
    added(server, batch_id, a=asked("Say yes."), b=asked("Say no."), c=asked("Say so."))
    ended(server, batch_id)
    first = results(server, batch_id, limit=2)
    rest = results(server, batch_id, limit=2, pagination_token=first["pagination_token"])
    assert [list(told(first)), list(told(rest))] == [["a", "b"], ["c"]]
    assert not rest.get("pagination_token")


def test_a_request_that_fails_costs_the_others_nothing(server):
    batch_id = opened(server)
    added(server, batch_id, bad=asked("Hi", max_tokens=-5), good=asked("Say yes."))
    assert ended(server, batch_id)["state"] == state(num_requests=2, num_success=1, num_error=1)
    found = told(results(server, batch_id))
    assert "max_tokens" in found["bad"]["error"]
    assert "response" in found["good"]


def test_the_requests_tell_how_they_stand(server):
    batch_id = opened(server)
    added(server, batch_id, a=asked("Say yes."))
    ended(server, batch_id)
    (row,) = server.get(f"/batches/{batch_id}/requests").json()["batch_request_metadata"]
    assert (row["batch_request_id"], row["state"]) == ("a", "succeeded")
    assert row["endpoint"] == "xai_api.Chat/GetCompletion"
    assert row["model"].startswith("grok-4.3")


def test_an_id_stands_for_one_request(server):
    batch_id = opened(server)
    assert added(server, batch_id, a=asked("Say yes.")).status_code == 200
    assert added(server, batch_id, a=asked("Say no.")).status_code == 412
    ended(server, batch_id)


def test_an_unknown_model_refuses_the_whole_call(server):
    batch_id = opened(server)
    wrong = {"chat_get_completion": {"model": "grok-0", "messages": [{"role": "user", "content": "Hi"}]}}
    answer = added(server, batch_id, a=asked("Hi"), b=wrong)
    assert answer.status_code in {400, 404}
    assert server.get(f"/batches/{batch_id}").json()["state"] == state()


def test_nothing_is_added_to_a_cancelled_batch(server):
    batch_id = opened(server)
    server.post(f"/batches/{batch_id}:cancel", {})
    assert added(server, batch_id, a=asked("Hi")).status_code == 403


def test_an_unknown_batch_is_not_found(server):
    assert server.get(f"/batches/batch_{uuid4()}").status_code == 404


def uploaded(server, *lines):
    data = b"\n".join(each if isinstance(each, bytes) else json.dumps(each).encode() for each in lines)
    return server.send("POST", "/files", files={"file": ("batch.jsonl", data)}).json()["id"]


def line(name, url="/v1/chat/completions", body=None):
    body = body or {"model": MODEL, "messages": [{"role": "user", "content": "Say yes."}]}
    return {"custom_id": name, "method": "POST", "url": url, "body": body}


def test_a_file_of_requests_is_a_batch_that_takes_no_more(server):
    file_id = uploaded(server, line("a"), line("b", "/v1/responses", {"model": MODEL, "input": "Say no."}))
    batch_id = opened(server, input_file_id=file_id)
    assert ended(server, batch_id)["state"] == state(num_requests=2, num_success=2)
    assert list(told(results(server, batch_id))) == ["a", "b"]
    assert added(server, batch_id, c=asked("Hi")).status_code == 412


def test_a_file_with_a_line_that_is_none_is_given_up(server):
    batch_id = opened(server, input_file_id=uploaded(server, line("a"), b"{no"))
    batch = ended(server, batch_id)
    assert "line 2" in batch["cancel_by_xai_message"]
    assert batch["state"] == state()


@pytest.mark.print_shop_only
def test_pictures_come_with_their_addresses_or_their_bytes(server, photo):
    batch_id = opened(server)
    edit = {"image_edit": {"model": "grok-imagine-image", "prompt": "make it sepia", "image": {"url": photo}}}
    added(server, batch_id, a=drawn(), b=drawn(response_format="b64_json"), c=edit)
    assert ended(server, batch_id)["state"] == state(num_requests=3, num_success=3)
    found = {
        name: each["response"]["image_generation"] for name, each in told(results(server, batch_id)).items()
    }
    assert found["b"]["data"][0]["b64_json"]
    for name in ("a", "c"):
        picture = server.get(found[name]["data"][0]["url"], headers={"authorization": ""})
        assert picture.headers["content-type"] == "image/jpeg"


@pytest.mark.print_shop_only
def test_a_refusal_by_moderation_is_the_error_of_its_request(server):
    batch_id = opened(server)
    added(server, batch_id, a=drawn("gore"))
    ended(server, batch_id)
    assert "content moderation" in told(results(server, batch_id))["a"]["error"]


@pytest.mark.print_shop_only
def test_a_cancelled_batch_answers_no_more(server):
    batch_id = opened(server)
    added(server, batch_id, **{f"r{at:03}": drawn(f"{at} red foxes in the snow") for at in range(300)})
    counts = server.post(f"/batches/{batch_id}:cancel", {}).json()["state"]
    assert counts["num_cancelled"] > 250
    assert counts["num_pending"] == 0
    assert told(results(server, batch_id, limit=1000))["r299"] == {"error": "Batch cancelled"}


@pytest.mark.print_shop_only
def test_a_thousand_questions_are_answered(server):
    batch_id = opened(server)
    many = {f"r{at:04}": asked("What is 2 + 2?") for at in range(1000)}
    assert added(server, batch_id, **many).status_code == 200
    assert ended(server, batch_id)["state"] == state(num_requests=1000, num_success=1000)
    assert len(results(server, batch_id, limit=1000)["results"]) == 1000


@pytest.mark.print_shop_only
def test_batches_are_listed_the_newest_first(server):
    first, second = opened(server), opened(server)
    page = server.get("/batches", params={"limit": 1}).json()
    assert [each["batch_id"] for each in page["batches"]] == [second]
    page = server.get("/batches", params={"limit": 1, "pagination_token": page["pagination_token"]}).json()
    assert [each["batch_id"] for each in page["batches"]] == [first]
    assert server.get("/batches", params={"pagination_token": "batch_of_nobody"}).status_code == 400


@pytest.mark.print_shop_only
@pytest.mark.parametrize(
    "requests",
    [
        None,
        "x",
        [1],
        [{"batch_request": None}],
        [{"batch_request": {}}],
        [{"batch_request": {"video_generation": {"prompt": "a fox"}}}],
        [{"batch_request": {"responses": {}, "image_edit": {}}}],
        [{"batch_request": {"chat_get_completion": 5}}],
        [{"batch_request": {"chat_get_completion": {"model": 5}}}],
        [{"batch_request": {"chat_get_completion": {"model": "grok-4.6"}}}],
        [{"batch_request_id": "", "batch_request": drawn()}],
        [{"batch_request_id": 7, "batch_request": drawn()}],
    ],
)
def test_what_is_no_request_is_refused(server, requests):
    batch_id = opened(server)
    answer = server.post(f"/batches/{batch_id}/requests", {"batch_requests": requests})
    assert answer.status_code in {400, 422}, answer.text
    assert server.get(f"/batches/{batch_id}").json()["state"] == state()


@pytest.mark.print_shop_only
@pytest.mark.parametrize(
    "lines",
    [
        [],
        [b"5"],
        [b"\xff\xfe"],
        [line("a", "/v1/videos/generations")],
        [line("a", body={"model": "grok-0", "messages": []})],
        [line("a"), line("a")],
        [line("a") | {"method": "GET"}],
        [{"url": "/v1/responses", "body": {}}],
    ],
)
def test_a_file_that_cannot_be_read_is_said_to_be(server, lines):
    batch = ended(server, opened(server, input_file_id=uploaded(server, *lines)))
    assert batch["cancel_by_xai_message"].startswith("JSONL file validation failed: ")


@pytest.mark.print_shop_only
def test_each_take_of_the_same_request_is_another_picture(server):
    batch_id = opened(server)
    takes = {"a": {}, "b": {"x_imagine_take": 2}, "c": {"x_imagine_take": 2}}
    rows = [{"batch_request_id": name, "batch_request": drawn()} | take for name, take in takes.items()]
    assert server.post(f"/batches/{batch_id}/requests", {"batch_requests": rows}).status_code == 200
    assert ended(server, batch_id)["state"]["num_success"] == 3
    found = told(results(server, batch_id))
    a, b, c = (
        server.get(found[name]["response"]["image_generation"]["data"][0]["url"]).content for name in "abc"
    )
    assert a != b == c
