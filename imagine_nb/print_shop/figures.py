"""Subjects drawn by hand: the bodies below head-only emoji, people, and buildings that no emoji shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from imagine_nb.print_shop.glyphs import glyph
from imagine_nb.print_shop.palette import PAPER, lightened, mixed, shaded
from imagine_nb.print_shop.pen import Pen

if TYPE_CHECKING:
    from imagine_nb.print_shop.palette import Colour


def sitting(char: str, colour: Colour, height: int, *, tail: str = "bushy") -> Image.Image | None:
    """A sitting animal: a drawn body with this head on its shoulders."""
    head = glyph(char, colour, round(height * 0.56), weight=420)
    if head is None:
        return None
    pen = Pen(1.05, 1.0, scale=height, line=0.027)
    dark, pale = shaded(colour), mixed(colour, PAPER, 0.72)
    if tail == "bushy":
        pen.shape([(0.58, 0.93), (0.86, 0.93), (1.0, 0.78), (0.97, 0.58), (0.88, 0.50), (0.83, 0.62), (0.80, 0.76), (0.62, 0.80)], colour)
        pen.shape([(0.97, 0.66), (0.965, 0.58), (0.88, 0.50), (0.845, 0.58), (0.90, 0.60), (0.92, 0.66)], pale)
    elif tail == "thin":
        pen.stroke([(0.66, 0.93), (0.86, 0.92), (0.93, 0.78), (0.86, 0.66)], line=3.2)
        pen.stroke([(0.66, 0.93), (0.86, 0.92), (0.93, 0.78), (0.86, 0.66)], line=1.4, colour=colour)
    body = [(0.34, 0.46), (0.27, 0.66), (0.19, 0.84), (0.24, 0.965), (0.5, 0.975), (0.76, 0.965), (0.81, 0.84), (0.73, 0.66), (0.66, 0.46)]
    pen.shape(body, colour)
    pen.shape([(0.66, 0.50), (0.73, 0.66), (0.805, 0.84), (0.76, 0.96), (0.66, 0.965), (0.70, 0.82), (0.66, 0.66)], dark, line=0)
    pen.shape([(0.40, 0.50), (0.39, 0.66), (0.44, 0.78), (0.5, 0.82), (0.56, 0.78), (0.61, 0.66), (0.60, 0.50)], pale, line=0.8)
    pen.stroke([(0.43, 0.74), (0.425, 0.95)])
    pen.stroke([(0.57, 0.74), (0.575, 0.95)])
    pen.stroke([(0.5, 0.82), (0.5, 0.95)])
    for x in (0.40, 0.60):
        pen.oval(x, 0.955, 0.085, 0.036, colour)
        pen.stroke([(x - 0.02, 0.95), (x - 0.02, 0.975)], line=0.7)
        pen.stroke([(x + 0.025, 0.95), (x + 0.025, 0.975)], line=0.7)
    stamp = pen.image
    left = round(0.5 * height - head.width / 2)
    wide = Image.new("RGBA", (max(stamp.width, head.width + max(0, left)), stamp.height))
    shift = max(0, -left)
    wide = Image.new("RGBA", (max(stamp.width + shift, head.width), stamp.height))
    wide.alpha_composite(stamp, (shift, 0))
    wide.alpha_composite(head, (max(0, left), 0))
    return wide


def lighthouse(colour: Colour, height: int) -> Image.Image:
    """A striped lighthouse with its lantern."""
    pen = Pen(0.52, 1.0, scale=height, line=0.014)
    white = (247, 240, 226)
    left = [0.155, 0.075]
    right = [0.365, 0.445]
    pen.shape([(left[0], 0.26), (right[0], 0.26), (right[1], 0.985), (left[1], 0.985)], white, smooth=False)
    for a, b in ((0.08, 0.30), (0.50, 0.70)):
        at = lambda t: (left[0] + (left[1] - left[0]) * t, right[0] + (right[1] - right[0]) * t, 0.26 + 0.725 * t)
        (l0, r0, y0), (l1, r1, y1) = at(a), at(b)
        pen.shape([(l0, y0), (r0, y0), (r1, y1), (l1, y1)], colour, smooth=False)
    for t0 in (0.0, 0.5):
        y0, y1 = 0.26 + 0.725 * t0, 0.26 + 0.725 * (t0 + 0.5)
        x0, x1 = right[0] + 0.08 * t0, right[0] + 0.08 * (t0 + 0.5)
        pen.stroke([(x0 - 0.03, y0 + 0.02), (x1 - 0.035, y1 - 0.02)], smooth=False, line=0.8)
        pen.stroke([(x0 - 0.055, y0 + 0.05), (x1 - 0.06, y1 - 0.06)], smooth=False, line=0.5)
    pen.box(0.115, 0.235, 0.405, 0.27, shaded(colour))
    pen.box(0.17, 0.13, 0.35, 0.235, (252, 226, 132))
    for x in (0.23, 0.29):
        pen.stroke([(x, 0.13), (x, 0.235)], smooth=False, line=0.8)
    pen.shape([(0.14, 0.132), (0.19, 0.075), (0.26, 0.045), (0.33, 0.075), (0.38, 0.132)], colour, smooth=False)
    pen.stroke([(0.26, 0.045), (0.26, 0.01)], smooth=False)
    for x in (0.13, 0.20, 0.26, 0.32, 0.39):
        pen.stroke([(x, 0.235), (x, 0.19)], smooth=False, line=0.6)
    pen.stroke([(0.13, 0.192), (0.39, 0.192)], smooth=False, line=0.6)
    for y in (0.42, 0.70):
        pen.box(0.235, y, 0.28, y + 0.06, (90, 96, 120))
    pen.shape([(0.21, 0.985), (0.21, 0.90), (0.26, 0.87), (0.31, 0.90), (0.31, 0.985)], (90, 70, 64), smooth=False)
    return pen.image


DRAWN = {"@lighthouse": lighthouse}


def figure(art: str, colour: Colour, height: int) -> Image.Image | None:
    """The stamp of a noun: `art` is an emoji, "head+tail" for a sitting animal, or "@name" of a drawn figure."""
    if art.startswith("@"):
        return DRAWN[art](colour, height)
    if "+" in art:
        head, tail = art.split("+", 1)
        return sitting(head, colour, height, tail=tail)
    return glyph(art, colour, height)
