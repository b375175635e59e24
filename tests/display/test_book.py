"""Picture books: a picture a page, as large as the page lets it, with words that are there to be read."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image, ImageChops

from imagine_nb.display.book import MOST, Book
from imagine_nb.display.page_sizes import PageLike
from imagine_nb.display.tiles import Tile
from imagine_nb.errors import GalleryError, InputError

RED = (200, 20, 20)


def picture(caption: str = "", size: tuple[int, int] = (30, 20)) -> Tile:
    file = BytesIO()
    Image.new("RGB", size, RED).save(file, "PNG")
    return Tile(file.getvalue, caption, "red", size=size)


def place_of(page: Image.Image, colour: tuple[int, int, int] = RED) -> tuple[int, int, int, int]:
    """The left, upper, right and lower edge of all that has exactly this colour."""
    differs = ImageChops.difference(page, Image.new("RGB", page.size, colour)).convert("L")
    box = differs.point(lambda value: 255 if value == 0 else 0).getbbox()
    assert box is not None
    return box


def ink(page: Image.Image, above: int, below: int) -> int:
    """How many pixels of a page are dark between two heights."""
    return sum(page.crop((0, above, page.width, below)).convert("L").histogram()[:90])


@pytest.mark.parametrize(
    ("paper", "points"),
    [
        ("A4", (595, 842)),
        ("A5 landscape", (595, 419)),
        ("Letter", (612, 792)),
        ("210x210mm", (595, 595)),
        ((400, 300), (300, 225)),
    ],
)
def test_a_book_has_a_page_for_each_picture_after_its_title(paper: PageLike, points: tuple[int, int]) -> None:
    file = BytesIO()
    Book([picture("one"), picture("two")], paper, title="The red book").write(file)
    found = pypdfium2.PdfDocument(file.getvalue())
    assert len(found) == 3
    assert found.get_metadata_value("Title") == "The red book"
    assert {tuple(map(round, each.get_size())) for each in found} == {points}
    found.close()
    assert len(list(Book([picture()], paper).pages())) == 1


@pytest.mark.parametrize("size", [(30, 20), (20, 30), (3000, 1000), (1, 1), (10, 2000)])
@pytest.mark.parametrize("paper", ["A5", "A5 landscape"])
def test_a_picture_is_as_large_as_the_page_lets_it(paper: str, size: tuple[int, int]) -> None:
    (page,) = Book([picture(size=size)], paper).pages()
    left, top, right, bottom = place_of(page)
    margin = min(left, top)
    assert margin == pytest.approx(min(page.size) / 12, abs=2)
    assert right - left == pytest.approx((bottom - top) * size[0] / size[1], abs=2)
    assert page.width - right == pytest.approx(left, abs=2)


def test_the_caption_stands_under_its_picture_and_keeps_its_lines() -> None:
    dark = []
    for caption in ("", "One line.", "One line.\nAnd another.", "word " * 2000):
        (page,) = Book([picture(caption, (20, 30))], "A5").pages()
        bottom = place_of(page)[3]
        assert bottom > page.height * 0.45
        dark.append(ink(page, bottom, page.height))
        assert ink(page, page.height - 10, page.height) == 0
    assert dark[0] == 0
    assert dark == sorted(set(dark))


def test_short_captions_are_larger_on_every_page_of_their_book() -> None:
    long = "A fox lived in a forest, and had all that a fox needs. " * 4
    words = [picture("Fox.", (20, 30)), picture("Owl.", (20, 30))]
    inks = []
    for tiles in (words, [words[0], picture(long, (20, 30))]):
        page = next(Book(tiles, "A5").pages())
        inks.append(ink(page, place_of(page)[3], page.height * 11 // 12))
    assert inks[0] > 2 * inks[1] > 0


def test_a_title_is_large_and_a_long_one_is_whole() -> None:
    pages = [next(Book([picture()], "A5", title=title).pages()) for title in ("Fox", "A fox and more. " * 30)]
    assert ink(pages[0], 0, pages[0].height) > 500
    assert ink(pages[1], 0, pages[1].height) > 5 * ink(pages[0], 0, pages[0].height)
    for page in pages:
        assert ink(page, page.height - 40, page.height) == 0


def test_a_title_in_the_metadata_is_short_and_obeyed_by_no_screen() -> None:
    file = BytesIO()
    Book([picture()], "200x200", "a\x00\x1b\u202eb" + "x" * 5_000).write(file)
    found = pypdfium2.PdfDocument(file.getvalue())
    title = found.get_metadata_value("Title")
    found.close()
    assert title.startswith("a\\x00\\x1b\\u202ebxxx")
    assert len(title) < 400


def test_a_picture_that_cannot_be_read_has_the_reason_on_its_page() -> None:
    def lost() -> bytes:
        raise GalleryError("Its file is gone.")

    (page,) = Book([Tile(lost, "a lost one")], "A5").pages()
    assert ink(page, 0, page.height // 3) > 500


def test_what_can_be_no_book_is_refused() -> None:
    with pytest.raises(InputError, match="A book of 1,001 pictures is too large"):
        Book([picture()] * (MOST + 1))
    with pytest.raises(InputError, match="nothing to be shown"):
        Book([])
    with pytest.raises(InputError, match="page is 'A9'"):
        Book([picture()], "A9")
    with pytest.raises(InputError, match="title is 7"):
        Book([picture()], title=7)  # type: ignore[arg-type]


LARGE = """
import resource, tempfile
from imagine_nb.display.book import Book
from imagine_nb.display.tiles import Tile
words = Tile(None, words="no picture", size=(10, 10))
Book([words] * 12, "1500x1500").write(tempfile.TemporaryFile())
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
Book([words] * 72, "1500x1500").write(tempfile.TemporaryFile())
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_only_a_few_pages_are_held_at_a_time() -> None:
    done = subprocess.run([sys.executable, "-c", LARGE], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 60  # megabytes; the pages would be 480
