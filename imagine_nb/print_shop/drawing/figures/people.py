"""People, robots and astronauts: a drawn, dressed body under the head that the emoji has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PIL import Image

from imagine_nb.print_shop.drawing.figures.glyphs import glyph
from imagine_nb.print_shop.drawing.palette import mixed, shaded
from imagine_nb.print_shop.drawing.pen import INK, Pen
from imagine_nb.print_shop.reading.colours import PAPER

if TYPE_CHECKING:
    from imagine_nb.print_shop.drawing.figures.glyphs import Touch
    from imagine_nb.print_shop.reading.colours import Colour


def standing(
    head: str, cloth: Colour, height: int, *, outfit: str, skin: Colour, touches: Sequence[Touch] = ()
) -> Image.Image | None:
    """A standing person: a drawn body under this head, dressed in "coat", "dress", "robe" or "suit"."""
    top = glyph(head, skin, round(height * 0.47), weight=380, touches=touches)
    if top is None:
        return None
    pen = Pen(0.72, 1.0, scale=height, line=0.022)
    _OUTFITS[outfit](pen, cloth, skin)
    return with_head(pen.image, top, middle=0.36, height=height)


def _coat(pen: Pen, cloth: Colour, skin: Colour) -> None:
    dark = mixed(shaded(cloth, 0.5), (60, 62, 90), 0.5)
    for x in (0.29, 0.43):
        pen.box(x - 0.06, 0.72, x + 0.06, 0.95, dark)
        pen.oval(x - 0.005, 0.965, 0.08, 0.03, (74, 60, 58))
    _arms(pen, cloth, skin)
    pen.shape([(0.25, 0.44), (0.47, 0.44), (0.52, 0.79), (0.20, 0.79)], cloth, smooth=False)
    pen.shape(
        [(0.44, 0.46), (0.47, 0.46), (0.515, 0.785), (0.44, 0.785)], shaded(cloth), smooth=False, line=0
    )
    pen.stroke([(0.36, 0.48), (0.36, 0.79)], smooth=False, line=0.8)
    for y in (0.58, 0.66, 0.74):
        pen.oval(0.395, y, 0.008, 0.008, INK, line=0)


def _dress(pen: Pen, cloth: Colour, skin: Colour) -> None:
    for x in (0.31, 0.41):
        pen.box(x - 0.035, 0.82, x + 0.035, 0.95, skin)
        pen.oval(x, 0.965, 0.06, 0.028, (74, 60, 58))
    _arms(pen, cloth, skin)
    pen.shape(
        [(0.27, 0.44), (0.45, 0.44), (0.46, 0.60), (0.59, 0.86), (0.13, 0.86), (0.26, 0.60)],
        cloth,
        smooth=False,
    )
    pen.shape(
        [(0.43, 0.46), (0.45, 0.46), (0.455, 0.6), (0.58, 0.85), (0.46, 0.85)],
        shaded(cloth),
        smooth=False,
        line=0,
    )
    pen.stroke([(0.26, 0.60), (0.46, 0.60)], smooth=False)
    for x in (0.24, 0.36, 0.48):
        pen.stroke([(x, 0.83), (0.36 + (x - 0.36) * 0.6, 0.72)], smooth=False, line=0.7)


def _robe(pen: Pen, cloth: Colour, skin: Colour) -> None:
    _arms(pen, cloth, skin)
    pen.shape([(0.26, 0.44), (0.46, 0.44), (0.58, 0.97), (0.14, 0.97)], cloth, smooth=False)
    pen.shape([(0.44, 0.46), (0.46, 0.46), (0.572, 0.96), (0.47, 0.96)], shaded(cloth), smooth=False, line=0)
    pen.stroke([(0.36, 0.5), (0.36, 0.96)], smooth=False, line=0.8)
    pen.box(0.225, 0.66, 0.495, 0.70, shaded(cloth, 0.5))


def _suit(pen: Pen, cloth: Colour) -> None:
    for x in (0.27, 0.45):
        pen.shape(
            [(x - 0.07, 0.74), (x + 0.07, 0.74), (x + 0.075, 0.95), (x - 0.075, 0.95)], cloth, smooth=False
        )
        pen.box(x - 0.085, 0.92, x + 0.085, 0.975, shaded(cloth, 0.6))
    for side in (-1, 1):
        pen.shape(
            [
                (0.36 + side * x, y)
                for x, y in ((0.11, 0.46), (0.19, 0.5), (0.27, 0.7), (0.2, 0.74), (0.12, 0.6))
            ],
            cloth,
        )
        pen.oval(0.36 + side * 0.245, 0.73, 0.045, 0.04, shaded(cloth, 0.6))
    pen.shape([(0.22, 0.45), (0.50, 0.45), (0.53, 0.78), (0.19, 0.78)], cloth, smooth=False)
    pen.shape([(0.46, 0.46), (0.5, 0.46), (0.525, 0.775), (0.46, 0.775)], shaded(cloth), smooth=False, line=0)
    pen.box(0.27, 0.56, 0.43, 0.68, mixed(cloth, PAPER, 0.6))
    for x, dot in ((0.31, (206, 58, 54)), (0.36, (243, 197, 74)), (0.41, (58, 110, 172))):
        pen.oval(x, 0.62, 0.016, 0.016, dot, line=0.6)


def _arms(pen: Pen, cloth: Colour, skin: Colour) -> None:
    for side in (-1, 1):
        pen.oval(0.36 + side * 0.225, 0.735, 0.04, 0.04, skin)
        pen.shape(
            [
                (0.36 + side * x, y)
                for x, y in ((0.10, 0.46), (0.15, 0.48), (0.265, 0.69), (0.195, 0.735), (0.10, 0.58))
            ],
            cloth,
        )


_OUTFITS: dict[str, Callable[[Pen, Colour, Colour], None]] = {
    "coat": _coat,
    "dress": _dress,
    "robe": _robe,
    "suit": lambda pen, cloth, _: _suit(pen, cloth),  # it has gloves: no skin is seen
}


def astronaut(colour: Colour, height: int) -> Image.Image:
    """Somebody in a space suit, the visor down."""
    pen = Pen(0.72, 1.0, scale=height, line=0.022)
    pen.shape([(0.17, 0.36), (0.55, 0.36), (0.57, 0.72), (0.15, 0.72)], shaded(colour, 0.62))
    _suit(pen, colour)
    pen.oval(0.36, 0.25, 0.235, 0.225, colour)
    pen.shape(
        [
            (0.19, 0.25),
            (0.22, 0.14),
            (0.36, 0.105),
            (0.50, 0.14),
            (0.53, 0.25),
            (0.49, 0.36),
            (0.36, 0.395),
            (0.23, 0.36),
        ],
        (44, 56, 92),
    )
    pen.shape(
        [(0.23, 0.24), (0.26, 0.165), (0.33, 0.145), (0.29, 0.2), (0.27, 0.29)], (150, 186, 214), line=0
    )
    pen.stroke([(0.55, 0.08), (0.57, 0.02)], line=0.8)
    pen.oval(0.575, 0.02, 0.014, 0.014, (206, 58, 54), line=0.6)
    return pen.image.crop(pen.image.getbbox())


def robot(colour: Colour, height: int) -> Image.Image | None:
    """A tin robot: the emoji's head on a riveted body."""
    top = glyph(
        "🤖", colour, round(height * 0.46), weight=380, touches=((0.5, 0.55, mixed(colour, PAPER, 0.35)),)
    )
    if top is None:
        return None
    pen = Pen(0.72, 1.0, scale=height, line=0.022)
    for x in (0.27, 0.45):
        pen.box(x - 0.04, 0.78, x + 0.04, 0.93, shaded(colour))
        pen.box(x - 0.085, 0.92, x + 0.085, 0.985, colour)
    for side in (-1, 1):
        pen.stroke(
            [(0.36 + side * 0.18, 0.53), (0.36 + side * 0.28, 0.60), (0.36 + side * 0.27, 0.72)], line=3.6
        )
        pen.stroke(
            [(0.36 + side * 0.18, 0.53), (0.36 + side * 0.28, 0.60), (0.36 + side * 0.27, 0.72)],
            line=1.7,
            colour=mixed(colour, PAPER, 0.4),
        )
        pen.oval(0.36 + side * 0.265, 0.745, 0.055, 0.05, colour)
    pen.box(0.29, 0.43, 0.43, 0.49, shaded(colour))
    pen.box(0.18, 0.47, 0.54, 0.80, colour)
    pen.box(0.47, 0.478, 0.532, 0.792, shaded(colour), line=0)
    pen.box(0.25, 0.54, 0.43, 0.68, (246, 232, 190))
    pen.stroke([(0.27, 0.64), (0.31, 0.58), (0.35, 0.63), (0.41, 0.57)], smooth=False, line=0.8)
    for x in (0.27, 0.33, 0.39):
        pen.oval(
            x,
            0.735,
            0.018,
            0.018,
            ((206, 58, 54), (243, 197, 74), (86, 142, 78))[round((x - 0.27) / 0.06)],
            line=0.7,
        )
    return with_head(pen.image, top, middle=0.36, height=height)


def with_head(body: Image.Image, head: Image.Image, *, middle: float, height: int) -> Image.Image:
    """A head on a body, its middle there (in heights), the sheet as wide as both need."""
    left = round(middle * height - head.width / 2)
    shift = max(0, -left)
    sheet = Image.new("RGBA", (max(body.width + shift, left + shift + head.width), body.height))
    sheet.alpha_composite(body, (shift, 0))
    sheet.alpha_composite(head, (left + shift, 0))
    return sheet.crop(sheet.getbbox())
