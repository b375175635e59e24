"""Counts: whole numbers that a caller gives, checked."""

from __future__ import annotations

from imagine_nb.errors import InputError


def checked_count(value: int, *, of: str, least: int = 1, most: int | None = None, advice: str = "") -> int:
    """`value` where it is a whole number from `least` to `most`; raises InputError, which calls it `of`."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if not is_whole or value < least or (most is not None and value > most):
        rest = "" if most is None else f" to {most}"
        raise InputError(
            f"{of} is {repr(value)[:40]}.", advice=advice or f"It is a count from {least}{rest}."
        )
    return value
