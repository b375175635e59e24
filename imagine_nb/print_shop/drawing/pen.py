"""Vector drawing on a transparent stamp: ink lines and flat shapes, in coordinates apart from pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from imagine_nb.print_shop.reading.colours import Colour

INK = (38, 33, 43)
Point = tuple[float, float]


class Pen:
    """A stamp `width` x `height` units wide and high, one unit being `scale` pixels; y grows downwards."""

    def __init__(self, width: float, height: float, *, scale: float, line: float = 0.045) -> None:
        self.scale = scale
        self.image = Image.new("RGBA", (max(1, round(width * scale)), max(1, round(height * scale))))
        self._draw = ImageDraw.Draw(self.image)
        self.line = max(1.0, line * scale)

    def shape(self, points: Sequence[Point], fill: Colour, *, smooth: bool = True, line: float = 1.0) -> None:
        """A closed shape with an ink outline, its corners rounded into a curve where `smooth`."""
        outline = self._pixels(curve(points, closed=True) if smooth else [*points, points[0]])
        self._draw.polygon(outline, fill=(*fill, 255))
        self._ink(outline, line)

    def stroke(
        self, points: Sequence[Point], *, smooth: bool = True, line: float = 1.0, colour: Colour = INK
    ) -> None:
        """An open line."""
        self._ink(self._pixels(curve(points, closed=False) if smooth else points), line, colour)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: Colour, *, line: float = 1.0) -> None:
        """An ellipse around (x, y)."""
        steps = [i * math.tau / 48 for i in range(48)]
        self.shape(
            [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in steps], fill, smooth=False, line=line
        )

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: Colour, *, line: float = 1.0) -> None:
        """A rectangle."""
        self.shape([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], fill, smooth=False, line=line)

    def _pixels(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.scale, y * self.scale) for x, y in points]

    def _ink(self, pixels: Sequence[Point], line: float, colour: Colour = INK) -> None:
        if not line:
            return
        width = max(1, round(self.line * line))
        self._draw.line(list(pixels), fill=(*colour, 255), width=width, joint="curve")
        r = width / 2
        for x, y in (pixels[0], pixels[-1]):
            self._draw.ellipse((x - r, y - r, x + r, y + r), fill=(*colour, 255))


def curve(points: Sequence[Point], *, closed: bool, steps: int = 8) -> list[Point]:
    """A Catmull-Rom curve through `points`."""
    n = len(points)
    if n < 3:
        return list(points)

    def at(i: int) -> Point:
        return points[i % n] if closed else points[min(max(i, 0), n - 1)]

    out: list[Point] = []
    for i in range(n if closed else n - 1):
        p0, p1, p2, p3 = at(i - 1), at(i), at(i + 1), at(i + 2)
        out += [_between(p0, p1, p2, p3, k / steps) for k in range(steps)]
    out.append(points[0] if closed else points[-1])
    return out


def _between(p0: Point, p1: Point, p2: Point, p3: Point, t: float) -> Point:
    def axis(a: float, b: float, c: float, d: float) -> float:
        return 0.5 * (
            2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
        )

    return axis(p0[0], p1[0], p2[0], p3[0]), axis(p0[1], p1[1], p2[1], p3[1])
