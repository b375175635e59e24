"""Limits of a bulk run: where it stops, and how fast it goes; all of them checked."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from imagine_nb.budget import checked_limit
from imagine_nb.durations import Duration, seconds
from imagine_nb.errors import InputError
from imagine_nb.transport.pace import DOCUMENTED, Pace, PerSecond
from imagine_nb.values import checked_count, count_given, flag_given, in_short

IN_FLIGHT = 8  # requests at once, unless told otherwise
MOST_IN_FLIGHT = 512
TRIES = 50  # of a request that is refused for the rate
LONGEST_PAUSE = 30.0  # seconds between two of them, where the server asks for none
_MOST = 10**6


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a run stops: so many dollars spent, a moment or so many seconds, so many rows failed.

    A `takes` of None lets equal rows share one result. See `BulkOptions`.
    """

    max_in_flight: int = IN_FLIGHT
    requests_per_second: PerSecond = DOCUMENTED
    max_usd: float | None = None
    deadline: float | datetime | None = None
    failures: int | None = None
    takes: int | None = None
    retry_unknown: bool = False

    def pace(self, until: float | None = None) -> Pace:
        """How a run asks that ends `until` then; a refusal for the rate costs nothing, and is waited out."""
        return Pace(self.max_in_flight, self.requests_per_second, TRIES, until)

    def ends_at(self) -> float | None:
        """When a run that starts now ends at the latest, in seconds since 1970."""
        if self.deadline is None:
            return None
        if isinstance(self.deadline, datetime):
            return self.deadline.timestamp()
        return time.time() + self.deadline


def limits(options: Mapping[str, Any]) -> Limits:
    """The limits that options of a call set. Raises InputError."""
    usd, given = options.get("max_usd"), options.get("max_in_flight")
    in_flight = IN_FLIGHT if given is None else given
    found = Limits(
        checked_count(in_flight, of="max_in_flight", most=MOST_IN_FLIGHT),
        options.get("requests_per_second", DOCUMENTED),
        None if usd is None else checked_limit(usd, name="max_usd"),
        _deadline(options.get("deadline")),
        count_given(options.get("stop_after_failures"), of="stop_after_failures", least=1, most=_MOST),
        count_given(options.get("takes"), of="takes", least=1, most=1000),
        bool(flag_given(options.get("retry_unknown"), of="retry_unknown")),
    )
    found.pace()  # which checks it
    return found


def _deadline(given: Duration | datetime | None) -> float | datetime | None:
    """A moment to come, or the seconds of a duration."""
    if isinstance(given, datetime):
        if not _timestamp(given) > time.time():  # nor is what is no moment, as pandas' NaT
            raise InputError(f"The deadline {in_short(given)} is past.", advice="Name a later one.")
        return given
    if given is None:
        return None
    try:
        return seconds(given, of="deadline")
    except InputError as error:
        advice = "It is a number of seconds above 0, a timedelta or a datetime."
        raise InputError(error.message, advice=advice) from None


def _timestamp(given: datetime) -> float:
    """Seconds since 1970; one without a zone is local. Those that no clock has are long past."""
    try:
        return given.timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0
