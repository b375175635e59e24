from __future__ import annotations

import numpy as np
import pytest

from imagine_nb.print_shop.drawing.canvas import Canvas
from imagine_nb.print_shop.drawing.settings.weather import weather
from imagine_nb.print_shop.reading.scene import Scene
from imagine_nb.print_shop.reading.words import meanings

GREEN = (60, 120, 60)


def touched(kind: str, setting: str) -> np.ndarray:
    """Which pixels of a plain picture the weather has changed."""
    canvas = Canvas(200, 200, key="weather")
    canvas.fill(GREEN)
    weather(canvas, Scene(weather=kind, setting=setting))
    return (np.asarray(canvas.image) != GREEN).any(axis=2)


@pytest.mark.parametrize("kind", ["rain", "storm", "snowfall", "fog", "leaf fall"])
def test_weather_falls_all_over_the_picture(kind: str) -> None:
    wet = touched(kind, "meadow")
    assert wet[:, :100].any()
    assert wet[:, 100:].any()
    assert wet[100:].any()


@pytest.mark.parametrize("setting", ["room", "table", "underwater", "space"])
@pytest.mark.parametrize("kind", ["rain", "fog"])
def test_under_a_roof_there_is_none(kind: str, setting: str) -> None:
    assert not touched(kind, setting).any()


@pytest.mark.parametrize("kind", ["", "cloudy"])
def test_clouds_are_the_skys(kind: str) -> None:
    assert kind == "" or kind in meanings("weathers").values()
    assert not touched(kind, "meadow").any()
