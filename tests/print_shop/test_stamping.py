from __future__ import annotations

import numpy as np
import pytest

from imagine_nb.print_shop.drawing.arranging.placement import Placed
from imagine_nb.print_shop.drawing.arranging.stamping import colour_of, stamped
from imagine_nb.print_shop.drawing.canvas import Cancelled, Canvas
from imagine_nb.print_shop.drawing.ground import Ground
from imagine_nb.print_shop.drawing.palette import LIGHTS
from imagine_nb.print_shop.reading.nouns import nouns
from imagine_nb.print_shop.reading.scene import Subject

GREEN, DAY = (96, 140, 70), LIGHTS["day"][0]
GROUND = Ground(0.5, 0.6, 0.9)


def thing(noun: str, *, x: float = 0.5, height: float = 0.4, index: int = 0, **subject) -> Placed:
    return Placed(Subject(noun, **subject), nouns()[noun], index, x, 0.8, height, 0.8)


def sheet(**options) -> Canvas:
    canvas = Canvas(160, 160, key="stamping", **options)
    canvas.fill(GREEN)
    return canvas


def changed(canvas: Canvas) -> tuple[int, int, int, int]:
    """The box of all pixels that are no longer the ground's."""
    ys, xs = np.nonzero((np.asarray(canvas.image) != GREEN).any(axis=2))
    return int(xs.min()), int(ys.min()), int(xs.max()), int(ys.max())


def test_a_thing_stands_on_its_foot_line_with_a_shadow() -> None:
    canvas = sheet()
    stamped(canvas, [thing("cow")], GROUND, DAY)
    _, top, _, bottom = changed(canvas)
    assert abs(top - 0.4 * 160) < 6
    assert 0.8 * 160 - 4 < bottom < 0.8 * 160 + 12


def test_what_is_worn_is_drawn_on_its_wearer_alone() -> None:
    hat = Placed(Subject("hat"), nouns()["hat"], 0, 0.1, 0.1, 0.1, 0.8, worn_by=("fox", 0))
    alone, dressed = sheet(), sheet()
    stamped(alone, [thing("fox")], GROUND, DAY)
    stamped(dressed, [thing("fox"), hat], GROUND, DAY)
    assert changed(dressed)[1] < changed(alone)[1]
    assert changed(dressed)[0] > 0.2 * 160


def test_a_colour_asked_for_is_the_colour_of_all() -> None:
    canvas = sheet()
    colours = {colour_of(canvas, thing("balloon", index=k, count=6, colour="red")) for k in range(6)}
    assert colours == {"red"}


def test_several_balloons_are_not_all_alike_and_several_cows_are() -> None:
    canvas = sheet()
    assert len({colour_of(canvas, thing("balloon", index=k, count=6)) for k in range(6)}) > 2
    assert len({colour_of(canvas, thing("cow", index=k, count=6)) for k in range(6)}) == 1


def test_it_stops_when_it_is_told_to() -> None:
    with pytest.raises(Cancelled):
        stamped(sheet(stop=lambda: True), [thing("cow")], GROUND, DAY)
