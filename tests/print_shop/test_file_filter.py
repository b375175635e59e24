"""Filters of files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagine_nb.print_shop.counter.file_filter import MAX_FILTER, Row, filter_in
from imagine_nb.print_shop.counter.refusals import Refusal

FILE: Row = {
    "id": "file_1",
    "filename": 'a "b".pdf',
    "bytes": 100,
    "content_type": "application/pdf",
    "created_at": 1_767_225_600,  # 2026-01-01
    "expires_at": None,
    "public_url": None,
}


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ('file_id = "file_1"', True),
        ("id=file_1", True),
        ('name = "a \\"b\\".pdf"', True),
        ("filename != 'other'", True),
        ("size_bytes > 99", True),
        ("size_bytes>100", False),
        ("size_bytes >= 100 AND size_bytes <= 100", True),
        ("size_bytes < 100", False),
        ('created_at = "2026-01-01T00:00:00Z"', True),
        ('created_at > "2025-12-31T23:59:59+00:00"', True),
        ("created_at < 2026-01-01", False),
        ("created_at >= 1767225600", True),
        ("expires_at = null", True),
        ("expires_at != null", False),
        ("expires_at < 5", False),
        ("public_url != 'x'", True),
        ("content_type = 'text/plain' OR content_type = 'application/pdf'", True),
        ("NOT content_type = 'application/pdf'", False),
        ("NOT (size_bytes = 1 AND id = x)", True),
        # OR before AND
        ("id = file_1 OR id = y AND size_bytes = 1", False),
        ("(id = file_1) OR (id = y AND size_bytes = 1)", True),
    ],
)
def test_a_filter_passes_what_it_describes(text: str, passes: bool) -> None:
    assert filter_in(text)(FILE) is passes


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("colour = red", "there is no field colour; the fields are file_id"),
        ("name ~ 'a'", "cannot read it from"),
        ("name", "an operator is missing at the end"),
        ("name =", "a value is missing at the end"),
        ("name = AND id = x", "a value is missing before AND"),
        ("name name name", "name is no operator"),
        ("name = a b", "cannot read it from 'b' on"),
        ("(name = a", "a parenthesis is not closed"),
        ("name > null", "null can be compared with = and != only"),
        ("size_bytes = large", "a whole number"),
        ("created_at > yesterday", "a time such as"),
        ('name = "a', "cannot read it from"),
        ("(" * 30 + "id = 1" + ")" * 30, "too many parentheses"),
        ("NOT " * 30 + "id = 1", "too many parentheses"),
        ("a" * (MAX_FILTER + 1), "at most"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused_with_the_reason(text: str, complaint: str) -> None:
    with pytest.raises(Refusal, match=r"^filter: ") as refused:
        filter_in(text)
    assert complaint in str(refused.value)


WORDS = st.sampled_from(
    [
        "id",
        "name",
        "size_bytes",
        "created_at",
        "=",
        "<",
        "AND",
        "OR",
        "NOT",
        "(",
        ")",
        "7",
        "'a'",
        "null",
        '"',
    ]
)


@given(st.lists(WORDS | st.text(max_size=4), max_size=12).map(" ".join))
def test_any_filter_is_read_or_refused(text: str) -> None:
    try:
        passes = filter_in(text)
    except Refusal:
        return
    assert passes(FILE) in {True, False}
