"""Icebergs drawn by hand, seen from the air and from under water."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from imagine_nb.print_shop.drawing.palette import mixed
from imagine_nb.print_shop.drawing.pen import Pen

if TYPE_CHECKING:
    from imagine_nb.print_shop.reading.colours import Colour


def iceberg(colour: Colour, height: int) -> Image.Image:
    """A mountain of ice, its shaded side to the right."""
    pen = Pen(1.5, 1.0, scale=height, line=0.022)
    top = [(0.04, 0.97), (0.16, 0.66), (0.34, 0.52), (0.5, 0.16), (0.66, 0.05), (0.8, 0.26), (0.94, 0.34)]
    pen.shape([*top, (1.12, 0.58), (1.32, 0.7), (1.46, 0.97)], colour, smooth=False)
    blue = mixed(colour, (110, 168, 204), 0.55)
    side = [(0.66, 0.06), (0.8, 0.27), (0.935, 0.35), (1.11, 0.59), (1.31, 0.71), (1.44, 0.96), (0.86, 0.96)]
    pen.shape([*side, (0.78, 0.62), (0.62, 0.36)], blue, smooth=False, line=0)
    pen.shape(
        [(0.34, 0.53), (0.44, 0.7), (0.36, 0.96), (0.2, 0.96), (0.24, 0.72)], blue, smooth=False, line=0
    )
    for line in (
        [(0.66, 0.06), (0.62, 0.36), (0.78, 0.62), (0.86, 0.9)],
        [(0.35, 0.53), (0.44, 0.7), (0.37, 0.9)],
    ):
        pen.stroke(line, smooth=False, line=0.7)
    pen.stroke([*top, (1.12, 0.58), (1.32, 0.7), (1.46, 0.97)], smooth=False)
    return pen.image


def ice_below(colour: Colour, height: int) -> Image.Image:
    """An iceberg's foot as a diver sees it, hanging from above."""
    return iceberg(mixed(colour, (128, 190, 212), 0.35), height).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
