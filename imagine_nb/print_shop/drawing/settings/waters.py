"""Settings by and under water: sea, beach, cliff, and the sea's floor."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from imagine_nb.print_shop.drawing.chance import wavering
from imagine_nb.print_shop.drawing.ground import Ground
from imagine_nb.print_shop.drawing.palette import Light, lightened, lit, mixed, shaded
from imagine_nb.print_shop.drawing.settings.sky import sky
from imagine_nb.print_shop.drawing.settings.vegetation import planted
from imagine_nb.print_shop.reading.colours import Colour

if TYPE_CHECKING:
    import numpy as np

    from imagine_nb.print_shop.drawing.canvas import Canvas
    from imagine_nb.print_shop.reading.scene import Scene

_SEAS = ((64, 118, 152), (58, 130, 146), (76, 124, 170))


def sea(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    """The open sea, sometimes with a far coast."""
    random = canvas.chance("sea")
    horizon = random.uniform(0.44, 0.56)
    sky(canvas, scene, light, horizon)
    if random.uniform() < 0.45:
        _coast(canvas, horizon, light)
    accent = _water(canvas, light, horizon)
    return Ground(horizon, horizon + 0.09, 0.86, "water", accent)


def _water(canvas: Canvas, light: Light, horizon: float) -> Colour:
    deep = lit(_SEAS[int(canvas.chance("water").integers(3))], light)
    canvas.band(horizon, 0.003, deep, name="sea1")
    canvas.hatch(horizon + 0.02, horizon + 0.17, light.shine, name="glints", n=46, length=0.05)
    canvas.band(horizon + 0.17, 0.008, shaded(deep, 0.86), name="sea2", ink=0.7)
    canvas.hatch(horizon + 0.19, 0.97, mixed(deep, (190, 222, 232), 0.45), name="waves", n=74, length=0.07)
    canvas.step()
    return shaded(deep, 0.86)


def _coast(canvas: Canvas, horizon: float, light: Light) -> None:
    """A far coast at one side of the horizon."""
    random = canvas.chance("coast")
    side, reach = random.choice([0, 1]), random.uniform(0.3, 0.55)
    top = wavering(random, 12, [(4, 0.03)])
    line = [(i / 11 * reach, horizon - 0.06 * (1 - i / 11) + float(top[i]) * (1 - i / 11)) for i in range(12)]
    shape = [(-0.02, horizon + 0.02), (-0.02, line[0][1]), *line, (reach, horizon + 0.02)]
    canvas.shape(
        [(1 - x if side else x, y) for x, y in shape],
        mixed(lit((120, 140, 120), light), light.sky[-1], 0.35),
        ink=0.8,
    )


def beach(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    """A beach before the sea, with palm, shells and starfish."""
    random = canvas.chance("beach")
    horizon = random.uniform(0.4, 0.5)
    sky(canvas, scene, light, horizon)
    if random.uniform() < 0.4:
        _coast(canvas, horizon, light)
    _water(canvas, light, horizon)
    sand = lit([(236, 210, 156), (240, 200, 150), (228, 210, 172)][int(random.integers(3))], light)
    canvas.band(horizon + 0.165, 0.014, lit((244, 240, 226), light), name="foam", ink=0.7)
    canvas.band(horizon + 0.19, 0.014, shaded(sand, 0.88), name="wet", ink=0)
    canvas.band(horizon + 0.215, 0.014, sand, name="sand", ink=0.7)
    canvas.hatch(horizon + 0.24, 0.97, shaded(sand, 0.82), name="grains", n=90, length=0.018)
    if random.uniform() < 0.55:
        side = float(random.choice([0.1, 0.9]))
        planted(canvas, "🌴", lit((84, 134, 82), light), side, horizon + 0.3, random.uniform(0.34, 0.44))
    for art, colour in (("🐚", (232, 196, 170)), ("⭐", (222, 130, 90))):
        if random.uniform() < 0.6:
            planted(
                canvas, art, lit(colour, light), random.uniform(0.08, 0.92), random.uniform(0.9, 0.95), 0.045
            )
    return Ground(horizon, horizon + 0.26, 0.91, accent=sand)


def cliff(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    """A cliff over the sea, at one side or the other."""
    random = canvas.chance("cliff")
    horizon = random.uniform(0.52, 0.6)
    sky(canvas, scene, light, horizon)
    _water(canvas, light, horizon)
    rock, grass = lit((150, 126, 114), light), lit((116, 148, 86), light)
    mirrored = bool(random.uniform() < 0.5)

    def turned(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(1 - x, y) for x, y in points] if mirrored else list(points)

    rough = wavering(random, 21, [(8, 0.012)])
    top = [(-0.02 + 0.75 * i / 20, 0.70 + float(rough[i])) for i in range(21)]
    face = [(0.745, 0.76), (0.72, 0.80), (0.77, 0.87), (0.74, 0.93), (0.80, 1.02)]
    canvas.shape(turned([(-0.02, 1.02), *top, *face]), rock)
    canvas.shape(turned([(0.60, 0.79), top[-1], *face, (0.66, 1.02), (0.62, 0.9)]), shaded(rock, 0.8), ink=0)
    sod = [
        (0.74, 0.745),
        (0.66, 0.76),
        (0.6, 0.785),
        (0.5, 0.765),
        (0.4, 0.79),
        (0.3, 0.775),
        (0.16, 0.80),
        (0.06, 0.785),
        (-0.02, 0.80),
    ]
    canvas.shape(turned([*top, *sod]), grass)
    for _ in range(18):
        x, y = random.uniform(0.02, 0.7), random.uniform(0.82, 0.95)
        canvas.stroke(turned([(x, y), (x + 0.02, y + random.uniform(0.03, 0.08))]), shaded(rock, 0.68))
    for x in (0.82, 0.88, 0.78):
        canvas.stroke(
            turned([(x - 0.05, 0.965), (x, 0.955), (x + 0.04, 0.968)]), lit((240, 240, 232), light), ink=1.6
        )
    return Ground(horizon, 0.735, 0.755, "cliff-right" if mirrored else "cliff-left", grass)


def underwater(canvas: Canvas, light: Light) -> Ground:
    """Under water, down to the sea's floor."""
    random = canvas.chance("deep")
    blues = [
        [(108, 186, 196), (74, 154, 178), (52, 122, 156), (40, 94, 130)],
        [(124, 196, 176), (84, 162, 160), (54, 126, 140), (38, 92, 116)],
        [(130, 176, 210), (92, 138, 188), (64, 102, 158), (48, 76, 128)],
    ][int(random.integers(3))]
    tones = [lit(c, light) for c in blues]
    canvas.fill(tones[0])
    for i, colour in enumerate(tones[1:], 1):
        canvas.band(0.22 * i, 0.03, colour, name=("depth", i), ink=0)
    for _ in range(3):
        x = random.uniform(0, 0.85)
        canvas.shape(
            [(x, 0), (x + 0.05, 0), (x + 0.16, 0.42), (x + 0.05, 0.42)],
            mixed(tones[0], tones[1], 0.45),
            ink=0,
        )
    sand = lit((222, 196, 146), light)
    _seabed(canvas, tones, sand, light, random)
    return Ground(0.86, 0.89, 0.94, "deep", sand)


