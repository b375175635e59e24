from __future__ import annotations

import base64
import io
import os
import struct
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from PIL import Image

from imagine_nb import Gallery, Studio
from imagine_nb.errors import SourceError
from imagine_nb.gallery.ledger import Ledger
from imagine_nb.picture_files.base64_text import decoded_base64
from imagine_nb.sources import MAX_BYTES, Source, file_source, source, sources


def picture(
    kind: str = "JPEG", *, mode: str = "RGB", size: tuple[int, int] = (40, 30), **options: Any
) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, 1).save(file, kind, **options)
    return file.getvalue()


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return picture(exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_the_api_takes_goes_as_it_is(kind: str) -> None:
    data = picture(kind)
    found = source(data)
    assert found.data == data
    assert found.record.mime_type == f"image/{kind.lower()}"
    assert (found.record.width, found.record.height, found.record.n_bytes) == (40, 30, len(data))
    assert found.notice == ""
    assert found.wire() == {"url": f"data:image/{kind.lower()};base64,{base64.b64encode(data).decode()}"}


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_other_kinds_are_converted_and_it_is_told(kind: str) -> None:
    found = source(picture(kind))
    assert found.record.mime_type == "image/png"
    assert "converted to PNG" in found.notice
    assert Image.open(io.BytesIO(found.data or b"")).size == (40, 30)


def test_a_photograph_on_its_side_is_turned_upright_and_keeps_its_colours() -> None:
    profile = b"a colour profile" * 10
    exif = Image.Exif()
    exif[0x0112] = 6
    found = source(picture(exif=exif, icc_profile=profile))
    image = Image.open(io.BytesIO(found.data or b""))
    assert (found.record.width, found.record.height) == image.size == (30, 40)
    assert image.getexif().get(0x0112) in {None, 1}
    assert image.info["icc_profile"] == profile
    assert "converted" in found.notice


def test_a_phones_jpeg_of_several_pictures_goes_as_it_is() -> None:
    file = io.BytesIO()
    Image.new("RGB", (40, 30)).save(file, "MPO", save_all=True, append_images=[Image.new("RGB", (40, 30))])
    found = source(file.getvalue())
    assert (found.data, found.record.mime_type) == (file.getvalue(), "image/jpeg")


@pytest.mark.parametrize("name", ["a.jpg", "photo.png", "no-ending", "ünï cödé.gif"])
def test_a_name_says_nothing_about_a_kind(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(picture("WEBP"))
    for value in (path, str(path), path.as_uri()):
        found = source(value)
        assert (found.record.mime_type, found.record.name) == ("image/webp", name)


def test_a_home_folder_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "a.png").write_bytes(picture("PNG"))
    assert source("~/a.png").record.mime_type == "image/png"


def test_anything_image_like_is_the_same_source(tmp_path: Path, studio: Studio) -> None:
    data = picture("PNG")
    (tmp_path / "a.png").write_bytes(data)
    text = base64.b64encode(data).decode()
    with (tmp_path / "a.png").open("rb") as file:
        values = [data, bytearray(data), memoryview(data), f"data:image/png;base64,{text}", file,
                  io.BytesIO(data), tmp_path / "a.png", source(data)]  # fmt: skip
        assert {source(value).data for value in values} == {data}
    fox = studio.imagine("a fox")
    assert source(fox).record.picture_id == source(fox[0]).record.picture_id == fox[0].id
    assert source(fox, name="fox").record.name == "fox"


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((3, 4), np.uint8),
        np.zeros((3, 4, 1), np.uint8),
        np.zeros((3, 4, 3), np.uint8),
        np.zeros((3, 4, 4), np.uint8),
        np.zeros((3, 4, 3), bool),
        np.full((3, 4, 3), 0.5, np.float32),
        np.array([[0.0, np.nan], [1.0, 0.5]]),
        np.zeros((6, 4, 3), np.uint8)[::2],
        Image.new("RGBA", (4, 3)),
        Image.new("CMYK", (4, 3)),
        Image.new("P", (4, 3)),
        Image.new("1", (4, 3)),
        Image.new("I;16", (4, 3)),
    ],
    ids=lambda value: f"{type(value).__name__}-{getattr(value, 'shape', getattr(value, 'mode', ''))}",
)
def test_pixels_become_a_png(pixels: Any) -> None:
    assert source(pixels).record.mime_type == "image/png"


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((0, 4, 3), np.uint8),
        np.zeros((3, 4, 2), np.uint8),
        np.zeros((1, 3, 4, 3), np.uint8),
        np.zeros(7, np.uint8),
        np.full((3, 4, 3), 200.0),
        np.full((3, 4, 3), -0.5),
        np.zeros((3, 4, 3), np.int64),
        np.array([["a", "b"]]),
    ],
    ids=lambda value: f"{value.shape}-{value.dtype}",
)
def test_an_array_that_is_no_picture_is_told(pixels: Any) -> None:
    with pytest.raises(SourceError, match="is no picture") as caught:
        source(pixels)
    assert "height, width" in caught.value.advice


