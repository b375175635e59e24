"""The token bucket keeps its rate whatever is asked of it, and refusals lower it for a while."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagine_nb.transport.rate_limit import (
    DOUBLES_IN,
    FORGOTTEN_IN,
    LONGEST_BLOCK,
    LONGEST_SPACING,
    LOWERED,
    Bucket,
    Limits,
    Refusal,
    told_rate,
)

NOW = 1_800_000_000.0
LATE = 0.25  # of the spacing, at most


def departures(limits: Limits, rate: float, pauses: list[float], now: float = NOW) -> list[float]:
    """When requests leave that each ask so long after the one before had left."""
    left = []
    for pause in pauses:
        now += pause
        now += limits.wait("pictures", now, rate)
        limits = limits.taken("pictures", now, rate)
        left.append(now)
    return left


@given(
    rate=st.floats(1 / LONGEST_SPACING, 1000),
    pauses=st.lists(st.floats(0, 200), min_size=2, max_size=60),
)
def test_no_time_sees_more_requests_than_its_share(rate: float, pauses: list[float]) -> None:
    left = departures(Limits(), rate, pauses)
    assert left[0] == NOW + pauses[0]  # the first at once
    for begin in range(len(left)):
        for end in range(begin + 1, len(left)):
            least = (end - begin - LATE) / rate
            assert left[end] - left[begin] >= least - 1e-3


@given(rate=st.floats(0.5, 100), late=st.floats(0, LATE))
def test_a_late_wake_up_costs_no_rate(rate: float, late: float) -> None:
    left = departures(Limits(), rate, [late / rate] * 100)
    assert (left[-1] - left[0]) * rate == pytest.approx(99, abs=0.3)


def test_without_a_limit_nothing_waits_and_nothing_is_noted() -> None:
    assert departures(Limits(), 5, [0, 0, 0])[2] == pytest.approx(NOW + 0.4)
    assert Limits().taken("pictures", NOW, None) == Limits()
    assert Limits().wait("pictures", NOW, None) == 0


def test_each_kind_has_a_bucket_of_its_own_and_a_block_is_for_all() -> None:
    limits = Limits().taken("pictures", NOW, 5)
    assert limits.wait("pictures", NOW, 5) == pytest.approx(0.2)
    assert limits.wait("answers", NOW, 2) == 0
    refused = limits.refused("pictures", Refusal(NOW, NOW, 5, 5, wait=2))
    assert refused.wait("answers", NOW, None) == pytest.approx(2)


def test_a_refusal_lowers_the_rate_which_grows_again() -> None:
    limits = Limits().refused("pictures", Refusal(NOW, NOW - 1, 5, 5))
    bucket = limits.bucket("pictures")
    assert bucket.rate_at(NOW, 5) == pytest.approx(5 * LOWERED)
    assert bucket.rate_at(NOW + DOUBLES_IN / 4, 5) == pytest.approx(5 * LOWERED * 2**0.25)
    assert bucket.rate_at(NOW + DOUBLES_IN, 5) == 5
    assert bucket.rate_at(NOW + DOUBLES_IN, None) == pytest.approx(10 * LOWERED)
    assert bucket.rate_at(NOW + FORGOTTEN_IN + 1, None) is None


def test_after_a_block_requests_leave_one_by_one() -> None:
    limits = Limits().refused("pictures", Refusal(NOW, NOW - 1, None, 10, wait=2))
    left = []
    now = NOW
    for _ in range(5):
        now += limits.wait("pictures", now, None)
        limits = limits.taken("pictures", now, None)
        left.append(now - NOW)
    assert left == pytest.approx([2 + each / (10 * LOWERED) for each in range(5)], abs=0.05)


def test_what_left_before_the_rate_was_lowered_says_nothing_of_the_lower_one() -> None:
    once = Limits().refused("pictures", Refusal(NOW, NOW - 1, 5, 5))
    again = Refusal(NOW + 0.1, NOW - 0.5, 5, 5, granted=NOW + 1)
    assert once.refused("pictures", again).bucket("pictures") == once.bucket("pictures")


def test_a_server_that_grants_nothing_lowers_no_rate_but_is_left_alone() -> None:
    once = Limits().refused("pictures", Refusal(NOW, NOW - 1, 5, 5, wait=2, granted=NOW - 1))
    again = once.refused("pictures", Refusal(NOW + 3, NOW + 2.5, 5, 5, wait=2, granted=NOW - 1))
    assert again.bucket("pictures") == once.bucket("pictures")
    assert again.until == NOW + 5
    third = again.refused("pictures", Refusal(NOW + 6, NOW + 5.5, 5, 5, granted=NOW + 5.1))
    assert third.bucket("pictures").rate_at(NOW + 6, 5) < 5 * LOWERED


def test_no_refusal_blocks_for_hours_or_stops_all() -> None:
    limits, now = Limits(), NOW
    for _ in range(100):
        limits = limits.refused("pictures", Refusal(now, now, 5, 5, wait=86_400, granted=now))
        now = limits.until + 1
    assert limits.until - limits.asked == LONGEST_BLOCK
    assert limits.bucket("pictures").rate == 1 / LONGEST_SPACING


def test_a_rate_that_the_server_names_is_believed() -> None:
    limits = Limits().refused("pictures", Refusal(NOW, NOW, 5, 5, told=2.0))
    assert limits.bucket("pictures").rate_at(NOW, 5) == 2.0


@pytest.mark.parametrize(
    ("message", "rate"),
    [
        ("Too many requests for team t and model m. Requests per Minute (actual/limit): 120/60.", 1.0),
        ("Requests per Second (actual/limit): 6/5", 5.0),
        ("Tokens per Minute (actual/limit): 900/600", None),
        ("Requests per Minute (actual/limit): 2/0", None),
        ("Too many requests", None),
        ("requests per minute" + "(" * 10_000 + ": 1/1", None),
    ],
)
def test_the_rate_in_a_refusal(message: str, rate: float | None) -> None:
    assert told_rate(message) == rate


ODD = st.floats(allow_nan=False, allow_infinity=False) | st.floats(NOW - 10_000, NOW + 10_000)


@given(ODD, ODD, ODD | st.none(), ODD, ODD, ODD)
def test_whatever_was_written_blocks_for_no_longer_than_may_be(
    left: float, due: float, rate: float | None, since: float, asked: float, until: float
) -> None:
    limits = Limits({"pictures": Bucket(left, due, rate, since)}, asked, until).sane(NOW)
    assert 0 <= limits.wait("pictures", NOW, 5) <= LONGEST_BLOCK + 2
    assert 0 <= limits.wait("pictures", NOW, None) <= LONGEST_BLOCK + 2
    limits.taken("pictures", NOW, None)
    limits.refused("pictures", Refusal(NOW, NOW, None, 5))


@pytest.mark.parametrize("jump", [-7200.0, 7200.0])
def test_a_clock_that_jumps_blocks_nothing(jump: float) -> None:
    limits = Limits().taken("pictures", NOW, 5).refused("pictures", Refusal(NOW, NOW, 5, 5, wait=30))
    assert limits.sane(NOW + 1).wait("pictures", NOW + 1, 5) == pytest.approx(29)
    assert limits.sane(NOW + jump).wait("pictures", NOW + jump, 5) == 0


def test_what_is_sane_stays() -> None:
    limits = Limits().taken("pictures", NOW, 1 / LONGEST_SPACING).refused("answers", Refusal(NOW, NOW, 2, 2))
    assert limits.sane(NOW) == replace(limits, buckets=dict(limits.buckets))
