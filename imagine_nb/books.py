"""Books and sheets of pictures: one image, pages of a PDF, a web page, and one picture after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypedDict, TypeVar, Unpack, overload

from imagine_nb.captions import caption_of
from imagine_nb.display.alt_texts import alt_text
from imagine_nb.display.animation import Animation
from imagine_nb.display.book import Book
from imagine_nb.display.contact_sheet import Sheet
from imagine_nb.display.html_sheet import write_html
from imagine_nb.display.kinds import GIF, PAGE, PDF, SHEET, kind_named
from imagine_nb.display.page_sizes import PageLike
from imagine_nb.display.tiles import Tile, check_tiles
from imagine_nb.engines import ENGINES
from imagine_nb.errors import InputError
from imagine_nb.gallery.disk import save_by
from imagine_nb.money import cost
from imagine_nb.options import check_names
from imagine_nb.records import PictureRecord, clipped
from imagine_nb.signatures import spelled_out
from imagine_nb.templates import template
from imagine_nb.values import checked_count, text_given

if TYPE_CHECKING:
    from PIL.Image import Image

T = TypeVar("T")
Captions: TypeAlias = "bool | str | Sequence[str]"
_FIELDS = ("prompt", "number", "model", "alt", "cost", "size")
_CAPTIONS = "It is True, False, a template as {number} · {prompt}, or a list of one text for each picture."
_MOST_ALT = 240  # characters
_MOST_ON_A_PAGE = 1_000  # pictures of a web page that can be large


class SheetOptions(TypedDict, total=False):
    """Options of a contact sheet."""

    columns: int | None
    captions: Captions
    page: PageLike | None
    title: str


class HasPicture(Protocol):
    """A picture, as a sheet knows it."""

    @property
    def described(self) -> PictureRecord: ...
    @property
    def data(self) -> bytes: ...


class Books:
    """What one picture and several have in common: sheets, books, pages and animations of themselves.

    `captions` is True for each picture's number and prompt, False for none, a template of `{prompt}`,
    `{number}`, `{model}`, `{alt}`, `{cost}` and `{size}`, or a list of texts, one for each picture. A picture
    whose file cannot be read has the reason in its place; who made them is named where that is not the API.
    The folder of `path` is made where there is none.
    """

    __slots__ = ()

    @property
    def _pictures_in_order(self) -> Sequence[Any]:
        return self if isinstance(self, Sequence) else (self,)

    @overload
    def contact_sheet(self, path: None = None, **options: Unpack[SheetOptions]) -> Image: ...
    @overload
    def contact_sheet(self, path: str | Path, **options: Unpack[SheetOptions]) -> Path: ...
    @spelled_out(SheetOptions)
    def contact_sheet(self, path: str | Path | None = None, **options: Unpack[SheetOptions]) -> Image | Path:
        """Contact sheet: all pictures on a PIL image, or in a file: `pictures.contact_sheet("sheet.pdf")`.

        A name that ends with .pdf makes pages of A4, or of `page` (`Letter`, `A4 landscape`, `210x297mm`, or
        `1200x1600` pixels), .png and .jpg one image, .html a page for a browser that holds its pictures.
        `columns` pictures stand in a row; `captions` is True for number and prompt, False, a template as
        `{prompt} · {model}` (or `{number}`, `{alt}`, `{cost}`, `{size}`), or a list of texts; `title` stands
        above them. Raises InputError for another name, and where it cannot be written.
        """
        return sheet(lambda captions: tiles(self._pictures_in_order, captions), path, options)

    def to_pdf(
        self, path: str | Path, *, page: PageLike = "A4", captions: Captions = True, title: str = ""
    ) -> Path:
        """Picture book as a PDF: one picture a page, as large as the page lets it, its caption under it.

        `page` is the size of a page: `A4`, `A5`, `Letter`, with `landscape` after it or not, `210x210mm`, or
        pixels as `1200x1600`. With a `title` a title page comes first. `captions` as in `contact_sheet`; a
        list of texts makes a story of them. Returns the path. Raises InputError for a name that does not end
        with .pdf, and where it cannot be written.
        """
        kind_named(path, PDF, of="A book")
        book = Book(tiles(self._pictures_in_order, captions), page, title)
        return save_by(path, book.write)

    def to_html(
        self, path: str | Path, *, captions: Captions = True, title: str = "", width: int = 1024
    ) -> Path:
        """Web page that holds its pictures: one file for a browser, a phone or a printer, without scripts.

        Each picture is a JPEG at most `width` pixels long, with its alt text; a click on it, or Enter, shows
        it large. `captions` as in `contact_sheet`; `title` is the heading. Returns the path. Raises
        InputError for a name that does not end with .html, and where it cannot be written.
        """
        kind_named(path, PAGE, of="A page")
        made = tiles(self._pictures_in_order, captions)
        check_tiles(made, of="A page", most=_MOST_ON_A_PAGE)
        text_given(title, of="title", may_be_empty=True)
        checked_count(width, of="width", least=64, most=4096)
        return save_by(path, lambda file: write_html(file, made, title=title, width=width))

    def to_gif(
        self, path: str | Path, *, seconds: float | Sequence[float] = 1.0, width: int = 512, loop: bool = True
    ) -> Path:
        """Animated GIF: the pictures one after the other, as a chain of edits: `fox.chain.to_gif("fox.gif")`.

        Each stays for `seconds`, one number or a list of one for each picture. Frames are `width` pixels wide
        and as high as the first picture asks for; others are set into them whole. With `loop=False` it ends
        at the last one. Returns the path. Raises InputError for a name that does not end with .gif, and where
        it cannot be written.
        """
        kind_named(path, GIF, of="An animation")
        animation = Animation(tiles(self._pictures_in_order, captions=False), seconds, width, loop)
        return save_by(path, animation.write)


def sheet(
    tiles_by: Callable[[Any], Sequence[Tile]], path: str | Path | None, options: SheetOptions
) -> Image | Path:
    """A contact sheet as an image, or in a file of that name; `tiles_by` gives its tiles by the captions."""
    kind = "" if path is None else kind_named(path, SHEET, of="A contact sheet")
    check_names(options, SheetOptions.__annotations__)
    made = tiles_by(options.get("captions", True))
    whole = Sheet(made, options.get("columns"), options.get("page"), options.get("title", ""))
    if path is not None:
        return save_by(path, lambda file: whole.write(file, kind))
    from imagine_nb.display.sheet_image import sheet_image

    return sheet_image(whole.image(), whole.told)


def tile(picture: HasPicture, caption: str) -> Tile:
    """The tile of a picture with a caption, read when its turn comes."""
    record = picture.described
    size = max(1, record.width), max(1, record.height)
    alt, maker = clipped(alt_text(record), _MOST_ALT), ENGINES[record.engine].label
    return Tile(lambda: picture.data, caption, alt, size=size, maker=maker)


def tiles(pictures: Sequence[HasPicture], captions: Captions) -> list[Tile]:
    """A tile for each picture. Raises InputError for captions that are none."""
    if isinstance(captions, (list, tuple)):
        if len(captions) != len(pictures):
            told = f"captions holds {len(captions)} texts for {len(pictures)} pictures."
            raise InputError(told, advice=_CAPTIONS)
        texts = [text_given(each, of="captions", may_be_empty=True, advice=_CAPTIONS) for each in captions]
        return [tile(picture, text or "") for picture, text in zip(pictures, texts, strict=True)]
    caption = caption_by(captions, _FIELDS, noun="field", advice=_CAPTIONS, usual=_numbered, values=_values)
    return [tile(picture, caption(picture.described)) for picture in pictures]


def caption_by(
    captions: object,
    fields: Sequence[str],
    *,
    noun: str,
    advice: str,
    usual: Callable[[T], str],
    values: Callable[[T], Mapping[str, Any]],
) -> Callable[[T], str]:
    """What captions each: `usual` where captions is True, nothing for False, else a template of these fields.

    `noun` and `advice` are for its errors. Raises InputError for what is none of these.
    """
    if isinstance(captions, bool):
        return usual if captions else lambda _each: ""
    text = text_given(captions, of="captions", may_be_empty=True, advice=advice)
    made = template(text or "", fields, of="captions", noun=noun)

    def caption(each: T) -> str:
        try:
            return made.filled(values(each))
        except InputError:  # a field that is empty: the usual caption says enough
            return usual(each)

    return caption


def _numbered(record: PictureRecord) -> str:
    return " · ".join(filter(None, [str(record.number or ""), caption_of(record)]))


def _values(record: PictureRecord) -> Mapping[str, str]:
    return {
        "prompt": caption_of(record),
        "number": str(record.number or ""),
        "model": record.model,
        "alt": alt_text(record),
        "cost": cost(record.cost_ticks),
        "size": f"{record.width} x {record.height}",
    }
