from __future__ import annotations

from itertools import islice

import pytest

from imagine_nb.print_shop.answering.schemas.effort import TooMuch
from imagine_nb.print_shop.answering.schemas.placeholders import bounded, modest_first, placeholders
from imagine_nb.print_shop.answering.schemas.schema import Document


def first(kind: str, **schema: object) -> list[object]:
    return list(islice(placeholders(kind, schema, Document(schema)), 3))


def test_the_plainest_come_first():
    assert first("string")[0] == "unknown"
    assert first("integer")[0] == 0
    assert first("boolean") == [False, True]
    assert first("null") == [None]
    assert first("string", format="date")[0] == "1970-01-01"


def test_numbers_keep_to_their_bounds():
    assert 5 in first("integer", minimum=5)
    assert 14 in first("integer", exclusiveMinimum=10, multipleOf=7)
    assert 0.5 in list(islice(placeholders("number", {"minimum": 0, "maximum": 1}, Document({})), 16))


def test_an_option_that_admits_ignorance_comes_first():
    assert modest_first(["day", "night", "unknown"]) == ["unknown", "day", "night"]
    assert modest_first(["day", "night"]) == ["day", "night"]


def test_too_many_are_refused():
    with pytest.raises(TooMuch, match="minItems 7"):
        bounded({"minItems": 7}, "minItems", 6)


def test_a_bound_of_zero_is_one():
    above = islice(placeholders("integer", {"exclusiveMinimum": 0}, Document({})), 4)
    assert list(above) == [0, 0, 0, 1]
    below = islice(placeholders("integer", {"exclusiveMaximum": 0}, Document({})), 4)
    assert list(below) == [0, 0, 0, -1]


def test_a_text_of_a_length_is_seen_to_be_none():
    assert "unknown unknown" in list(islice(placeholders("string", {"minLength": 10}, Document({})), 9))
    assert "??" in list(islice(placeholders("string", {"minLength": 2, "maxLength": 2}, Document({})), 10))
