"""Lettering: text on a paper label, in a bold face sized to fit."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from imagine_nb.print_shop.drawing.figures.glyphs import LETTERS, font
from imagine_nb.print_shop.drawing.palette import shaded
from imagine_nb.print_shop.drawing.pen import INK
from imagine_nb.print_shop.reading.colours import PAPER, Colour


def letters(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A bold face of that size: the package's own, else Pillow's."""
    return font(size, weight=900, name=LETTERS) or ImageFont.load_default(size)


def lettered(image: Image.Image, texts: Sequence[str]) -> Image.Image:
    """The picture with these lines on a label near its foot."""
    image = image.copy()
    lines = lines_of(texts)
    width, height = image.size
    size = fitting(lines, width * 0.66, height * 0.1)
    face = letters(size)
    boxes = [face.getbbox(line) for line in lines]
    wide = max(box[2] - box[0] for box in boxes)
    step = round(size * 1.16)
    pad = round(size * 0.5)
    label = (wide + 2 * pad, step * len(lines) + round(pad * 0.9))
    left, top = (width - label[0]) / 2, height * 0.92 - label[1]
    draw = ImageDraw.Draw(image)
    _label(draw, left, top, label, PAPER, line=max(2, min(width, height) // 220))
    for k, (line, box) in enumerate(zip(lines, boxes, strict=True)):
        x = (width - (box[2] - box[0])) / 2 - box[0]
        draw.text((x, top + pad * 0.45 + k * step - size * 0.14), line, font=face, fill=INK)
    return image


def _label(
    draw: ImageDraw.ImageDraw,
    left: float,
    top: float,
    size: tuple[float, float],
    colour: Colour,
    *,
    line: int,
) -> None:
    """A ribbon: a plate with a notched tail at each end."""
    wide, high = size
    tail = high * 0.38
    for side in (-1, 1):
        x = left if side < 0 else left + wide
        out = x + side * tail
        points = [
            (x - side * tail * 0.5, top + high * 0.18),
            (out, top + high * 0.18),
            (out - side * tail * 0.4, top + high * 0.66),
            (out, top + high * 1.14),
            (x - side * tail * 0.5, top + high * 1.14),
        ]
        draw.polygon(points, fill=shaded(colour, 0.8))
        draw.line([*points, points[0]], fill=INK, width=line, joint="curve")
    draw.rectangle((left, top, left + wide, top + high), fill=colour, outline=INK, width=line)


def lines_of(texts: Sequence[str]) -> list[str]:
    """Up to four lines of much the same length."""
    lines: list[str] = []
    for text in texts:
        words, row = text.split(), ""
        longest = max(16, len(text) // 3 + 1)
        for word in words:
            if row and len(row) + len(word) >= longest:
                lines.append(row)
                row = word
            else:
                row = f"{row} {word}".strip()
        lines += [row] if row else []
    return [line[:48] for line in lines[:4]] or [""]


def fitting(lines: Sequence[str], wide: float, high: float) -> int:
    """The size of letters at which the longest line is not wider, and one line not higher, than this."""
    probe = letters(100)
    longest = max(probe.getbbox(line)[2] for line in lines) or 1
    return max(8, int(min(100 * wide / longest, high / 1.2)))
