"""Clothes drawn by hand: two hats and a scarf."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from imagine_nb.print_shop.drawing.palette import shaded
from imagine_nb.print_shop.drawing.pen import Pen

if TYPE_CHECKING:
    from imagine_nb.print_shop.reading.colours import Colour

_WHITE: Colour = (247, 240, 226)


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
