"""Emoji glyphs from the font: a silhouette in flat colour and second tone, the font's line on top in ink."""

from __future__ import annotations

import functools
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from imagine_nb.print_shop.drawing.palette import lightened, shaded
from imagine_nb.print_shop.drawing.pen import INK
from imagine_nb.print_shop.drawing.regions import OUTSIDE, regions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from imagine_nb.print_shop.reading.colours import Colour

EMOJI, LETTERS = "NotoEmoji[wght].ttf", "NotoSans[wght].ttf"
_SMALL = 160  # silhouettes and regions are found at this height, and scaled
_fonts = threading.local()
_SOLID = [255 if v > 200 else 0 for v in range(256)]
_HALF = [255 if v > 127 else 0 for v in range(256)]
Touch = tuple[
    float, float, "Colour"
]  # a region, by a point within it (fractions of the glyph), and its colour


@functools.cache
def font_path(name: str = EMOJI) -> str | None:
    """Where the font lies on disk, or None where its package is not installed."""
    from importlib.resources import files

    try:
        path = files("manimgx_fonts") / name
    except ModuleNotFoundError:
        return None
    return str(path) if path.is_file() else None


def font(size: int, *, weight: int = 500, name: str = EMOJI) -> ImageFont.FreeTypeFont | None:
    """This thread's own font of that size (FreeType faces must not be shared), None without the package."""
    if (path := font_path(name)) is None:
        return None
    known: dict[tuple[int, int, str], ImageFont.FreeTypeFont] = _fonts.__dict__.setdefault("known", {})
    if (found := known.get((size, weight, name))) is None:
        if len(known) > 24:
            known.clear()
        found = known[size, weight, name] = ImageFont.truetype(
            path, size, layout_engine=ImageFont.Layout.BASIC
        )
        found.set_variation_by_axes([weight] if name == EMOJI else [weight, 100])
    return found


def glyph_line(char: str, height: int, *, weight: int) -> Image.Image | None:
    """The ink of one character as a mask about `height` pixels high, its margins cut off."""
    if (box := _box(char)) is None:
        return None
    if (face := font(max(8, round(200 * height / (box[3] - box[1]))), weight=weight)) is None:
        return None
    left, top, right, bottom = (round(v) for v in face.getbbox(char))
    mask = Image.new("L", (right - left + 4, bottom - top + 4), 0)
    ImageDraw.Draw(mask).text((2 - left, 2 - top), char, font=face, fill=255)
    inked = mask.getbbox() or (2, 2, 3, 3)
    return mask.crop((max(0, inked[0] - 2), 0, inked[2] + 2, mask.height))


@functools.lru_cache(maxsize=1024)
def _box(char: str) -> tuple[float, float, float, float] | None:
    """The bounds of a character at size 200; None where the font has no picture of it."""
    probe = font(200)
    if probe is None:
        return None
    left, top, right, bottom = probe.getbbox(char)
    return (left, top, right, bottom) if right > left and bottom > top else None


@functools.lru_cache(maxsize=1024)
def glyph_aspect(char: str) -> float:
    """Width by height of a character's picture."""
    line = glyph_line(char, 100, weight=450)
    return line.width / line.height if line else 1.0


@functools.lru_cache(maxsize=512)
def _regions(char: str) -> NDArray[np.uint8]:
    line = glyph_line(char, _SMALL, weight=400) or Image.new("L", (1, 1))
    return regions(np.asarray(line) > 100)


def silhouette(char: str, size: tuple[int, int]) -> Image.Image:
    """Everything inside the outline of a character, as a mask of that size."""
    inside = Image.fromarray((_regions(char) != OUTSIDE).astype(np.uint8) * 255)
    return _scaled(inside.filter(ImageFilter.MinFilter(3)), size)


def region(char: str, x: float, y: float, size: tuple[int, int]) -> Image.Image:
    """The part between ink lines that holds the point (x, y), as a mask that reaches under its lines."""
    labels = _regions(char)
    row = min(labels.shape[0] - 1, int(y * labels.shape[0]))
    label = labels[row, min(labels.shape[1] - 1, int(x * labels.shape[1]))]
    if label <= OUTSIDE:
        return Image.new("L", size, 0)
    return _scaled(
        Image.fromarray((labels == label).astype(np.uint8) * 255).filter(ImageFilter.MaxFilter(5)), size
    )


def _scaled(mask: Image.Image, size: tuple[int, int]) -> Image.Image:
    return mask.resize(size, Image.Resampling.BICUBIC).point(_HALF)


def glyph(
    char: str, colour: Colour, height: int, *, weight: int = 450, touches: Sequence[Touch] = ()
) -> Image.Image | None:
    """The print of one emoji, RGBA, about `height` pixels high; None where the font has none."""
    line = glyph_line(char, height, weight=weight)
    if line is None:
        return None
    inside = ImageChops.lighter(silhouette(char, line.size), line.point(_SOLID))
    parts = [(region(char, x, y, line.size), touch) for x, y, touch in touches]
    stamp = two_toned(inside, colour, parts)
    stamp.paste((*INK, 255), (0, 0), line)
    return stamp


def two_toned(
    inside: Image.Image, colour: Colour, parts: Sequence[tuple[Image.Image, Colour]] = ()
) -> Image.Image:
    """A flat shape, shaded at its lower right and lit at its upper left; `parts` of it in other colours."""
    step = max(1, inside.height // 15)
    tones = Image.new("L", inside.size, 0)  # 0 flat, 1 lit, 2 shaded; three more for every part
    tones.paste(1, (0, 0), _rim(inside, step * 2 // 3, step * 2 // 3))
    tones.paste(2, (0, 0), _rim(inside, -step, -step))
    palette = [colour, lightened(colour), shaded(colour)]
    plain = tones.copy() if parts else tones
    for k, (mask, touch) in enumerate(parts, 1):
        tones.paste(plain.point([min(v, 2) + 3 * k for v in range(256)]), (0, 0), mask)
        palette += [touch, lightened(touch), shaded(touch)]
    rows = [[c[channel] for c in palette] + [0] * (256 - len(palette)) for channel in range(3)]
    return Image.merge("RGBA", (*(tones.point(row) for row in rows), inside))


def _rim(inside: Image.Image, dx: int, dy: int) -> Image.Image:
    moved = Image.new("L", inside.size, 0)
    moved.paste(inside, (dx, dy))
    return ImageChops.subtract(inside, moved)
