"""Things drawn by hand: what is worn, sat in and read by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imagine_nb.print_shop.drawing.palette import shaded
from imagine_nb.print_shop.drawing.pen import Pen

if TYPE_CHECKING:
    from PIL import Image

    from imagine_nb.print_shop.reading.colours import Colour

_WHITE: Colour = (247, 240, 226)


def lamp(colour: Colour, height: int) -> Image.Image:
    """A reading lamp with a shade."""
    pen = Pen(0.7, 1.0, scale=height, line=0.024)
    pen.box(0.325, 0.45, 0.375, 0.93, shaded(colour, 0.6))
    pen.oval(0.35, 0.94, 0.18, 0.045, shaded(colour, 0.6))
    pen.shape([(0.2, 0.05), (0.5, 0.05), (0.66, 0.48), (0.04, 0.48)], colour, smooth=False)
    pen.shape([(0.44, 0.06), (0.5, 0.06), (0.65, 0.475), (0.54, 0.475)], shaded(colour), smooth=False, line=0)
    pen.stroke([(0.5, 0.48), (0.5, 0.62)], smooth=False, line=0.7)
    return pen.image


def rowing_boat(colour: Colour, height: int) -> Image.Image:
    """An open wooden boat, for whoever sits in it."""
    pen = Pen(3.0, 1.0, scale=height, line=0.06)
    pen.shape(
        [
            (0.05, 0.25),
            (0.5, 0.36),
            (1.5, 0.42),
            (2.5, 0.36),
            (2.95, 0.25),
            (2.6, 0.9),
            (2.2, 0.98),
            (0.8, 0.98),
            (0.4, 0.9),
        ],
        colour,
        smooth=False,
    )
    pen.shape(
        [(2.95, 0.25), (2.6, 0.9), (2.2, 0.98), (1.9, 0.98), (2.4, 0.6)], shaded(colour), smooth=False, line=0
    )
    pen.stroke([(0.15, 0.45), (0.6, 0.56), (1.5, 0.62), (2.4, 0.56), (2.85, 0.45)], line=0.8)
    pen.stroke([(0.27, 0.66), (0.7, 0.75), (1.5, 0.8), (2.3, 0.75), (2.73, 0.66)], line=0.8)
    pen.stroke([(0.05, 0.25), (0.5, 0.36), (1.5, 0.42), (2.5, 0.36), (2.95, 0.25)], line=1.8)
    return pen.image


def cone_hat(colour: Colour, height: int) -> Image.Image:
    """A pointed hat with a brim and stars."""
    pen = Pen(1.0, 1.0, scale=height, line=0.045)
    pen.shape([(0.24, 0.86), (0.42, 0.3), (0.56, 0.04), (0.62, 0.3), (0.76, 0.86)], colour, smooth=False)
    pen.shape([(0.58, 0.14), (0.62, 0.3), (0.75, 0.85), (0.6, 0.85)], shaded(colour), smooth=False, line=0)
    pen.oval(0.5, 0.88, 0.46, 0.09, shaded(colour))
    pen.shape(
        [(0.25, 0.83), (0.75, 0.83), (0.735, 0.73), (0.275, 0.73)], (243, 197, 74), smooth=False, line=0.8
    )
    for x, y in ((0.47, 0.56), (0.55, 0.38)):
        pen.oval(x, y, 0.025, 0.025, (243, 197, 74), line=0.5)
    return pen.image


def santa_hat(colour: Colour, height: int) -> Image.Image:
    """A soft cap with a white rim and a bobble."""
    pen = Pen(1.1, 1.0, scale=height, line=0.05)
    pen.shape(
        [(0.16, 0.76), (0.26, 0.3), (0.52, 0.1), (0.82, 0.18), (0.98, 0.46), (0.82, 0.5), (0.78, 0.76)],
        colour,
    )
    pen.oval(0.96, 0.52, 0.11, 0.11, _WHITE)
    pen.shape([(0.08, 0.72), (0.86, 0.72), (0.9, 0.92), (0.04, 0.92)], _WHITE, smooth=False)
    return pen.image


def neck_scarf(colour: Colour, height: int) -> Image.Image:
    """A scarf as it lies around a neck, one end hanging."""
    pen = Pen(1.7, 1.0, scale=height, line=0.06)
    pen.shape([(1.05, 0.3), (1.36, 0.26), (1.5, 0.86), (1.18, 0.92)], shaded(colour, 0.85), smooth=False)
    for x in (1.24, 1.33, 1.42):
        pen.stroke([(x, 0.86), (x + 0.02, 0.98)], smooth=False, line=0.7)
    pen.shape(
        [
            (0.06, 0.12),
            (0.4, 0.22),
            (0.85, 0.25),
            (1.3, 0.22),
            (1.64, 0.12),
            (1.62, 0.38),
            (1.3, 0.5),
            (0.85, 0.54),
            (0.4, 0.5),
            (0.08, 0.38),
        ],
        colour,
    )
    for x in (0.4, 0.85, 1.3):
        pen.stroke([(x, 0.25), (x, 0.5)], smooth=False, line=0.7)
    return pen.image


def piano(colour: Colour, height: int) -> Image.Image:
    """An upright piano with its stool."""
    pen = Pen(1.35, 1.0, scale=height, line=0.024)
    pen.box(0.06, 0.1, 1.28, 0.97, colour)
    pen.box(1.2, 0.12, 1.27, 0.96, shaded(colour), line=0)
    pen.box(0.03, 0.06, 1.31, 0.13, shaded(colour, 0.85))
    pen.box(0.16, 0.2, 1.18, 0.44, shaded(colour, 0.8))
    pen.shape([(0.5, 0.22), (0.84, 0.22), (0.88, 0.42), (0.46, 0.42)], _WHITE, smooth=False, line=0.8)
    for y in (0.28, 0.34):
        pen.stroke([(0.52, y), (0.82, y)], smooth=False, line=0.5)
    pen.box(0.1, 0.52, 1.24, 0.6, _WHITE)
    for k in range(1, 19):
        x = 0.1 + 1.14 * k / 19
        pen.stroke([(x, 0.52), (x, 0.6)], smooth=False, line=0.4)
        if k % 7 not in (0, 3):
            pen.stroke([(x, 0.52), (x, 0.565)], smooth=False, line=1.3)
    pen.box(0.06, 0.6, 1.28, 0.65, shaded(colour, 0.7))
    for x in (0.12, 1.16):
        pen.box(x, 0.65, x + 0.07, 0.97, shaded(colour, 0.8))
    pen.box(0.42, 0.76, 0.92, 0.82, (150, 60, 56))
    for x in (0.47, 0.85):
        pen.stroke([(x, 0.82), (x, 0.985)], smooth=False, line=1.6)
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


def broomstick(colour: Colour, height: int) -> Image.Image:
    """A broom in flight."""
    pen = Pen(3.4, 1.0, scale=height, line=0.08)
    pen.shape([(0.05, 0.44), (2.3, 0.5), (2.3, 0.62), (0.05, 0.54)], (138, 90, 58), smooth=False)
    pen.shape(
        [(2.15, 0.45), (2.5, 0.25), (3.35, 0.08), (3.25, 0.55), (3.35, 0.98), (2.5, 0.84), (2.15, 0.67)],
        colour,
    )
    for y0, y1 in ((0.45, 0.28), (0.53, 0.44), (0.6, 0.64), (0.66, 0.82)):
        pen.stroke([(2.5, y0), (3.2, y1)], smooth=False, line=0.6)
    pen.shape([(2.12, 0.42), (2.32, 0.38), (2.32, 0.74), (2.12, 0.70)], (206, 58, 54), smooth=False)
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
