"""Every setting of the registry: land, waters, indoors, city and space."""

from __future__ import annotations

import numpy as np
import pytest

from imagine_nb.print_shop.drawing.canvas import Cancelled, Canvas
from imagine_nb.print_shop.drawing.ground import Ground
from imagine_nb.print_shop.drawing.palette import LIGHTS
from imagine_nb.print_shop.drawing.settings.registry import drawn_setting
from imagine_nb.print_shop.reading.scene import Scene
from imagine_nb.print_shop.reading.words import meanings

SETTINGS = sorted(set(meanings("settings").values()))
KINDS = {
    "sea": {"water"},
    "table": {"table"},
    "space": {"space"},
    "underwater": {"deep"},
    "wall": {"wall"},
    "cliff": {"cliff-left", "cliff-right"},
}


def drawn(setting: str, *, key: str = "key", time: str = "day", **options) -> tuple[np.ndarray, Ground]:
    canvas = Canvas(160, 120, key=key, **options)
    ground = drawn_setting(canvas, Scene(), setting, LIGHTS[time][0])
    return np.asarray(canvas.image, np.int32), ground


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_setting_tells_where_things_stand(setting: str) -> None:
    for key in ("one", "two", "three"):
        _, ground = drawn(setting, key=key)
        assert all(0 < line < 1 for line in (ground.horizon, ground.far, ground.near))
        assert ground.kind in KINDS.get(setting, {"land"})
        assert ground.water == 0 or ground.horizon < ground.water < ground.far


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_setting_covers_the_sheet_and_another_seed_is_another_place(setting: str) -> None:
    pixels, _ = drawn(setting)
    assert (pixels.sum(axis=2) > 0).mean() > 0.99
    assert (pixels != drawn(setting, key="other")[0]).any()


def test_no_two_settings_look_alike() -> None:
    pictures = [drawn(setting)[0] for setting in SETTINGS]
    for k, one in enumerate(pictures):
        assert all(np.abs(one - other).mean() > 5 for other in pictures[:k])


@pytest.mark.parametrize("setting", sorted(set(SETTINGS) - {"space"}))
def test_night_is_darker_everywhere_but_in_space(setting: str) -> None:
    assert drawn(setting, time="night")[0].mean() < 0.9 * drawn(setting)[0].mean()


def test_there_is_no_time_of_day_in_space() -> None:
    assert (drawn("space", time="night")[0] == drawn("space")[0]).all()


@pytest.mark.parametrize("setting", sorted(set(SETTINGS) - {"space", "room", "underwater"}))
def test_a_setting_stops_when_it_is_told_to(setting: str) -> None:
    with pytest.raises(Cancelled):
        drawn(setting, stop=lambda: True)
