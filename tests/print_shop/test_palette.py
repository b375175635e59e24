from __future__ import annotations

import pytest

from imagine_nb.print_shop.drawing.palette import LIGHTS, lightened, lit, mixed, shaded
from imagine_nb.print_shop.reading.colours import COLOURS, PAPER


def test_mixing_begins_at_one_colour_and_ends_at_the_other() -> None:
    a, b = (0, 100, 200), (200, 100, 0)
    assert (mixed(a, b, 0), mixed(a, b, 0.5), mixed(a, b, 1)) == (a, (100, 100, 100), b)


@pytest.mark.parametrize("name", sorted(set(COLOURS) - {"black", "navy"}))
def test_a_shade_is_darker_and_a_tint_nearer_to_the_paper(name: str) -> None:
    colour = COLOURS[name]
    assert sum(shaded(colour)) < sum(colour)
    off = [abs(v - p) for v, p in zip(colour, PAPER, strict=True)]
    assert sum(abs(v - p) for v, p in zip(lightened(colour), PAPER, strict=True)) <= sum(off)


def test_daylight_leaves_a_colour_and_night_darkens_it() -> None:
    green = COLOURS["green"]
    assert all(lit(green, light) == green for light in LIGHTS["day"])
    assert all(sum(lit(green, light)) < 0.8 * sum(green) for light in LIGHTS["night"])


def test_the_moon_is_out_at_dusk_and_at_night() -> None:
    moonlit = {time for time, lights in LIGHTS.items() if all(light.moon for light in lights)}
    assert moonlit == {"dusk", "night"}
