"""Animals that no emoji shows whole: a drawn body below a head, stripes and a horn, spread wings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from imagine_nb.print_shop.drawing.figures.glyphs import glyph, silhouette
from imagine_nb.print_shop.drawing.figures.people import with_head
from imagine_nb.print_shop.drawing.palette import mixed, shaded
from imagine_nb.print_shop.drawing.pen import INK, Pen
from imagine_nb.print_shop.reading.colours import PAPER

if TYPE_CHECKING:
    from imagine_nb.print_shop.drawing.figures.glyphs import Touch
    from imagine_nb.print_shop.reading.colours import Colour

_BUSH = [
    (0.58, 0.93),
    (0.86, 0.93),
    (1.0, 0.78),
    (0.97, 0.58),
    (0.88, 0.50),
    (0.83, 0.62),
    (0.80, 0.76),
    (0.62, 0.80),
]
_BUSH_TIP = [(0.97, 0.66), (0.965, 0.58), (0.88, 0.50), (0.845, 0.58), (0.90, 0.60), (0.92, 0.66)]
_THIN = [(0.66, 0.93), (0.86, 0.92), (0.95, 0.80), (0.87, 0.66)]
_BODY = [
    (0.34, 0.46),
    (0.27, 0.66),
    (0.19, 0.84),
    (0.24, 0.965),
    (0.5, 0.975),
    (0.76, 0.965),
    (0.81, 0.84),
    (0.73, 0.66),
    (0.66, 0.46),
]
_BODY_SHADE = [
    (0.66, 0.50),
    (0.73, 0.66),
    (0.805, 0.84),
    (0.76, 0.96),
    (0.66, 0.965),
    (0.70, 0.82),
    (0.66, 0.66),
]
_BREAST = [(0.40, 0.50), (0.39, 0.66), (0.44, 0.78), (0.5, 0.82), (0.56, 0.78), (0.61, 0.66), (0.60, 0.50)]


def sitting(
    head: str, colour: Colour, height: int, *, tail: str, touches: Sequence[Touch] = ()
) -> Image.Image | None:
    """A sitting animal: a drawn body with this head on its shoulders; `tail` is "bushy", "thin" or "none"."""
    top = glyph(head, colour, round(height * 0.55), weight=380, touches=touches)
    if top is None:
        return None
    pen = Pen(1.05, 1.0, scale=height, line=0.024)
    _tail(pen, tail, colour)
    pen.shape(_BODY, colour)
    pen.shape(_BODY_SHADE, shaded(colour), line=0)
    pen.shape(_BREAST, mixed(colour, PAPER, 0.72), line=0.8)
    _paws(pen, (60, 54, 64) if tail == "panda" else colour)
    return with_head(pen.image, top, middle=0.5, height=height)


def _tail(pen: Pen, kind: str, colour: Colour) -> None:
    if kind == "bushy":
        pen.shape(_BUSH, colour)
        pen.shape(_BUSH_TIP, mixed(colour, PAPER, 0.72))
    elif kind in ("thin", "lion"):
        pen.stroke(_THIN, line=3.4)
        pen.stroke(_THIN, line=1.5, colour=colour)
        if kind == "lion":
            pen.oval(0.87, 0.65, 0.055, 0.065, shaded(colour, 0.55))


def _paws(pen: Pen, colour: Colour) -> None:
    if colour == (60, 54, 64):
        for side in (-1, 1):
            pen.shape(
                [
                    (0.5 + side * x, y)
                    for x, y in ((0.09, 0.5), (0.17, 0.52), (0.2, 0.7), (0.15, 0.82), (0.06, 0.8))
                ],
                colour,
            )
    for x in (0.43, 0.57):
        pen.stroke([(x, 0.76), (x + (x - 0.5) * 0.08, 0.95)])
    pen.stroke([(0.5, 0.83), (0.5, 0.95)])
    for x in (0.40, 0.60):
        pen.oval(x, 0.955, 0.085, 0.036, colour)
        for toe in (-0.022, 0.024):
            pen.stroke([(x + toe, 0.95), (x + toe, 0.975)], line=0.7)


def unicorn(colour: Colour, height: int) -> Image.Image | None:
    """A galloping horse with a horn."""
    horse = glyph("🐎", colour, round(height * 0.86), weight=420)
    if horse is None:
        return None
    left = round(0.045 * height)  # room for the horn
    sheet = Image.new("RGBA", (horse.width + left, height))
    sheet.alpha_composite(horse, (left, max(0, height - horse.height)))
    pen = Pen(sheet.width / height, 1.0, scale=height, line=0.02)
    y = 1 - horse.height / height
    pen.shape([(0.155, y + 0.05), (0.02, y - 0.13), (0.10, y + 0.10)], (243, 197, 74), smooth=False)
    pen.stroke([(0.075, y + 0.01), (0.105, y - 0.02)], smooth=False, line=0.7)
    sheet.alpha_composite(pen.image)
    return sheet


def zebra(colour: Colour, height: int) -> Image.Image | None:
    """A galloping horse with stripes."""
    horse = glyph("🐎", colour, height, weight=420)
    if horse is None:
        return None
    stripes = Pen(horse.width / height, horse.height / height, scale=height, line=0.026)
    for k in range(12):
        x = 0.12 + k * 0.085
        stripes.stroke([(x, 0.0), (x - 0.04, 0.25), (x + 0.01, 0.5), (x - 0.05, 0.8)])
    inside = silhouette("🐎", horse.size)
    horse.paste(
        (*INK, 255), (0, 0), ImageChops.multiply(stripes.image.getchannel("A").resize(horse.size), inside)
    )
    return horse


def polar_bear(colour: Colour, height: int) -> Image.Image:
    """A white bear, sitting."""
    pen = Pen(1.05, 1.0, scale=height, line=0.024)
    pen.shape(_BODY, colour)
    pen.shape(_BODY_SHADE, shaded(colour), line=0)
    _paws(pen, colour)
    for x in (0.30, 0.70):
        pen.oval(x, 0.13, 0.075, 0.075, colour)
        pen.oval(x, 0.135, 0.035, 0.035, shaded(colour, 0.6), line=0)
    pen.shape(
        [
            (0.5, 0.07),
            (0.70, 0.13),
            (0.77, 0.3),
            (0.70, 0.47),
            (0.5, 0.55),
            (0.30, 0.47),
            (0.23, 0.3),
            (0.30, 0.13),
        ],
        colour,
    )
    pen.shape(
        [(0.69, 0.16), (0.755, 0.3), (0.69, 0.46), (0.56, 0.53), (0.66, 0.42), (0.69, 0.3)],
        shaded(colour),
        line=0,
    )
    pen.oval(0.5, 0.40, 0.13, 0.105, mixed(colour, PAPER, 0.5), line=0.8)
    pen.oval(0.5, 0.345, 0.05, 0.034, INK, line=0)
    pen.stroke([(0.5, 0.37), (0.5, 0.41)], line=0.8)
    pen.stroke([(0.44, 0.42), (0.47, 0.445), (0.5, 0.41), (0.53, 0.445), (0.56, 0.42)], line=0.8)
    for x in (0.38, 0.62):
        pen.oval(x, 0.26, 0.026, 0.03, INK, line=0)
    return pen.image


def bird_in_flight(colour: Colour, height: int) -> Image.Image:
    """A bird with its wings spread, seen from the side."""
    pen = Pen(1.5, 1.0, scale=height, line=0.045)
    pen.shape([(0.78, 0.5), (0.86, 0.16), (1.06, 0.05), (1.02, 0.28), (0.98, 0.56)], shaded(colour))
    pen.shape(
        [
            (0.06, 0.60),
            (0.2, 0.49),
            (0.42, 0.50),
            (0.75, 0.48),
            (1.05, 0.58),
            (1.42, 0.62),
            (1.38, 0.72),
            (1.05, 0.74),
            (0.7, 0.82),
            (0.38, 0.76),
            (0.2, 0.66),
        ],
        colour,
    )
    pen.shape([(0.06, 0.60), (0.17, 0.55), (0.19, 0.65)], (243, 180, 74), smooth=False, line=0.8)
    pen.shape(
        [(0.46, 0.58), (0.5, 0.3), (0.66, 0.1), (0.9, 0.02), (0.84, 0.2), (0.86, 0.36), (0.8, 0.6)],
        mixed(colour, PAPER, 0.2),
    )
    pen.stroke([(0.62, 0.34), (0.72, 0.22)], line=0.8)
    pen.stroke([(0.66, 0.46), (0.78, 0.34)], line=0.8)
    pen.oval(0.29, 0.58, 0.024, 0.024, INK, line=0)
    return pen.image
