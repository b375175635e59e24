"""POST /v1/images/generations."""

from __future__ import annotations

import base64
from io import BytesIO

import pytest
from PIL import Image

MODEL = "grok-imagine-image"


def picture_in(item):
    return Image.open(BytesIO(base64.b64decode(item["b64_json"], validate=True)))


def test_a_generation_is_one_picture_in_bare_base64(generated):
    (item,) = generated["data"]
    assert "url" not in item
    assert picture_in(item).get_format_mimetype() == item["mime_type"]


def test_a_generation_has_a_revised_prompt_and_a_cost(generated):
    assert isinstance(generated["data"][0]["revised_prompt"], str)
    assert isinstance(generated["usage"]["cost_in_usd_ticks"], int)


def test_a_ratio_is_kept_and_1k_is_about_a_megapixel(generated):
    width, height = picture_in(generated["data"][0]).size
    assert width / height == pytest.approx(1.5, abs=0.03)
    assert 0.8e6 < width * height < 1.3e6
    assert width % 16 == height % 16 == 0


def test_several_pictures_come_as_urls_that_anyone_can_fetch_and_differ(server):
    response = server.post("/images/generations", {"model": MODEL, "prompt": "two blue balloons", "n": 2})
    assert response.status_code == 200, response.text
    pictures = [server.get(item["url"], headers={"authorization": ""}) for item in response.json()["data"]]
    assert [picture.status_code for picture in pictures] == [200, 200]
    assert [picture.headers["content-type"] for picture in pictures] == ["image/jpeg", "image/jpeg"]
    assert pictures[0].content != pictures[1].content


def test_every_answer_has_a_request_id(server):
    answers = [server.get("/models"), server.post("/images/generations", {})]
    assert all(answer.headers.get("x-request-id") for answer in answers)


@pytest.mark.print_shop_only
@pytest.mark.parametrize(("ratio", "size"), [("9:19.5", (672, 1456)), ("5:2", (1600, 640))])
def test_each_ratio_is_a_true_size(server, ratio, size):
    body = {"model": MODEL, "prompt": "a hill", "aspect_ratio": ratio, "response_format": "b64_json"}
    assert picture_in(server.post("/images/generations", body).json()["data"][0]).size == size


@pytest.mark.print_shop_only
@pytest.mark.parametrize(("resolution", "side"), [("1.5k", 1536), ("2k", 2048)])
def test_a_resolution_is_a_true_size_and_auto_is_square(server, resolution, side):
    body = {
        "model": MODEL,
        "prompt": "a hill",
        "aspect_ratio": "auto",
        "resolution": resolution,
        "response_format": "b64_json",
    }
    assert picture_in(server.post("/images/generations", body).json()["data"][0]).size == (side, side)


@pytest.mark.print_shop_only
def test_the_print_shop_says_who_answered_and_charges_nothing(generated):
    assert generated["model"] == "print-shop"
    assert generated["usage"] == {"cost_in_usd_ticks": 0}
    assert "not Grok" in generated["data"][0]["revised_prompt"]


@pytest.mark.print_shop_only
def test_a_take_repeats_itself_and_no_other_take(server):
    def pictures(take, n):
        body = {"model": MODEL, "prompt": "a boat at sea", "n": n, "response_format": "b64_json"}
        answer = server.post("/images/generations", body, headers={"x-imagine-take": str(take)})
        return [item["b64_json"] for item in answer.json()["data"]]

    first, second = pictures(1, 2), pictures(2, 2)
    assert pictures(1, 1) == first[:1]
    assert len({*first, *second}) == 4


@pytest.mark.print_shop_only
@pytest.mark.parametrize("take", ["0", "-1", "x", "", "1.5", "9999999", "٣"])
def test_a_take_that_is_no_number_is_refused(server, take):
    headers = [(b"x-imagine-take", take.encode())]
    answer = server.post("/images/generations", {"model": MODEL, "prompt": "a boat"}, headers=headers)
    assert answer.status_code == 400
    assert "x-imagine-take" in answer.json()["error"]
