from __future__ import annotations

import numpy as np
import pytest

from imagine_nb.print_shop.drawing.canvas import Cancelled, Canvas
from imagine_nb.print_shop.drawing.settings.abstract import cut_paper
from imagine_nb.print_shop.reading.colours import COLOURS
from imagine_nb.print_shop.reading.scene import Scene


def drawn(*colours: str, key: str = "abstract", **options) -> np.ndarray:
    canvas = Canvas(160, 160, key=key, **options)
    cut_paper(canvas, Scene(colours=colours))
    return np.asarray(canvas.image, np.int32)


@pytest.mark.parametrize("colour", ["magenta", "lime", "navy"])
def test_it_has_the_colours_of_the_prompt(colour: str) -> None:
    pixels = drawn("cream", "cream", "cream", "cream", colour)
    assert (pixels == COLOURS[colour]).all(axis=2).mean() > 0.01


def test_without_a_colour_it_has_several_and_another_seed_has_others() -> None:
    assert len(np.unique(drawn().reshape(-1, 3), axis=0)) > 8
    assert np.abs(drawn() - drawn(key="other")).mean() > 10


def test_it_stops_when_it_is_told_to() -> None:
    with pytest.raises(Cancelled):
        drawn(stop=lambda: True)
