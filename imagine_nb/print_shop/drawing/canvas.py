"""The canvas that a scene is drawn on: flat layers with an ink line, hatching, stamps and shadows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageDraw

from imagine_nb.print_shop.drawing.chance import Floats, chance, wavering
from imagine_nb.print_shop.drawing.pen import INK
from imagine_nb.print_shop.reading.colours import Colour

Point = tuple[float, float]
_SHADOW_DEPTH = 0.045  # half its height, by its width
_SHADOW_STRENGTH = 96  # of 255


class Cancelled(Exception):  # noqa: N818 - the border's word for it
    """Raised inside drawing when nobody waits for the picture any more."""


def never() -> bool:
    """A `stop` that never asks to stop."""
    return False


def stepping(stop: Callable[[], bool]) -> Callable[[], None]:
    """What long work calls between its steps: raises Cancelled once `stop` answers True."""

    def step() -> None:
        if stop():
            raise Cancelled

    return step


class Canvas:
    """A picture in the making; positions are fractions of width and height, lengths of the shorter side."""

    def __init__(
        self, width: int, height: int, *, key: str, outlined: bool = True, stop: Callable[[], bool] = never
    ) -> None:
        self.width, self.height, self.key, self.stop = width, height, key, stop
        self.outlined = outlined  # whether the layers have ink lines
        self.unit = min(width, height)
        self.image = Image.new("RGB", (width, height))
        self.line = max(1, round(self.unit / 330))

    def chance(self, *words: object) -> np.random.Generator:
        """Random choices for one part of the picture; the other parts do not disturb them."""
        return chance(self.key, *words)

    def step(self) -> None:
        """A place between two steps of drawing where a cancelled request stops."""
        if self.stop():
            raise Cancelled

    @property
    def draw(self) -> ImageDraw.ImageDraw:
        """Pillow's drawing context of the picture."""
        return ImageDraw.Draw(self.image)

    def pixels(self, points: Sequence[Point]) -> list[Point]:
        """Points as pixels."""
        return [(x * self.width, y * self.height) for x, y in points]

    def fill(self, colour: Colour) -> None:
        """The whole picture in one colour."""
        self.image.paste(colour, (0, 0, self.width, self.height))

    def shape(self, points: Sequence[Point], colour: Colour, *, ink: float = 1.0) -> None:
        """A closed flat shape; `ink` is the width of its outline, 0 for none."""
        pixels = self.pixels(points)
        self.draw.polygon(pixels, fill=colour)
        if ink and self.outlined:
            self.draw.line(
                [*pixels, pixels[0]], fill=INK, width=max(1, round(self.line * ink)), joint="curve"
            )

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: Colour, *, ink: float = 1.0) -> None:
        """A rectangle by two opposite corners."""
        self.shape([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour, ink=ink)

    def stroke(self, points: Sequence[Point], colour: Colour = INK, *, ink: float = 1.0) -> None:
        """An open line; `ink` is its width."""
        self.draw.line(self.pixels(points), fill=colour, width=max(1, round(self.line * ink)), joint="curve")

    def disc(self, x: float, y: float, radius: float, colour: Colour, *, ink: float = 1.0) -> None:
        """A filled circle; `ink` is the width of its outline, 0 for none."""
        cx, cy, r = x * self.width, y * self.height, radius * self.unit
        width = max(1, round(self.line * ink)) if ink and self.outlined else 0
        self.draw.ellipse(
            (cx - r, cy - r, cx + r, cy + r), fill=colour, outline=INK if width else None, width=width
        )

    def band(
        self,
        y: float,
        swell: float,
        colour: Colour,
        *,
        name: object,
        waves: Sequence[tuple[int, float]] = ((4, 1.0), (11, 0.3)),
        ink: float = 1.0,
    ) -> Floats:
        """Everything below a swelling line in one colour; answers the line, in fractions of the height."""
        edge = y + wavering(self.chance("band", name), self.width, [(k, a * swell) for k, a in waves])
        pixels = [
            (float(x), float(edge[x] * self.height)) for x in [*range(0, self.width, 4), self.width - 1]
        ]
        self.draw.polygon([(0, self.height), *pixels, (self.width, self.height)], fill=colour)
        if ink and self.outlined:
            self.draw.line(pixels, fill=INK, width=max(1, round(self.line * ink)), joint="curve")
        return edge

    def hatch(
        self,
        top: float,
        bottom: float,
        colour: Colour,
        *,
        name: object,
        n: int,
        length: float,
    ) -> None:
        """Short carved strokes strewn over a band of the picture, longer towards its bottom."""
        random = self.chance("hatch", name)
        draw, wide = self.draw, max(1, round(self.unit / 400))
        for _ in range(n):
            depth = random.uniform()
            x, y = random.uniform(0, 1) * self.width, (top + depth * (bottom - top)) * self.height
            reach = random.uniform(0.3, 1) * length * self.unit * (0.5 + 0.7 * depth)
            draw.line([(x, y), (x + reach, y)], fill=colour, width=wide)

    def shadow(self, x0: float, y: float, x1: float) -> None:
        """A cast shadow on the ground: a flat ellipse in pixels, drawn out to the right."""
        half = max(2.0, (x1 - x0) * _SHADOW_DEPTH)
        box = (round(x0 - half), round(y - 2 * half), round(x1 + 3 * half), round(y + 2 * half))
        mask = Image.new("L", (max(1, box[2] - box[0]), max(1, box[3] - box[1])), 0)
        draw = ImageDraw.Draw(mask)
        draw.ellipse((half, half, mask.width - 1, mask.height - half), fill=_SHADOW_STRENGTH)
        self.image.paste(INK, box[:2], mask)

    def sheet(self, size: tuple[int, int]) -> Image.Image:
        """The picture so far, resized."""
        if self.image.size == size:
            return self.image
        factor = self.image.width // size[0]
        if self.image.size == (size[0] * factor, size[1] * factor):
            return self.image.reduce(factor)
        return self.image.resize(size, Image.Resampling.BOX)

    def stamp(self, art: Image.Image, left: float, top: float) -> None:
        """A stamp on the sheet at this pixel."""
        self.image.paste(art, (round(left), round(top)), art)
