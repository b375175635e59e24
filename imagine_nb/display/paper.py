"""Paper: a blank page, and words on it in the place of a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imagine_nb.display.lettering import Lettering

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

INK, QUIET, WHITE = "#1c1c1c", "#6a6a6a", "#ffffff"
_EMPTY, _FAILED, _EDGE = "#f2f2f2", "#fbeceb", "#c0392b"
Box = tuple[int, int, int, int]  # left, top, width and height, in pixels


def blank(width: int, height: int) -> tuple[Image, ImageDraw]:
    """A white page, and what draws on it."""
    from PIL import Image, ImageDraw

    page = Image.new("RGB", (width, height), WHITE)
    return page, ImageDraw.Draw(page)


def draw_words(draw: ImageDraw, letters: Lettering, words: str, box: Box, *, is_error: bool) -> None:
    """Words in the place of a picture, as many of them as fit."""
    x, y, width, height = box
    draw.rectangle((x, y, x + width - 1, y + height - 1), fill=_FAILED if is_error else _EMPTY)
    if is_error:
        draw.rectangle((x, y, x + max(2, letters.size // 5), y + height - 1), fill=_EDGE)
    pad = letters.size // 2 + max(2, letters.size // 5)
    most = max(1, (height - 2 * pad) // letters.line_height)
    for line in letters.wrapped(words, width - 2 * pad, most=most):
        letters.draw(draw, (x + pad, y + pad), line, INK)
        y += letters.line_height
