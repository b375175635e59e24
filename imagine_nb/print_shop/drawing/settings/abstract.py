"""The abstract picture for a prompt without a known word: cut paper, in the prompt's colours or any."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from imagine_nb.print_shop.drawing.palette import lightened, mixed, shaded
from imagine_nb.print_shop.drawing.pen import curve
from imagine_nb.print_shop.reading.colours import COLOURS, Colour

if TYPE_CHECKING:
    import numpy as np

    from imagine_nb.print_shop.drawing.canvas import Canvas
    from imagine_nb.print_shop.reading.scene import Scene

_PALETTES: tuple[tuple[str, ...], ...] = (
    ("navy", "red", "gold", "cream", "teal"),
    ("teal", "orange", "cream", "navy", "pink"),
    ("purple", "yellow", "cream", "turquoise", "red"),
    ("green", "beige", "red", "navy", "gold"),
    ("blue", "cream", "orange", "pink", "brown"),
)


def cut_paper(canvas: Canvas, scene: Scene) -> None:
    """Fills the sheet with bands, discs, leaves and arcs."""
    random = canvas.chance("abstract")
    names = (*scene.colours, *_PALETTES[int(random.integers(len(_PALETTES)))])[: max(5, len(scene.colours))]
    colours = [COLOURS[name] for name in names]
    canvas.fill(lightened(colours[0], 0.15))
    _bands(canvas, colours)
    canvas.step()
    _sun(canvas, colours[-1], random)
    for k in range(3):
        _arch(
            canvas,
            random.uniform(0.15, 0.85),
            random.uniform(0.7, 1.0),
            random.uniform(0.10, 0.2),
            colours,
            k,
        )
        canvas.step()
    for k in range(6):
        _frond(
            canvas,
            random.uniform(0.06, 0.94),
            random.uniform(0.55, 1.0),
            random.uniform(0.16, 0.32),
            colours[(k + 1) % len(colours)],
            random,
        )
        canvas.step()
    for k in range(9):
        canvas.disc(
            random.uniform(0.05, 0.95),
            random.uniform(0.06, 0.9),
            random.uniform(0.008, 0.022),
            colours[k % len(colours)],
        )


def _bands(canvas: Canvas, colours: list[Colour]) -> None:
    """Three sheets of paper, one below the other, with cuts in them."""
    for i, colour in enumerate(colours[1:4]):
        canvas.band(
            0.26 + 0.24 * i,
            0.09,
            mixed(colour, colours[0], 0.2),
            name=("paper", i),
            waves=((2, 1.0), (5, 0.4)),
        )
        canvas.hatch(
            0.3 + 0.24 * i, 0.46 + 0.24 * i, shaded(colour, 0.84), name=("cut", i), n=40, length=0.08
        )


def _sun(canvas: Canvas, colour: Colour, random: np.random.Generator) -> None:
    x, y, r = float(random.choice([0.28, 0.5, 0.72])), random.uniform(0.24, 0.34), random.uniform(0.13, 0.18)
    canvas.disc(x, y, r, colour)
    canvas.disc(x, y, r * 0.66, lightened(colour, 0.4))
    canvas.disc(x, y, r * 0.3, shaded(colour))


def _arch(canvas: Canvas, x: float, foot: float, r: float, colours: list[Colour], k: int) -> None:
    wide, high = canvas.unit / canvas.width, canvas.unit / canvas.height
    for i in range(4):
        radius = r * (1 - 0.24 * i)
        round_ = [
            (x + radius * wide * math.cos(a), foot - r * high * 0.8 - radius * high * math.sin(a))
            for a in (math.pi * j / 24 for j in range(25))
        ]
        canvas.shape(
            [(x + radius * wide, 1.02), *round_, (x - radius * wide, 1.02)], colours[(k + i) % len(colours)]
        )


def _frond(
    canvas: Canvas, x: float, y: float, long: float, colour: Colour, random: np.random.Generator
) -> None:
    """A leaf as scissors cut it: lobes on both sides of a stem."""
    turn, lobes = random.uniform(-0.7, 0.7), 5
    wide, high = canvas.unit / canvas.width, canvas.unit / canvas.height

    def at(along: float, aside: float) -> tuple[float, float]:
        dx = aside * math.cos(turn) + along * math.sin(turn)
        dy = aside * math.sin(turn) - along * math.cos(turn)
        return x + dx * wide, y + dy * high

    edge = []
    for side in (1, -1):
        steps = range(lobes) if side > 0 else reversed(range(lobes))
        for i in steps:
            t = (i + 0.5) / lobes
            reach = long * 0.34 * math.sin(math.pi * (0.15 + 0.8 * t)) + 0.01
            lobe = [(i + 0.02) / lobes, (i + 0.35) / lobes, (i + 0.75) / lobes, (i + 0.98) / lobes]
            outs = [0.25, 1.0, 0.9, 0.25]
            pairs = list(zip(lobe, outs, strict=True))
            edge += [at(a * long, side * o * reach) for a, o in (pairs if side > 0 else pairs[::-1])]
    canvas.shape(curve(edge, closed=True, steps=5), colour)
    canvas.stroke([at(0.02, 0), at(long * 0.9, 0)], shaded(colour, 0.6), ink=1.2)
