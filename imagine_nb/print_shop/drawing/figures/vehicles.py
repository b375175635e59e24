"""Vehicles drawn by hand: bus, boat, balloon, airship, submarine, drone, and a broom in flight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from imagine_nb.print_shop.drawing.palette import mixed, shaded
from imagine_nb.print_shop.drawing.pen import Pen, curve
from imagine_nb.print_shop.reading.colours import GLASS, PAPER

if TYPE_CHECKING:
    from imagine_nb.print_shop.reading.colours import Colour

_WHITE: Colour = (247, 240, 226)
_PANE: Colour = (96, 112, 150)


def double_decker(colour: Colour, height: int) -> Image.Image:
    """A bus of two floors."""
    pen = Pen(1.28, 1.0, scale=height, line=0.03)
    pen.shape(
        [(0.06, 0.1), (0.12, 0.04), (1.18, 0.04), (1.24, 0.1), (1.26, 0.86), (0.04, 0.86)],
        colour,
        smooth=False,
    )
    pen.box(0.05, 0.76, 1.25, 0.845, shaded(colour), line=0)
    for x in (0.12, 0.34, 0.56, 0.78, 1.0):
        pen.box(x, 0.12, x + 0.17, 0.34, (176, 206, 214), line=0.8)
    for x in (0.34, 0.56, 0.78):
        pen.box(x, 0.5, x + 0.17, 0.70, (176, 206, 214), line=0.8)
    pen.box(0.08, 0.5, 0.27, 0.72, (176, 206, 214), line=0.8)
    pen.box(1.01, 0.48, 1.18, 0.85, _PANE, line=0.8)
    pen.stroke([(0.05, 0.42), (1.25, 0.42)], smooth=False)
    pen.box(0.4, 0.385, 0.86, 0.455, _WHITE, line=0.7)
    for x in (0.28, 0.86):
        pen.oval(x, 0.87, 0.115, 0.115, (62, 56, 66))
        pen.oval(x, 0.87, 0.05, 0.05, (190, 192, 200))
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


def hot_air_balloon(colour: Colour, height: int) -> Image.Image:
    """A striped balloon with its basket."""
    pen = Pen(0.72, 1.0, scale=height, line=0.02)
    stripes = (colour, _WHITE, colour, _WHITE, colour)
    edges = [-0.34, -0.24, -0.085, 0.085, 0.24, 0.34]

    def meridian(w: float) -> list[tuple[float, float]]:
        return [
            (0.36 + w * s, y)
            for s, y in (
                (0.0, 0.01),
                (0.62, 0.08),
                (0.95, 0.22),
                (1.0, 0.34),
                (0.86, 0.5),
                (0.55, 0.64),
                (0.3, 0.73),
            )
        ]

    for tone, a, b in zip(stripes, edges, edges[1:], strict=False):
        side, other = curve(meridian(a), closed=False), curve(meridian(b), closed=False)
        pen.shape([*side, *reversed(other)], tone if a < 0.2 else shaded(tone), smooth=False, line=0.9)
    for x in (0.27, 0.45):
        pen.stroke([(x, 0.73), (0.36 + (x - 0.36) * 0.7, 0.86)], smooth=False, line=0.8)
    pen.box(0.28, 0.85, 0.44, 0.985, (170, 118, 70))
    for y in (0.89, 0.935):
        pen.stroke([(0.28, y), (0.44, y)], smooth=False, line=0.6)
    return pen.image


def airship(colour: Colour, height: int) -> Image.Image:
    """An airship with its cabin and fins."""
    pen = Pen(2.1, 1.0, scale=height, line=0.034)
    for y in (0.06, 0.62):
        pen.shape([(0.06, y), (0.36, y), (0.52, 0.4), (0.16, 0.4)], shaded(colour, 0.8), smooth=False)
    pen.shape(
        [
            (0.12, 0.4),
            (0.5, 0.16),
            (1.1, 0.06),
            (1.7, 0.16),
            (2.04, 0.4),
            (1.7, 0.64),
            (1.1, 0.74),
            (0.5, 0.64),
        ],
        colour,
    )
    pen.shape([(0.5, 0.58), (1.2, 0.62), (1.96, 0.46), (1.7, 0.62), (1.1, 0.72)], shaded(colour), line=0)
    pen.stroke([(0.14, 0.4), (1.1, 0.36), (2.02, 0.4)], line=0.7)
    pen.box(0.82, 0.74, 1.4, 0.95, mixed(colour, PAPER, 0.4))
    for x in (0.9, 1.06, 1.22):
        pen.box(x, 0.79, x + 0.1, 0.87, GLASS, line=0.7)
    return pen.image


def submarine(colour: Colour, height: int) -> Image.Image:
    """A round submarine with portholes, tower and periscope."""
    pen = Pen(2.0, 1.0, scale=height, line=0.034)
    pen.stroke([(1.02, 0.3), (1.02, 0.06), (1.2, 0.06)], smooth=False, line=2.2)
    pen.box(0.02, 0.46, 0.09, 0.92, shaded(colour, 0.7))
    pen.shape([(0.78, 0.42), (0.84, 0.2), (1.22, 0.2), (1.3, 0.42)], shaded(colour, 0.88), smooth=False)
    pen.shape(
        [
            (0.08, 0.68),
            (0.34, 0.46),
            (0.8, 0.38),
            (1.4, 0.38),
            (1.78, 0.46),
            (1.96, 0.68),
            (1.78, 0.88),
            (1.4, 0.96),
            (0.8, 0.96),
            (0.34, 0.88),
        ],
        colour,
    )
    pen.shape(
        [(0.34, 0.84), (0.9, 0.86), (1.9, 0.76), (1.76, 0.87), (1.4, 0.945), (0.8, 0.945)],
        shaded(colour),
        line=0,
    )
    for x in (0.66, 1.06, 1.46):
        pen.oval(x, 0.62, 0.125, 0.125, mixed(colour, PAPER, 0.5))
        pen.oval(x, 0.62, 0.08, 0.08, GLASS, line=0.8)
    return pen.image


def drone(colour: Colour, height: int) -> Image.Image:
    """A drone with four rotors."""
    pen = Pen(2.2, 1.0, scale=height, line=0.06)
    for x in (0.34, 1.86):
        pen.stroke([(1.1, 0.56), (x, 0.4)], smooth=False, line=2.4)
        pen.stroke([(x, 0.44), (x, 0.2)], smooth=False, line=1.6)
        pen.oval(x, 0.17, 0.31, 0.06, mixed(colour, PAPER, 0.6), line=0.8)
    for x in (0.86, 1.34):
        pen.stroke([(x, 0.6), (x + (x - 1.1) * 0.6, 0.94)], smooth=False, line=1.4)
    pen.shape([(0.68, 0.5), (0.84, 0.36), (1.36, 0.36), (1.52, 0.5), (1.36, 0.72), (0.84, 0.72)], colour)
    pen.oval(1.1, 0.6, 0.12, 0.12, GLASS, line=0.8)
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