def test_a_figure_becomes_a_png_as_it_would_be_saved_and_its_axes_too() -> None:
    figure = Figure(figsize=(4, 3), dpi=50)
    axes = figure.subplots()
    axes.plot([1, 3, 2])
    whole, of_axes = source(figure), source(axes)
    assert (whole.record.name, whole.record.width, whole.record.height) == ("figure", 200, 150)
    assert of_axes.record.sha256 == whole.record.sha256
    assert source(figure, name="chart").record.name == "chart"


def png_claiming(width: int, height: int) -> bytes:
    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"")) + part(b"IEND", b"")


BROKEN: list[tuple[Any, str]] = [
    (b"", "is empty"),
    (b"hello", r"is a text and no picture.*chat\.file"),
    ("größe,ü\n".encode() * 999, r"is a text and no picture.*chat\.file"),
    (b"\xff\xfe\x01hello", "no picture that can be read"),
    (b"\x00" * 99, "no picture that can be read"),
    (picture()[:-200], "is broken"),
    (picture("PNG")[:60], "is broken"),
    (png_claiming(60_000, 60_000), "60000 x 60000 pixels|far too many"),
    (png_claiming(11_000, 11_000), "11000 x 11000 pixels"),
    (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 50, "a HEIC picture"),
    (b"<?xml version='1.0'?><svg xmlns='x'/>", "an SVG drawing"),
    (b" <svg/>", "an SVG drawing"),
    (b"<!DOCTYPE html><html></html>", "a web page"),
    (b"%PDF-1.7", r"a PDF.*chat\.file"),
    ("data:image/png;base64,@@@", "not valid base64"),
    ("data:image/png;base64,", "is empty"),
    ("data:image/png;base64,aGVsbG8=", "no picture"),
    ("no/such/file.jpg", "No such file"),
    ("", "is empty text"),
    ("a\x00b", "is no path"),
    ("x" * 5000, "File name too long"),
    (7, "An int is no picture"),
    (None, "A NoneType is no picture"),
    ({"url": "x"}, "A dict is no picture"),
    (io.StringIO("text"), "open as text"),
    ("https://example.com/?key=xai-abcdefghijk", "with a key in it"),
]


@pytest.mark.parametrize(("value", "words"), BROKEN, ids=[str(index) for index in range(len(BROKEN))])
def test_what_is_no_picture_is_one_clear_error(value: Any, words: str) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        source(value)
    assert caught.value.advice
    assert len(str(caught.value)) < 400


def folder(path: Path) -> Path:
    return path


def dangling(path: Path) -> Path:
    (path / "link").symlink_to(path / "gone")
    return path / "link"


def circular(path: Path) -> Path:
    (path / "loop").symlink_to(path / "loop")
    return path / "loop"


def pipe(path: Path) -> Path:
    os.mkfifo(path / "pipe")
    return path / "pipe"


def gigabyte(path: Path) -> Path:
    with (path / "large.jpg").open("wb") as file:
        file.truncate(2**30)
    return path / "large.jpg"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (folder, "is a folder"),
        (dangling, "is a link to a file that is gone"),
        (circular, "a link to a file that is gone|symbolic links|Symlink loop"),
        (pipe, "is no file"),
        (lambda _: Path("/dev/zero"), "is no file"),
        (gigabyte, "1024 MB"),
    ],
)
def test_a_path_that_leads_to_no_picture_is_told_in_bounded_memory(
    tmp_path: Path, make: Callable[[Path], Path], words: str
) -> None:
    path = make(tmp_path)
    tracemalloc.start()
    with pytest.raises(SourceError, match=words):
        source(path)
    assert tracemalloc.get_traced_memory()[1] < 10 * 2**20
    tracemalloc.stop()


def test_an_open_file_that_does_not_end_is_not_read_for_ever() -> None:
    with Path("/dev/zero").open("rb") as file, pytest.raises(SourceError, match="more than 200 MB"):
        source(file)


def test_a_picture_over_the_limit_is_scaled_down_and_it_is_told() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (3000, 3000, 3), np.uint8)
    found = source(Image.fromarray(noise))
    assert found.record.n_bytes is not None
    assert found.record.n_bytes <= MAX_BYTES
    assert found.record.mime_type == "image/jpeg"
    assert "scaled down to" in found.notice


