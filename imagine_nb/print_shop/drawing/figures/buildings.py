"""Buildings and landmarks drawn by hand: lighthouse, clock tower, bridges, windmill, barn."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image

from imagine_nb.print_shop.drawing.palette import mixed, shaded
from imagine_nb.print_shop.drawing.pen import INK, Pen, curve
from imagine_nb.print_shop.reading.colours import PAPER

if TYPE_CHECKING:
    from imagine_nb.print_shop.reading.colours import Colour

_PANE: Colour = (96, 112, 150)
_GLOW: Colour = (252, 226, 132)
_WHITE: Colour = (247, 240, 226)


def lighthouse(colour: Colour, height: int) -> Image.Image:
    """A striped lighthouse with its lantern."""
    pen = Pen(0.52, 1.0, scale=height, line=0.013)
    _striped_tower(pen, colour)
    pen.box(0.115, 0.235, 0.405, 0.27, shaded(colour))
    pen.box(0.17, 0.13, 0.35, 0.235, _GLOW)
    for x in (0.23, 0.29):
        pen.stroke([(x, 0.13), (x, 0.235)], smooth=False, line=0.8)
    pen.shape(
        [(0.14, 0.132), (0.19, 0.075), (0.26, 0.045), (0.33, 0.075), (0.38, 0.132)], colour, smooth=False
    )
    pen.stroke([(0.26, 0.045), (0.26, 0.01)], smooth=False)
    for x in (0.13, 0.20, 0.26, 0.32, 0.39):
        pen.stroke([(x, 0.235), (x, 0.19)], smooth=False, line=0.6)
    pen.stroke([(0.13, 0.192), (0.39, 0.192)], smooth=False, line=0.6)
    for y in (0.42, 0.70):
        pen.box(0.235, y, 0.28, y + 0.06, _PANE)
    pen.shape(
        [(0.21, 0.985), (0.21, 0.90), (0.26, 0.87), (0.31, 0.90), (0.31, 0.985)], (90, 70, 64), smooth=False
    )
    return pen.image


def _striped_tower(pen: Pen, colour: Colour) -> None:
    def across(t: float) -> tuple[float, float, float]:
        return 0.155 - 0.08 * t, 0.365 + 0.08 * t, 0.26 + 0.725 * t

    for k in range(4):
        (l0, r0, y0), (l1, r1, y1) = across(k / 4), across((k + 1) / 4)
        tone = colour if k % 2 == 0 else _WHITE
        pen.shape([(l0, y0), (r0, y0), (r1, y1), (l1, y1)], tone, smooth=False)
        shade = [(r0 - 0.06, y0), (r0, y0), (r1, y1), (r1 - 0.075, y1)]
        pen.shape(shade, shaded(tone, 0.8), smooth=False, line=0)
        pen.stroke([(r0, y0), (r1, y1), (l1, y1)], smooth=False)


def clock_tower(colour: Colour, height: int) -> Image.Image:
    """A Gothic clock tower with a pointed roof: London's."""
    pen = Pen(0.34, 1.0, scale=height, line=0.012)
    pen.box(0.07, 0.36, 0.27, 0.985, colour)
    pen.box(0.23, 0.365, 0.265, 0.98, shaded(colour), line=0)
    for x in (0.11, 0.15, 0.19, 0.23):
        pen.stroke([(x, 0.46), (x, 0.97)], smooth=False, line=0.7)
    for y in (0.56, 0.70, 0.84):
        pen.stroke([(0.07, y), (0.27, y)], smooth=False)
    pen.box(0.05, 0.24, 0.29, 0.44, mixed(colour, PAPER, 0.25))
    pen.oval(0.17, 0.34, 0.078, 0.078, _WHITE)
    for k in range(12):
        a = k * math.tau / 12
        pen.stroke(
            [(0.17 + r * math.cos(a), 0.34 + r * math.sin(a)) for r in (0.058, 0.07)], smooth=False, line=0.7
        )
    pen.stroke([(0.17, 0.285), (0.17, 0.34), (0.205, 0.36)], smooth=False, line=1.2)
    pen.box(0.08, 0.195, 0.26, 0.24, colour)
    pen.shape([(0.06, 0.2), (0.17, 0.03), (0.28, 0.2)], shaded(colour, 0.5), smooth=False)
    pen.stroke([(0.17, 0.03), (0.17, 0.0)], smooth=False)
    for x in (0.05, 0.29):
        pen.shape([(x - 0.02, 0.24), (x, 0.19), (x + 0.02, 0.24)], shaded(colour, 0.5), smooth=False)
    pen.box(0.03, 0.93, 0.31, 0.985, colour)
    return pen.image


