from __future__ import annotations

import numpy as np
import pytest

from imagine_nb.print_shop.drawing.canvas import Canvas
from imagine_nb.print_shop.drawing.settings.vegetation import foliage, planted, seasonal
from imagine_nb.print_shop.reading.scene import Scene

GREEN = (96, 140, 70)
SUMMER, WINTER, AUTUMN = (Scene(weather=weather) for weather in ("", "snowfall", "leaf fall"))


def test_the_ground_is_white_in_winter_and_brown_in_autumn() -> None:
    assert seasonal(GREEN, SUMMER) == GREEN
    assert min(seasonal(GREEN, WINTER)) > 190
    red, green, _ = seasonal(GREEN, AUTUMN)
    assert red >= green


def test_trees_turn_in_autumn_each_its_own_colour() -> None:
    assert foliage(GREEN, SUMMER, 1) == GREEN
    leaves = [foliage(GREEN, AUTUMN, k) for k in range(3)]
    assert len(set(leaves)) == 3
    assert all(red > green for red, green, _ in leaves)


@pytest.mark.parametrize("height", [0.1, 0.4])
def test_a_tree_stands_where_it_is_planted(height: float) -> None:
    canvas = Canvas(200, 200, key="tree")
    planted(canvas, "🌳", GREEN, 0.3, 0.9, height)
    ys, xs = np.nonzero(np.asarray(canvas.image).any(axis=2))
    assert (xs.min() + xs.max()) / 400 == pytest.approx(0.3, abs=0.03)
    assert ys.max() / 200 == pytest.approx(0.9, abs=0.04)
    assert np.ptp(ys) / 200 == pytest.approx(height, rel=0.25)
