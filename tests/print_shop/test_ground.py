from __future__ import annotations

import pytest

from imagine_nb.print_shop.drawing.canvas import Canvas
from imagine_nb.print_shop.drawing.ground import light_of, time_of
from imagine_nb.print_shop.drawing.palette import LIGHTS
from imagine_nb.print_shop.reading.parser import scene_of


@pytest.mark.parametrize(
    ("prompt", "time"),
    [
        ("a fox", "day"),
        ("a fox at dusk", "dusk"),
        ("fireworks over the city", "night"),
        ("a fox and the moon", "night"),
        ("the moon at dawn", "dawn"),
    ],
)
def test_stars_moon_and_fireworks_want_the_night(prompt: str, time: str) -> None:
    assert time_of(scene_of(prompt)) == time


def test_the_light_is_one_of_its_time_and_another_for_another_picture() -> None:
    scene = scene_of("a fox at sunset")
    lights = [light_of(scene, Canvas(8, 8, key=f"key {k}")) for k in range(20)]
    assert set(lights) == set(LIGHTS["sunset"])
