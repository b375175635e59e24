import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from imagine_nb.picture_files import containers as c


def file(kind: str) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((40, 30), 50).convert("RGB").save(out, kind)
    return out.getvalue()


PARTS: dict[
    str, tuple[Callable[[bytes], Iterator[tuple[Any, bytes]]], Callable[[Iterable[bytes]], bytes]]
] = {
    "JPEG": (c.jpeg_parts, c.jpeg),
    "PNG": (c.png_parts, c.png),
    "WEBP": (c.webp_parts, c.webp),
}


@pytest.mark.parametrize("kind", PARTS)
def test_a_file_put_together_from_its_parts_is_the_same_file(kind: str) -> None:
    split, join = PARTS[kind]
    data = file(kind)
    parts = list(split(data))
    assert len(parts) > 0
    assert join(part for _, part in parts) == data


def test_the_parts_have_their_names() -> None:
    names = [name for name, _ in c.png_parts(file("PNG"))]
    assert (names[0], names[-1]) == (b"IHDR", b"IEND")
    assert [marker for marker, _ in c.jpeg_parts(file("JPEG"))][-1] == c.START_OF_SCAN
    assert next(c.webp_parts(file("WEBP")))[0] == b"VP8 "


def test_a_new_part_is_read_again_as_it_was_written() -> None:
    assert c.jpeg_segment(c.APP1, b"abc") == b"\xff\xe1\x00\x05abc"
    chunk = c.png_chunk(b"tEXt", b"abc")
    assert chunk == b"\x00\x00\x00\x03tEXtabc" + zlib.crc32(b"tEXtabc").to_bytes(4)
    assert c.webp_chunk(b"XMP ", b"abc") == b"XMP \x03\x00\x00\x00abc\x00"  # padded to an even length
    odd = c.webp([c.webp_chunk(b"XMP ", b"abc"), c.webp_chunk(b"EXIF", b"x")])
    assert [name for name, _ in c.webp_parts(odd)] == [b"XMP ", b"EXIF"]


@pytest.mark.parametrize("kind", PARTS)
@given(rest=st.binary(max_size=60), at=st.integers(0, 300))
def test_a_damaged_file_ends_and_raises_nothing(kind: str, rest: bytes, at: int) -> None:
    split, _ = PARTS[kind]
    data = file(kind)[:at] + rest
    assert sum(len(part) for _, part in split(data)) <= len(data)