def test_an_address_goes_as_it_is(tmp_path: Path) -> None:
    found = source("https://example.com/pics/man.jpg?w=1")
    assert (found.data, found.record.name, found.record.n_bytes) == (None, "man.jpg", None)
    assert found.wire() == {"url": "https://example.com/pics/man.jpg?w=1"}
    assert file_source("file_1").wire() == {"file_id": "file_1"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_a_file_says_of_its_making_goes_too_or_is_stripped(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Anna"
    data = picture(kind, exif=exif)
    assert source(data).data == data
    bare = source(data, strip_metadata=True)
    assert b"Anna" in data
    assert b"Anna" not in (bare.data or b"")
    assert bare.record.sha256 != source(data).record.sha256
    assert bare.record.n_bytes == len(bare.data or b"")
    assert np.array_equal(
        np.array(Image.open(io.BytesIO(bare.data or b""))), np.array(Image.open(io.BytesIO(data)))
    )


def test_the_same_source_twice_is_one() -> None:
    data = picture()
    assert [
        each.record.name for each in sources([data, "https://e.com/a.jpg", data, "https://e.com/a.jpg"])
    ] == [
        "image",
        "a.jpg",
    ]
    assert (
        len(sources(data))
        == len(sources(Image.new("RGB", (2, 2))))
        == len(sources(np.zeros((2, 2), np.uint8)))
        == 1
    )
    assert sources(()) == ()


def test_a_source_counts_by_its_bytes_and_not_by_its_name(tmp_path: Path) -> None:
    fox, cat = picture(), source(Image.new("RGB", (3, 2))).data or b""
    for name, data in (("a.png", fox), ("b.png", fox), ("c.png", cat)):
        (tmp_path / name).write_bytes(data)
    found = sources([tmp_path / name for name in ("a.png", "b.png", "c.png")])
    assert [each.record.name for each in found] == ["a.png", "c.png"]
    assert [each.data for each in sources([fox, cat, fox])] == [fox, cat]  # both go by the name of "image"


@given(data=st.binary(max_size=400))
@settings(max_examples=200)
def test_bytes_are_a_source_or_one_error(data: bytes) -> None:
    try:
        found = source(data)
    except SourceError as error:
        assert error.advice  # noqa: PT017 - either way is right
    else:
        assert isinstance(found, Source)


@given(
    cut=st.integers(0, 700),
    at=st.integers(0, 700),
    byte=st.integers(0, 255),
    kind=st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]),
)
@settings(max_examples=200, deadline=None)
def test_a_damaged_picture_is_a_source_or_one_error(cut: int, at: int, byte: int, kind: str) -> None:
    data = bytearray(picture(kind))
    if at < len(data):
        data[at] = byte
    try:
        found = source(bytes(data[: len(data) - cut]), strip_metadata=True)
    except SourceError as error:
        assert error.advice  # noqa: PT017
    else:
        assert found.record.width


@given(
    data=st.binary(max_size=60),
    prefix=st.sampled_from(["", "data:image/png;base64,"]),
    every=st.integers(1, 9),
)
def test_base64_is_read_with_its_line_breaks_and_without_its_padding(
    data: bytes, prefix: str, every: int
) -> None:
    text = base64.b64encode(data).decode()
    broken = "\n".join(text[at : at + every] for at in range(0, len(text), every))
    for form in (text, broken, text.rstrip("="), text.replace("+", "%2B")):
        assert decoded_base64(prefix + form) == data


@pytest.mark.parametrize("values", [[], {}, set(), "", " ", b"", iter(()), (each for each in ()), range(0)])
def test_sources_that_are_asked_for_and_none_are_refused(values: Any) -> None:
    with pytest.raises(SourceError):
        sources(values)


@pytest.mark.parametrize("values", [None, ()])
def test_no_wish_for_a_source_is_none(values: Any) -> None:
    assert sources(values) == ()


@pytest.mark.parametrize("file_id", ["", "  "])
def test_a_stored_file_has_an_id(file_id: str) -> None:
    with pytest.raises(SourceError, match="empty"):
        file_source(file_id)


@pytest.mark.parametrize("text", ["http://[x", "https://[::1/a.png", "file://[x/a.png"])
def test_an_address_that_cannot_be_read_is_told(text: str) -> None:
    with pytest.raises(SourceError, match="is no address"):
        source(text)


@pytest.mark.parametrize("use", [source, Gallery, Gallery.rebuild, Ledger("day", ()).csv])
def test_what_no_file_can_be_called_is_no_path(use: Callable[[str], object]) -> None:
    with pytest.raises(SourceError, match="is no path"):
        use("a\0b.png")
