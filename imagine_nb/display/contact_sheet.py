"""Contact sheet: pictures with their captions in rows, as one image, as pages of a PDF, or as a web page."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from imagine_nb.display.html_sheet import html_sheet
from imagine_nb.display.lettering import Lettering
from imagine_nb.display.page_sizes import PageLike, page_of
from imagine_nb.display.sheet_layout import Layout, in_one, on_pages
from imagine_nb.display.tiles import Tile
from imagine_nb.errors import InputError
from imagine_nb.values import count_given, text_given

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

MOST = 10_000  # tiles of one sheet
_INK, _QUIET, _PAPER = "#1c1c1c", "#6a6a6a", "#ffffff"
_EMPTY, _FAILED, _EDGE = "#f2f2f2", "#fbeceb", "#c0392b"
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".pdf": "PDF", ".html": "HTML", ".htm": "HTML"}


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
        if not self.tiles:
            raise InputError(
                "There is nothing to be shown on a sheet.", advice="Give it at least one picture."
            )
        if len(self.tiles) > MOST:
            told = f"A sheet of {len(self.tiles):,} pictures is too large."
            raise InputError(told, advice=f"Take a slice, as in results[:{MOST}].")
        count_given(self.columns, of="columns", least=1, most=40)
        text_given(self.title, of="title", may_be_empty=True)
        if self.page is not None:
            page_of(self.page)

    def image(self) -> Image:
        """All of it as one image."""
        return _page(
            self.tiles,
            in_one(self.tiles, self.columns, page=self.page, has_title=bool(self.title)),
            self.title,
        )

    def pages(self) -> Iterator[Image]:
        """The pages of it, one after the other."""
        layout = on_pages(self.tiles, self.columns, page_of(self.page or "A4"), has_title=bool(self.title))
        n_pages = -(-len(self.tiles) // layout.per_page)
        for number in range(n_pages):
            some = self.tiles[number * layout.per_page : (number + 1) * layout.per_page]
            yield _page(some, layout, self.title, foot=f"{number + 1} / {n_pages}" if n_pages > 1 else "")

    def write(self, file: IO[bytes], kind: str) -> None:
        """Write it into a file opened for that; `kind` is what `kind_named` tells of the file's name."""
        if kind == "HTML":
            for part in html_sheet(self.tiles, columns=self.columns, title=self.title):
                file.write(part.encode(errors="replace"))
        elif kind == "PDF":
            self._write_pdf(file)
        else:
            self.image().save(file, kind, **({"quality": 90} if kind == "JPEG" else {}))

    def _write_pdf(self, file: IO[bytes]) -> None:
        dpi = page_of(self.page or "A4").dpi
        with tempfile.TemporaryFile() as whole:  # Pillow reads again what it appends to
            for number, page in enumerate(self.pages()):
                about = {} if number else {"title": self.title or "Contact sheet"}
                page.save(whole, "PDF", append=number > 0, resolution=dpi, quality=88, **about)
            whole.seek(0)
            shutil.copyfileobj(whole, file)


def kind_named(path: str | Path) -> str:
    """The format that a file's name asks for; raises InputError for one that no sheet is saved in."""
    suffix = Path(str(path)).suffix.lower()
    if suffix not in _FORMATS:
        told = f"A contact sheet is not saved as {suffix or 'a file without a suffix'}."
        raise InputError(told, advice="Use a name that ends with .png, .jpg, .pdf or .html.")
    return _FORMATS[suffix]


def _page(tiles: Sequence[Tile], layout: Layout, title: str, *, foot: str = "") -> Image:
    from PIL import Image, ImageDraw

    page = Image.new("RGB", (layout.width, layout.height), _PAPER)
    draw, letters = ImageDraw.Draw(page), Lettering(layout.letters)
    if title:
        wide = layout.width - 2 * layout.margin
        line = "".join(letters.wrapped(title, wide, most=1))
        letters.draw(draw, (layout.margin, layout.margin / 2), line, _INK)
    for index, tile in enumerate(tiles):
        _draw_tile(page, draw, letters, tile, layout, layout.place(index))
    if foot:
        at = layout.width - layout.margin - letters.width(foot), layout.height - layout.margin * 0.8
        letters.draw(draw, at, foot, _QUIET)
    return page


def _draw_tile(
    page: Image, draw: ImageDraw, letters: Lettering, tile: Tile, layout: Layout, at: tuple[int, int]
) -> None:
    (x, y), (width, height) = at, layout.box
    found = tile.drawn(layout.side(tile.size))
    if isinstance(found, str):
        _draw_words(draw, letters, found, (x, y, width, height), is_error=tile.is_error or bool(tile.data))
    else:
        found.thumbnail((width, height))  # a size that was told wrong
        page.paste(found, (x + (width - found.width) // 2, y + height - found.height))
    if not layout.caption_lines:
        return
    y += height + layout.letters // 3
    for line in letters.wrapped(tile.caption, width, most=layout.caption_lines):
        letters.draw(draw, (x, y), line, _INK)
        y += letters.line_height


def _draw_words(
    draw: ImageDraw, letters: Lettering, words: str, box: tuple[int, int, int, int], *, is_error: bool
) -> None:
    """Words in the place of a picture, as many of them as fit."""
    x, y, width, height = box
    draw.rectangle((x, y, x + width - 1, y + height - 1), fill=_FAILED if is_error else _EMPTY)
    if is_error:
        draw.rectangle((x, y, x + max(2, letters.size // 5), y + height - 1), fill=_EDGE)
    pad = letters.size // 2 + max(2, letters.size // 5)
    most = max(1, (height - 2 * pad) // letters.line_height)
    for line in letters.wrapped(words, width - 2 * pad, most=most):
        letters.draw(draw, (x + pad, y + pad), line, _INK)
        y += letters.line_height
