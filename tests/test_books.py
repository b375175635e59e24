"""Books and sheets of pictures: files as their names say, captions as asked for, refusals in one sentence."""

from __future__ import annotations

import re
from dataclasses import replace
from inspect import signature
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageChops

from imagine_nb import Picture, Pictures, Studio
from imagine_nb.bulk.results import Results
from imagine_nb.display.book import Book
from imagine_nb.display.contact_sheet import Sheet
from imagine_nb.display.tiles import Tile, makers_told
from imagine_nb.errors import InputError


@pytest.fixture
def foxes(studio: Studio) -> Pictures:
    return studio.imagine("a <b>fox</b>", n=3, aspect_ratio="1:1")


def captions_in(page: Path) -> list[str]:
    return re.findall("<figcaption>(.*?)</figcaption>", page.read_text("utf-8"))


def test_pictures_and_a_single_one_make_every_kind_of_file(foxes: Pictures, tmp_path: Path) -> None:
    for number, some in enumerate((foxes, foxes[0])):
        folder = tmp_path / str(number) / "new"
        assert f"{3 - 2 * number} picture" in repr(some.contact_sheet(title="Foxes"))
        assert some.contact_sheet(captions=False).height < some.contact_sheet().height
        with Image.open(some.contact_sheet(folder / "sheet.png", title="Foxes")) as image:
            assert image.format == "PNG"
        assert some.contact_sheet(str(folder / "sheet.pdf")).read_bytes().startswith(b"%PDF")
        page = some.to_html(folder / "page.html", title="Foxes", width=64)
        assert page.read_text().count("<img ") == (1 if number else 3)
        book = pypdfium2.PdfDocument(some.to_pdf(folder / "book.pdf", page="400x400", title="Foxes"))
        assert len(book) == (2 if number else 4)
        book.close()
        with Image.open(some.to_gif(folder / "foxes.GIF", width=64)) as image:
            assert image.size == (64, 64)
            assert getattr(image, "n_frames", 1) == (1 if number else 3)
        assert sorted(each.name for each in folder.iterdir()) == [
            "book.pdf", "foxes.GIF", "page.html", "sheet.pdf", "sheet.png",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("captions", "told"),
    [
        (True, ["1 · a &lt;b&gt;fox&lt;/b&gt;", "2 · a &lt;b&gt;fox&lt;/b&gt;"]),
        (False, []),
        ("", []),
        ("No. {number}, {size}, {cost}", ["No. 1, 1024 x 1024, $0.00", "No. 2, 1024 x 1024, $0.00"]),
        (
            "{model}: {prompt} {{size}}",
            ["print-shop: a &lt;b&gt;fox&lt;/b&gt; {size}"] * 2,
        ),
        (["It was cold.", "Then & now"], ["It was cold.", "Then &amp; now"]),
        (("", "Only this one"), ["Only this one"]),
    ],
)
def test_captions_are_as_they_were_asked_for(
    foxes: Pictures, tmp_path: Path, captions: Any, told: list[str]
) -> None:
    assert captions_in(foxes[:2].to_html(tmp_path / "page.html", captions=captions, width=64)) == told


def test_a_page_tells_alt_texts(foxes: Pictures, studio: Studio, tmp_path: Path) -> None:
    studio.gallery.describe(foxes[1].number, 'a "red" fox')
    described = Pictures(map(studio.picture, studio.gallery))
    page = described.to_html(tmp_path / "page.html", captions="{alt}", width=64)
    assert captions_in(page)[1] == "a &quot;red&quot; fox"
    assert 'alt="a &quot;red&quot; fox"' in page.read_text()
    assert 'alt="Picture: a &lt;b&gt;fox' in page.read_text()


def test_its_options_are_listed() -> None:
    for each in (Pictures, Picture, Results):
        assert list(signature(each.contact_sheet).parameters)[1:] == [
            "path", "columns", "captions", "page", "title",
        ]  # fmt: skip


