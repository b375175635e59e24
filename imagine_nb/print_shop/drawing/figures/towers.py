"""Towers drawn by hand: a round one of stone, an iron lattice one."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PIL import Image

from imagine_nb.print_shop.drawing.palette import mixed, shaded
from imagine_nb.print_shop.drawing.pen import Pen, curve
from imagine_nb.print_shop.reading.colours import PAPER

if TYPE_CHECKING:
    from imagine_nb.print_shop.reading.colours import Colour

_ROOF: Colour = (74, 82, 124)
_GLOW: Colour = (252, 226, 132)


def stone_tower(colour: Colour, height: int) -> Image.Image:
    """A round tower of stone with battlements, a pointed roof and a flag."""
    pen = Pen(0.52, 1.0, scale=height, line=0.014)
    pen.shape([(0.14, 0.42), (0.38, 0.42), (0.42, 0.985), (0.10, 0.985)], colour, smooth=False)
    pen.shape([(0.32, 0.42), (0.38, 0.42), (0.42, 0.98), (0.34, 0.98)], shaded(colour), smooth=False, line=0)
    _stones(pen)
    pen.shape([(0.08, 0.34), (0.44, 0.34), (0.38, 0.43), (0.14, 0.43)], shaded(colour, 0.86), smooth=False)
    for k in range(4):
        pen.box(0.075 + 0.1 * k, 0.275, 0.14 + 0.1 * k, 0.345, colour)
    pen.stroke([(0.26, 0.06), (0.26, 0.005)], smooth=False)
    pen.shape([(0.26, 0.008), (0.36, 0.03), (0.26, 0.052)], (206, 58, 54), smooth=False, line=0.8)
    pen.box(0.16, 0.22, 0.36, 0.29, shaded(colour, 0.92))
    pen.shape([(0.11, 0.24), (0.26, 0.055), (0.41, 0.24)], _ROOF, smooth=False)
    pen.shape([(0.26, 0.055), (0.40, 0.236), (0.31, 0.236)], shaded(_ROOF), smooth=False, line=0)
    for x, y in ((0.235, 0.50), (0.20, 0.68)):
        _arch(pen, x, y, 0.05, 0.075, _GLOW)
    _arch(pen, 0.205, 0.855, 0.11, 0.13, (110, 76, 60))
    return pen.image


def _stones(pen: Pen) -> None:
    """A few joints of the masonry."""
    for x, y in (
        (0.17, 0.46),
        (0.31, 0.56),
        (0.16, 0.6),
        (0.29, 0.66),
        (0.33, 0.76),
        (0.14, 0.79),
        (0.34, 0.9),
    ):
        pen.stroke([(x, y), (x + 0.05, y)], smooth=False, line=0.6)
        pen.stroke([(x + 0.025, y), (x + 0.025, y + 0.022)], smooth=False, line=0.6)


def _arch(pen: Pen, x: float, y: float, wide: float, high: float, fill: Colour) -> None:
    """A door or window with a round head, its upper left corner at (x, y)."""
    head = curve([(x, y + high * 0.4), (x + wide / 2, y), (x + wide, y + high * 0.4)], closed=False)
    pen.shape([(x, y + high), *head, (x + wide, y + high)], fill, smooth=False, line=0.8)


def iron_tower(colour: Colour, height: int) -> Image.Image:
    """A tall tower of iron lattice on four arched legs: Paris's."""
    pen = Pen(0.5, 1.0, scale=height, line=0.012)
    left = curve([(0.02, 0.985), (0.13, 0.72), (0.19, 0.46), (0.232, 0.1)], closed=False)
    right = [(0.5 - x, y) for x, y in reversed(left)]
    arch = curve([(0.36, 0.985), (0.32, 0.86), (0.25, 0.81), (0.18, 0.86), (0.14, 0.985)], closed=False)
    pen.shape([*left, *right, *arch], colour, smooth=False)
    shade = [(0.27, 0.12), *right[2:], (0.42, 0.985), (0.33, 0.72), (0.28, 0.46)]
    pen.shape(shade, shaded(colour), smooth=False, line=0)
    levels = (0.18, 0.27, 0.37, 0.46, 0.56, 0.66)
    for top, below in itertools.pairwise(levels):
        a, b = _half(top), _half(below)
        pen.stroke([(0.25 - a, top), (0.25 + b, below)], smooth=False, line=0.6)
        pen.stroke([(0.25 + a, top), (0.25 - b, below)], smooth=False, line=0.6)
    for y, reach in ((0.7, 0.15), (0.46, 0.085), (0.17, 0.035)):
        pen.box(0.25 - reach, y, 0.25 + reach, y + 0.035, mixed(colour, PAPER, 0.25), line=0.9)
    pen.box(0.232, 0.06, 0.268, 0.11, colour, line=0.9)
    pen.stroke([(0.25, 0.06), (0.25, 0.005)], smooth=False, line=1.2)
    return pen.image


def _half(y: float) -> float:
    """Half the breadth of the iron tower at this height."""
    return 0.016 + 0.11 * float(((y - 0.1) / 0.6) ** 1.4)
