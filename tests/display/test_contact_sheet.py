"""Contact sheets: every tile in its place, one picture in memory at a time, pages of the right size."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from imagine_nb.display.contact_sheet import MOST, Sheet
from imagine_nb.display.page_sizes import PageLike, page_of
from imagine_nb.display.sheet_layout import in_one, on_pages
from imagine_nb.display.tiles import Tile
from imagine_nb.errors import GalleryError, InputError

RED = (200, 20, 20)


def picture(colour: tuple[int, int, int] | str = RED, size: tuple[int, int] = (300, 200)) -> Tile:
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return Tile(file.getvalue, "a red picture", "red", size=size)


def lost() -> bytes:
    raise GalleryError("Its file is gone.")


FAILED = Tile(None, "no", words="It failed.", is_error=True)


def share_of(image: Image.Image, colour: tuple[int, int, int]) -> float:
    """How much of an image has about this colour."""
    near = sum(
        count
        for count, found in image.convert("RGB").getcolors(2**24)
        if all(abs(a - b) < 12 for a, b in zip(found, colour, strict=True))
    )
    return near / (image.width * image.height)


@pytest.mark.parametrize(("count", "columns"), [(1, None), (3, None), (4, 2), (7, 3), (30, None)])
def test_every_picture_is_there_in_its_row(count: int, columns: int | None) -> None:
    tiles = [picture() for _ in range(count)]
    image, layout = Sheet(tiles, columns).image(), in_one(tiles, columns)
    assert image.size == (layout.width, layout.height)
    assert layout.columns == columns or columns is None
    for index in range(count):
        x, y = layout.place(index)
        assert image.getpixel((x + layout.box[0] // 2, y + layout.box[1] // 2)) == RED
    area = count * layout.box[0] * layout.box[1] / (image.width * image.height)
    assert share_of(image, RED) == pytest.approx(area, rel=0.05)


@pytest.mark.parametrize("size", [(100, 900), (900, 100), (1, 1), (20, 20)])
def test_a_picture_of_any_shape_stays_in_its_place(size: tuple[int, int]) -> None:
    tiles = [picture(), picture("#0000ff", size), picture()]
    image, layout = Sheet(tiles, 3).image(), in_one(tiles, 3)
    x, y = layout.place(1)
    place = image.crop((x, y, x + layout.box[0], y + layout.box[1]))
    assert share_of(image, (0, 0, 255)) > 0
    assert share_of(place, (0, 0, 255)) * place.width * place.height == pytest.approx(
        share_of(image, (0, 0, 255)) * image.width * image.height
    )


@pytest.mark.parametrize("paper", [None, "A4"])
def test_the_flattest_picture_has_a_place_that_it_can_be_seen_in(paper: str | None) -> None:
    flat = [picture(size=(20_000, 10))]
    assert in_one(flat, None, page=paper).box[1] >= 12
    assert share_of(Sheet(flat, page=paper).image(), RED) > 0


def test_an_error_has_a_tile_with_its_words() -> None:
    for tile in (FAILED, Tile(lost), Tile(lambda: b"no picture")):
        image = Sheet([tile]).image()
        assert share_of(image, (0xFB, 0xEC, 0xEB)) > 0.5
        assert share_of(image, (0xC0, 0x39, 0x2B)) > 0
        assert share_of(image, (0x1C, 0x1C, 0x1C)) > 0.0005
    assert share_of(Sheet([Tile(None, words="not asked")]).image(), (0xC0, 0x39, 0x2B)) == 0


def test_captions_and_titles_take_room_only_where_there_are_any() -> None:
    bare = Tile(picture().data, size=(300, 200))
    heights = [Sheet([bare]).image().height, Sheet([picture()]).image().height]
    heights.append(Sheet([picture()], title="Red").image().height)
    assert heights == sorted(set(heights))


@pytest.mark.parametrize(
    ("paper", "columns", "n_pages", "points"),
    [
        ("A4", 4, 3, (595, 842)),
        ("Letter landscape", 6, 3, (792, 612)),
        ((1200, 1600), 2, 10, (900, 1200)),
        ("A4", 1, 40, (595, 842)),
    ],
)
def test_a_pdf_has_pages_of_the_right_size(
    tmp_path: Path, paper: PageLike, columns: int, n_pages: int, points: tuple[int, int]
) -> None:
    with (tmp_path / "a.pdf").open("wb") as file:
        Sheet([picture(size=(1000, 1500))] * 40, columns, paper, title="Reds").write(file, "PDF")
    found = pypdfium2.PdfDocument(tmp_path / "a.pdf")
    assert len(found) == n_pages
    assert found.get_metadata_value("Title") == "Reds"
    assert {tuple(map(round, each.get_size())) for each in found} == {points}
    first = found[0].render(scale=1).to_pil()
    assert share_of(first, RED) > 0.3
    found.close()


@pytest.mark.parametrize(("count", "columns"), [(1, None), (5, None), (60, None), (60, 3), (400, None)])
def test_one_page_holds_everything(count: int, columns: int | None) -> None:
    tiles = [picture()] * count
    image, layout = Sheet(tiles, columns, "A4").image(), in_one(tiles, columns, page="A4")
    assert image.size == (1654, 2339)
    assert layout.per_page >= count
    x, y = layout.place(count - 1)
    assert x + layout.box[0] <= image.width
    assert y + layout.box[1] <= image.height


@pytest.mark.parametrize(
    ("count", "shape", "paper", "columns"),
    [
        (1, (300, 300), "A4", 1),
        (2, (300, 200), "A4", 1),
        (6, (300, 200), "A4", 2),
        (6, (300, 300), "A4 landscape", 3),
        (40, (300, 200), "A4", 4),
    ],
)
def test_few_pictures_are_so_large_that_they_fill_a_page(
    count: int, shape: tuple[int, int], paper: str, columns: int
) -> None:
    layout = on_pages([picture(size=shape)] * count, None, page_of(paper), has_title=True)
    assert layout.columns == columns
    scale = layout.side(shape) / max(shape)
    area = min(count, layout.per_page) * shape[0] * shape[1] * scale**2
    assert area > 0.4 * layout.width * layout.height


def test_what_does_not_fit_on_a_page_is_refused() -> None:
    with pytest.raises(
        InputError, match=r"A page of 1654 x 2339 has no room for 2,000 pictures in 2 columns\."
    ):
        Sheet([FAILED] * 2000, 2, "A4").image()
    with pytest.raises(InputError, match="no room for 1 picture in 40 columns"):
        list(Sheet([FAILED], 40, "200x200").pages())


def test_no_page_is_ever_overfull() -> None:
    for columns in range(1, 31):
        layout = on_pages([picture(size=(200, 300))], columns, page_of("A5 landscape"))
        x, y = layout.place(layout.per_page - 1)
        assert x + layout.box[0] <= layout.width
        assert y + layout.box[1] <= layout.height


def test_thousands_of_pictures_are_an_image_of_bounded_size() -> None:
    layout = in_one([picture()] * 2000, None)
    assert layout.width * layout.height <= 40_000_000
    assert layout.box[0] >= 48


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_an_image_is_written_as_its_name_says(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "sheet"
    with path.open("wb") as file:
        Sheet([picture()]).write(file, kind)
    with Image.open(path) as image:
        assert image.format == kind


def test_what_can_be_no_sheet_is_refused() -> None:
    with pytest.raises(InputError, match="A sheet of 10,001 pictures is too large"):
        Sheet([FAILED] * (MOST + 1))
    with pytest.raises(InputError, match="nothing to be shown"):
        Sheet([])
    with pytest.raises(InputError, match="columns is 'a'"):
        Sheet([FAILED], "a")  # type: ignore[arg-type]


LARGE = """
import resource, sys, tempfile
from io import BytesIO
from PIL import Image
from imagine_nb.display.contact_sheet import Sheet
from imagine_nb.display.tiles import Tile
file = BytesIO()
Image.effect_noise((1000, 1000), 50).convert("RGB").save(file, "JPEG")
Sheet([Tile(file.getvalue, "a caption")] * 2).write(BytesIO(), "PDF")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
tiles = [Tile(file.getvalue, "a caption", size=(1000, 1000))] * 300
with tempfile.TemporaryFile() as out:
    Sheet(tiles).write(out, sys.argv[1])
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize("kind", ["PDF", "HTML", "PNG"])
def test_only_one_picture_is_held_at_a_time(kind: str) -> None:
    done = subprocess.run([sys.executable, "-c", LARGE, kind], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 200  # megabytes; the pictures would be 900
