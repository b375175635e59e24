"""Page sizes: `A4`, `Letter landscape`, `210x297mm`, `1200x1600` as pixels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from imagine_nb.errors import InputError
from imagine_nb.suggestions import nearest
from imagine_nb.values import in_short

PageLike: TypeAlias = "str | tuple[int, int]"
DPI = 200  # of what is measured in millimetres
SCREEN_DPI = 96  # of what is measured in pixels
_MM = 25.4
_LEAST, _MOST = 200, 40_000_000  # pixels of a side, and of a page
_NAMED = {
    "a3": (297, 420),
    "a4": (210, 297),
    "a5": (148, 210),
    "letter": (215.9, 279.4),
    "legal": (215.9, 355.6),
}
_MEASURED = re.compile(r"(\d{1,5}(?:\.\d+)?)\s*[x×]\s*(\d{1,5}(?:\.\d+)?)\s*(mm|px|)", re.IGNORECASE)
_ADVICE = (
    "It is A3, A4, A5, Letter or Legal, with landscape after it or not, 210x297mm, or 1200x1600 for pixels."
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its width and height in pixels, and how many of those an inch has."""

    width: int
    height: int
    dpi: int


def page_of(value: PageLike) -> Page:
    """The page that a name, a size in millimetres or pixels, or two numbers of pixels mean.

    Raises InputError for anything else, for a side of fewer than 200 pixels and for more than 40 million.
    """
    page = _named(value) or _measured(value) if isinstance(value, str) else _of_pixels(value)
    if page is None:
        near = nearest(value, ["A3", "A4", "A5", "Letter", "Legal"]) if isinstance(value, str) else ""
        question = f"Did you mean {near}? " if near else ""
        raise InputError(f"page is {in_short(value)}.", advice=f"{question}{_ADVICE}")
    if min(page.width, page.height) < _LEAST or page.width * page.height > _MOST:
        told = f"A page of {page.width} x {page.height} pixels is no page for pictures."
        raise InputError(told, advice=f"At least {_LEAST} pixels a side, at most 40 million in all.")
    return page


def _named(text: str) -> Page | None:
    name, _, turned = text.strip().lower().partition(" ")
    if name not in _NAMED or turned.strip() not in {"", "portrait", "landscape"}:
        return None
    width, height = _NAMED[name]
    return _of_mm(*((height, width) if turned.strip() == "landscape" else (width, height)))


def _measured(text: str) -> Page | None:
    if (match := _MEASURED.fullmatch(text.strip())) is None:
        return None
    width, height = float(match[1]), float(match[2])
    return _of_mm(width, height) if match[3].lower() == "mm" else Page(int(width), int(height), SCREEN_DPI)


def _of_pixels(value: object) -> Page | None:
    if not isinstance(value, Sequence) or len(value) != 2:
        return None
    if not all(isinstance(each, int) and not isinstance(each, bool) for each in value):
        return None
    return Page(value[0], value[1], SCREEN_DPI)


def _of_mm(width: float, height: float) -> Page:
    return Page(round(width / _MM * DPI), round(height / _MM * DPI), DPI)
