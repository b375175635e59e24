"""Lettering: lines of text measured, wrapped and drawn, each letter in a font that has it."""

from __future__ import annotations

import functools
import os
import re
import unicodedata
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from imagine_nb.printable import printable
from imagine_nb.records import clipped

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

_FIRST = "NotoSans[wght].ttf"
_PACKAGE = (
    "manimgx_fonts"  # most scripts of the world, and emoji; Chinese, Japanese and Korean are the system's
)
# what the names of fonts with very many letters have in them
_LARGE = re.compile(r"cjk|pingfang|hiragino|yugoth|msyh|malgun|simsun|unicode|wqy|fallback|noto|gothic", re.I)
_MOST_SYSTEM_FONTS = 300
_LONGEST = 300  # characters, unless told otherwise
_WITH_THE_LAST = frozenset({"Mn", "Me", "Mc", "Cf"})  # accents and joiners have no font of their own


class Lettering:
    """Letters of one size, in pixels. Not to be shared between threads, as its fonts are not."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.line_height = round(size * 1.35)
        self._fonts: dict[str, FreeTypeFont] = {}

    def width(self, text: str) -> float:
        """How wide a line is, in pixels."""
        return sum(self._font(path).getlength(run) for path, run in _runs(text))

    def draw(self, on: ImageDraw, at: tuple[float, float], text: str, fill: str) -> None:
        """Draw a line; `at` is its left upper corner."""
        x, y = at
        for path, run in _runs(text):
            font = self._font(path)
            on.text((x, y + self.size), run, fill=fill, font=font, anchor="ls")
            x += font.getlength(run)

    def wrapped(self, text: str, width: float, *, most: int, longest: int = _LONGEST) -> list[str]:
        """At most so many lines, no wider than that; what does not fit is cut with an ellipsis.

        No more than `longest` characters are measured at all.
        """
        lines = [""]
        for word in self._pieces(printable(clipped(text, longest)), width):
            if lines[-1] and self.width(lines[-1] + word.rstrip()) > width:
                lines.append("")
            if len(lines) > most:
                return [*(each.rstrip() for each in lines[: most - 1]), self._cut(lines[most - 1], width)]
            lines[-1] += word
        return [each.rstrip() for each in lines if each]

    def _pieces(self, text: str, width: float) -> Iterator[str]:
        """Words with the blanks after them; a word that is too wide for a line letter by letter."""
        for word in re.findall(r"\S+\s*", text):
            if self.width(word.rstrip()) <= width:
                yield word
            else:
                yield from re.findall(r".[\u0300-\u036f\u200d\ufe0f]*", word)

    def _cut(self, line: str, width: float) -> str:
        line = line.rstrip()
        while line and self.width(f"{line}…") > width:
            line = line[:-1].rstrip()
        return f"{line}…"

    def _font(self, path: str) -> FreeTypeFont:
        if path not in self._fonts:
            from PIL import ImageFont

            self._fonts[path] = font = ImageFont.truetype(path, self.size)
            if "[wght]" in path:
                font.set_variation_by_axes([450, *[100] * (len(font.get_variation_axes()) - 1)])
        return self._fonts[path]


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """The text in runs of one font each, all of it in one where one has all its letters."""
    needed = {each for each in text if unicodedata.category(each) not in _WITH_THE_LAST}
    if (one := next((path for path in _near_fonts() if needed <= _letters(path)), None)) is not None:
        yield one, text
        return
    path, start = "", 0
    for at, each in enumerate(text):
        if unicodedata.category(each) in _WITH_THE_LAST and path:
            continue
        found = _font_of(each)
        if path and found != path:
            yield path, text[start:at]
            start = at
        path = found
    if text:
        yield path or _near_fonts()[0], text[start:]


@functools.lru_cache(4096)
def _font_of(letter: str) -> str:
    """The first font that has a letter; where none has it, the first of all, which draws a box."""
    near = next((path for path in _near_fonts() if letter in _letters(path)), None)
    if near is not None:
        return near
    return next((path for path in _system_fonts() if letter in _letters(path)), _near_fonts()[0])


@functools.cache
def _near_fonts() -> tuple[str, ...]:
    """The fonts that come with what is installed: Noto's first, and matplotlib's."""
    import matplotlib as mpl

    dejavu = str(Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf")
    try:
        with as_file(files(_PACKAGE)) as folder:
            noto = [str(each) for each in sorted(folder.glob("*.ttf")) if "Italic" not in each.name]
    except ModuleNotFoundError:
        noto = []
    first = [each for each in noto if each.endswith(_FIRST)]
    return (*first, dejavu, *(each for each in noto if each not in first))


@functools.cache
def _system_fonts() -> tuple[str, ...]:
    """The fonts of this machine, those first that are likely to have many letters."""
    from matplotlib.font_manager import findSystemFonts

    found = sorted(findSystemFonts(), key=lambda path: (_LARGE.search(os.path.basename(path)) is None, path))  # noqa: PTH119
    return tuple(found[:_MOST_SYSTEM_FONTS])


@functools.cache
def _letters(path: str) -> frozenset[str]:
    """The letters that a font has; none for a file that cannot be read."""
    from matplotlib.ft2font import FT2Font

    try:
        return frozenset(map(chr, FT2Font(path).get_charmap()))
    except Exception:  # noqa: BLE001 - a broken font of the system, whatever FreeType makes of it
        return frozenset()
