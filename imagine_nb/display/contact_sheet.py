"""Contact sheet: pictures with their captions in rows, as one image, as pages of a PDF, or as a web page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING

from imagine_nb.display.html_sheet import write_html
from imagine_nb.display.lettering import Lettering
from imagine_nb.display.page_sizes import PageLike, page_of
from imagine_nb.display.paper import INK, QUIET, blank, draw_words
from imagine_nb.display.pdf import write_pdf
from imagine_nb.display.sheet_layout import Layout, in_one, on_pages
from imagine_nb.display.tiles import Tile, check_tiles, makers_told
from imagine_nb.printable import counted
from imagine_nb.values import count_given, text_given

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

MOST = 10_000  # tiles of one sheet


@dataclass(frozen=True, slots=True)
class Sheet:
    """A contact sheet. `columns` is how many tiles stand in a row, None for as many as suit.

    `page` is the size of a page: `A4`, `Letter`, with `landscape` after it or not, `210x297mm`, or pixels
    as `1200x1600`. Without it a PDF has pages of A4, and an image is as large as it has to be.
    Pictures are read one at a time. Raises InputError for more than 10,000 tiles, or none.
    """

    tiles: Sequence[Tile]
    columns: int | None = None
    page: PageLike | None = None
    title: str = ""

    def __post_init__(self) -> None:
        check_tiles(self.tiles, of="A sheet", most=MOST)
        count_given(self.columns, of="columns", least=1, most=40)
        text_given(self.title, of="title", may_be_empty=True)
        if self.page is not None:
            page_of(self.page)

    @property
    def told(self) -> str:
        """What is on it, in words: `Contact sheet of 12 pictures, 1 text: Foxes`."""
        n_pictures = sum(each.data is not None for each in self.tiles)
        counts = {"picture": n_pictures, "text": len(self.tiles) - n_pictures}
        told = ", ".join(counted(count, noun) for noun, count in counts.items() if count)
        return f"Contact sheet of {told}{self.title and f': {self.title}'}"

    def image(self) -> Image:
        """All of it as one image."""
        layout, by = in_one(self.tiles, self.columns, page=self.page, has_title=bool(self.title)), self._by
        if by and self.page is None:  # which has no margin for it
            layout = replace(layout, height=layout.height + Lettering(layout.letters).line_height)
        return _page(self.tiles, layout, self.title, by=by)

    def pages(self) -> Iterator[Image]:
        """The pages of it, one after the other."""
        layout = on_pages(self.tiles, self.columns, page_of(self.page or "A4"), has_title=bool(self.title))
        n_pages = -(-len(self.tiles) // layout.per_page)
        for number in range(n_pages):
            some = self.tiles[number * layout.per_page : (number + 1) * layout.per_page]
            foot = f"{number + 1} / {n_pages}" if n_pages > 1 else ""
            yield _page(some, layout, self.title, foot=foot, by=self._by)

    @property
    def _by(self) -> str:
        return makers_told(self.tiles)

    def write(self, file: IO[bytes], kind: str) -> None:
        """Write it into a file opened for that; `kind` is PNG, JPEG, PDF or HTML."""
        if kind == "HTML":
            write_html(file, self.tiles, columns=self.columns, title=self.title)
        elif kind == "PDF":
            dpi = page_of(self.page or "A4").dpi
            write_pdf(self.pages(), file, dpi=dpi, title=self.title or "Contact sheet")
        else:
            self.image().save(file, kind, **({"quality": 90} if kind == "JPEG" else {}))


def _page(tiles: Sequence[Tile], layout: Layout, title: str, *, foot: str = "", by: str = "") -> Image:
    page, draw = blank(layout.width, layout.height)
    letters = Lettering(layout.letters)
    if title:
        heading, wide = Lettering(layout.letters * 3 // 2), layout.width - 2 * layout.margin
        line = "".join(heading.wrapped(title, wide, most=1))
        heading.draw(draw, (layout.margin, layout.margin / 2), line, INK)
    for index, tile in enumerate(tiles):
        _draw_tile(page, draw, letters, tile, layout, layout.place(index))
    bottom, wide = (
        layout.height - max(layout.margin * 0.8, letters.line_height + layout.margin / 3),
        layout.width - 2 * layout.margin,
    )
    if foot:
        letters.draw(draw, (layout.width - layout.margin - letters.width(foot), bottom), foot, QUIET)
    for line in letters.wrapped(by, round(wide - letters.width(foot)), most=1) if by else ():
        letters.draw(draw, (layout.margin, bottom), line, QUIET)
    return page


def _draw_tile(
    page: Image, draw: ImageDraw, letters: Lettering, tile: Tile, layout: Layout, at: tuple[int, int]
) -> None:
    (x, y), (width, height) = at, layout.box
    found = tile.drawn(layout.side(tile.size))
    if isinstance(found, str):
        draw_words(draw, letters, found, (x, y, width, height), is_error=tile.is_error or bool(tile.data))
    else:
        found.thumbnail((width, height))  # a size that was told wrong
        page.paste(found, (x + (width - found.width) // 2, y + height - found.height))
    if not layout.caption_lines:
        return
    y += height + layout.letters // 3
    for line in letters.wrapped(tile.caption, width, most=layout.caption_lines):
        letters.draw(draw, (x, y), line, INK)
        y += letters.line_height
