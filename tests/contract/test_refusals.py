"""What the server refuses, with which status and in which words."""

from __future__ import annotations

import pytest

GENERATIONS = "/images/generations"
ORDER = {"model": "grok-imagine-image", "prompt": "a red fox"}


def refused(answer, status):
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.mark.parametrize(
    "field",
    [
        {"n": 0},
        {"n": 11},
        {"n": "2"},
        {"aspect_ratio": "4:5"},
        {"resolution": "2K"},
        {"quality": "hd"},
        {"response_format": "png"},
        {"prompt": 7},
    ],
    ids=str,
)
def test_a_field_with_a_value_of_no_kind_is_unprocessable(server, field):
    assert server.post(GENERATIONS, ORDER | field).status_code == 422


def test_a_wrong_word_is_answered_with_the_right_ones(server):
    answer = server.post(GENERATIONS, ORDER | {"resolution": "2K"})
    assert answer.status_code == 422
    assert all(word in answer.text for word in ("1k", "2k"))


def test_a_missing_prompt_is_unprocessable(server):
    assert server.post(GENERATIONS, {"model": "grok-imagine-image"}).status_code == 422


def test_size_is_not_supported(server):
    body = refused(server.post(GENERATIONS, ORDER | {"size": "1024x1024"}), 400)
    assert body["error"] == "Argument not supported: size"


def test_an_unknown_model_is_not_found(server):
    body = refused(server.post(GENERATIONS, ORDER | {"model": "grok-2-image"}), 404)
    assert "grok-2-image" in body["error"]


def test_an_unknown_path_is_not_found(server):
    assert server.get("/no-such-thing").status_code == 404


def test_a_wrong_method_is_not_allowed(server):
    assert server.get(GENERATIONS).status_code == 405


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_that_does_not_call_itself_json_is_of_the_wrong_type(server, content_type):
    headers = {"content-type": content_type} if content_type else {}
    answer = server.send("POST", GENERATIONS, content=b'{"prompt":"a fox"}', headers=headers)
    assert answer.status_code == 415


def test_a_request_without_a_key_is_unauthorised(server):
    assert server.get("/models", headers={"authorization": ""}).status_code == 401


def test_a_wrong_key_is_a_bad_request_that_says_so(server):
    body = refused(server.get("/models", headers={"authorization": "Bearer xai-wrong"}), 400)
    assert "Incorrect API key provided" in body["error"]
    assert "xai-wrong" not in body["error"]


@pytest.mark.print_shop_only
@pytest.mark.parametrize("header", ["a-token-of-the-tests", "Basic YTpi", "Bearer"])
def test_a_header_that_is_no_bearer_token_is_unauthorised(server, header):
    assert refused(server.get("/models", headers={"authorization": header}), 401)["error"]


@pytest.mark.print_shop_only
def test_moderation_is_told_as_the_api_tells_it(server):
    assert refused(server.post(GENERATIONS, ORDER | {"prompt": "a NSFW scene"}), 400) == {
        "code": "imagine:content-moderated",
        "error": "Generated image rejected by content moderation.",
        "usage": {"cost_in_usd_ticks": 0},
    }


@pytest.mark.print_shop_only
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"prompt": NaN}',
        b'{"prompt": -Infinity}',
        b'{"prompt": "\\ud800"}',
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"n": ' + b"9" * 5_000 + b"}",
    ],
    ids=[
        "empty",
        "cut",
        "NaN",
        "infinity",
        "half a surrogate",
        "bytes",
        "deep list",
        "deep map",
        "long number",
    ],
)
def test_what_is_no_json_is_a_bad_request(server, content):
    headers = {"content-type": "application/json"}
    body = refused(server.send("POST", GENERATIONS, content=content, headers=headers), 400)
    assert body["error"].startswith("Failed to parse the request body as JSON")


@pytest.mark.print_shop_only
@pytest.mark.parametrize("content", ["[]", '"a fox"', "null", "3", "true"])
def test_json_that_is_no_object_is_unprocessable(server, content):
    headers = {"content-type": "application/json; charset=utf-8"}
    answer = server.send("POST", GENERATIONS, content=content, headers=headers)
    assert "expected a struct" in refused(answer, 422)["error"]


@pytest.mark.print_shop_only
@pytest.mark.parametrize("prompt", ["", " \n", "fox " * 3000])
def test_a_prompt_that_is_empty_or_endless_is_a_bad_request(server, prompt):
    assert "prompt" in refused(server.post(GENERATIONS, ORDER | {"prompt": prompt}), 400)["error"]


@pytest.mark.print_shop_only
def test_fields_that_the_api_ignores_are_ignored(server):
    extra = {"seed": 7, "style": "x", "negative_prompt": "y", "image": "https://a.example/b.jpg", "user": "u"}
    nothing = {"n": None, "aspect_ratio": None, "resolution": None, "quality": None, "size": None}
    assert server.post(GENERATIONS, ORDER | extra | nothing).status_code == 200


@pytest.mark.print_shop_only
@pytest.mark.parametrize(
    "model",
    [
        "grok-imagine-image-2.0",
        "grok-imagine-image-2026-03-02",
        "grok-imagine-image-quality",
        "grok-imagine-image-quality-20260403",
        "grok-imagine-image-quality-latest",
        "grok-imagine-image-pro",
    ],
)
def test_the_apis_model_names_are_known(server, model):
    body = refused(server.post(GENERATIONS, {"model": model, "prompt": "gore"}), 400)
    assert body["code"] == "imagine:content-moderated"  # the last thing looked at before drawing
