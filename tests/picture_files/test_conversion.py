from __future__ import annotations

import io
import struct
from array import array
from typing import Any

import numpy as np
import pytest
from PIL import Image

from imagine_nb.errors import SourceError
from imagine_nb.sources import MAX_BYTES, source, sources

ORIENTATION = 0x0112


def file_of(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def lying(orientation: int, kind: str = "JPEG") -> bytes:
    """A picture that is red at the top left as it is meant to be seen, stored turned."""
    image = Image.new("RGB", (64, 32), "blue")
    image.paste("red", (0, 0, 16, 16))
    back = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_90",
            7: "TRANSVERSE", 8: "ROTATE_270"}  # fmt: skip
    if orientation in back:
        image = image.transpose(Image.Transpose[back[orientation]])
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "Camera of Anna"
    return file_of(image, kind, exif=exif, **({"quality": 95} if kind in {"JPEG", "WEBP"} else {}))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_upright_from_a_file_and_from_memory(orientation: int, kind: str) -> None:
    data = lying(orientation, kind)
    loaded = Image.open(io.BytesIO(data))
    loaded.load()
    for value in (data, Image.open(io.BytesIO(data)), loaded, loaded.copy()):
        found = source(value)
        image = Image.open(io.BytesIO(found.data or b""))
        red, _, blue = image.convert("RGB").getpixel((5, 5))
        assert image.size == (64, 32)
        assert red > 200 > blue
        assert image.getexif().get(ORIENTATION, 1) == 1
        if kind != "TIFF" or value is data:  # Pillow turns it as it decodes it
            assert ("turned upright" in found.notice) == (orientation > 1)


def test_orientation_that_is_none_turns_nothing() -> None:
    for orientation in (0, 9, 77):
        assert source(lying(orientation)).notice == ""


def frames(kind: str, count: int = 3, **options: Any) -> bytes:
    each = [Image.new("RGB", (40, 30), colour) for colour in ("red", "lime", "blue")[:count]]
    return file_of(each[0], kind, save_all=True, append_images=each[1:], **options)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF"])
def test_of_several_frames_the_first_goes_and_it_is_told(kind: str) -> None:
    found = source(frames(kind, **({"lossless": True} if kind == "WEBP" else {})))
    assert f"the first of its {'pages' if kind == 'TIFF' else 'frames'}" in found.notice
    assert found.record.mime_type == "image/png"
    image = Image.open(io.BytesIO(found.data or b""))
    assert not getattr(image, "is_animated", False)
    assert image.convert("RGB").getpixel((1, 1)) == (255, 0, 0)
    assert "first" not in source(frames(kind, count=1)).notice


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "TIFF"])
def test_a_frame_that_was_chosen_in_memory_is_the_one_that_goes(kind: str) -> None:
    image = Image.open(io.BytesIO(frames(kind, **({"lossless": True} if kind == "WEBP" else {}))))
    image.seek(1)
    found = source(image)
    assert Image.open(io.BytesIO(found.data or b"")).convert("RGB").getpixel((1, 1)) == (0, 255, 0)
    assert "its current frame of several" in found.notice


def test_a_gif_with_a_broken_second_frame_still_gives_its_first() -> None:
    data = frames("GIF")
    assert source(data[: len(data) - 30]).record.mime_type == "image/png"


def tiff(values: Any, tags: dict[int, int]) -> bytes:
    """A TIFF of 16-bit grey with these tags."""
    height, width = values.shape
    data = values.astype("<u2").tobytes()
    fields = {256: width, 257: height, 258: 16, 259: 1, 262: 1, 273: 8, 277: 1, 278: height, 279: len(data)}
    entries = b"".join(
        struct.pack("<HHII", tag, 4, 1, value) for tag, value in sorted({**fields, **tags}.items())
    )
    count = len({**fields, **tags})
    head = b"II*\0" + struct.pack("<I", 8 + len(data))
    return head + data + struct.pack("<H", count) + entries + struct.pack("<I", 0)


def test_a_tiff_in_which_white_is_zero_is_not_shown_as_a_negative() -> None:
    values = np.array([[0, 65535]])
    for tags, grey in (({}, [[0, 255]]), ({262: 0}, [[255, 0]])):
        found = source(tiff(values, tags))
        assert np.asarray(Image.open(io.BytesIO(found.data or b""))).tolist() == grey


def test_a_cameras_raw_file_is_refused_and_not_its_preview_sent() -> None:
    with pytest.raises(SourceError, match="raw file, of which only the preview"):
        source(tiff(np.zeros((2, 2)), {254: 1}))
    for start in (b"II*\0\x10\0\0\0CR\x02\0", b"\0\0\0\x18ftypcrx "):
        with pytest.raises(SourceError, match="a camera's raw file"):
            source(start + bytes(64))


def test_a_tiff_of_floats_in_colour_says_that_it_is_one() -> None:
    with pytest.raises(SourceError, match="a TIFF of a kind"):
        source(tiff(np.zeros((2, 2)), {258: 64, 339: 3}))


def test_what_is_appended_to_a_photograph_goes_with_it() -> None:
    data = file_of(Image.new("RGB", (40, 30)), "JPEG") + b"\0" * 5000 + b"MotionPhoto_Data"
    assert source(data).data == data


@pytest.mark.parametrize("size", [(1, 1), (1, 10_000), (10_000, 1)])
def test_a_very_thin_picture_is_a_picture(size: tuple[int, int]) -> None:
    found = source(Image.new("RGB", size))
    assert (found.record.width, found.record.height) == size


@pytest.mark.parametrize("size", [(0, 0), (0, 5), (5, 0)])
def test_a_picture_of_no_pixels_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(SourceError, match=f"{size[0]} x {size[1]} pixels"):
        source(Image.new("RGB", size))


def test_a_picture_whose_file_is_closed_is_told() -> None:
    with Image.open(io.BytesIO(lying(1))) as image:
        pass
    image.close()
    with pytest.raises(SourceError, match="is broken"):
        source(image)


def test_what_is_too_large_in_bytes_loses_its_metadata_before_its_pixels() -> None:
    comment = b"\xff\xfe\xff\xff" + b"c" * 65533
    data = lying(1)
    heavy = data[:2] + comment * (MAX_BYTES // len(comment) + 1) + data[2:]
    found = source(heavy)
    assert (found.record.width, found.record.height) == (64, 32)
    assert "without its metadata" in found.notice
    assert found.record.n_bytes < 10_000


def test_a_transparent_picture_that_is_scaled_down_says_that_it_is_on_white() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (2500, 2500, 4), np.uint8)
    found = source(Image.fromarray(noise))
    assert "on white" in found.notice
    assert found.record.n_bytes <= MAX_BYTES


def test_bytes_in_memory_are_one_picture_in_every_form() -> None:
    data = file_of(Image.new("RGB", (4, 3)), "PNG")
    upload = {"name": "cat.png", "type": "image/png", "size": len(data), "content": memoryview(data)}
    for value in (data, bytearray(data), memoryview(data), array("B", data), upload):
        assert [each.data for each in sources(value)] == [data]  # type: ignore[arg-type]
    assert source(upload).record.name == "cat.png"  # type: ignore[arg-type]
    other = {"name": "dog.png", "content": file_of(Image.new("RGB", (5, 3)), "PNG")}
    assert [each.record.name for each in sources((upload, other))] == ["cat.png", "dog.png"]  # type: ignore[arg-type]


def test_a_file_that_cannot_be_read_is_told() -> None:
    file = io.BytesIO(b"x")
    file.close()
    with pytest.raises(SourceError, match="cannot be read"):
        source(file)
