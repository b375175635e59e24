from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from imagine_nb.print_shop.drawing.canvas import Cancelled, never
from imagine_nb.print_shop.drawing.finishing.paper import on_paper, title_height, titled
from imagine_nb.print_shop.reading.colours import PAPER

BLUE = Image.new("RGB", (200, 150), (40, 90, 180))


def printed(grain: float, key: str = "paper") -> np.ndarray:
    return np.asarray(on_paper(BLUE, key=key, paper=PAPER, grain=grain, stop=never), np.int32)


def test_the_edge_is_paper_and_the_middle_ink() -> None:
    pixels = printed(1.0)
    assert np.abs(pixels[:3].mean((0, 1)) - PAPER).max() < 4
    assert np.abs(pixels[60:90, 80:120].mean((0, 1)) - (40, 90, 180)).max() < 12


def test_grain_roughens_the_ink_and_none_leaves_it_even() -> None:
    assert printed(0.0)[60:90, 80:120].std(axis=(0, 1)).max() == 0
    assert printed(1.0)[60:90, 80:120].std(axis=(0, 1)).min() > 1


def test_a_print_has_its_own_grain_and_keeps_it() -> None:
    assert (printed(1.0) == printed(1.0)).all()
    assert (printed(1.0) != printed(1.0, key="other")).any()


def test_it_stops_when_it_is_told_to() -> None:
    with pytest.raises(Cancelled):
        on_paper(BLUE, key="paper", paper=PAPER, grain=1.0, stop=lambda: True)


def test_a_title_stands_below_the_picture_and_has_room() -> None:
    assert title_height([], 500) == 0
    assert title_height(["one", "two"], 500) > title_height(["one"], 500) > 0
    sheet = titled(BLUE, ["HELLO"], 190, key="title", paper=PAPER)
    assert sheet.size == (200, 190)
    assert sheet.crop((0, 0, 200, 150)).tobytes() == BLUE.tobytes()
    below = np.asarray(sheet, np.int32)[150:]
    assert (below.sum(axis=2) < 250).sum() > 100
