from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from imagine_nb.print_shop.drawing.canvas import Cancelled
from imagine_nb.print_shop.drawing.rendering import rendered
from imagine_nb.print_shop.reading.parser import scene_of
from imagine_nb.print_shop.reading.words import meanings


def picture(prompt: str, *, seed: int = 1, size: tuple[int, int] = (192, 192)) -> Image.Image:
    return rendered(scene_of(prompt, seed=seed), width=size[0], height=size[1])


def unlike(a: Image.Image, b: Image.Image) -> float:
    return float(np.abs(np.asarray(a, np.float32) - np.asarray(b, np.float32)).mean())


@pytest.mark.parametrize("setting", sorted(set(meanings("settings").values())))
def test_every_setting_is_drawn_by_day_and_by_night(setting: str) -> None:
    day, night = picture(f"a fox, {setting}"), picture(f"a fox, {setting}, night")
    assert day.size == (192, 192)
    assert np.asarray(day).std() > 20
    if setting not in ("space",):
        assert np.asarray(night).mean() < np.asarray(day).mean()


@pytest.mark.parametrize("weather", sorted(set(meanings("weathers").values())))
def test_every_weather_shows(weather: str) -> None:
    assert unlike(picture("a cow"), rendered(scene_of("a cow", seed=1), width=192, height=192)) == 0
    assert unlike(picture(f"a cow, {weather}"), picture("a cow")) > 2


def test_another_seed_is_visibly_another_picture() -> None:
    for prompt in ("a red fox in the snow at sunset", "a bowl of ramen", "a lighthouse on a cliff"):
        takes = [picture(prompt, seed=k) for k in (1, 2, 3)]
        assert min(unlike(takes[0], takes[1]), unlike(takes[0], takes[2]), unlike(takes[1], takes[2])) > 6


def test_a_colour_word_is_honoured() -> None:
    blue, red = (np.asarray(picture(f"a huge {c} elephant"), np.float32) for c in ("blue", "red"))
    assert (blue[..., 2] - blue[..., 0]).mean() > (red[..., 2] - red[..., 0]).mean() + 15


def test_lettering_stands_below_the_picture() -> None:
    plain, titled = picture("a whale"), picture('a whale "OCEAN"')
    strip = np.asarray(titled.convert("L"))[-24:]
    assert strip.min() < 90
    assert np.median(strip) > 200
    assert np.asarray(plain.convert("L"))[-24:-10].mean() < np.median(strip)


def test_nothing_recognised_is_still_a_picture() -> None:
    assert np.asarray(picture("zxqv blorp")).std() > 30


def test_stopping_raises_soon() -> None:
    polls = 0

    def stop() -> bool:
        nonlocal polls
        polls += 1
        return polls > 3

    with pytest.raises(Cancelled):
        rendered(scene_of("nine sheep in a forest"), width=192, height=192, stop=stop)
    assert polls == 4


@pytest.mark.parametrize("size", [(64, 64), (320, 64), (64, 320), (33, 47)])
def test_odd_sizes_are_exact(size: tuple[int, int]) -> None:
    assert picture('a fox "HI"', size=size).size == size
