"""What the API would refuse is refused before it is sent, by the tables of settings and prices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from imagine_nb.config import Target
from imagine_nb.errors import InputError
from imagine_nb.settings import IMAGE_MODEL, IMAGE_MODEL_2, ON_THE_WIRE
from imagine_nb.wire.order import check_fields, check_image_request, image_order

OLD = "grok-imagine-image-quality"


@pytest.mark.parametrize("model", [IMAGE_MODEL, IMAGE_MODEL_2, OLD, "grok-imagine-image-2026-03-02"])
def test_each_value_of_a_row_passes_with_the_models_that_take_it_and_with_no_other(model: str) -> None:
    family = {OLD: IMAGE_MODEL_2}.get(model, IMAGE_MODEL if "2.0" not in model else model)
    for row in ON_THE_WIRE:
        for value in row.values:
            if value in row.values_of(family):
                check_image_request(model, {row.name: value})
            else:
                with pytest.raises(InputError, match=row.label):
                    check_image_request(model, {row.name: value})


@pytest.mark.parametrize(
    ("model", "given", "options", "message"),
    [
        (IMAGE_MODEL, {"quality": "low"}, {}, "has no quality setting. Use grok-imagine-image-2.0, or leave"),
        (IMAGE_MODEL, {"resolution": "4k"}, {}, "There is no resolution '4k' for grok-imagine-image."),
        (IMAGE_MODEL_2, {"quality": "high"}, {}, "Allowed: auto, low, medium."),
        (IMAGE_MODEL_2, {"aspect_ratio": "16x9"}, {}, "Did you mean '16:9'?"),
        (
            IMAGE_MODEL,
            {"aspect_ratio": "1:1"},
            {"sources": ["a"] * 1},
            "An edit of one picture keeps its shape.",
        ),
        (IMAGE_MODEL, {}, {"sources": ["a"] * 4}, "or use grok-imagine-image-2.0, which takes 5."),
        (IMAGE_MODEL_2, {}, {"sources": ["a"] * 6}, "or combine in two steps."),
        ("grok-2-image", {}, {}, "grok-2-image is shut down."),
        (IMAGE_MODEL, {"n": 11}, {}, "A request makes 1 to 10 pictures."),
        (IMAGE_MODEL, {"n": True}, {}, "n is True."),
        (IMAGE_MODEL, {"user": " "}, {}, "user is ' '."),
        (IMAGE_MODEL, {}, {"image_format": "png"}, "There is no image format 'png'."),
        (IMAGE_MODEL, {"deferred": True}, {"image_format": "base64"}, "A deferred request answers with addr"),
        (IMAGE_MODEL, {"output": {"upload_urls": []}}, {}, "Give 1 in upload_urls."),
        (IMAGE_MODEL, {"storage_options": {}}, {}, "storage_options need a filename."),
        (
            IMAGE_MODEL,
            {"storage_options": {"filename": "f", "expires_after": 2_592_001}},
            {},
            "It is from 1 to 2592000 seconds",
        ),
    ],
)
def test_what_would_be_refused_is_told_in_one_line(
    model: str, given: dict[str, Any], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError) as caught:
        check_image_request(model, given, **options)
    assert message in str(caught.value)


def test_at_the_limits_all_is_well() -> None:
    check_image_request(IMAGE_MODEL, {"n": 10, "aspect_ratio": None, "user": "u"}, sources=["a"] * 3)
    check_image_request(IMAGE_MODEL_2, {"n": 1, "quality": "medium"}, sources=["a"] * 5)
    storage = {"filename": "f", "expires_after": 2_592_000}
    check_image_request(IMAGE_MODEL, {"storage_options": storage, "deferred": True})
    check_image_request("some-future-model", {"aspect_ratio": "7:5", "n": 10}, sources=["a"] * 9)


def test_a_field_that_there_is_not_gets_what_to_use_instead() -> None:
    check_fields(["user"], ["user"])
    for name, words in (
        ("size", "resolution"),
        ("seed", "no seed"),
        ("usr", "Did you mean user"),
        ("q", "Fields: user"),
    ):
        with pytest.raises(InputError, match=words):
            check_fields([name], ["user"])


@pytest.mark.parametrize("model", ["grok-2-image", "grok-2-image-1212", "grok-2-image-latest"])
def test_a_model_that_is_shut_down_is_told_by_each_of_its_names(model: str) -> None:
    with pytest.raises(InputError, match=f"{model} is shut down. Use {IMAGE_MODEL} or {IMAGE_MODEL_2}"):
        check_image_request(model, {})


TO = Target("print-shop", "http://print-shop.invalid/v1")


@pytest.mark.parametrize("odd", [b"x", {1}, object(), float("nan"), lambda: 1])
def test_what_no_json_can_hold_is_told_before_anything_is_noted(odd: Any) -> None:
    with pytest.raises(InputError, match="storage_options holds what cannot be sent as JSON"):
        image_order("fox", target=TO, model=IMAGE_MODEL, storage_options={"filename": "a", "more": odd})
    with pytest.raises(InputError, match="output holds"):
        image_order("fox", target=TO, model=IMAGE_MODEL, image_format="url", output={"upload_urls": [odd]})


@pytest.mark.parametrize("odd", [{"model": "\ud800"}, {"model": 5}, {"prompt": "half \ud800"}])
def test_what_cannot_be_encoded_is_told(odd: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"model is|half a character"):
        image_order(**{"prompt": "fox", "model": IMAGE_MODEL, "target": TO, **odd})


@pytest.mark.parametrize("name", ["aspect_ratio", "resolution", "quality"])
def test_an_array_is_no_setting(name: str) -> None:
    with pytest.raises(InputError, match="There is no"):
        check_image_request(IMAGE_MODEL_2, {name: np.zeros((2, 2))})


def test_one_address_is_no_list_of_addresses() -> None:
    with pytest.raises(InputError, match="one upload address per picture"):
        check_image_request(IMAGE_MODEL, {"output": {"upload_urls": "h"}})
