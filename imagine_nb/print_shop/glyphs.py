"""One emoji as a print: its silhouette in flat colour and second tone, the font's own line on top in ink."""

from __future__ import annotations

import functools
import threading
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from imagine_nb.print_shop.palette import lightened, shaded
from imagine_nb.print_shop.pen import INK

if TYPE_CHECKING:
    from imagine_nb.print_shop.palette import Colour

_SMALL = 144  # silhouettes are found at this size: flood filling is slow
_fonts = threading.local()


@functools.cache
def font_path(name: str = "NotoEmoji[wght].ttf") -> str | None:
    """Where the font lies on disk, or None where its package is not installed."""
    from importlib.resources import files

    try:
        path = files("manimgx_fonts") / name
    except ModuleNotFoundError:
        return None
    return str(path) if path.is_file() else None


def font(size: int, *, weight: int = 500, name: str = "NotoEmoji[wght].ttf") -> ImageFont.FreeTypeFont | None:
    """This thread's own font object of that size (FreeType faces must not be shared), or None without the package."""
    if (path := font_path(name)) is None:
        return None
    known: dict[tuple[int, int, str], ImageFont.FreeTypeFont] = _fonts.__dict__.setdefault("known", {})
    if (found := known.get((size, weight, name))) is None:
        if len(known) > 24:
            known.clear()
        found = known[size, weight, name] = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
        found.set_variation_by_axes([weight] if "Emoji" in name else [weight, 100])
    return found


def glyph_line(char: str, height: int, *, weight: int = 500) -> Image.Image | None:
    """The ink of one character as a mask that is `height` pixels high, its margins cut off."""
    probe = font(200, weight=weight)
    if probe is None:
        return None
    left, top, right, bottom = probe.getbbox(char)
    face = font(max(8, round(200 * height / max(1, bottom - top))), weight=weight)
    assert face is not None
    left, top, right, bottom = (round(v) for v in face.getbbox(char))
    mask = Image.new("L", (right - left + 4, bottom - top + 4), 0)
    ImageDraw.Draw(mask).text((2 - left, 2 - top), char, font=face, fill=255)
    return mask


@functools.lru_cache(maxsize=512)
def _small_silhouette(char: str) -> Image.Image | None:
    line = glyph_line(char, _SMALL, weight=500)
    if line is None:
        return None
    padded = Image.new("L", (line.width + 8, line.height + 8), 0)
    padded.paste(line.point(lambda v: 255 if v > 90 else 0), (4, 4))
    ImageDraw.floodfill(padded, (0, 0), 128)
    inside = padded.point(lambda v: 0 if v == 128 else 255)
    return inside.filter(ImageFilter.MinFilter(3)).crop((4, 4, 4 + line.width, 4 + line.height))


def silhouette(char: str, size: tuple[int, int]) -> Image.Image | None:
    """Everything inside the outline of a character, as a mask of that size."""
    small = _small_silhouette(char)
    if small is None:
        return None
    return small.resize(size, Image.Resampling.BICUBIC).point(lambda v: 255 if v > 127 else 0)


def glyph(char: str, colour: Colour, height: int, *, weight: int = 500) -> Image.Image | None:
    """The print of one emoji, RGBA, `height` pixels high; None without the font."""
    line = glyph_line(char, height, weight=weight)
    if line is None:
        return None
    inside = silhouette(char, line.size)
    assert inside is not None
    stamp = two_toned(ImageChops.lighter(inside, line.point(lambda v: 255 if v > 200 else 0)), colour)
    stamp.paste((*INK, 255), (0, 0), line)
    return stamp


def two_toned(inside: Image.Image, colour: Colour) -> Image.Image:
    """A flat shape with a second tone at its lower right and a lit edge at its upper left."""
    width, height = inside.size
    step = max(1, height // 14)
    stamp = Image.new("RGBA", inside.size, (*colour, 0))
    stamp.paste((*colour, 255), (0, 0), inside)
    stamp.paste((*lightened(colour), 255), (0, 0), _rim(inside, step * 2 // 3, step * 2 // 3))
    stamp.paste((*shaded(colour), 255), (0, 0), _rim(inside, -step, -step))
    return stamp


def _rim(inside: Image.Image, dx: int, dy: int) -> Image.Image:
    moved = Image.new("L", inside.size, 0)
    moved.paste(inside, (dx, dy))
    return ImageChops.subtract(inside, moved)
