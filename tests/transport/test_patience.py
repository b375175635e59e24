from __future__ import annotations

import pytest

from imagine_nb.errors import APIConnectionError, APIError, ProtocolError, RateLimitError, ServerError
from imagine_nb.transport.patience import Patience


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
    patience = Patience()
    assert patience.allows(1, error, method="POST") is post
    assert patience.allows(1, error, method="GET") is get
    assert not patience.allows(4, error, method="GET")


def test_waits_double_with_jitter_and_have_a_limit() -> None:
    patience, error = Patience(pause=0.5), ServerError("", status=500)
    for attempt, longest in ((1, 0.5), (2, 1), (3, 2), (20, 30)):
        assert longest / 2 <= patience.wait(attempt, error) <= longest
    assert 0.5 <= patience.wait(1, RateLimitError("", status=429)) <= 1
    assert patience.wait(3, RateLimitError("", status=429, retry_after=7)) == 7
    assert len({patience.wait(1, error) for _ in range(20)}) > 1
