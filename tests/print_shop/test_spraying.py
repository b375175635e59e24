from __future__ import annotations

import numpy as np

from imagine_nb.print_shop.drawing.arranging.placement import Placed
from imagine_nb.print_shop.drawing.arranging.spraying import sprayed
from imagine_nb.print_shop.drawing.canvas import Canvas
from imagine_nb.print_shop.drawing.palette import LIGHTS
from imagine_nb.print_shop.reading.colours import COLOURS
from imagine_nb.print_shop.reading.nouns import nouns
from imagine_nb.print_shop.reading.scene import Subject


def wall(*colours: str) -> np.ndarray:
    canvas = Canvas(200, 200, key="wall")
    canvas.fill((255, 255, 255))
    things = [
        Placed(Subject("elephant", colour=colour), nouns()["elephant"], k, 0.5, 0.8, 0.5, k)
        for k, colour in enumerate(colours)
    ]
    sprayed(canvas, things, LIGHTS["day"][0])
    return np.asarray(canvas.image, np.int32)


def share_of(colour: str, pixels: np.ndarray) -> float:
    return float((np.abs(pixels - COLOURS[colour]).sum(axis=2) < 24).mean())


def test_a_stencil_is_sprayed_in_the_colour_asked_for() -> None:
    assert share_of("blue", wall("blue")) > share_of("blue", wall("red")) + 0.05


def test_paint_goes_beyond_the_stencil() -> None:
    empty, sprayed_on = wall(), wall("blue")
    beyond = (empty != sprayed_on).any(axis=2)
    assert beyond[: int(0.3 * 200)].any()
