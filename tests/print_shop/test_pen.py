from __future__ import annotations

import pytest

from imagine_nb.print_shop.drawing.pen import INK, Pen, curve

RED = (200, 10, 10)


def test_a_stamp_is_as_large_as_its_scale_says() -> None:
    assert Pen(1.5, 1.0, scale=80).image.size == (120, 80)
    assert Pen(0.001, 1.0, scale=10).image.width == 1


def test_a_shape_is_filled_outlined_and_transparent_around() -> None:
    pen = Pen(1, 1, scale=100)
    pen.box(0.2, 0.2, 0.8, 0.8, RED)
    assert pen.image.getpixel((50, 50)) == (*RED, 255)
    assert pen.image.getpixel((20, 50)) == (*INK, 255)
    assert pen.image.getpixel((5, 5))[3] == 0


def test_no_line_is_no_ink() -> None:
    pen = Pen(1, 1, scale=100)
    pen.oval(0.5, 0.5, 0.3, 0.2, RED, line=0)
    assert {colour for _, colour in pen.image.getcolors()} == {(0, 0, 0, 0), (*RED, 255)}


@pytest.mark.parametrize("closed", [True, False])
def test_a_curve_goes_through_its_points(closed: bool) -> None:
    points = [(0.1, 0.2), (0.5, 0.9), (0.8, 0.3), (0.3, 0.1)]
    line = curve(points, closed=closed)
    assert line[0] == pytest.approx(points[0])
    assert line[-1] == points[0 if closed else -1]
    assert all(any(p == pytest.approx(q) for q in line) for p in points)


def test_two_points_are_a_straight_line() -> None:
    assert curve([(0, 0), (1, 1)], closed=False) == [(0, 0), (1, 1)]
