from __future__ import annotations

import numpy as np
import pytest

from imagine_nb.print_shop.drawing.canvas import Canvas
from imagine_nb.print_shop.drawing.palette import LIGHTS
from imagine_nb.print_shop.drawing.settings.sky import sky
from imagine_nb.print_shop.reading.parser import scene_of


def drawn(prompt: str, time: str = "day") -> np.ndarray:
    canvas = Canvas(200, 200, key="sky")
    sky(canvas, scene_of(prompt), LIGHTS[time][0], 0.8)
    return np.asarray(canvas.image, np.int32)


@pytest.mark.parametrize(
    "prompt", ["the sun", "a rainbow", "fireworks", "northern lights", "a crescent moon", "stars", "a storm"]
)
def test_what_belongs_to_the_sky_is_drawn_in_it(prompt: str) -> None:
    assert (drawn(prompt) != drawn("")).any()


def test_a_rainbow_has_its_colours() -> None:
    pixels = drawn("a rainbow")
    for colour in ((206, 70, 64), (110, 160, 90), (80, 130, 170)):
        assert (pixels == colour).all(axis=2).sum() > 20


def test_clouds_hide_the_sun_and_the_more_of_them_the_greyer() -> None:
    def saturation(prompt: str) -> float:
        return float(np.ptp(drawn(prompt), axis=2).mean())

    assert saturation("a storm") < saturation("cloudy") < saturation("a sunny day")


def test_a_sky_is_brightest_by_day_and_darkest_by_night() -> None:
    means = {time: drawn("", time).mean() for time in LIGHTS}
    assert max(means, key=means.__getitem__) in ("day", "dawn")
    assert min(means, key=means.__getitem__) == "night"
