from __future__ import annotations

import re

import numpy as np
import pytest

from imagine_nb.print_shop.drawing.figures.registry import aspect, drawable, figure
from imagine_nb.print_shop.reading.nouns import nouns

BY_HAND = sorted({noun.art for noun in nouns().values() if noun.art.startswith("@")})
HEADS = sorted({re.sub(r".*\+", "🦊+", noun.art) for noun in nouns().values() if "+" in noun.art})
MAGENTA = (240, 20, 220)


def pixels(art: str, colour: tuple[int, int, int] = MAGENTA, height: int = 120) -> np.ndarray:
    stamp = figure(art, colour, height)
    assert stamp is not None
    assert stamp.mode == "RGBA"
    return np.asarray(stamp, np.int32)


@pytest.mark.parametrize("art", [*BY_HAND, *HEADS])
def test_a_figure_is_drawn_in_its_colour_on_nothing(art: str) -> None:
    drawn = pixels(art)
    opaque = drawn[..., 3] == 255
    magenta = (np.abs(drawn[..., :3] - MAGENTA).sum(axis=2) < 8) & opaque
    if art not in ("@zebra", "@clocktower"):  # mostly other colours
        assert magenta.mean() > 0.02
    assert opaque.mean() > 0.08
    assert (drawn[..., 3] == 0).any()


@pytest.mark.parametrize("art", [*BY_HAND, *HEADS, "🦊", "🐘"])
def test_a_figure_has_the_height_and_the_proportions_that_were_asked_for(art: str) -> None:
    height, width = pixels(art, height=200).shape[:2]
    assert height == pytest.approx(200, rel=0.3)
    assert width / height == pytest.approx(aspect(art), rel=0.08)


def test_another_colour_is_another_figure() -> None:
    assert (pixels("@vase") != pixels("@vase", (20, 200, 60))).any()


@pytest.mark.parametrize("art", [*BY_HAND, *HEADS])
def test_with_the_font_every_figure_can_be_drawn(art: str) -> None:
    assert drawable(art)
