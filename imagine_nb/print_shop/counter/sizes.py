"""Aspect ratios and resolutions of the API, and the pixels that they come to."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

RATIOS = (
    "1:1", "3:4", "4:3", "9:16", "16:9", "2:3", "3:2", "9:19.5", "19.5:9",
    "9:20", "20:9", "1:2", "2:1", "21:9", "5:2", "auto",
)  # fmt: skip
RESOLUTIONS = {"1k": 1024, "1.5k": 1536, "2k": 2048}  # the side of a square of that resolution

_STEP = 16  # every side is a multiple of it
_TOLERANCE = 0.15  # how far the area may be off for the sake of an exact ratio
_LONGEST = Fraction(4)  # of a source's ratio: beyond it there is nothing to see

Size = tuple[int, int]


def size_of(ratio: str, resolution: str) -> Size:
    """Width and height of a picture of `ratio` at `resolution`; `auto` is a square."""
    if ratio == "auto":
        return size_of("1:1", resolution)
    width, height = (Fraction(side) for side in ratio.split(":"))
    return _sized(width / height, RESOLUTIONS[resolution])


def size_like(source: Size, resolution: str) -> Size:
    """Width and height of a picture with the ratio of `source`."""
    ratio = Fraction(*source)
    return _sized(min(max(ratio, 1 / _LONGEST), _LONGEST), RESOLUTIONS[resolution])


def _sized(ratio: Fraction, side: int) -> Size:
    """The size with exactly this ratio where one is near the area of `side` squared, else close to it."""
    unit = _STEP * ratio.numerator, _STEP * ratio.denominator
    times = max(1, int(side / sqrt(unit[0] * unit[1])))
    exact = unit[0] * times, unit[1] * times
    if abs(exact[0] * exact[1] / side**2 - 1) <= _TOLERANCE:
        return exact
    return _stepped(side * sqrt(ratio)), _stepped(side / sqrt(ratio))


def _stepped(length: float) -> int:
    return max(_STEP, round(length / _STEP) * _STEP)
