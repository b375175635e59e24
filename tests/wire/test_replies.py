from __future__ import annotations

import base64
import json
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from faults_server import jpeg
from imagine_nb.errors import APIError, ModeratedError, ProtocolError
from imagine_nb.fields import text_in
from imagine_nb.protobuf import Timestamp
from imagine_nb.wire.faults import Head
from imagine_nb.wire.replies import Stored, images_reply, new_picture, parsed_json

OK = Head(200)


def test_a_picture_is_known_by_its_bytes(png: bytes) -> None:
    assert (new_picture(png).mime_type, new_picture(jpeg()).mime_type) == ("image/png", "image/jpeg")
    with pytest.raises(ProtocolError, match="no picture"):
        new_picture(b"GIF")


def test_a_body_is_emptied_to_save_room() -> None:
    body = bytearray(b'{"a": 1}')
    assert parsed_json(body) == {"a": 1}
    assert body == b""


def test_text_is_always_text_that_can_be_written() -> None:
    assert text_in({"a": "\ud800x"}, "a") == "?x"
    assert [text_in({"a": value}, "a") for value in ("", None, 7, "é")] == [None, None, None, "é"]


def test_items_keep_what_is_told_of_them() -> None:
    item = {
        "b64_json": "data:image/jpeg;base64," + base64.b64encode(jpeg()).decode(),
        "revised_prompt": "more",
        "mime_type": "image/png",
        "file_output": {"file_id": "f", "public_url": "https://x", "public_url_error": None, "expires_at": 1},
        "storage_error": "late",
        "a future field": {},
    }
    (found,) = images_reply(json.dumps({"data": [item]}).encode(), OK).items
    assert (found.data, found.revised_prompt, found.is_moderated) == (jpeg(), "more", False)
    assert found.stored == Stored("f", None, Timestamp.at(1), "https://x", None, None, "late")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
@pytest.mark.parametrize("wrapping", ["{}", " {}\n", "data:image/x;base64,{}", " DATA:;BASE64, {}"])
@pytest.mark.parametrize("field", ["url", "b64_json"])
def test_a_picture_is_found_in_either_field_however_it_is_wrapped(
    kind: str, wrapping: str, field: str
) -> None:
    file = BytesIO()
    Image.new("RGB", (9, 9)).save(file, kind)
    item = {field: wrapping.format(base64.b64encode(file.getvalue()).decode())}
    (found,) = images_reply(json.dumps({"data": [item]}).encode(), OK).items
    assert (found.data, found.url) == (file.getvalue(), None)


@pytest.mark.parametrize("field", ["url", "b64_json"])
@pytest.mark.parametrize("address", ["https://x.example/a.png", " HTTP://x.example/a.png\n"])
def test_an_address_is_found_in_either_field(field: str, address: str) -> None:
    (found,) = images_reply(json.dumps({"data": [{field: address}]}).encode(), OK).items
    assert (found.data, found.url, found.fault) == (None, address.strip(), "")


def test_what_is_only_stored_is_not_taken_for_moderated() -> None:
    (found,) = images_reply(b'{"data": [{"file_output": {"file_id": "f"}}]}', OK).items
    assert (found.is_moderated, found.data, found.url) == (False, None, None)


def test_all_kept_back_is_moderation_with_its_price() -> None:
    body = {
        "data": [{"url": "https://placeholder", "respect_moderation": False}] * 2,
        "usage": {"cost_in_usd_ticks": 400_000_000},
    }
    with pytest.raises(ModeratedError) as caught:
        images_reply(json.dumps(body).encode(), OK)
    assert (caught.value.cost_ticks, caught.value.kept_back) == (400_000_000, 2)


def test_a_list_of_no_pictures_is_moderation_too() -> None:
    with pytest.raises(ModeratedError) as caught:
        images_reply(json.dumps({"data": [], "usage": {"cost_in_usd_ticks": 400_000_000}}).encode(), OK)
    assert (caught.value.cost_ticks, caught.value.kept_back) == (400_000_000, 0)


leaves: Any = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)
items = st.dictionaries(
    st.sampled_from(
        ["url", "b64_json", "respect_moderation", "file_output", "storage_error", "revised_prompt"]
    ),
    values | st.just(base64.b64encode(jpeg()).decode()),
)
answers = st.dictionaries(
    st.sampled_from(["data", "usage", "error", "code", "model"]),
    values | st.lists(items | values, max_size=3),
)


@given(body=answers.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=50))
def test_whatever_comes_is_a_reply_or_one_error(body: bytes) -> None:
    try:
        found = images_reply(body, OK)
    except APIError as error:
        assert str(error).endswith(error.advice)  # noqa: PT017 - either way is right
        assert error.advice  # noqa: PT017
    else:
        assert found.items
        assert any(not item.is_moderated for item in found.items)
