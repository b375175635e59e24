"""What a user's own header can be: one line of text, not one of the client's own, never a key."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagine_nb.errors import InputError
from imagine_nb.keys import checked_key
from imagine_nb.transport.headers import checked_headers

SECRET = "a-secret-of-a-gateway-0123456789"


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        (None, {}),
        ((), {}),
        ((("X-Team", "a b"),), {"x-team": "a b"}),
        ([("a", ""), ("b", "1")], {"a": "", "b": "1"}),
        ({"x-team": "a"}, {"x-team": "a"}),
        ((("x-a", "1"), ("X-A", "2")), {"x-a": "1, 2"}),
    ],
)
def test_pairs_are_headers(pairs: Any, found: dict[str, str]) -> None:
    assert checked_headers(pairs) == found


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ((("x-a", "1\r\nhost: evil.example"),), "The value of x-a cannot be sent"),
        ((("x-a", "1\n"),), "The value of x-a cannot be sent"),
        ((("x-a", "\0"),), "The value of x-a cannot be sent"),
        ((("x-a", "é"),), "The value of x-a cannot be sent"),
        ((("x-a", b"1"),), "The value of x-a cannot be sent"),
        ((("x-a", None),), "The value of x-a cannot be sent"),
        ((("x-a", "1" * 5000),), "The value of x-a cannot be sent"),
        ((("x-a\r\nhost", "1"),), "is no name of a header"),
        (((":path", "1"),), "is no name of a header"),
        ((("", "1"),), "is no name of a header"),
        (((7, "1"),), "is no name of a header"),
        ((("a" * 9000, "1"),), "is no name of a header"),
        *(
            (((name, "1"),), "The client sets the header")
            for name in ("Authorization", "HOST", "content-length", "Transfer-Encoding", "connection", "te",
                         "upgrade", "proxy-authorization", "Accept-Encoding", "x-imagine-take")
        ),
        ((("x-a", "xai-0123456789abcdef"),), "looks like an API key"),
        ((("xai-0123456789abcdef", "1"),), "looks like an API key"),
        (("x-a", "1"), "is no list of headers"),
        ("ab", "is no list of headers"),
        (7, "is no list of headers"),
        ((("a", "b", "c"),), "is no list of headers"),
        (tuple((f"x-{n}", "1") for n in range(51)), "is no list of headers"),
    ],
)  # fmt: skip
def test_what_is_no_header_is_refused_and_its_value_never_said(pairs: Any, words: str) -> None:
    with pytest.raises(InputError, match=words) as refused:
        checked_headers(pairs)
    assert "evil" not in str(refused.value)
    assert len(str(refused.value)) < 300


def test_a_key_of_this_process_is_no_header() -> None:
    checked_key(SECRET)
    with pytest.raises(InputError, match="looks like an API key") as refused:
        checked_headers((("x-token", f"Bearer {SECRET}"),))
    assert SECRET not in str(refused.value)


@given(pairs=st.lists(st.tuples(st.text(), st.text() | st.binary()) | st.text() | st.none(), max_size=3))
def test_whatever_is_given_is_headers_or_one_error(pairs: Any) -> None:
    try:
        found = checked_headers(pairs)
    except InputError:
        return
    for name, value in found.items():
        assert not {"\r", "\n", "\0"} & set(name + value)
        assert f"{name}: {value}".isascii()
