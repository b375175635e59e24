from __future__ import annotations

import json
from time import time
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagine_nb.errors import APIError
from imagine_nb.wire.faults import (
    Fault,
    Head,
    error_from_failure,
    error_of,
    fault_in,
    fault_of,
    is_before_sent,
    retry_after,
)

SHAPES: list[tuple[Any, Fault]] = [
    ({"code": "c", "error": "m"}, Fault("m", "c")),
    ({"error": "m"}, Fault("m")),
    ({"error": {"message": "m", "type": "t", "code": 7}}, Fault("m", "7")),
    ({"error": {"message": "m", "type": "t"}}, Fault("m", "t")),
    ({"message": "m"}, Fault("m")),
    ({"detail": "m"}, Fault("m")),
    ({"error": {"error": "m"}}, Fault("m")),
    ({"error": [1]}, Fault()),
    ({}, Fault()),
    ([], Fault()),
    ("m", Fault("m")),
    (None, Fault()),
    ({"error": "m", "usage": {"cost_in_usd_ticks": 9}}, Fault("m", None, 9)),
    ({"error": "m", "usage": {"cost_in_usd_ticks": -9}}, Fault("m")),
    ({"error": "m", "usage": {"cost_in_usd_ticks": True}}, Fault("m")),
]


@pytest.mark.parametrize(("body", "fault"), SHAPES)
def test_a_fault_is_read_from_every_shape_of_body(body: Any, fault: Fault) -> None:
    assert fault_of(body) == fault
    assert fault_in(json.dumps(body).encode()) == fault


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", ""),
        (b"  plain words \n", "plain words"),
        (b"<html><head><title>502\n Bad  Gateway</title></head></html>", "a web page, '502 Bad Gateway'"),
        (b"<html>no title</html>", ""),
        (b"x" * 9999, "x" * 500),
    ],
)
def test_a_body_that_is_no_json_is_read_as_text(body: bytes, message: str) -> None:
    assert fault_in(body) == Fault(message)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["error", "code", "message", "usage", "x"]), inner, max_size=4)
    ),
)
bodies = st.binary(max_size=60) | anything.map(lambda value: json.dumps(value).encode())
headers = st.dictionaries(st.sampled_from(["retry-after", "location", "x-request-id"]), st.text(max_size=30))


@given(body=bodies, status=st.integers(300, 599), told=headers)
def test_whatever_comes_is_one_error_that_says_what_to_do(
    body: bytes, status: int, told: dict[str, str]
) -> None:
    error = error_of(body, Head(status, told))
    assert isinstance(error, APIError)
    assert error.advice
    assert str(error).endswith(error.advice)
    assert len(error.message) < 700


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0), ("7", 7), ("1.5", 1.5), ("", None), ("soon", None), ("-5", None), ("1e999", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0), ("Wed, 99 Oct 2015 07:28:00 GMT", None),
    ],
)  # fmt: skip
def test_retry_after_is_a_number_or_a_date(header: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": header}) == seconds


def test_retry_after_counts_from_now() -> None:
    from email.utils import formatdate

    found = retry_after({"retry-after": formatdate(time() + 100, usegmt=True)})
    assert found is not None
    assert 98 <= found <= 100


@pytest.mark.parametrize("kind", [httpx.LocalProtocolError, httpx.UnsupportedProtocol, httpx.ConnectError])
def test_what_the_server_never_had_is_not_charged(kind: type[httpx.HTTPError]) -> None:
    failure = kind("no")
    error = error_from_failure(failure, host="x", sent=not is_before_sent(failure))
    assert (error.before_sent, error.may_be_charged) == (True, False)
