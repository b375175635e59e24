"""POST /v1/images/edits."""

from __future__ import annotations

import base64
from io import BytesIO

import pytest
from PIL import Image

MODEL = "grok-imagine-image"


def edited(server, **fields):
    body = {"model": MODEL, "prompt": "make it a pencil sketch", "response_format": "b64_json"}
    return server.post("/images/edits", body | fields)


def picture_in(answer):
    assert answer.status_code == 200, answer.text
    return Image.open(BytesIO(base64.b64decode(answer.json()["data"][0]["b64_json"], validate=True)))


def complaint(answer, status):
    assert answer.status_code == status, answer.text
    return answer.text


def test_an_edit_of_a_data_url_keeps_its_ratio(server, photo):
    width, height = picture_in(edited(server, image={"url": photo, "type": "image_url"})).size
    assert width / height == pytest.approx(4 / 3, abs=0.03)


def test_several_sources_become_one_picture_of_the_ratio_asked_for(server, photo, generated):
    own = f"data:image/jpeg;base64,{generated['data'][0]['b64_json']}"
    images = [{"url": photo}, {"url": own}]
    answer = edited(server, prompt="put <IMAGE_0> into <IMAGE_1>", images=images, aspect_ratio="1:1")
    width, height = picture_in(answer).size
    assert width == height


@pytest.mark.print_shop_only
def test_image_url_is_another_name_of_url(server, photo):
    same = [picture_in(edited(server, image={name: photo})).tobytes() for name in ("url", "image_url")]
    assert same[0] == same[1]


@pytest.mark.print_shop_only
def test_a_remote_source_is_not_fetched_but_taken_by_its_name(server):
    image = {"url": "https://no-such-host.invalid/img/my_puppy-2.jpg?size=9"}
    answer = edited(server, prompt="in a park", images=[image, image])
    assert answer.status_code == 200, answer.text


@pytest.mark.print_shop_only
def test_a_temporary_url_of_the_shop_is_a_source(server, photo):
    made = server.post("/images/generations", {"model": MODEL, "prompt": "a cat", "aspect_ratio": "2:1"})
    answer = edited(server, image={"url": made.json()["data"][0]["url"]})
    assert picture_in(answer).size == (1440, 720)


@pytest.mark.print_shop_only
def test_a_temporary_url_that_the_shop_does_not_know_is_refused(server, served):
    unknown = {"url": "http://print-shop/xai-imgen/xai-tmp-imgen-00.jpg"}
    assert "expired" in complaint(edited(server, image=unknown), 400)


@pytest.mark.print_shop_only
def test_a_resolution_enlarges_an_edit(server, photo):
    width, height = picture_in(edited(server, image={"url": photo}, resolution="2k")).size
    assert width * height == pytest.approx(2048**2, rel=0.1)
    assert width / height == pytest.approx(4 / 3, abs=0.01)


@pytest.mark.print_shop_only
def test_a_photo_that_lies_on_its_side_is_enlarged_upright(server):
    exif, file = Image.Exif(), BytesIO()
    exif[0x0112] = 6
    Image.new("RGB", (320, 240), "navy").save(file, "JPEG", exif=exif)
    url = "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode()
    width, height = picture_in(edited(server, image={"url": url}, resolution="1.5k")).size
    assert width / height == pytest.approx(3 / 4, abs=0.01)


@pytest.mark.print_shop_only
def test_several_sources_without_a_ratio_follow_the_first(server, photo, generated):
    own = f"data:image/jpeg;base64,{generated['data'][0]['b64_json']}"
    width, height = picture_in(edited(server, images=[{"url": photo}, {"url": own}])).size
    assert width / height == pytest.approx(4 / 3, abs=0.02)


def test_image_and_images_exclude_each_other(server, photo):
    answer = edited(server, image={"url": photo}, images=[{"url": photo}])
    assert "image" in complaint(answer, 400)


def test_a_source_as_a_bare_string_is_refused(server, photo):
    assert "invalid type: string" in complaint(edited(server, image=photo), 422)


def test_a_fourth_source_is_refused(server, photo):
    complaint(edited(server, images=[{"url": photo}] * 4), 400)


@pytest.mark.print_shop_only
def test_the_second_generation_takes_five_sources_and_no_sixth(server, photo):
    five = edited(server, model="grok-imagine-image-2.0", images=[{"url": photo}] * 5)
    assert five.status_code == 200, five.text
    six = edited(server, model="grok-imagine-image-2.0", images=[{"url": photo}] * 6)
    assert "at most 5" in complaint(six, 400)


def test_an_edit_as_multipart_is_refused(server, photo):
    data = base64.b64decode(photo.partition(",")[2])
    answer = server.send(
        "POST", "/images/edits", data={"prompt": "hat", "model": MODEL}, files={"image": ("a.png", data)}
    )
    complaint(answer, 415)


@pytest.mark.print_shop_only
@pytest.mark.parametrize(
    ("image", "status", "words"),
    [
        ({"url": "data:image/png;base64,@@@"}, 400, "base64"),
        ({"url": "data:image/png;base64,aGVsbG8="}, 400, "JPEG, PNG and WebP"),
        ({"url": "data:image/png,hello"}, 400, "base64"),
        ({"url": "data:"}, 400, "data URL"),
        ({"url": "data:image/png;base64,iVBORw0KGgo="}, 400, "picture"),
        ({"url": "file:///etc/passwd"}, 400, "http"),
        ({"url": "http://[bad"}, 400, "URL"),
        ({"url": ""}, 400, "URL"),
        ({"url": 7}, 422, "integer"),
        ({"file_id": "file_unknown"}, 404, "file_unknown"),
        ({"url": "https://a.example/x.jpg", "file_id": "file_1"}, 400, "only one"),
        ({"url": "https://a.example/x.jpg", "image_url": "https://a.example/x.jpg"}, 400, "one"),
        ({}, 422, "missing field"),
        ([], 422, "sequence"),
        (None, 400, "image"),
    ],
)
def test_a_source_that_is_none_is_refused_with_the_reason(server, image, status, words):
    assert words in complaint(edited(server, image=image), status)


@pytest.mark.print_shop_only
def test_a_cut_picture_is_refused_at_every_resolution(server, photo):
    for url in (photo[:120], photo[:34]):
        complaint(edited(server, image={"url": url}), 400)
        complaint(edited(server, image={"url": url}, resolution="2k"), 400)
