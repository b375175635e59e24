"""Furniture drawn by hand: bookshelf, fireplace, bench, lamp, piano, pillow, and a garden's fence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from imagine_nb.print_shop.drawing.palette import lightened, mixed, shaded
from imagine_nb.print_shop.drawing.pen import Pen
from imagine_nb.print_shop.reading.colours import COLOURS, PAPER

if TYPE_CHECKING:
    from imagine_nb.print_shop.reading.colours import Colour

_SPINES = ("red", "cream", "teal", "gold", "navy", "olive", "pink", "blue", "orange")
_WHITE: Colour = (247, 240, 226)


def bookshelf(colour: Colour, height: int) -> Image.Image:
    """A case of books on four shelves."""
    pen = Pen(0.8, 1.0, scale=height, line=0.016)
    pen.box(0.03, 0.02, 0.77, 0.985, colour)
    for j in range(4):
        top = 0.07 + 0.225 * j
        pen.box(0.08, top, 0.72, top + 0.19, shaded(colour, 0.55), line=0.8)
        x = 0.09
        for k in range(11):
            wide, high = 0.04 + 0.012 * ((k * 5 + j * 3) % 3), 0.13 + 0.018 * ((k * 7 + j * 5) % 3)
            if x + wide > 0.715 or (k + 3 * j) % 9 == 7:
                x += wide
                continue
            spine = COLOURS[_SPINES[(k * 4 + j * 7) % len(_SPINES)]]
            pen.box(x, top + 0.19 - high, x + wide, top + 0.19, spine, line=0.7)
            x += wide
    return pen.image


def fireplace(colour: Colour, height: int) -> Image.Image:
    """A hearth of bricks with a fire in it."""
    pen = Pen(1.15, 1.0, scale=height, line=0.022)
    pen.box(0.1, 0.16, 1.05, 0.975, colour)
    for j in range(7):
        y = 0.28 + 0.1 * j
        pen.stroke([(0.1, y), (1.05, y)], smooth=False, line=0.5)
        for k in range(6):
            x = 0.18 + 0.16 * k + 0.08 * (j % 2)
            if x < 1.03:
                pen.stroke([(x, y), (x, min(y + 0.1, 0.97))], smooth=False, line=0.5)
    pen.box(0.02, 0.04, 1.13, 0.17, (138, 90, 58))
    pen.shape(
        [(0.28, 0.97), (0.28, 0.55), (0.4, 0.42), (0.75, 0.42), (0.87, 0.55), (0.87, 0.97)],
        (52, 44, 50),
        smooth=False,
    )
    flame = [(0.4, 0.9), (0.42, 0.72), (0.5, 0.78), (0.57, 0.52), (0.66, 0.76), (0.73, 0.68), (0.76, 0.9)]
    pen.shape(flame, (226, 118, 48), line=0.8)
    pen.shape([(0.5, 0.9), (0.53, 0.78), (0.58, 0.68), (0.63, 0.8), (0.66, 0.9)], (252, 214, 96), line=0)
    pen.box(0.36, 0.88, 0.8, 0.95, (110, 76, 60), line=0.8)
    return pen.image


def fence(colour: Colour, height: int) -> Image.Image:
    """A fence of pointed pales."""
    pen = Pen(2.6, 1.0, scale=height, line=0.04)
    for y in (0.36, 0.72):
        pen.box(0.03, y, 2.57, y + 0.1, shaded(colour))
    for k in range(7):
        x = 0.09 + 0.35 * k
        pen.shape(
            [(x, 0.97), (x, 0.2), (x + 0.11, 0.04), (x + 0.22, 0.2), (x + 0.22, 0.97)], colour, smooth=False
        )
    return pen.image


def bench(colour: Colour, height: int) -> Image.Image:
    """A park bench."""
    pen = Pen(1.9, 1.0, scale=height, line=0.03)
    for x in (0.2, 1.6):
        pen.box(x, 0.1, x + 0.1, 0.97, (74, 74, 84))
    for y in (0.06, 0.24):
        pen.box(0.06, y, 1.84, y + 0.14, colour)
    pen.box(0.03, 0.55, 1.87, 0.7, lightened(colour))
    return pen.image


def pillow(colour: Colour, height: int) -> Image.Image:
    """A soft cushion with a piped edge."""
    pen = Pen(1.9, 1.0, scale=height, line=0.05)
    edge = [(0.08, 0.2), (0.5, 0.26), (0.95, 0.2), (1.4, 0.26), (1.82, 0.2), (1.76, 0.55), (1.82, 0.92)]
    pen.shape([*edge, (1.4, 0.88), (0.95, 0.94), (0.5, 0.88), (0.08, 0.92), (0.14, 0.55)], colour)
    fold = [(0.3, 0.8), (0.95, 0.84), (1.6, 0.76), (1.72, 0.86), (0.95, 0.9), (0.2, 0.86)]
    pen.shape(fold, shaded(colour), line=0)
    pen.stroke([(0.6, 0.46), (0.95, 0.52), (1.3, 0.46)], line=0.7)
    return pen.image


def blanket(colour: Colour, height: int) -> Image.Image:
    """A checked cloth spread on the ground."""
    pen = Pen(6.0, 1.0, scale=height, line=0.09)
    rows, across = 3, 10

    def at(u: float, v: float) -> tuple[float, float]:
        return 0.08 + 0.75 * (1 - v) + u * (5.84 - 1.5 * (1 - v)), 0.05 + 0.88 * v

    pen.shape([at(0, 0), at(1, 0), at(1, 1), at(0, 1)], mixed(colour, PAPER, 0.85), smooth=False)
    for j in range(rows):
        for i in range(across):
            if (i + j) % 2 == 0:
                u0, u1, v0, v1 = i / across, (i + 1) / across, j / rows, (j + 1) / rows
                pen.shape([at(u0, v0), at(u1, v0), at(u1, v1), at(u0, v1)], colour, smooth=False, line=0)
    pen.stroke([at(0, 0), at(1, 0), at(1, 1), at(0, 1), at(0, 0)], smooth=False)
    return pen.image


def lamp(colour: Colour, height: int) -> Image.Image:
    """A reading lamp with a shade."""
    pen = Pen(0.7, 1.0, scale=height, line=0.024)
    pen.box(0.325, 0.45, 0.375, 0.93, shaded(colour, 0.6))
    pen.oval(0.35, 0.94, 0.18, 0.045, shaded(colour, 0.6))
    pen.shape([(0.2, 0.05), (0.5, 0.05), (0.66, 0.48), (0.04, 0.48)], colour, smooth=False)
    pen.shape([(0.44, 0.06), (0.5, 0.06), (0.65, 0.475), (0.54, 0.475)], shaded(colour), smooth=False, line=0)
    pen.stroke([(0.5, 0.48), (0.5, 0.62)], smooth=False, line=0.7)
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
