from __future__ import annotations

import jsonschema
import pytest

from imagine_nb.print_shop.answering.schemas.text_formats import PLACEHOLDERS, has_format

CHECKER = jsonschema.Draft202012Validator.FORMAT_CHECKER


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_a_placeholder_has_its_format(name):
    for text in PLACEHOLDERS[name]:
        assert has_format(name, text)
        assert CHECKER.conforms(text, name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("date", "2026-13-01"),
        ("date", "20260101"),
        ("time", "25:00:00Z"),
        ("time", "12:00"),
        ("date-time", "2026-01-01"),
        ("date-time", "2026-01-01T12:00:00"),
        ("duration", "P"),
        ("uuid", "1-2-3"),
        ("uuid4", "00000000-0000-1000-8000-000000000000"),
        ("uri", "no address"),
        ("uri", "relative"),
        ("email", "nobody"),
        ("hostname", "-a-"),
        ("ipv4", "1.2.3"),
        ("ipv6", "1.2.3.4"),
        ("json-pointer", "a"),
        ("json-string", "{"),
        ("regex", "("),
        ("byte", "?"),
        ("decimal", "one"),
    ],
)
def test_another_text_has_not(name, text):
    assert not has_format(name, text)


def test_a_format_that_is_not_known_says_nothing():
    assert has_format("colour-of-the-day", "anything")
