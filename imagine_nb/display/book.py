"""Picture book: a PDF with one picture a page, as large as the page lets it, and its caption under it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from imagine_nb.display.lettering import Lettering
from imagine_nb.display.page_sizes import Page, PageLike, page_of
from imagine_nb.display.paper import INK, QUIET, blank, draw_words
from imagine_nb.display.pdf import write_pdf
from imagine_nb.display.tiles import Tile, check_tiles
from imagine_nb.values import text_given

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

MOST = 1_000  # pages of pictures
_POINTS = 11  # letters, at least; larger ones on larger pages
_LARGER, _SHORT = (1.7, 1.3), 2  # times so large are they where no caption has more lines than that
_LINES = 12  # of a caption
_LONGEST = 1_500  # characters of a caption, or of a title


@dataclass(frozen=True, slots=True)
class Book:
    """Picture book. `page` is the size of its pages, as a sheet's; with a `title` it has a title page.

    Pictures are read one at a time. Raises InputError for more than 1,000 of them, or none.
    """

    tiles: Sequence[Tile]
    page: PageLike = "A4"
    title: str = ""

    def __post_init__(self) -> None:
        check_tiles(self.tiles, of="A book", most=MOST)
        text_given(self.title, of="title", may_be_empty=True)
        page_of(self.page)

    def pages(self) -> Iterator[Image]:
        """The pages of it, one after the other."""
        page = page_of(self.page)
        if self.title:
            yield _title_page(page, self.title)
        letters = _letters(page, {tile.caption for tile in self.tiles})
        for number, tile in enumerate(self.tiles, 1):
            numbered = str(number) if len(self.tiles) > 1 else ""
            yield _picture_page(page, tile, letters, foot=" · ".join(filter(None, [numbered, tile.maker])))

    def write(self, file: IO[bytes]) -> None:
        """Write it into a file opened for that, as a PDF."""
        write_pdf(self.pages(), file, dpi=page_of(self.page).dpi, title=self.title or "Picture book")


def _letters(page: Page, captions: Collection[str]) -> Lettering:
    """Letters of a book's captions: the same on all pages, and larger where all of them are short."""
    size, wide = _size(page), page.width - 2 * _margin(page)
    for times in _LARGER:
        letters = Lettering(round(size * times))
        if all(len(_lines(letters, each, wide, most=_SHORT + 1)) <= _SHORT for each in captions):
            return letters
    return Lettering(size)


def _size(page: Page) -> int:
    """Letters of a long caption on that page, and of its number, in pixels."""
    return max(8, round(_POINTS * page.dpi / 72), min(page.width, page.height) // 42)


def _margin(page: Page) -> int:
    return min(round(page.dpi * 0.7), min(page.width, page.height) // 12)


def _title_page(page: Page, title: str) -> Image:
    """The title in large letters, in the upper half; smaller ones for a longer one."""
    image, draw = blank(page.width, page.height)
    wide, size = page.width - 2 * _margin(page), _size(page)
    for times in (3, 2, 1):
        letters = Lettering(size * times)
        most = max(1, page.height // 2 // letters.line_height)
        lines = _lines(letters, title, wide, most=most)
        if not any(line.endswith("…") for line in lines):
            break
    y = max(page.height * 2 // 5 - len(lines) * letters.line_height // 2, _margin(page))
    _draw_centred(draw, letters, lines, page.width, y)
    return image


def _picture_page(page: Page, tile: Tile, letters: Lettering, *, foot: str) -> Image:
    image, draw = blank(page.width, page.height)
    margin, small = _margin(page), Lettering(_size(page))
    wide = page.width - 2 * margin
    high = page.height - 2 * margin - (small.line_height if foot else 0)
    gap = letters.size
    most = min(_LINES, max(0, (high // 2 - gap) // letters.line_height))  # a picture has half of it at least
    lines = _lines(letters, tile.caption, wide, most=most) if most else []
    under = gap + len(lines) * letters.line_height if lines else 0
    picture = _drawn(tile, wide, high - under)
    if isinstance(picture, str):
        box = margin, margin, wide, min(high - under, 8 * letters.line_height)
        draw_words(draw, letters, picture, box, is_error=True)
        bottom = margin + box[3]
    else:
        top = margin + (high - under - picture.height) // 2
        image.paste(picture, ((page.width - picture.width) // 2, top))
        bottom = top + picture.height
    _draw_centred(draw, letters, lines, page.width, bottom + gap)
    if foot:
        at = (page.width - small.width(foot)) / 2, page.height - margin
        small.draw(draw, at, foot, QUIET)
    return image


def _drawn(tile: Tile, width: int, height: int) -> Image | str:
    """The picture as large as that room lets it; words where it cannot be read."""
    from PIL import Image

    found = tile.drawn(max(width, height))
    if isinstance(found, str):
        return found
    scale = min(width / found.width, height / found.height)
    size = max(1, round(found.width * scale)), max(1, round(found.height * scale))
    return found.resize(size, Image.Resampling.LANCZOS)


def _lines(letters: Lettering, text: str, width: int, *, most: int) -> list[str]:
    """The lines of a text, whose own line breaks are kept."""
    lines: list[str] = []
    for paragraph in text.strip().splitlines():
        if len(lines) < most:
            lines += letters.wrapped(paragraph, width, most=most - len(lines), longest=_LONGEST) or [""]
    return lines


def _draw_centred(draw: ImageDraw, letters: Lettering, lines: Sequence[str], width: int, y: int) -> None:
    for line in lines:
        letters.draw(draw, ((width - letters.width(line)) / 2, y), line, INK)
        y += letters.line_height
