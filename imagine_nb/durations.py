"""Durations: seconds as a number or a timedelta, checked."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeAlias

from imagine_nb.errors import InputError
from imagine_nb.values import in_short

Duration: TypeAlias = "float | timedelta"
_SHORTEST = 1e-3  # seconds
_LONGEST = 1e10  # seconds, three hundred years


def seconds(value: Duration, *, of: str, least: float = _SHORTEST) -> float:
    """The seconds of a duration, a number of them or a timedelta, a millisecond at least.

    `of` names it in an error. Raises InputError for anything else.
    """
    told = value.total_seconds() if isinstance(value, timedelta) else value
    if isinstance(told, bool) or not isinstance(told, (int, float)) or not least <= told <= _LONGEST:
        advice = "It is a number of seconds above 0, or a timedelta."
        raise InputError(f"{of} is {in_short(value)}.", advice=advice)
    return float(told)


def whole_seconds(value: Duration, *, of: str, least: int = 1, most: int) -> int:
    """The seconds of a duration from `least` to `most`, whole, as the API wants them.

    A timedelta loses its fraction of a second. Raises InputError for anything else.
    """
    told = int(value.total_seconds()) if isinstance(value, timedelta) else value
    if isinstance(told, bool) or not isinstance(told, int) or not least <= told <= most:
        advice = f"It is from {least} to {most} seconds, as a whole number or a timedelta."
        raise InputError(f"{of} is {in_short(value)}.", advice=advice)
    return told
