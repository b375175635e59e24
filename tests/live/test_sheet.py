"""The live contact sheet: a tile for each row in its place, the newest of many, and never large."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from faults_server import jpeg
from imagine_nb.live.sheet import COLUMNS, GAP, MOST, SIDE, Sheet

STEP = SIDE + GAP


def drawn(sheet: Sheet) -> Image.Image:
    """The sheet as a picture."""
    return Image.open(BytesIO(sheet.webp()), formats=["WEBP"]).convert("RGBA")


def is_filled(image: Image.Image, place: int) -> bool:
    """Whether there is a tile at a place, counted from 0."""
    pixel = image.getpixel((place % COLUMNS * STEP + SIDE // 2, place // COLUMNS * STEP + SIDE // 2))
    assert isinstance(pixel, tuple)
    return pixel[3] > 200


def test_each_row_has_its_place_whatever_comes_first() -> None:
    sheet = Sheet(12)
    for row in (11, 3):
        sheet.put(row, jpeg((200, 10, 10)))
    image = drawn(sheet)
    assert image.size == sheet.size == (10 * STEP, 2 * STEP)
    assert [place for place in range(12) if is_filled(image, place)] == [3, 11]
    assert len(sheet) == 2


def test_of_many_rows_the_newest_are_shown() -> None:
    sheet = Sheet(2_000)
    for row in range(100):
        sheet.put(row, jpeg((row, 10, 10)))
    assert len(sheet) == MOST
    assert is_filled(drawn(sheet), MOST - 1)
    assert sheet.size == (10 * STEP, 6 * STEP)


@pytest.mark.parametrize("data", [None, b"", b"no picture", b"\xff\xd8\xff broken"])
def test_a_row_without_a_picture_is_a_cross(data: bytes | None) -> None:
    sheet = Sheet(1)
    sheet.put(0, data)
    image = drawn(sheet)
    red, _, blue, alpha = image.getpixel((SIDE // 2, SIDE // 2))  # type: ignore[misc] # of RGBA
    assert red > blue + 50
    assert alpha > 200


def test_a_full_sheet_of_noise_is_below_150_kilobytes() -> None:
    noise = BytesIO()
    Image.effect_noise((512, 512), 90).convert("RGB").save(noise, "PNG")
    sheet = Sheet(60)
    for row in range(60):
        sheet.put(row, noise.getvalue())
    assert len(sheet.webp()) < 150_000
