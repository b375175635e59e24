from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from imagine_nb.errors import (
    APIConnectionError,
    APIError,
    InputError,
    ProtocolError,
    RateLimitError,
    ServerError,
)
from imagine_nb.transport.patience import Patience, patience


def before_sent() -> APIError:
    error = APIConnectionError("No connection.")
    error.before_sent = True
    return error


RULES: list[tuple[APIError, bool, bool]] = [  # the error, whether a POST is tried again, whether a GET is
    (RateLimitError("", status=429), True, True),
    (before_sent(), True, True),
    (APIConnectionError("cut"), False, True),
    (ProtocolError("odd"), False, False),
    *[(ServerError("", status=status), False, True) for status in (408, 500, 502, 503, 504, 529)],
    *[(APIError("", status=status), False, False) for status in (400, 401, 403, 404, 422)],
    (RateLimitError("", status=429, retry_after=61), False, False),
    (RateLimitError("", status=429, retry_after=60), True, True),
]


@pytest.mark.parametrize(("error", "post", "get"), RULES)
def test_a_post_is_tried_again_only_where_nothing_can_be_paid_twice(
    error: APIError, post: bool, get: bool
) -> None:
    usual = Patience()
    assert usual.allows(1, error, method="POST") is post
    assert usual.allows(1, error, method="GET") is get
    assert not usual.allows(4, error, method="GET")


def test_waits_double_with_jitter_and_have_a_limit() -> None:
    usual, error = Patience(pause=0.5), ServerError("", status=500)
    for attempt, longest in ((1, 0.5), (2, 1), (3, 2), (20, 30)):
        assert longest / 2 <= usual.wait(attempt, error) <= longest
    assert 0.5 <= usual.wait(1, RateLimitError("", status=429)) <= 1
    assert usual.wait(3, RateLimitError("", status=429, retry_after=7)) == 7
    assert len({usual.wait(1, error) for _ in range(20)}) > 1


def test_every_wait_may_be_a_timedelta() -> None:
    quick = Patience(
        connect=timedelta(seconds=2), read=timedelta(minutes=1), pause=0, whole=timedelta(hours=1)
    )
    assert quick == Patience(connect=2.0, read=60.0, pause=0.0, whole=3600.0)
    assert replace(quick, attempts=1).whole == 3600.0
    assert patience(timedelta(minutes=2)) == patience(120) == Patience(read=120, whole=120)


@pytest.mark.parametrize("odd", [0, -1, True, "9", timedelta(0), float("nan")])
def test_a_wait_that_is_none_is_refused(odd: Any) -> None:
    with pytest.raises(InputError, match="read is "):
        Patience(read=odd)
    with pytest.raises(InputError, match="timeout is "):
        patience(odd)
