"""Open vessels drawn by hand, their rims at the very top, so that what is in them is seen over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from imagine_nb.print_shop.drawing.palette import lightened, mixed, shaded
from imagine_nb.print_shop.drawing.pen import Pen
from imagine_nb.print_shop.reading.colours import PAPER

if TYPE_CHECKING:
    from imagine_nb.print_shop.reading.colours import Colour

_WHEEL: Colour = (62, 56, 66)


def basket(colour: Colour, height: int) -> Image.Image:
    """A woven basket."""
    pen = Pen(1.5, 1.0, scale=height, line=0.035)
    pen.shape([(0.12, 0.12), (1.38, 0.12), (1.2, 0.97), (0.3, 0.97)], colour, smooth=False)
    pen.shape([(1.2, 0.14), (1.37, 0.14), (1.19, 0.95), (1.0, 0.95)], shaded(colour), smooth=False, line=0)
    for j in range(4):
        y, inset = 0.28 + 0.17 * j, 0.155 + 0.036 * j
        pen.stroke([(inset, y), (1.5 - inset, y)], smooth=False, line=0.6)
        for k in range(7):
            x = inset + (1.5 - 2 * inset) * (k + 0.25 + 0.5 * (j % 2)) / 7
            pen.stroke([(x, y), (x, y + 0.17)], smooth=False, line=0.6)
    pen.shape([(0.05, 0.03), (1.45, 0.03), (1.42, 0.2), (0.08, 0.2)], lightened(colour), smooth=False)
    for k in range(1, 12):
        pen.stroke([(0.05 + 0.116 * k, 0.05), (0.02 + 0.116 * k, 0.18)], smooth=False, line=0.6)
    return pen.image


def bowl(colour: Colour, height: int) -> Image.Image:
    """A round bowl on a foot."""
    pen = Pen(2.0, 1.0, scale=height, line=0.04)
    pen.box(0.72, 0.84, 1.28, 0.97, shaded(colour))
    pen.shape(
        [
            (0.08, 0.06),
            (0.2, 0.42),
            (0.5, 0.76),
            (0.8, 0.88),
            (1.2, 0.88),
            (1.5, 0.76),
            (1.8, 0.42),
            (1.92, 0.06),
        ],
        colour,
        smooth=False,
    )
    pen.shape([(1.7, 0.1), (1.9, 0.1), (1.78, 0.42), (1.48, 0.75), (1.2, 0.86)], shaded(colour), line=0)
    pen.box(0.03, 0.03, 1.97, 0.15, lightened(colour))
    pen.stroke([(0.18, 0.3), (1.82, 0.3)], smooth=False, line=0.8, colour=mixed(colour, PAPER, 0.75))
    return pen.image


def vase(colour: Colour, height: int) -> Image.Image:
    """A vase with a flared rim and a glint."""
    pen = Pen(0.66, 1.0, scale=height, line=0.026)
    pen.shape(
        [
            (0.14, 0.03),
            (0.33, 0.04),
            (0.52, 0.03),
            (0.43, 0.2),
            (0.45, 0.34),
            (0.6, 0.6),
            (0.5, 0.93),
            (0.33, 0.975),
            (0.16, 0.93),
            (0.06, 0.6),
            (0.21, 0.34),
            (0.23, 0.2),
        ],
        colour,
    )
    pen.shape([(0.46, 0.4), (0.575, 0.6), (0.49, 0.9), (0.38, 0.95), (0.5, 0.7)], shaded(colour), line=0)
    pen.shape([(0.17, 0.5), (0.12, 0.62), (0.15, 0.76), (0.2, 0.7)], mixed(colour, PAPER, 0.7), line=0)
    return pen.image


def open_box(colour: Colour, height: int) -> Image.Image:
    """A box with its flaps open."""
    pen = Pen(1.6, 1.0, scale=height, line=0.032)
    pen.shape([(0.22, 0.16), (1.38, 0.16), (1.38, 0.97), (0.22, 0.97)], colour, smooth=False)
    pen.box(1.18, 0.17, 1.37, 0.96, shaded(colour), line=0)
    for flap in (
        [(0.22, 0.16), (0.03, 0.05), (0.03, 0.32), (0.22, 0.44)],
        [(1.38, 0.16), (1.57, 0.05), (1.57, 0.32), (1.38, 0.44)],
    ):
        pen.shape(flap, lightened(colour), smooth=False)
    pen.box(0.7, 0.17, 0.9, 0.42, mixed(colour, PAPER, 0.5), line=0.7)
    pen.stroke([(0.22, 0.16), (1.38, 0.16)], smooth=False, line=1.2)
    return pen.image


def barrow(colour: Colour, height: int) -> Image.Image:
    """A cart of two wheels."""
    pen = Pen(1.7, 1.0, scale=height, line=0.034)
    pen.stroke([(1.2, 0.5), (1.67, 0.34)], smooth=False, line=2.2)
    pen.shape([(0.05, 0.06), (1.4, 0.06), (1.24, 0.62), (0.2, 0.62)], colour, smooth=False)
    for y in (0.24, 0.43):
        pen.stroke([(0.12, y), (1.32, y)], smooth=False, line=0.7)
    pen.shape([(1.24, 0.08), (1.38, 0.08), (1.23, 0.6), (1.08, 0.6)], shaded(colour), smooth=False, line=0)
    for x in (0.45, 1.0):
        pen.oval(x, 0.74, 0.235, 0.235, _WHEEL)
        pen.oval(x, 0.74, 0.16, 0.16, mixed(colour, PAPER, 0.3), line=0.8)
        pen.stroke([(x - 0.16, 0.74), (x + 0.16, 0.74)], smooth=False)
        pen.stroke([(x, 0.58), (x, 0.9)], smooth=False)
    return pen.image


def flowerpot(colour: Colour, height: int) -> Image.Image:
    """A clay pot."""
    pen = Pen(1.1, 1.0, scale=height, line=0.036)
    pen.shape([(0.14, 0.24), (0.96, 0.24), (0.82, 0.97), (0.28, 0.97)], colour, smooth=False)
    pen.shape([(0.8, 0.26), (0.95, 0.26), (0.81, 0.95), (0.66, 0.95)], shaded(colour), smooth=False, line=0)
    pen.box(0.05, 0.03, 1.05, 0.27, lightened(colour))
    return pen.image


def barrel(colour: Colour, height: int) -> Image.Image:
    """A barrel with iron hoops."""
    pen = Pen(0.84, 1.0, scale=height, line=0.03)
    pen.shape(
        [
            (0.14, 0.03),
            (0.7, 0.03),
            (0.78, 0.25),
            (0.81, 0.5),
            (0.78, 0.75),
            (0.7, 0.97),
            (0.14, 0.97),
            (0.06, 0.75),
            (0.03, 0.5),
            (0.06, 0.25),
        ],
        colour,
        smooth=False,
    )
    pen.shape(
        [(0.6, 0.05), (0.7, 0.05), (0.8, 0.5), (0.7, 0.95), (0.6, 0.95)], shaded(colour), smooth=False, line=0
    )
    for x in (0.24, 0.42, 0.6):
        pen.stroke([(x, 0.05), (0.42 + (x - 0.42) * 1.3, 0.5), (x, 0.95)], line=0.6)
    for y, reach in ((0.2, 0.35), (0.74, 0.35)):
        pen.box(0.42 - reach, y, 0.42 + reach, y + 0.07, (112, 112, 122), line=0.8)
    return pen.image


def plate(colour: Colour, height: int) -> Image.Image:
    """A plate, seen from a little above."""
    pen = Pen(3.6, 1.0, scale=height, line=0.06)
    pen.oval(1.8, 0.56, 1.74, 0.4, shaded(colour))
    pen.oval(1.8, 0.46, 1.74, 0.4, colour)
    pen.oval(1.8, 0.46, 1.2, 0.24, shaded(colour, 0.93), line=0.6)
    return pen.image


def treasure_chest(colour: Colour, height: int) -> Image.Image:
    """An open chest full of gold."""
    pen = Pen(1.3, 1.0, scale=height, line=0.03)
    gold, iron = (243, 197, 74), (108, 104, 112)
    pen.shape(
        [(0.08, 0.5), (0.12, 0.2), (0.3, 0.06), (1.0, 0.06), (1.18, 0.2), (1.22, 0.5)],
        shaded(colour, 0.7),
        smooth=False,
    )
    pen.shape(
        [(0.16, 0.48), (0.2, 0.24), (0.34, 0.14), (0.96, 0.14), (1.1, 0.24), (1.14, 0.48)],
        (74, 54, 50),
        smooth=False,
        line=0.7,
    )
    for x, y, r in (
        (0.3, 0.5, 0.1),
        (0.5, 0.44, 0.13),
        (0.72, 0.46, 0.14),
        (0.94, 0.5, 0.11),
        (0.62, 0.34, 0.09),
    ):
        pen.oval(x, y, r, r * 0.9, gold)
    pen.box(0.06, 0.52, 1.24, 0.97, colour)
    pen.box(1.1, 0.54, 1.23, 0.96, shaded(colour), line=0)
    pen.stroke([(0.06, 0.74), (1.24, 0.74)], smooth=False, line=0.7)
    for x in (0.18, 1.04):
        pen.box(x, 0.52, x + 0.09, 0.97, iron)
    pen.box(0.56, 0.54, 0.74, 0.72, gold)
    pen.stroke([(0.65, 0.6), (0.65, 0.66)], smooth=False, line=1.3)
    return pen.image


def fishbowl(colour: Colour, height: int) -> Image.Image:
    """A goldfish in a round glass."""
    pen = Pen(1.12, 1.0, scale=height, line=0.026)
    pen.oval(0.56, 0.54, 0.5, 0.44, (214, 232, 234))
    pen.shape(
        [
            (0.09, 0.42),
            (0.3, 0.45),
            (0.56, 0.42),
            (0.82, 0.45),
            (1.03, 0.42),
            (1.04, 0.62),
            (0.86, 0.88),
            (0.56, 0.97),
            (0.26, 0.88),
            (0.08, 0.62),
        ],
        (128, 188, 204),
        line=0.8,
    )
    pen.shape([(0.68, 0.6), (0.9, 0.46), (0.86, 0.62), (0.9, 0.78)], shaded(colour), line=0.9)
    pen.shape(
        [(0.28, 0.62), (0.42, 0.5), (0.6, 0.51), (0.74, 0.61), (0.6, 0.72), (0.42, 0.73)], colour, line=0.9
    )
    pen.shape([(0.46, 0.5), (0.54, 0.4), (0.62, 0.52)], shaded(colour), line=0.8)
    pen.oval(0.37, 0.59, 0.022, 0.022, (38, 33, 43), line=0)
    for x, y in ((0.22, 0.5), (0.19, 0.57), (0.25, 0.46)):
        pen.oval(x, y, 0.018, 0.018, (232, 244, 244), line=0.5)
    pen.shape(
        [(0.2, 0.86), (0.56, 0.84), (0.92, 0.86), (0.75, 0.94), (0.56, 0.97), (0.36, 0.94)],
        (226, 196, 140),
        line=0.7,
    )
    pen.stroke([(0.2, 0.06), (0.56, 0.1), (0.92, 0.06)], line=2.2)
    pen.stroke([(0.2, 0.34), (0.28, 0.22)], line=1.2, colour=(246, 250, 250))
    return pen.image