def tower_bridge(colour: Colour, height: int) -> Image.Image:
    """Two towers, a raised walk and a hung road: London's Tower Bridge."""
    pen = Pen(1.75, 1.0, scale=height, line=0.022)
    pen.box(0.0, 0.72, 1.75, 0.79, (72, 118, 152))
    for x0, x1 in ((0.0, 0.44), (1.31, 1.75)):
        out = x0 == 0.0
        rope = [(x0, 0.66), (0.22, 0.6), (x1, 0.3)] if out else [(x0, 0.3), (1.53, 0.6), (x1, 0.66)]
        pen.stroke(rope, line=1.6, colour=(72, 118, 152))
        for k in range(1, 6):
            x = x0 + 0.44 * k / 6
            pen.stroke(
                [(x, 0.72), (x, 0.66 - 0.3 * ((k / 6) ** 1.6 if out else (1 - k / 6) ** 1.6))],
                smooth=False,
                line=0.6,
            )
    for y in (0.3, 0.36):
        pen.box(0.6, y, 1.15, y + 0.035, (72, 118, 152), line=0.7)
    for x in (0.42, 1.09):
        pen.box(x, 0.26, x + 0.24, 0.98, colour)
        pen.box(x + 0.18, 0.27, x + 0.235, 0.975, shaded(colour), line=0)
        pen.shape([(x - 0.01, 0.26), (x + 0.12, 0.04), (x + 0.25, 0.26)], shaded(colour, 0.5), smooth=False)
        pen.stroke([(x + 0.12, 0.04), (x + 0.12, 0.0)], smooth=False)
        for u in (x + 0.005, x + 0.235):
            pen.shape([(u - 0.035, 0.27), (u, 0.12), (u + 0.035, 0.27)], colour, smooth=False, line=0.8)
        for y in (0.36, 0.5):
            pen.box(x + 0.08, y, x + 0.16, y + 0.08, _PANE, line=0.8)
        pen.shape(
            [(x + 0.06, 0.72), (x + 0.06, 0.66), (x + 0.12, 0.61), (x + 0.18, 0.66), (x + 0.18, 0.72)],
            INK,
            smooth=False,
            line=0,
        )
        pen.box(x - 0.04, 0.84, x + 0.28, 0.985, shaded(colour, 0.8))
    return pen.image


def phone_box(colour: Colour, height: int) -> Image.Image:
    """A telephone box with its crown and panes."""
    pen = Pen(0.44, 1.0, scale=height, line=0.018)
    pen.shape([(0.05, 0.1), (0.12, 0.03), (0.22, 0.01), (0.32, 0.03), (0.39, 0.1)], colour, smooth=False)
    pen.box(0.04, 0.1, 0.40, 0.98, colour)
    pen.box(0.08, 0.12, 0.36, 0.175, _WHITE, line=0.8)
    for j in range(6):
        for i in range(3):
            x, y = 0.09 + i * 0.09, 0.22 + j * 0.105
            pen.box(x, y, x + 0.07, y + 0.085, (176, 206, 214), line=0.7)
    pen.box(0.355, 0.19, 0.395, 0.975, shaded(colour), line=0)
    pen.box(0.02, 0.93, 0.42, 0.985, shaded(colour))
    return pen.image


def windmill(colour: Colour, height: int) -> Image.Image:
    """A windmill with four sails."""
    pen = Pen(0.86, 1.0, scale=height, line=0.018)
    pen.shape([(0.33, 0.36), (0.53, 0.36), (0.62, 0.985), (0.24, 0.985)], colour, smooth=False)
    pen.shape([(0.49, 0.37), (0.53, 0.37), (0.615, 0.98), (0.52, 0.98)], shaded(colour), smooth=False, line=0)
    pen.shape([(0.31, 0.37), (0.43, 0.22), (0.55, 0.37)], (150, 84, 70), smooth=False)
    pen.shape(
        [(0.37, 0.985), (0.37, 0.87), (0.43, 0.83), (0.49, 0.87), (0.49, 0.985)], (110, 76, 60), smooth=False
    )
    for y in (0.5, 0.66):
        pen.box(0.4, y, 0.46, y + 0.07, _PANE)
    for k in range(4):
        _sail(pen, 0.35 + k * math.pi / 2)
    pen.oval(0.43, 0.36, 0.025, 0.025, INK)
    return pen.image


def _sail(pen: Pen, turn: float) -> None:
    def at(along: float, aside: float) -> tuple[float, float]:
        return 0.43 + along * math.cos(turn) - aside * math.sin(turn), 0.36 + along * math.sin(
            turn
        ) + aside * math.cos(turn)

    pen.shape([at(0.1, 0.0), at(0.36, 0.0), at(0.36, 0.09), at(0.1, 0.09)], _WHITE, smooth=False, line=0.8)
    for r in (0.165, 0.23, 0.295):
        pen.stroke([at(r, 0.0), at(r, 0.09)], smooth=False, line=0.6)
    pen.stroke([at(0.0, 0.0), at(0.37, 0.0)], smooth=False, line=1.3)


