"""Operations on any finished picture: tones, turns, crops, frames."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from imagine_nb.print_shop.drawing.finishing.styles import STYLES, Step, styled
from imagine_nb.print_shop.drawing.palette import mixed
from imagine_nb.print_shop.drawing.pen import INK
from imagine_nb.print_shop.reading.colours import COLOURS


def at_once() -> None:
    """A `step` that does nothing: for work that nobody cancels."""


def operated(image: Image.Image, name: str, *, step: Step = at_once) -> Image.Image:
    """`image`, RGB, after one operation or style; `step` is called between the steps of long work."""
    verb, _, rest = name.partition(" ")
    if name in STYLES:
        return _styled(image, name, step)
    if name in _PLAIN:
        return _PLAIN[name](image)
    if verb in _WITH_ARGUMENT:
        return _WITH_ARGUMENT[verb](image, rest)
    return image


def _styled(image: Image.Image, name: str, step: Step) -> Image.Image:
    """The style, at two million pixels at most: a soft hand needs no more, and memory has an end."""
    most = 2_100_000
    if name in _SOFT and image.width * image.height > most:
        scale = (most / (image.width * image.height)) ** 0.5
        small = image.resize(
            (round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS
        )
        return styled(small, name, step=step).resize(image.size, Image.Resampling.BICUBIC)
    return styled(image, name, step=step)


_SOFT = frozenset(("watercolour", "pencil", "oil", "charcoal", "risograph", "blueprint"))


def _tint(image: Image.Image, name: str) -> Image.Image:
    colour = COLOURS[name]
    toned = ImageOps.colorize(
        ImageOps.grayscale(image),
        mixed(colour, (16, 14, 24), 0.8),
        mixed(colour, (255, 252, 244), 0.82),
        mid=colour,
    )
    return Image.blend(image, toned, 0.72)


def cropped(image: Image.Image, ratio: str) -> Image.Image:
    """The middle of a picture in the proportions "16:9"."""
    across, down = (int(part) for part in ratio.split(":"))
    width = min(image.width, image.height * across / down)
    return ImageOps.fit(
        image, (max(1, round(width)), max(1, round(width * down / across))), centering=(0.5, 0.4)
    )


def _rotated(image: Image.Image, degrees: str) -> Image.Image:
    turn = int(degrees) % 360
    if turn % 90 == 0:
        return image.rotate(-turn, expand=True)
    return image.rotate(-turn, expand=True, resample=Image.Resampling.BICUBIC, fillcolor=(246, 238, 222))


def _framed(image: Image.Image, name: str) -> Image.Image:
    colour, wide = COLOURS[name], max(4, min(image.size) // 16)
    w, h = image.size
    sheet = Image.new("RGB", image.size, colour)
    draw = ImageDraw.Draw(sheet)
    for k, corner in enumerate(((0, 0), (w, 0), (w, h), (0, h))):
        other = ((w, 0), (w, h), (0, h), (0, 0))[k]
        shade = (1.12, 0.86, 0.74, 0.98)[k]
        inner = [(min(max(x, wide), w - wide), min(max(y, wide), h - wide)) for x, y in (other, corner)]
        draw.polygon([corner, other, *inner], fill=tuple(min(255, round(c * shade)) for c in colour))
    line = max(1, wide // 10)
    for inset in (0, wide - line):
        draw.rectangle((inset, inset, w - 1 - inset, h - 1 - inset), outline=INK, width=line)
    mat = wide + wide // 2
    draw.rectangle((wide, wide, w - wide, h - wide), fill=(247, 241, 228))
    sheet.paste(ImageOps.fit(image, (max(1, w - 2 * mat), max(1, h - 2 * mat))), (mat, mat))
    return sheet


def _channels(image: Image.Image, red: float, green: float, blue: float) -> Image.Image:
    table = [min(255, round(v * gain)) for gain in (red, green, blue) for v in range(256)]
    return image.point(table)


def _gamma(image: Image.Image, gamma: float) -> Image.Image:
    return image.point([round(255 * (v / 255) ** gamma) for v in range(256)] * 3)


def _blurred_background(image: Image.Image) -> Image.Image:
    """Blurs what lies away from the middle: a guess that the subject is there, and said to be one."""
    scale = max(image.size) / 1024
    w, h = image.size
    y, x = np.mgrid[:h, :w].astype(np.float32)
    away = ((x / w - 0.5) / 0.36) ** 2 + ((y / h - 0.56) / 0.5) ** 2
    mask = Image.fromarray((np.clip((away - 0.7) / 0.6, 0, 1) * 255).astype(np.uint8))
    return Image.composite(image.filter(ImageFilter.GaussianBlur(14 * scale)), image, mask)


def _vignette(image: Image.Image) -> Image.Image:
    dark = Image.radial_gradient("L").resize(image.size).point(lambda v: max(0, v - 110))
    return Image.composite(Image.new("RGB", image.size, (18, 14, 20)), image, dark)


def _middle(image: Image.Image) -> tuple[int, int, int, int]:
    """The middle three quarters of a picture, a little below its centre."""
    w, h = image.size
    return w // 8, h // 6, w - w // 8, h - h // 12


def _upscaled(image: Image.Image) -> Image.Image:
    scale = min(2.0, 2048 / max(image.size))
    if scale <= 1:
        return image
    large = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)
    return large.filter(ImageFilter.UnsharpMask(1.6, 60, 2))


_PLAIN: dict[str, Callable[[Image.Image], Image.Image]] = {
    "warmer": lambda i: _channels(i, 1.1, 1.02, 0.84),
    "colder": lambda i: _channels(i, 0.86, 0.98, 1.12),
    "brighter": lambda i: _gamma(i, 0.7),
    "darker": lambda i: _gamma(i, 1.5),
    "more contrast": lambda i: ImageEnhance.Contrast(i).enhance(1.4),
    "less contrast": lambda i: ImageEnhance.Contrast(i).enhance(0.65),
    "more saturated": lambda i: ImageEnhance.Color(i).enhance(1.6),
    "paler": lambda i: ImageEnhance.Color(ImageEnhance.Contrast(i).enhance(0.8)).enhance(0.6),
    "night": lambda i: _channels(_gamma(i, 1.6), 0.52, 0.62, 1.0),
    "dusk": lambda i: _channels(_gamma(i, 1.25), 0.84, 0.74, 1.0),
    "sunset": lambda i: _channels(_gamma(i, 1.1), 1.14, 0.86, 0.66),
    "dawn": lambda i: _channels(_gamma(i, 0.95), 1.06, 0.94, 0.90),
    "blur": lambda i: i.filter(ImageFilter.GaussianBlur(max(i.size) / 170)),
    "blur the background": _blurred_background,
    "sharper": lambda i: i.filter(ImageFilter.UnsharpMask(2.2, 130, 2)),
    "inverted": ImageChops.invert,
    "vignette": _vignette,
    "flip": ImageOps.mirror,
    "flip top to bottom": ImageOps.flip,
    "upscale": _upscaled,
    "zoom in": lambda i: ImageOps.fit(i.crop(_middle(i)), i.size, Image.Resampling.LANCZOS),
}
_WITH_ARGUMENT: dict[str, Callable[[Image.Image, str], Image.Image]] = {
    "tint": _tint,
    "crop": cropped,
    "rotate": _rotated,
    "frame": _framed,
}
SHAPING = ("crop", "rotate", "upscale")  # operations after which the picture has another size
