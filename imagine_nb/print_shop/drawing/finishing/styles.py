"""Styles: filters that turn an RGB picture into a drawing, painting or print of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from imagine_nb.print_shop.drawing.canvas import never
from imagine_nb.print_shop.drawing.chance import chance
from imagine_nb.print_shop.drawing.finishing.brushwork import oil
from imagine_nb.print_shop.drawing.finishing.paper import on_paper
from imagine_nb.print_shop.drawing.pen import INK
from imagine_nb.print_shop.reading.colours import PAPER

if TYPE_CHECKING:
    from imagine_nb.print_shop.drawing.chance import Floats

Step = Callable[[], None]


def pencil(image: Image.Image, step: Step) -> Image.Image:
    """Pencil on paper: dodged outlines, hatching where it is dark."""
    grey = ImageOps.autocontrast(ImageOps.grayscale(image), cutoff=1)
    mean = float(np.asarray(grey).mean())
    if mean < 120:
        gamma = np.log(145 / 255) / np.log(max(mean, 8) / 255)
        grey = grey.point([round(255 * (v / 255) ** gamma) for v in range(256)])
    scale = max(grey.size) / 1024
    line = np.minimum(_dodged(grey, 9 * scale), _dodged(grey, 2.2 * scale))
    dark = (
        1
        - np.asarray(
            ImageOps.autocontrast(grey.filter(ImageFilter.GaussianBlur(1.5 * scale)), cutoff=1), np.float32
        )
        / 255
    )
    step()
    ink = np.zeros_like(dark)
    for angle, begins in ((45, 0.15), (-45, 0.45), (20, 0.68)):
        amount = np.clip((dark - begins) / (1 - begins), 0, 1)
        ink += amount * np.clip(0.42 + 0.33 * _strokes(grey.size, angle, 22 * scale), 0, 1) * 0.75
        step()
    grain = chance("pencil", grey.size).standard_normal(dark.shape, np.float32) * 3
    sheet = line * (1 - np.clip(ink, 0, 0.9)) * 0.97 + grain + 4
    return _tinted(sheet, dark=(52, 50, 56), pale=(250, 247, 240))


def _dodged(grey: Image.Image, radius: float) -> Floats:
    blurred = np.asarray(ImageOps.invert(grey).filter(ImageFilter.GaussianBlur(radius)), np.float32)
    return np.clip(np.asarray(grey, np.float32) * 255 / np.maximum(255 - blurred, 1), 0, 255)


def _strokes(size: tuple[int, int], angle: float, length: float) -> Floats:
    """Noise drawn out in one direction, zero mean and unit deviation."""
    side = int(np.hypot(*size)) + 8
    reach = max(3, int(length) | 1)
    noise = chance("strokes", size, angle).random((side, side), np.float32) * 255
    total = np.cumsum(np.pad(noise, ((0, 0), (reach, 0)), mode="edge"), axis=1)
    drawn = Image.fromarray(((total[:, reach:] - total[:, :-reach]) / reach).clip(0, 255).astype(np.uint8))
    turned = drawn.rotate(-angle, resample=Image.Resampling.BILINEAR)
    x, y = (side - size[0]) // 2, (side - size[1]) // 2
    cut: Floats = np.asarray(turned.crop((x, y, x + size[0], y + size[1])), np.float32)
    cut -= cut.mean()
    cut /= cut.std() + 1e-6
    return cut


def _tinted(sheet: Floats, *, dark: tuple[int, int, int], pale: tuple[int, int, int]) -> Image.Image:
    grey = Image.fromarray(sheet.clip(0, 255).astype(np.uint8))
    return ImageOps.colorize(grey, dark, pale)


def watercolour(image: Image.Image, step: Step) -> Image.Image:
    """Washes with pigment pooled at their edges under the pen's line, on rough paper with a loose border."""
    scale = max(image.size) / 1024
    wash = _calmed(image).filter(ImageFilter.GaussianBlur(3.2 * scale))
    random = chance("watercolour", image.size)
    step()
    a = np.array(wash, np.float32) / 255
    edges = wash.convert("L").filter(ImageFilter.FIND_EDGES).filter(ImageFilter.GaussianBlur(1.6 * scale))
    a **= 0.84
    a = 1 - (1 - a) * (0.72 + 0.42 * _clouds(image.size, random, 10))[..., None]
    a *= 1 - np.clip(np.asarray(edges, np.float32) / 150, 0, 0.32)[..., None]
    line = np.asarray(image.convert("L").filter(ImageFilter.GaussianBlur(0.7 * scale)), np.float32)
    a *= (1 - 0.55 * np.clip((76 - line) / 50, 0, 1))[..., None]
    step()
    tooth = random.standard_normal((image.height // 2 + 1, image.width // 2 + 1), np.float32) * 0.014
    a += tooth.repeat(2, 0).repeat(2, 1)[: image.height, : image.width, None]
    return _bordered(Image.fromarray((a.clip(0, 1) * 255).astype(np.uint8)), random)


def _clouds(size: tuple[int, int], random: np.random.Generator, knots: int) -> Floats:
    small = Image.fromarray((random.random((knots, knots)) * 255).astype(np.uint8)).resize(
        size, Image.Resampling.BICUBIC
    )
    fine = Image.fromarray((random.random((knots * 6, knots * 6)) * 255).astype(np.uint8)).resize(
        size, Image.Resampling.BICUBIC
    )
    return (np.asarray(small, np.float32) * 0.65 + np.asarray(fine, np.float32) * 0.35) / 255


def _bordered(painted: Image.Image, random: np.random.Generator) -> Image.Image:
    w, h = painted.size
    inset = 0.045 * min(w, h)
    x = np.minimum(np.arange(w), np.arange(w)[::-1]).astype(np.float32)
    y = np.minimum(np.arange(h), np.arange(h)[::-1]).astype(np.float32)
    edge = np.minimum(x[None, :], y[:, None]) + (_clouds(painted.size, random, 9) - 0.5) * inset * 1.3
    mask = Image.fromarray((((edge - inset) / 3).clip(0, 1) * 255).astype(np.uint8))
    paper = Image.new("RGB", painted.size, (251, 248, 240))
    paper.paste(painted, (0, 0), mask)
    return paper


def stencil(image: Image.Image, step: Step) -> Image.Image:
    """Four sprayed tones, torn into clean shapes."""
    scale = max(image.size) / 1024
    calm = ImageOps.grayscale(_calmed(image)).filter(ImageFilter.GaussianBlur(2.4 * scale))
    grey = ImageOps.autocontrast(calm, cutoff=2)
    tones = [(34, 30, 36), (150, 56, 52), (206, 178, 140), (240, 230, 208)]
    step()
    levels = np.percentile(np.asarray(grey), [24, 46, 70])
    index = np.digitize(np.asarray(grey), levels)
    random = chance("stencil", image.size)
    spray = random.random(index.shape) > 0.985
    index = np.where(spray, np.minimum(index + 1, 3), index)
    return Image.fromarray(np.array(tones, np.uint8)[index]).filter(ImageFilter.SMOOTH)


def pixel(image: Image.Image) -> Image.Image:
    """Pixel art: 96 pixels on the shorter side, 24 colours, no smoothing."""
    block = max(2, round(min(image.size) / 96))
    small = image.resize((max(1, image.width // block), max(1, image.height // block)), Image.Resampling.BOX)
    few = small.quantize(24, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    return few.resize(image.size, Image.Resampling.NEAREST)


def sepia(image: Image.Image) -> Image.Image:
    """Brown tones of an old photograph."""
    return ImageOps.colorize(ImageOps.grayscale(image), (48, 32, 22), (250, 236, 206), mid=(160, 120, 82))


def black_and_white(image: Image.Image) -> Image.Image:
    """Greys alone."""
    return ImageOps.grayscale(image).convert("RGB")


def risograph(image: Image.Image, step: Step) -> Image.Image:
    """Two inks, a coral and a blue, in coarse dots, slightly out of register."""
    a = np.asarray(image, np.float32) / 255
    sheet = np.array(PAPER, np.float32) / 255
    step()
    for ink, tone, angle, shift in (
        ((240, 92, 84), 0.4 * a[..., 1] + 0.6 * a[..., 2], 52, 2),
        ((40, 74, 150), 0.6 * a[..., 0] + 0.4 * a[..., 1], 22, 0),
    ):
        moved = np.roll(_dots(1 - tone, angle), shift, axis=(0, 1))[..., None]
        step()
        sheet = sheet * (1 - moved * (1 - np.array(ink, np.float32) / 255))
        step()
    return Image.fromarray((sheet * 255).clip(0, 255).astype(np.uint8))


def _dots(tone: Floats, angle: float) -> Floats:
    h, w = tone.shape
    period = max(4.0, max(h, w) / 190)
    y, x = np.mgrid[:h, :w].astype(np.float32)
    t = np.deg2rad(angle)
    per = 2 * np.pi / period
    u, v = (x * np.cos(t) + y * np.sin(t)) * per, (y * np.cos(t) - x * np.sin(t)) * per
    screen = (np.cos(u) + np.cos(v)) / 4 + 0.5
    dots: Floats = np.clip((tone - screen) * 4 + 0.5, 0, 1).astype(np.float32)
    return dots


def poster(image: Image.Image, step: Step) -> Image.Image:
    """A few flat colours with clean edges."""
    calm = ImageOps.autocontrast(ImageEnhance.Color(_calmed(image)).enhance(1.35), cutoff=1)
    step()
    palette = calm.resize((160, 160), Image.Resampling.BOX).quantize(16, kmeans=3, dither=Image.Dither.NONE)
    step()
    return calm.quantize(palette=palette, dither=Image.Dither.NONE).convert("RGB").filter(ImageFilter.SMOOTH)


def linocut(image: Image.Image, step: Step) -> Image.Image:
    """A few flat colours under an ink line that follows the edges, printed on paper."""
    scale = max(image.size) / 1024
    calm = ImageOps.autocontrast(_calmed(image), cutoff=1)
    step()
    palette = calm.resize((160, 160), Image.Resampling.BOX).quantize(9, kmeans=3, dither=Image.Dither.NONE)
    flat = calm.quantize(palette=palette, dither=Image.Dither.NONE).convert("RGB")
    step()
    line = Image.fromarray(_dodged(calm.convert("L"), 3.2 * scale).astype(np.uint8)).filter(
        ImageFilter.BoxBlur(scale)
    )
    flat.paste(INK, (0, 0), line.point([max(0, min(255, (206 - v) * 6)) for v in range(256)]))
    step()
    return on_paper(flat, key="linocut", paper=PAPER, grain=0.8, stop=never)


def _calmed(image: Image.Image) -> Image.Image:
    """Without grain and specks: a median, found at half the size, where it is quick."""
    half = image.resize((max(1, image.width // 2), max(1, image.height // 2)), Image.Resampling.BOX)
    return half.filter(ImageFilter.MedianFilter(3)).resize(image.size, Image.Resampling.BICUBIC)


def charcoal(image: Image.Image, step: Step) -> Image.Image:
    """Soft black sticks on grey paper."""
    scale = max(image.size) / 1024
    grey = ImageOps.autocontrast(ImageOps.grayscale(image), cutoff=1)
    line = np.asarray(
        ImageChops.multiply(
            Image.fromarray(_dodged(grey, 5 * scale).astype(np.uint8)),
            grey.point(lambda v: 110 + v * 145 // 255),
        ),
        np.float32,
    )
    step()
    smear = _strokes(image.size, 62, 14 * scale) * 22 * (1 - line / 255)
    step()
    return _tinted(line + smear, dark=(28, 27, 30), pale=(228, 222, 212))


def blueprint(image: Image.Image, step: Step) -> Image.Image:
    """White lines on blue, with a grid."""
    grey = ImageOps.grayscale(_calmed(image))
    step()
    line = 255 - _dodged(grey, 4.5 * max(image.size) / 1024)
    sheet = np.clip(line * 2.2, 0, 255)
    square = max(12, min(image.size) // 20)
    sheet[::square, :] = np.maximum(sheet[::square, :], 46)
    sheet[:, ::square] = np.maximum(sheet[:, ::square], 46)
    return _tinted(sheet.astype(np.float32), dark=(28, 66, 128), pale=(240, 246, 250))


_WITH_STEPS: dict[str, Callable[[Image.Image, Step], Image.Image]] = {
    "watercolour": watercolour,
    "pencil": pencil,
    "stencil": stencil,
    "risograph": risograph,
    "poster": poster,
    "linocut": linocut,
    "oil": oil,
    "charcoal": charcoal,
    "blueprint": blueprint,
}
_AT_ONCE: dict[str, Callable[[Image.Image], Image.Image]] = {
    "pixel": pixel,
    "sepia": sepia,
    "black and white": black_and_white,
}
STYLES = frozenset((*_WITH_STEPS, *_AT_ONCE))


def styled(image: Image.Image, name: str, *, step: Step) -> Image.Image:
    """`image`, RGB, in one of STYLES; `step` is called between the steps of the work and may raise."""
    return _WITH_STEPS[name](image, step) if name in _WITH_STEPS else _AT_ONCE[name](image)
