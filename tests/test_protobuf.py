"""A moment in UTC is read from seconds and from text; what is no moment is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagine_nb.protobuf import Timestamp, moment_in

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "told",
    [1772452800, 1772452800.0, "2026-03-02T12:00:00Z", "2026-03-02T12:00:00", "2026-03-02T14:00:00+02:00",
     "2026-03-02T12:00:00.000000Z", "20260302T120000Z"],
)  # fmt: skip
def test_a_moment_is_read_in_every_spelling(told: Any) -> None:
    moment = moment_in({"created": told}, "created")
    assert isinstance(moment, Timestamp)
    assert (moment, moment.seconds) == (NOON, 1772452800)
    assert moment.ToDatetime() == NOON.replace(tzinfo=None)
    assert moment.ToDatetime(timezone(timedelta(hours=2))) == NOON


def test_a_bare_date_is_its_beginning_and_a_fraction_of_a_second_is_kept() -> None:
    assert moment_in({"at": "2026-03-02"}, "at") == datetime(2026, 3, 2, tzinfo=UTC)
    finest = moment_in({"at": "2026-03-02T12:00:00.123456789Z"}, "at")
    assert finest is not None
    assert finest.microsecond // 1000 == 123


def test_the_first_name_that_has_a_moment_counts() -> None:
    assert moment_in({"a": "never", "b": 0, "c": 9}, "a", "b", "c") == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "odd", [None, True, -1, 1e12, 10**30, float("nan"), "", "soon", "2026-13-01", "2026-03-02T25", [1], {}]
)
def test_what_is_no_moment_is_none(odd: Any) -> None:
    assert moment_in({"at": odd}, "at") is None


@given(told=st.text() | st.floats() | st.integers() | st.datetimes().map(str))
def test_whatever_is_told_is_a_moment_or_none(told: Any) -> None:
    moment = moment_in({"at": told}, "at")
    assert moment is None or moment.tzinfo is UTC


def test_a_moment_answers_as_a_timestamp_of_a_protocol_buffer_does() -> None:
    moment = Timestamp.at(1.5)
    assert (moment.seconds, moment.nanos, moment.ToMilliseconds()) == (1, 500_000_000, 1500)
    assert moment.ToJsonString() == "1970-01-01T00:00:01.500000Z"
    assert NOON.isoformat()[:-6] + "Z" == Timestamp.at(NOON.timestamp()).ToJsonString()
    early = Timestamp.at(-1.5)
    assert (early.seconds, early.nanos) == (-2, 500_000_000)
