"""An inset never changes a pixel outside of its region, whatever the source is; inside it is feathered."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from imagine_nb.errors import SourceError
from imagine_nb.picture_files import containers, pixels
from imagine_nb.picture_files.colours import plain
from imagine_nb.picture_files.insets import boxed, inset, painted

SIZE = (60, 40)
BOX = (10, 8, 30, 20)


def file(image: Image.Image, kind: str = "PNG", **more: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def picture(mode: str, size: tuple[int, int] = SIZE) -> Image.Image:
    """A picture in which no two pixels beside each other are the same."""
    rng = np.random.default_rng(5)
    channels = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4, "CMYK": 4}[mode]
    return Image.frombytes(mode, size, rng.integers(0, 256, (*size[::-1], channels), np.uint8).tobytes())


def edit(colour: Any = (0, 255, 0), *, mode: str = "RGB", size: tuple[int, int] = SIZE) -> bytes:
    return file(Image.new(mode, size, colour))


def array(data: bytes, mode: str = "RGBA") -> np.ndarray[Any, Any]:
    return np.asarray(plain(pixels.decoded(data)).convert(mode))


def palette(*, clear: bool) -> bytes:
    image = picture("RGB").quantize(32)
    return file(image, transparency=3) if clear else file(image)


SOURCES = {
    "RGB": file(picture("RGB")),
    "RGBA": file(picture("RGBA")),
    "L": file(picture("L")),
    "LA": file(picture("LA")),
    "1": file(picture("L").convert("1")),
    "palette": palette(clear=False),
    "palette, one colour clear": palette(clear=True),
    "16-bit grey": file(Image.fromarray(np.arange(2400, dtype=np.uint16).reshape(40, 60) * 27)),
    "JPEG": file(picture("RGB"), "JPEG"),
    "CMYK": file(picture("CMYK"), "JPEG"),
    "WebP": file(picture("RGBA"), "WEBP", lossless=True),
}


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("shape", [SIZE, (30, 20), (64, 64)], ids=["same size", "half", "square"])
def test_outside_of_the_region_every_pixel_is_the_sources(name: str, shape: tuple[int, int]) -> None:
    source = SOURCES[name]
    inside = boxed(BOX, SIZE)
    made = inset(source, edit(size=shape), inside, feather=4)
    assert pixels.kind_and_size(made.data) == ("image/png", *SIZE)
    before, after = array(source), array(made.data)
    assert np.array_equal(before[~inside], after[~inside])
    middle = after[14:22, 16:34]
    assert (middle == (0, 255, 0, 255)).all()
    assert bool(made.notice) == (name == "16-bit grey")


def test_a_picture_of_16_bits_a_channel_says_that_it_has_8_now() -> None:
    rows = b"".join(b"\0" + bytes(6 * SIZE[0]) for _ in range(SIZE[1]))
    header = b"IHDR" + SIZE[0].to_bytes(4) + SIZE[1].to_bytes(4) + bytes([16, 2, 0, 0, 0])
    parts = [header, b"IDAT" + zlib.compress(rows), b"IEND"]
    chunks = [(len(each) - 4).to_bytes(4) + each + zlib.crc32(each).to_bytes(4) for each in parts]
    deep = containers.PNG + b"".join(chunks)
    assert inset(deep, edit(), boxed(BOX, SIZE), feather=2).notice.startswith("The source has more than 8")
    assert inset(SOURCES["16-bit grey"], edit(), boxed(BOX, SIZE), feather=2, name="moon.png").notice == (
        "moon.png has more than 8 bits a channel; here each has 8."
    )


def test_the_feather_is_within_the_region_and_grows_towards_its_middle() -> None:
    made = inset(edit((0, 0, 0)), edit((250, 250, 250)), boxed(BOX, SIZE), feather=4)
    row = array(made.data, "RGB")[18, :, 0].tolist()
    assert row[:16] == [*[0] * 10, 50, 100, 150, 200, 250, 250]
    assert row[34:] == [250, 250, 200, 150, 100, 50, *[0] * 20]


def test_at_the_pictures_own_edge_there_is_no_feather() -> None:
    made = inset(edit((0, 0, 0)), edit((250, 250, 250)), boxed((0, 0, 20, 40), SIZE), feather=4)
    levels = array(made.data, "RGB")[..., 0]
    assert (levels[:, :16] == 250).all()
    assert levels[0, 16:].tolist() == [200, 150, 100, 50, *[0] * 40]
    whole = inset(edit((0, 0, 0)), edit((250, 250, 250)), boxed((0, 0, *SIZE), SIZE), feather=4)
    assert (array(whole.data, "RGB") == 250).all()


@pytest.mark.parametrize("width", [1, 2, 3, 5])
def test_a_narrow_region_is_feathered_less_and_shows_all_of_the_edit_in_its_middle(width: int) -> None:
    inside = boxed((20, 5, width, 30), SIZE)
    levels = array(inset(edit((0, 0, 0)), edit((250, 250, 250)), inside, feather=8).data, "RGB")[..., 0]
    assert levels[20].max() == 250
    assert (levels[inside] > 0).all()
    assert (levels[~inside] == 0).all()


def test_where_the_source_is_clear_the_edit_is_seen_in_its_own_colour() -> None:
    clear = file(Image.new("RGBA", SIZE, (255, 0, 0, 0)))
    made = array(inset(clear, edit((0, 200, 0)), boxed(BOX, SIZE), feather=4).data)
    inside = boxed(BOX, SIZE)
    assert (made[inside][:, :3] == (0, 200, 0)).all()
    assert (made[~inside] == (255, 0, 0, 0)).all()
    assert {*made[18, 10:15, 3].tolist()} == {51, 102, 153, 204, 255}


def test_an_edit_that_can_be_seen_through_is_set_in_as_it_is() -> None:
    made = array(inset(edit((9, 9, 9)), edit((0, 0, 0, 0), mode="RGBA"), boxed(BOX, SIZE), feather=0).data)
    assert (made[10:20, 12:30, 3] == 0).all()
    assert (made[:8] == (9, 9, 9, 255)).all()


def test_the_sources_colour_profile_stays_and_the_edit_is_brought_into_it() -> None:
    linear = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    xyz = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    source = file(picture("RGB"), icc_profile=xyz)
    made = inset(source, edit(), boxed(BOX, SIZE), feather=2).data
    assert pixels.decoded(made).info["icc_profile"] == xyz
    inside = boxed(BOX, SIZE)
    assert np.array_equal(array(source)[~inside], array(made)[~inside])
    odd = file(picture("RGB"), icc_profile=linear)  # of other colours: no reader can use it
    assert "icc_profile" not in pixels.decoded(inset(odd, edit(), inside, feather=2).data).info


def test_a_picture_turned_by_its_exif_is_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    source = file(picture("RGB"), exif=exif)
    assert pixels.size(source) == SIZE
    assert pixels.upright_size(source) == (40, 60)
    inside = boxed((5, 5, 20, 30), (40, 60))
    made = inset(source, edit(size=(40, 60)), inside, feather=2).data
    turned = np.asarray(pixels.upright(pixels.decoded(source)))
    assert np.array_equal(turned[~inside], array(made, "RGB")[~inside])


def test_a_mask_paints_where_it_is_white_or_opaque() -> None:
    white = Image.new("L", SIZE, 20)
    white.paste(255, (10, 8, 40, 28))
    drawn = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    drawn.paste((0, 0, 0, 255), (10, 8, 40, 28))
    box = boxed(BOX, SIZE)
    for mask in (
        file(white),
        file(drawn),
        file(white.convert("1", dither=Image.Dither.NONE)),
        file(white.convert("RGBA")),
    ):
        assert np.array_equal(painted(mask, SIZE), box)
    double = painted(file(white), (120, 80))
    assert abs(int(double.sum()) - 4 * int(box.sum())) < 200
    assert not painted(file(Image.new("L", SIZE, 0)), SIZE).any()


@pytest.mark.parametrize("position", [0, 1])
def test_a_file_that_cannot_be_read_is_named(position: int) -> None:
    files = [edit(), edit()]
    files[position] = b"\x89PNG\r\n\x1a\n broken"
    with pytest.raises(SourceError):
        inset(*files, boxed(BOX, SIZE), feather=2)