REFUSED: list[tuple[str, str, dict[str, Any], str]] = [
    ("contact_sheet", "a.gif", {}, "A contact sheet is not saved as .gif. Use a name that ends with .png"),
    ("contact_sheet", "a.pdf", {"colums": 3}, "There is no option colums=. Did you mean columns="),
    ("contact_sheet", "a.pdf", {"captions": "{promt}"}, "captions names 'promt', which is no field. Did you"),
    ("contact_sheet", "a.pdf", {"captions": 7}, "captions is 7. It is True, False, a template"),
    ("contact_sheet", "a.pdf", {"captions": ["a"]}, "captions holds 1 texts for 3 pictures."),
    ("contact_sheet", "a.pdf", {"captions": ["a", "b", 3]}, "captions is 3. It is True"),
    ("contact_sheet", "a.pdf", {"page": "A9"}, "page is 'A9'. Did you mean A"),
    ("to_pdf", "a.png", {}, "A book is not saved as .png. Use a name that ends with .pdf."),
    ("to_pdf", "a", {}, "A book is not saved as a file without a suffix."),
    ("to_pdf", "a.pdf", {"page": "7"}, "page is '7'. "),
    ("to_pdf", "a.pdf", {"captions": "{ prompt }"}, "captions: { prompt } is not read as a field. Did you"),
    ("to_html", "a.pdf", {}, "A page is not saved as .pdf. Use a name that ends with .html."),
    ("to_html", "a.html", {"width": 7}, "width is 7. It is a count from 64 to 4096."),
    ("to_html", "a.html", {"title": 7}, "title is 7"),
    ("to_gif", "a.webp", {}, "An animation is not saved as .webp. Use a name that ends with .gif."),
    ("to_gif", "a.gif", {"seconds": [1, 2]}, "seconds holds 2 numbers for 3 pictures."),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "name", "options", "message"), REFUSED)
def test_what_cannot_be_made_is_refused_and_nothing_is_written(
    foxes: Pictures, tmp_path: Path, verb: str, name: str, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError) as caught:
        getattr(foxes, verb)(tmp_path / "out" / name, **options)
    assert message in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_no_pictures_are_no_book(foxes: Pictures, tmp_path: Path) -> None:
    none = foxes[:0]
    for make in (none.contact_sheet, none.to_pdf, none.to_html, none.to_gif):
        suffix = make.__name__.rpartition("_")[2].replace("sheet", "png")
        with pytest.raises(InputError, match="nothing to be shown"):
            make(tmp_path / f"a.{suffix}")  # type: ignore[operator]


@pytest.mark.parametrize("name", ["folder.pdf", "file.txt/book.pdf"])
def test_a_place_where_nothing_can_be_written_is_told(foxes: Pictures, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "file.txt").touch()
    with pytest.raises(InputError, match=r"cannot be written: .*folder"):
        foxes[0].to_pdf(tmp_path / name, page="300x300")


def test_a_picture_whose_file_is_gone_has_the_reason_in_its_place(foxes: Pictures, tmp_path: Path) -> None:
    assert foxes[1].path is not None
    foxes[1].path.unlink()
    page = foxes.to_html(tmp_path / "page.html", width=64).read_text()
    assert page.count("<img ") == 2
    assert "Picture 2 cannot be read: No such file or directory" in page


def test_a_chain_leads_from_the_first_picture_to_this_one(studio: Studio) -> None:
    fox, hat = studio.imagine("a fox").one, studio.imagine("a hat").one
    night = fox.imagine("make it night").one
    dressed = night.imagine("put the hat on it", images=hat).one
    night.imagine("another way")
    assert list(dressed.chain) == [fox, night, dressed]
    assert list(hat.chain) == [hat]
    assert dressed.chain[0].data == fox.data
    studio.gallery.delete(night.number)
    assert list(dressed.chain) == [fox, dressed]


def test_without_a_gallery_a_picture_of_its_own_is_a_chain() -> None:
    fox = Studio(engine="print-shop", gallery=False, notify=lambda text: None).imagine("a fox").one
    assert list(fox.chain) == [fox]


def test_books_and_sheets_name_the_print_shop(foxes: Pictures, tmp_path: Path) -> None:
    assert '<p class="by">Print shop, not Grok</p>' in foxes.to_html(tmp_path / "page.html").read_text()


def test_of_several_makers_it_is_told_how_many_are_whose() -> None:
    printed, theirs = Tile(bytes, maker="print shop, not Grok"), Tile(bytes)
    assert makers_told([printed, printed]) == "Print shop, not Grok"
    assert (
        makers_told([printed, theirs, Tile(None, words="failed")]) == "Print shop, not Grok: 1 of 2 pictures"
    )
    assert makers_told([theirs]) == makers_told([]) == ""


def test_the_makers_line_is_on_sheets_and_in_books(foxes: Pictures) -> None:
    given = [Tile(lambda data=each.data: data, size=(64, 64)) for each in foxes[:2]]
    named = [replace(each, maker="print shop, not Grok") for each in given]
    plain, told = Sheet(given).image(), Sheet(named).image()
    assert told.height > plain.height
    assert ImageChops.difference(*(next(Book(some, "400x400").pages()) for some in (given, named))).getbbox()
    assert ImageChops.difference(*(next(Sheet(some).pages()) for some in (given, named))).getbbox()
