from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from imagine_nb.picture_files.metadata import without_metadata

PROFILE = b"a colour profile " * 5


def saved(kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((40, 30), 50).convert("RGB").save(file, kind, **options)
    return file.getvalue()


def exif() -> Image.Exif:
    made = Image.Exif()
    made[0x010F] = "Anna's camera"
    return made


def text() -> PngInfo:
    info = PngInfo()
    info.add_text("Author", "Anna")
    info.add_itxt("Place", "Anna's house")
    return info


FILES = {
    "exif of a JPEG": saved("JPEG", exif=exif(), icc_profile=PROFILE),
    "comment of a JPEG": saved("JPEG", comment=b"by Anna", icc_profile=PROFILE),
    "xmp of a JPEG": saved("JPEG", xmp=b"<x>Anna</x>", icc_profile=PROFILE),
    "progressive": saved("JPEG", comment=b"by Anna", progressive=True, icc_profile=PROFILE),
    "text of a PNG": saved("PNG", pnginfo=text(), icc_profile=PROFILE),
    "exif of a PNG": saved("PNG", exif=exif(), icc_profile=PROFILE),
    "exif of a WebP": saved("WEBP", exif=exif(), icc_profile=PROFILE, lossless=True),
    "xmp of a WebP": saved("WEBP", xmp=b"<x>Anna</x>", icc_profile=PROFILE),
}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES.keys())
def test_what_is_said_goes_and_every_pixel_stays(data: bytes) -> None:
    bare = without_metadata(data)
    before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(bare))
    assert b"Anna" in data or before.text  # type: ignore[attr-defined] # of a PNG
    assert b"Anna" not in bare
    assert (after.getexif(), after.info.get("xmp")) == ({}, None)
    assert np.array_equal(np.array(before), np.array(after))
    assert after.info["icc_profile"] == PROFILE
    assert without_metadata(bare) == bare


def test_a_file_of_another_kind_is_left_as_it_is() -> None:
    assert without_metadata(b"GIF89a...") == b"GIF89a..."
    assert without_metadata(b"") == b""


starts = st.sampled_from([b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\x00\x00\x00WEBP"])


@given(start=starts, rest=st.binary(max_size=200))
def test_a_broken_file_does_no_harm(start: bytes, rest: bytes) -> None:
    assert len(without_metadata(start + rest)) <= len(start + rest) + 12