def _seabed(
    canvas: Canvas, tones: Sequence[Colour], sand: Colour, light: Light, random: np.random.Generator
) -> None:
    """The rocks and the sand with weed and coral on them, and bubbles above."""
    canvas.band(0.78, 0.05, shaded(tones[3], 0.8), name="rocks", waves=((5, 1.0), (14, 0.5)), ink=0.7)
    canvas.band(0.87, 0.02, sand, name="seabed")
    for _ in range(6):
        _weed(
            canvas,
            random.uniform(0.03, 0.97),
            random.uniform(0.88, 0.93),
            random.uniform(0.1, 0.26),
            lit((70, 138, 100), light),
            random,
        )
    for k in range(int(random.integers(1, 4))):
        colour = [(226, 120, 130), (236, 150, 90), (160, 120, 180)][k]
        planted(canvas, "🪸", lit(colour, light), random.uniform(0.08, 0.92), 0.93, random.uniform(0.1, 0.16))
    for _ in range(16):
        canvas.disc(
            random.uniform(0, 1),
            random.uniform(0.1, 0.85),
            random.uniform(0.004, 0.011),
            lightened(tones[0], 0.4),
            ink=0.5,
        )
    canvas.hatch(0.9, 0.98, shaded(sand, 0.84), name="sand", n=40, length=0.04)


def _weed(
    canvas: Canvas, x: float, base: float, high: float, colour: Colour, random: np.random.Generator
) -> None:
    swing = random.uniform(0.010, 0.018)
    for k in (-1, 0, 1):
        line = [
            (x + k * 0.018 + swing * math.sin(i * 0.9 + k), base - high * (1 - abs(k) * 0.3) * i / 11)
            for i in range(12)
        ]
        canvas.stroke(line, ink=4.4)
        canvas.stroke(line, colour, ink=2.6)
