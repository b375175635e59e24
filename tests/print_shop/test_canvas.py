from __future__ import annotations

import pytest

from imagine_nb.print_shop.drawing.canvas import Cancelled, Canvas
from imagine_nb.print_shop.drawing.pen import INK

RED, BLUE = (200, 10, 10), (10, 10, 200)


def canvas(width: int = 120, height: int = 80, **options) -> Canvas:
    made = Canvas(width, height, key="test", **options)
    made.fill(BLUE)
    return made


def test_a_shape_is_filled_and_outlined_in_ink() -> None:
    sheet = canvas()
    sheet.box(0.25, 0.25, 0.75, 0.75, RED)
    assert sheet.image.getpixel((60, 40)) == RED
    assert sheet.image.getpixel((30, 40)) == INK
    assert sheet.image.getpixel((2, 2)) == BLUE


def test_without_outlines_there_is_no_ink() -> None:
    sheet = canvas(outlined=False)
    sheet.box(0.25, 0.25, 0.75, 0.75, RED)
    sheet.disc(0.5, 0.5, 0.1, BLUE)
    sheet.band(0.8, 0.05, RED, name="ground")
    assert {colour for _, colour in sheet.image.getcolors()} == {RED, BLUE}


def test_a_disc_is_round_however_wide_the_picture() -> None:
    sheet = canvas(300, 100, outlined=False)
    sheet.disc(0.5, 0.5, 0.3, RED)
    mask = sheet.image.convert("L").point(lambda v: 255 if v > 40 else 0)
    left, top, right, bottom = mask.getbbox()
    assert abs((right - left) - (bottom - top)) <= 1
    assert abs((right - left) - 60) <= 2


def test_a_band_covers_all_below_the_line_that_it_answers() -> None:
    sheet = canvas(outlined=False)
    edge = sheet.band(0.5, 0.1, RED, name="hill")
    for x in (0, 40, 119):
        line = int(edge[x] * sheet.height)
        assert sheet.image.getpixel((x, min(79, line + 4))) == RED
        assert sheet.image.getpixel((x, max(0, line - 4))) == BLUE


def test_a_part_named_otherwise_is_drawn_otherwise() -> None:
    one, other = (canvas().band(0.5, 0.1, RED, name=name) for name in ("hill", "dune"))
    assert one.tolist() != other.tolist()


def test_a_sheet_is_the_picture_at_the_size_asked_for() -> None:
    assert canvas(240, 160).sheet((120, 80)).size == (120, 80)
    assert canvas(241, 160).sheet((120, 80)).size == (120, 80)
    same = canvas()
    assert same.sheet((120, 80)) is same.image


def test_a_step_raises_once_it_is_told_to_stop() -> None:
    canvas().step()
    with pytest.raises(Cancelled):
        canvas(stop=lambda: True).step()
