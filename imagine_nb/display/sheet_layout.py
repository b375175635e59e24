"""Layout of a contact sheet: how large its tiles are, and where each stands. In pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from imagine_nb.display.page_sizes import Page, PageLike, page_of
from imagine_nb.display.tiles import Tile
from imagine_nb.errors import InputError
from imagine_nb.printable import counted

_TILE = 240  # wide, in an image that is as large as it has to be
_SMALLEST = 48
_MOST_PIXELS = 40_000_000  # of one image, beyond which its tiles become smaller
_IN_A_ROW, _FEW = 4, 24  # tiles in a row up to so many tiles; more have longer rows
_TALLEST = 1.4  # of a picture's place, for its width
_LOWEST = 0.75  # of a place, where one more row fits on a page by that
_LEAST = 12  # pixels of a place
_LINES = 3  # of a caption
_POINTS = 8.5  # letters on a page


@dataclass(frozen=True, slots=True)
class Layout:
    """Layout of one page or image. `box` is the place of a picture; `head` the height of the title's line."""

    width: int
    height: int
    columns: int
    rows: int
    box: tuple[int, int]
    letters: int
    caption_lines: int
    margin: int
    gap: int
    head: int

    @property
    def per_page(self) -> int:
        """How many tiles it holds."""
        return self.columns * self.rows

    def place(self, index: int) -> tuple[int, int]:
        """The left upper corner of a tile."""
        row, column = divmod(index, self.columns)
        x = self.margin + column * (self.box[0] + self.gap)
        y = (
            self.margin
            + self.head
            + row * (self.box[1] + _under(self.letters, self.caption_lines) + self.gap)
        )
        return x, y

    def side(self, size: tuple[int, int]) -> int:
        """How long the longer side of a picture of that size may be in its place."""
        width, height = size
        scale = min(self.box[0] / width, self.box[1] / height)
        return max(1, round(max(width, height) * scale))


def in_one(
    tiles: Sequence[Tile], columns: int | None, *, page: PageLike | None = None, has_title: bool = False
) -> Layout:
    """Everything in one image: as large as it has to be, or on a page of that size."""
    if page is not None:
        return _on_one_page(tiles, columns, page_of(page), has_title=has_title)
    n_columns = columns or _suitable(len(tiles))
    tile = _TILE
    while True:
        made = _of_tiles(tiles, n_columns, tile, has_title=has_title)
        if tile <= _SMALLEST or made.width * made.height <= _MOST_PIXELS:
            return made
        tile = max(_SMALLEST, tile * 7 // 8)


def on_pages(tiles: Sequence[Tile], columns: int | None, page: Page, *, has_title: bool = False) -> Layout:
    """As many rows on each page as fit, one at least; few tiles are so large that they fill one page."""
    if columns is None and (whole := _whole(tiles, _IN_A_ROW, page, has_title=has_title)):
        return whole
    n_columns = columns or min(len(tiles), _IN_A_ROW)
    return _on_page(tiles, n_columns, page, rows=None, has_title=has_title)


def _on_one_page(tiles: Sequence[Tile], columns: int | None, page: Page, *, has_title: bool) -> Layout:
    """All tiles on one page, as large as fit there."""
    if columns is None and (whole := _whole(tiles, len(tiles), page, has_title=has_title)):
        return whole
    n_columns = columns or len(tiles)
    return _on_page(tiles, n_columns, page, rows=-(-len(tiles) // n_columns), has_title=has_title)


def _whole(tiles: Sequence[Tile], most: int, page: Page, *, has_title: bool) -> Layout | None:
    """All tiles on one page, in the fewest columns in which they fit; None if they need more than `most`."""
    made = (_on_page(tiles, n, page, rows=None, has_title=has_title) for n in range(1, most + 1))
    return next((each for each in made if each.per_page >= len(tiles)), None)


def _on_page(tiles: Sequence[Tile], columns: int, page: Page, *, rows: int | None, has_title: bool) -> Layout:
    """A page of so many rows, of as many as fit where None is given; lower ones where that is one more."""
    margin, gap = min(round(page.dpi * 0.45), min(page.width, page.height) // 12), round(page.dpi * 0.1)
    tile = (page.width - 2 * margin - (columns - 1) * gap) // columns
    letters = max(8, round(_POINTS * page.dpi / 72), tile // 20)
    head = round(letters * 1.2) if has_title else 0
    room, high = page.height - 2 * margin - head, _high(tiles, tile)
    for lines in range(_caption_lines(tiles, tile, letters), -1, -1):
        under = _under(letters, lines)
        n_rows = rows or max(1, (room + gap) // (round(high * _LOWEST) + under + gap))
        box = tile, min(high, (room - (n_rows - 1) * gap) // n_rows - under)
        if min(box) >= _LEAST:
            return Layout(page.width, page.height, columns, n_rows, box, letters, lines, margin, gap, head)
    raise InputError(
        f"A page of {page.width} x {page.height} has no room for {counted(len(tiles), 'picture')}"
        f" in {counted(columns, 'column')}.",
        advice="Take another number of columns, a larger page, or .pdf, which has several pages.",
    )


def _of_tiles(tiles: Sequence[Tile], columns: int, tile: int, *, has_title: bool) -> Layout:
    """An image around tiles of that width."""
    letters = max(9, min(15, tile // 14))
    margin = gap = max(4, tile // 15)
    lines, rows = _caption_lines(tiles, tile, letters), -(-len(tiles) // columns)
    high = _high(tiles, tile)
    head = round(letters * 2) if has_title else 0
    width = 2 * margin + columns * tile + (columns - 1) * gap
    height = 2 * margin + head + rows * (high + _under(letters, lines)) + (rows - 1) * gap
    return Layout(width, height, columns, rows, (tile, high), letters, lines, margin, gap, head)


def _under(letters: int, lines: int) -> int:
    """The height of a caption of so many lines."""
    return round(letters * 1.35) * lines + letters // 2 if lines else 0


def _caption_lines(tiles: Sequence[Tile], tile: int, letters: int) -> int:
    """Lines of the longest caption under tiles of that width; none where nobody could read one."""
    longest = max(map(_breadth, {each.caption for each in tiles}))
    if not longest or tile < 4 * letters:
        return 0
    most = _LINES if tile >= 11 * letters else 2
    return min(most, math.ceil(longest * letters / tile))


def _breadth(caption: str) -> float:
    """About how wide a caption is for the size of its letters, with what is lost where lines are broken."""
    return len(caption) * (0.7 if caption.isascii() else 1.2)


def _high(tiles: Sequence[Tile], width: int) -> int:
    """How high the place of a picture of that width is: as the tallest picture asks for, within reason."""
    ratios = [each.size[1] / each.size[0] for each in tiles if each.data is not None]
    return max(_LEAST, round(width * min(max(ratios, default=0.75), _TALLEST)))


def _suitable(n_tiles: int) -> int:
    """Tiles in a row of an image: four, more for many, so that it is not much taller than wide."""
    return min(n_tiles, _IN_A_ROW) if n_tiles <= _FEW else min(40, round(math.sqrt(n_tiles * 1.3)))