def igloo(colour: Colour, height: int) -> Image.Image:
    """A snow house."""
    pen = Pen(1.6, 1.0, scale=height, line=0.03)
    dome = [
        (0.06 + 0.68 * (1 + math.cos(a)), 0.96 - 0.9 * math.sin(a))
        for a in (math.pi * k / 24 for k in range(25))
    ]
    pen.shape(dome, colour, smooth=False)
    for r in (0.3, 0.55, 0.78):
        half = 0.68 * math.sqrt(1 - r * r)
        pen.stroke([(0.74 - half, 0.96 - 0.9 * r), (0.74 + half, 0.96 - 0.9 * r)], smooth=False, line=0.6)
        for k in range(4):
            x = 0.74 - half + half * 2 * (k + 0.5) / 4
            pen.stroke([(x, 0.96 - 0.9 * r), (x, 0.96 - 0.9 * (r - 0.22))], smooth=False, line=0.5)
    arch = [
        (1.02 + 0.26 * (1 + math.cos(a)), 0.97 - 0.5 * math.sin(a))
        for a in (math.pi * k / 16 for k in range(17))
    ]
    pen.shape(arch, shaded(colour, 0.9), smooth=False)
    door = [
        (1.12 + 0.16 * (1 + math.cos(a)), 0.97 - 0.36 * math.sin(a))
        for a in (math.pi * k / 16 for k in range(17))
    ]
    pen.shape(door, (58, 62, 92), smooth=False)
    return pen.image


def pyramid(colour: Colour, height: int) -> Image.Image:
    """A stepped stone pyramid."""
    pen = Pen(1.5, 1.0, scale=height, line=0.02)
    pen.shape([(0.02, 0.98), (0.75, 0.03), (1.48, 0.98)], colour, smooth=False)
    pen.shape([(0.75, 0.03), (1.48, 0.98), (0.98, 0.98)], shaded(colour), smooth=False, line=0.7)
    for k in range(1, 7):
        t = k / 7
        x0, x1 = 0.75 - 0.73 * t, 0.75 + 0.23 * t
        for j in range(k):
            a = x0 + (x1 - x0) * (j + 0.2) / k
            pen.stroke([(a, 0.03 + 0.95 * t), (a + 0.09, 0.03 + 0.95 * t)], smooth=False, line=0.5)
    return pen.image


def stone_bridge(colour: Colour, height: int) -> Image.Image:
    """A stone bridge of three arches."""
    pen = Pen(2.6, 1.0, scale=height, line=0.03)
    top = [(0.03, 0.5), (0.6, 0.28), (1.3, 0.18), (2.0, 0.28), (2.57, 0.5)]

    pen.shape([*curve(top, closed=False), (2.57, 0.97), (0.03, 0.97)], colour, smooth=False)
    for x, r in ((0.55, 0.27), (1.3, 0.36), (2.05, 0.27)):
        arch = [
            (x + r * math.cos(a), 0.98 - 1.35 * r * math.sin(a))
            for a in (math.pi * k / 20 for k in range(21))
        ]
        pen.shape(arch, (70, 98, 124), smooth=False)
    for x, y in ((0.2, 0.6), (0.9, 0.5), (1.7, 0.5), (2.3, 0.62), (0.92, 0.72), (1.66, 0.74), (1.28, 0.36)):
        pen.stroke([(x, y), (x + 0.12, y)], smooth=False, line=0.6)
    pen.stroke(top, line=2.2)
    return pen.image


def barn(colour: Colour, height: int) -> Image.Image:
    """A farm's barn with a white cross on its door."""
    pen = Pen(1.1, 1.0, scale=height, line=0.022)
    pen.shape(
        [(0.08, 0.4), (0.25, 0.16), (0.55, 0.04), (0.85, 0.16), (1.02, 0.4), (1.02, 0.98), (0.08, 0.98)],
        colour,
        smooth=False,
    )
    pen.shape([(0.9, 0.26), (1.02, 0.4), (1.015, 0.975), (0.9, 0.975)], shaded(colour), smooth=False, line=0)
    for x in (0.2, 0.9):
        pen.stroke([(x, 0.5), (x, 0.97)], smooth=False, line=0.6)
    pen.stroke([(0.04, 0.44), (0.23, 0.15), (0.55, 0.03), (0.87, 0.15), (1.06, 0.44)], smooth=False, line=2.4)
    pen.box(0.34, 0.56, 0.76, 0.98, shaded(colour, 0.8))
    for line in (
        [(0.34, 0.56), (0.76, 0.98)],
        [(0.76, 0.56), (0.34, 0.98)],
        [(0.34, 0.56), (0.76, 0.56)],
        [(0.55, 0.56), (0.55, 0.98)],
    ):
        pen.stroke(line, smooth=False, line=1.4, colour=_WHITE)
    pen.box(0.46, 0.24, 0.64, 0.4, (70, 54, 60))
    return pen.image
