"""A duration is a number of seconds or a timedelta, and anything else is refused with a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from imagine_nb.durations import seconds, whole_seconds
from imagine_nb.errors import InputError

ODD = [0, -1, True, "9", None, [1], float("nan"), float("inf"), timedelta(0), timedelta(seconds=-5)]


@pytest.mark.parametrize(
    ("given", "expected"), [(30, 30.0), (0.5, 0.5), (timedelta(minutes=2, milliseconds=500), 120.5)]
)
def test_seconds_are_a_number_or_a_timedelta(given: Any, expected: float) -> None:
    assert seconds(given, of="timeout") == expected


@pytest.mark.parametrize("odd", [*ODD, 10**400])
def test_what_is_no_time_is_refused(odd: Any) -> None:
    with pytest.raises(InputError, match="timeout is ") as refused:
        seconds(odd, of="timeout")
    assert len(str(refused.value)) < 200


def test_whole_seconds_lose_the_fraction_of_a_timedelta() -> None:
    assert whole_seconds(timedelta(hours=1, microseconds=9), of="expires_after", most=4000) == 3600
    assert whole_seconds(7, of="expires_after", most=7) == 7


@pytest.mark.parametrize("odd", [*ODD, 1.5, 8, timedelta(seconds=8), timedelta(milliseconds=900)])
def test_whole_seconds_have_bounds(odd: Any) -> None:
    with pytest.raises(InputError, match="from 1 to 7 seconds"):
        whole_seconds(odd, of="expires_after", most=7)
