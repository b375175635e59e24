"""Spray-painted stencils: every subject on a wall, with overspray, two clean layers and drips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from imagine_nb.print_shop.drawing.canvas import Canvas
from imagine_nb.print_shop.drawing.figures.registry import figure
from imagine_nb.print_shop.drawing.palette import lit, mixed
from imagine_nb.print_shop.reading.colours import COLOURS

if TYPE_CHECKING:
    from imagine_nb.print_shop.drawing.arranging.placement import Placed
    from imagine_nb.print_shop.drawing.palette import Light
    from imagine_nb.print_shop.reading.colours import Colour

_CANS = ("red", "yellow", "turquoise", "pink", "orange", "lime", "white", "blue")
_BLACK: Colour = (30, 27, 32)


def sprayed(canvas: Canvas, things: Sequence[Placed], light: Light) -> None:
    """Everything on the wall, one stencil after the other, over loose rounds of colour."""
    random = canvas.chance("rounds")
    for k in range(3):
        can = lit(COLOURS[_CANS[int(random.integers(8))]], light)
        x, y, r = (
            random.uniform(0.1, 0.9) * canvas.width,
            random.uniform(0.15, 0.85) * canvas.height,
            round(random.uniform(0.12, 0.26) * canvas.unit),
        )
        blob = Image.new("L", (2 * r, 2 * r), 0)
        ImageDraw.Draw(blob).ellipse((r // 3, r // 3, 2 * r - r // 3, 2 * r - r // 3), fill=230)
        _halo(canvas, blob, (round(x - r), round(y - r)), can, canvas.chance("round", k))
    for k, thing in enumerate(things):
        if thing.worn_by is None:
            _spray(canvas, thing, k, light)
            canvas.step()


def _spray(canvas: Canvas, thing: Placed, k: int, light: Light) -> None:
    random = canvas.chance("spray", thing.noun.name, thing.index)
    can = COLOURS[
        thing.subject.colour.replace("colourful", "")
        or _CANS[(k + int(canvas.chance("cans").integers(8))) % 8]
    ]
    height = max(8, round(thing.height * canvas.unit))
    art = figure(thing.noun.art, (255, 255, 255), height, skin=(246, 226, 204), weight=420)
    if art is None:
        return
    left, top = round(thing.x * canvas.unit - art.width / 2), round(thing.foot * canvas.unit - art.height)
    inside = art.getchannel("A")
    dark = ImageChops.multiply(art.convert("L").point(lambda v: 255 if v < 96 else 0), inside)
    _halo(canvas, inside, (left, top), lit(mixed(can, (255, 250, 240), 0.15), light), random)
    body = _mottled(inside, random)
    canvas.image.paste(lit(can, light), (left, top), body)
    shade = ImageChops.multiply(art.convert("L").point(lambda v: 255 if 96 <= v < 226 else 0), inside)
    canvas.image.paste(lit(mixed(can, _BLACK, 0.45), light), (left, top), shade)
    _drips(canvas, inside, (left, top), lit(can, light), random)
    canvas.image.paste(_BLACK, (left, top), _mottled(dark, random, worn=0.03))


def _halo(
    canvas: Canvas, inside: Image.Image, at: tuple[int, int], colour: Colour, random: np.random.Generator
) -> None:
    """The cloud of paint around a stencil: dense at its edge, specks further out."""
    reach = max(6, inside.height // 6)
    small = (max(1, (inside.width + 2 * reach) // 4), max(1, (inside.height + 2 * reach) // 4))
    wide = Image.new("L", (inside.width + 2 * reach, inside.height + 2 * reach), 0)
    wide.paste(inside, (reach, reach))
    cloud = (
        wide.resize(small, Image.Resampling.BOX)
        .filter(ImageFilter.GaussianBlur(reach / 9))
        .resize(wide.size, Image.Resampling.BILINEAR)
    )
    level = np.asarray(cloud, np.float32) / 255
    specks = (
        random.random((wide.height // 2 + 1, wide.width // 2 + 1), np.float32)
        .repeat(2, 0)
        .repeat(2, 1)[: wide.height, : wide.width]
    )
    mask = np.where(specks < level * 0.9, 190, level * 90)
    canvas.image.paste(
        colour, (at[0] - reach, at[1] - reach), Image.fromarray(mask.clip(0, 255).astype(np.uint8))
    )


def _mottled(mask: Image.Image, random: np.random.Generator, *, worn: float = 0.06) -> Image.Image:
    """A mask with pores where the paint did not reach the mortar."""
    pores = random.random((mask.height // 2 + 1, mask.width // 2 + 1), np.float32) < worn
    holes = Image.fromarray(pores.astype(np.uint8) * 130).resize(mask.size, Image.Resampling.BILINEAR)
    return ImageChops.subtract(mask, holes)


def _drips(
    canvas: Canvas, inside: Image.Image, at: tuple[int, int], colour: Colour, random: np.random.Generator
) -> None:
    solid = np.asarray(inside) > 128
    draw, width = ImageDraw.Draw(canvas.image), max(2, canvas.unit // 170)
    for _ in range(3):
        x = int(random.integers(inside.width // 8, max(inside.width // 8 + 1, inside.width * 7 // 8)))
        rows = np.nonzero(solid[:, x])[0]
        if len(rows):
            y, run = at[1] + int(rows[-1]), int(random.uniform(0.03, 0.13) * inside.height)
            draw.line([(at[0] + x, y - width), (at[0] + x, y + run)], fill=colour, width=width)
            draw.ellipse(
                (at[0] + x - width, y + run - width, at[0] + x + width, y + run + width * 1.4), fill=colour
            )
