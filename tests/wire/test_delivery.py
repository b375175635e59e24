"""Where pictures go and how long they stay there is checked before it is sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from imagine_nb.errors import InputError
from imagine_nb.wire.delivery import LONGEST_STORAGE, check_delivery, storage_body

NAMED = {"filename": "fox.jpg"}


@pytest.mark.parametrize(
    ("options", "body"),
    [
        (None, None),
        (NAMED, NAMED),
        ({**NAMED, "expires_after": None, "public_url": False}, NAMED),
        ({**NAMED, "expires_after": timedelta(hours=1)}, {**NAMED, "expires_after": 3600}),
        (
            {**NAMED, "public_url": {"expires_after": timedelta(seconds=90.5)}},
            {**NAMED, "public_url": {"expires_after": 90}},
        ),
    ],
)
def test_times_go_out_in_whole_seconds_and_what_is_not_wished_not_at_all(options: Any, body: Any) -> None:
    assert storage_body(options) == body


@pytest.mark.parametrize("odd", ["fox.jpg", 7, ["fox.jpg"], True])
def test_what_is_no_mapping_is_named(odd: Any) -> None:
    with pytest.raises(InputError, match=type(odd).__name__):
        storage_body(odd)


@pytest.mark.parametrize(
    ("storage", "words"),
    [
        ({}, "need a filename"),
        ({"filename": ""}, "need a filename"),
        ({"filename": 7}, "need a filename"),
        ({**NAMED, "expires_after": 0}, "expires_after is 0"),
        ({**NAMED, "expires_after": LONGEST_STORAGE + 1}, "expires_after is"),
        ({**NAMED, "public_url": "yes"}, "public_url is 'yes'"),
        ({**NAMED, "public_url": {"expires_after": "an hour"}}, "public_url's expires_after"),
    ],
)
def test_storage_that_would_be_refused_is_told(storage: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        check_delivery(1, "url", {"storage_options": storage})


@pytest.mark.parametrize(
    ("n", "image_format", "given", "words"),
    [
        (1, "base64", {"deferred": True}, "A deferred request answers with addresses alone"),
        (1, "base64", {"output": {"upload_urls": ["https://a"]}}, "A request with output answers"),
        (2, "url", {"output": {"upload_urls": ["https://a"]}}, "one upload address per picture"),
        (1, "url", {"output": {}}, "one upload address per picture"),
        (1, "url", {"output": "https://a"}, "one upload address per picture"),
    ],
)
def test_delivery_that_would_be_refused_is_told(n: int, image_format: str, given: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        check_delivery(n, image_format, given)


def test_what_the_api_takes_passes() -> None:
    storage = {**NAMED, "expires_after": LONGEST_STORAGE, "public_url": {"expires_after": 1}}
    check_delivery(1, "url", {"deferred": True, "storage_options": storage})
    check_delivery(2, "url", {"output": {"upload_urls": ["https://a", "https://b"]}})
    check_delivery(1, "base64", {"storage_options": {**NAMED, "public_url": True}})
