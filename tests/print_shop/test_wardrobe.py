from __future__ import annotations

import numpy as np
import pytest

from imagine_nb.print_shop.drawing.figures.registry import figure
from imagine_nb.print_shop.drawing.figures.wardrobe import dressed
from imagine_nb.print_shop.reading.nouns import nouns

MAGENTA = (250, 10, 240)


def where_worn(wearer: str, cloth: str) -> tuple[float, float]:
    """The middle of what is worn, as fractions of the dressed stamp's width and height."""
    art = nouns()[wearer].art
    stamp = figure(art, (120, 120, 120), 160)
    assert stamp is not None
    pixels = np.asarray(dressed(stamp, art, [(nouns()[cloth], MAGENTA)]), np.int32)
    ys, xs = np.nonzero((abs(pixels[..., :3] - np.array(MAGENTA)).sum(axis=2) < 30) & (pixels[..., 3] > 200))
    return float(xs.mean()) / pixels.shape[1], float(ys.mean()) / pixels.shape[0]


@pytest.mark.parametrize(
    "wearer", ["cat", "dog", "fox", "owl", "robot", "woman", "snowman", "giraffe", "crab"]
)
def test_a_hat_is_at_the_top(wearer: str) -> None:
    assert where_worn(wearer, "hat")[1] < 0.35


@pytest.mark.parametrize("wearer", ["fox", "panda", "man"])
def test_a_scarf_lies_below_the_face(wearer: str) -> None:
    assert 0.35 < where_worn(wearer, "scarf")[1] < 0.65


@pytest.mark.parametrize("wearer", ["cat", "dog", "fox", "king"])
def test_glasses_lie_between_hat_and_scarf(wearer: str) -> None:
    hat, glasses, scarf = (where_worn(wearer, cloth)[1] for cloth in ("hat", "glasses", "scarf"))
    assert hat < glasses < scarf + 0.2
