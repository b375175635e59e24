"""Limits of a bulk run, checked before it is planned."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from imagine_nb.errors import InputError
from imagine_nb.studio.bulk.limits import TRIES, Limits, limits
from imagine_nb.transport.pace import DOCUMENTED


def test_what_is_left_out_has_a_usual_value() -> None:
    assert limits({}) == Limits() == limits({"max_in_flight": None, "max_usd": None, "takes": None})
    assert limits({}).ends_at() is None
    pace = limits({}).pace()
    assert (pace.max_in_flight, pace.requests_per_second, pace.tries) == (8, DOCUMENTED, TRIES)
    assert limits({"requests_per_second": None}).pace().requests_per_second is None


@pytest.mark.parametrize("given", [90, 90.0, timedelta(seconds=90)])
def test_a_deadline_counts_from_the_start(given: Any) -> None:
    found = limits({"deadline": given})
    assert found.ends_at() == pytest.approx(time.time() + 90, abs=5)


def test_a_deadline_is_a_moment_of_any_zone_or_a_local_one() -> None:
    moment = datetime.now(UTC) + timedelta(hours=2)
    assert limits({"deadline": moment}).ends_at() == pytest.approx(moment.timestamp())
    local = moment.astimezone().replace(tzinfo=None)
    assert limits({"deadline": local}).ends_at() == pytest.approx(moment.timestamp())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"deadline": "soon"}, "deadline is 'soon'. It is a number of seconds above 0, a timedelta or a"),
        ({"deadline": datetime(2020, 1, 1, tzinfo=UTC)}, "The deadline 2020-01-01 00:00:00+00:00 is past."),
        ({"deadline": datetime.min}, "The deadline 0001-01-01 00:00:00 is past."),  # noqa: DTZ901 - no clock has it
        ({"deadline": True}, "deadline is True."),
        ({"max_in_flight": "8"}, "max_in_flight is '8'."),
        ({"max_in_flight": 10**4}, "max_in_flight is 10000."),
        ({"requests_per_second": 0}, "requests_per_second is 0."),
        ({"requests_per_second": "fast"}, "requests_per_second is 'fast'."),
        ({"max_usd": -1}, "max_usd is '-1'."),
        ({"takes": 1.5}, "takes is 1.5."),
        ({"stop_after_failures": "two"}, "stop_after_failures is 'two'."),
        ({"retry_unknown": 1}, "retry_unknown is 1."),
    ],
)
def test_anything_else_is_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as error:
        limits(options)
    assert str(error.value).startswith(said)
