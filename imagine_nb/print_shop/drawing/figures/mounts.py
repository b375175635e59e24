"""Mounts for photographs: framed on a wall, or on an easel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

from imagine_nb.print_shop.drawing.palette import shaded
from imagine_nb.print_shop.drawing.pen import INK
from imagine_nb.print_shop.reading.colours import Colour


@dataclass(frozen=True, slots=True)
class Mount:
    """A photograph made ready for a scene: its stamp at any height, its proportions, and whether it hangs."""

    stamp: Callable[[int], Image.Image]
    aspect: float
    hangs: bool


def mounted(stamp: Callable[[int], Image.Image], *, hangs: bool = False) -> Mount:
    """The Mount of a stamp; its proportions are taken from a small one."""
    small = stamp(160)
    return Mount(stamp, small.width / small.height, hangs)


_WOODS: tuple[Colour, ...] = ((134, 88, 58), (62, 56, 66), (196, 150, 84), (96, 110, 92))


def framed(photo: Image.Image, height: int, *, which: int) -> Image.Image:
    """In a wooden frame with a mat, RGBA, `height` pixels high, with its own soft shadow on the wall."""
    colour = _WOODS[which % len(_WOODS)]
    edge, mat, line = max(3, height // 22), max(3, height // 26), max(1, height // 160)
    inner = height - 2 * (edge + mat)
    picture = photo.resize(
        (max(1, round(photo.width * inner / photo.height)), inner), Image.Resampling.LANCZOS
    )
    wide = picture.width + 2 * (edge + mat)
    shadow = max(2, height // 40)
    sheet = Image.new("RGBA", (wide + 2 * shadow, height + 2 * shadow))
    dark = Image.new("L", sheet.size, 0)
    ImageDraw.Draw(dark).rectangle((shadow, shadow, wide + shadow, height + shadow), fill=110)
    sheet.paste((*INK, 255), (0, 0), dark.filter(ImageFilter.GaussianBlur(shadow / 2)))
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((0, 0, wide - 1, height - 1), fill=colour, outline=INK, width=line)
    draw.polygon(
        [
            (wide, 0),
            (wide, height),
            (0, height),
            (edge, height - edge),
            (wide - edge, height - edge),
            (wide - edge, edge),
        ],
        fill=shaded(colour, 0.8),
    )
    draw.rectangle((0, 0, wide - 1, height - 1), outline=INK, width=line)
    draw.rectangle((edge, edge, wide - edge, height - edge), fill=(247, 241, 228), outline=INK, width=line)
    sheet.paste(picture, (edge + mat, edge + mat))
    draw.rectangle(
        (edge + mat, edge + mat, edge + mat + picture.width, edge + mat + inner), outline=INK, width=line
    )
    return sheet


def on_easel(photo: Image.Image, height: int, *, which: int) -> Image.Image:
    """A framed photograph standing on a painter's easel."""
    picture = framed(photo, round(height * 0.66), which=which)
    wide = max(picture.width, round(height * 0.6))
    sheet = Image.new("RGBA", (wide, height))
    draw, line = ImageDraw.Draw(sheet), max(2, height // 60)
    middle, wood = wide / 2, (150, 104, 68)
    for x0, x1 in (
        (middle, middle),
        (middle - wide * 0.06, middle - wide * 0.32),
        (middle + wide * 0.06, middle + wide * 0.32),
    ):
        for colour, width in ((INK, line * 2), (wood, line)):
            draw.line([(x0, 0), (x1, height - line)], fill=colour, width=width)
    sheet.alpha_composite(picture, (round(middle - picture.width / 2), round(height * 0.10)))
    y = round(height * 0.10) + round(height * 0.66)
    draw.rectangle(
        (middle - wide * 0.36, y, middle + wide * 0.36, y + line * 2),
        fill=wood,
        outline=INK,
        width=max(1, line // 2),
    )
    return sheet
