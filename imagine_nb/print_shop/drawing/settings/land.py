"""Settings on land: meadow, river, lake, mountains, snow, forest and desert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imagine_nb.print_shop.drawing.ground import Ground
from imagine_nb.print_shop.drawing.palette import Light, lit, mixed, shaded
from imagine_nb.print_shop.drawing.settings.sky import sky
from imagine_nb.print_shop.drawing.settings.vegetation import (
    flowers,
    foliage,
    planted,
    seasonal,
    side_trees,
    tufts,
)
from imagine_nb.print_shop.reading.colours import Colour

if TYPE_CHECKING:
    from imagine_nb.print_shop.drawing.canvas import Canvas
    from imagine_nb.print_shop.reading.scene import Scene

Point = tuple[float, float]
_GREENS = (
    ((158, 184, 108), (128, 164, 86), (98, 144, 72)),
    ((176, 188, 112), (142, 168, 88), (108, 146, 78)),
    ((140, 176, 120), (108, 154, 98), (80, 132, 82)),
)
_SANDS = (
    ((232, 190, 122), (222, 170, 100), (236, 196, 130)),
    ((238, 198, 140), (218, 158, 104), (230, 178, 118)),
)


def meadow(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    """Hills with grass, trees and flowers."""
    random = canvas.chance("meadow")
    horizon = random.uniform(0.5, 0.6)
    sky(canvas, scene, light, horizon)
    greens = [lit(seasonal(c, scene), light) for c in _GREENS[int(random.integers(3))]]
    if random.uniform() < 0.4:
        canvas.band(
            horizon - 0.05,
            0.05,
            mixed(greens[0], light.sky[-1], 0.55),
            name="far",
            waves=((2, 1.0), (5, 0.3)),
            ink=0.6,
        )
    edge = canvas.band(horizon, 0.05, greens[0], name="hill1", waves=((3, 1.0), (7, 0.2)))
    for k in range(int(random.integers(0, 6))):
        x = random.uniform(0.03, 0.97)
        planted(
            canvas,
            ("🌳", "🌲")[k % 2],
            lit(foliage((110, 142, 82), scene, k), light),
            x,
            float(edge[int(x * (canvas.width - 1))]) + 0.01,
            random.uniform(0.07, 0.11),
        )
    canvas.band(horizon + 0.06, 0.035, greens[1], name="hill2", waves=((3, 1.0), (8, 0.2)))
    canvas.step()
    side_trees(canvas, scene, horizon + 0.13, light, (74, 122, 74), "🌳")
    canvas.band(horizon + 0.15, 0.02, greens[2], name="hill3")
    canvas.hatch(horizon + 0.19, 0.97, shaded(greens[2], 0.8), name="grass", n=70, length=0.03)
    tufts(canvas, horizon + 0.18, shaded(greens[2], 0.62))
    if scene.weather != "snowfall":
        flowers(canvas, horizon + 0.2, light)
    return Ground(horizon, horizon + 0.18, 0.91, accent=greens[2])


def river(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    """A river between two banks, hills behind it."""
    return _waterside(canvas, scene, light, wide=0.2)


def lake(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    """A lake, hills and a wood beyond it."""
    return _waterside(canvas, scene, light, wide=0.27)


def _waterside(canvas: Canvas, scene: Scene, light: Light, *, wide: float) -> Ground:
    random = canvas.chance("river")
    horizon = random.uniform(0.42, 0.5)
    sky(canvas, scene, light, horizon)
    greens = [lit(seasonal(c, scene), light) for c in _GREENS[int(random.integers(3))]]
    canvas.band(horizon, 0.05, greens[0], name="hill1", waves=((3, 1.0), (7, 0.2)))
    canvas.band(horizon + 0.06, 0.02, greens[1], name="hill2")
    canvas.step()
    side_trees(canvas, scene, horizon + 0.11, light, (74, 122, 74), "🌳")
    bank = lit((172, 142, 104), light)
    canvas.band(horizon + 0.115, 0.012, bank, name="far bank", ink=0.7)
    blue = lit([(72, 132, 166), (66, 140, 150), (88, 140, 182)][int(random.integers(3))], light)
    canvas.band(horizon + 0.135, 0.012, blue, name="stream")
    shine, near = mixed(blue, (226, 240, 244), 0.5), horizon + 0.13 + wide
    canvas.hatch(horizon + 0.16, near - 0.02, shine, name="flow", n=60, length=0.08)
    canvas.step()
    canvas.band(near, 0.02, bank, name="near bank", waves=((2, 1.0), (7, 0.3)))
    canvas.band(near + 0.02, 0.02, greens[2], name="near", waves=((2, 1.0), (7, 0.3)), ink=0.7)
    canvas.hatch(near + 0.06, 0.97, shaded(greens[2], 0.8), name="grass", n=50, length=0.03)
    tufts(canvas, near + 0.05, shaded(greens[2], 0.62))
    return Ground(horizon, near + 0.05, 0.93, accent=greens[2], water=near - 0.05)


def peaks(canvas: Canvas, base: float, amount: float, rock: Colour, cap: Colour, name: str) -> None:
    """A range of mountains with snow on their tops and the shaded side to the right."""
    random = canvas.chance("peaks", name)
    x = -0.14
    while x < 1.02:
        wide, high = random.uniform(0.22, 0.44), amount * random.uniform(0.55, 1.1)
        top = (x + wide / 2 + random.uniform(-0.1, 0.1) * wide, base - high)
        _peak(canvas, (x, base + 0.03), top, (x + wide, base + 0.03), rock, cap)
        x += wide * random.uniform(0.5, 0.8)


def _peak(canvas: Canvas, left: Point, top: Point, right: Point, rock: Colour, cap: Colour) -> None:
    foot = (top[0] + (right[0] - left[0]) * 0.06, right[1])
    ridge = [
        top,
        (top[0] + 0.006, top[1] + (foot[1] - top[1]) * 0.3),
        (top[0] - 0.008, top[1] + (foot[1] - top[1]) * 0.55),
        foot,
    ]
    canvas.shape([left, top, right], rock, ink=0)
    canvas.shape([*ridge, right], shaded(rock, 0.82), ink=0)
    a, b, high = _along(top, left, 0.34), _along(top, right, 0.36), right[1] - top[1]
    teeth = [
        a,
        (a[0] + (b[0] - a[0]) * 0.28, a[1] + high * 0.08),
        (a[0] + (b[0] - a[0]) * 0.5, a[1] - high * 0.05),
        (a[0] + (b[0] - a[0]) * 0.75, a[1] + high * 0.07),
        b,
    ]
    canvas.shape([top, *teeth], cap, ink=0)
    canvas.shape([top, (top[0] + 0.004, a[1] - high * 0.03), teeth[3], b], shaded(cap, 0.9), ink=0)
    canvas.stroke([left, top, right])


def _along(a: Point, b: Point, t: float) -> Point:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


def mountains(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    """Mountains behind a meadow, sometimes a lake at their foot."""
    random = canvas.chance("mountains")
    horizon = random.uniform(0.54, 0.62)
    sky(canvas, scene, light, horizon)
    rock = [(124, 128, 158), (140, 126, 140), (112, 134, 150)][int(random.integers(3))]
    if random.uniform() < 0.5:
        peaks(
            canvas,
            horizon - 0.03,
            0.34,
            mixed(lit(rock, light), light.sky[-1], 0.5),
            mixed(lit((244, 242, 244), light), light.sky[-1], 0.4),
            "haze",
        )
    peaks(canvas, horizon, random.uniform(0.28, 0.4), lit(rock, light), lit((244, 242, 244), light), "far")
    canvas.step()
    if random.uniform() < 0.4:
        canvas.shape(
            [(-0.1, horizon + 0.02), (1.1, horizon + 0.02), (1.1, horizon + 0.13), (-0.1, horizon + 0.13)],
            lit((104, 152, 176), light),
        )
        canvas.hatch(horizon + 0.035, horizon + 0.12, light.shine, name="lake", n=30, length=0.06)
    else:
        canvas.band(horizon + 0.01, 0.03, lit(seasonal((118, 152, 112), scene), light), name="foot")
    side_trees(canvas, scene, horizon + 0.12, light, (52, 96, 88), "🌲")
    near = lit(seasonal((90, 130, 84), scene), light)
    canvas.band(horizon + 0.13, 0.02, near, name="near")
    canvas.hatch(horizon + 0.16, 0.97, shaded(near, 0.8), name="grass", n=70, length=0.035)
    tufts(canvas, horizon + 0.17, shaded(near, 0.66))
    return Ground(horizon, horizon + 0.17, 0.91, accent=near)


def snow(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    """Snowdrifts before mountains."""
    random = canvas.chance("snow")
    horizon = random.uniform(0.52, 0.6)
    sky(canvas, scene, light, horizon)
    peaks(
        canvas,
        horizon + 0.02,
        random.uniform(0.2, 0.3),
        lit((132, 132, 166), light),
        lit((246, 244, 246), light),
        "far",
    )
    canvas.band(horizon, 0.03, lit((218, 222, 236), light), name="drift1")
    canvas.step()
    side_trees(canvas, scene, horizon + 0.09, light, (58, 104, 104), "🌲")
    white = lit((242, 242, 248), light)
    canvas.band(horizon + 0.1, 0.022, white, name="drift2")
    canvas.hatch(horizon + 0.15, 0.97, mixed(white, (150, 156, 200), 0.4), name="tracks", n=44, length=0.08)
    return Ground(horizon, horizon + 0.15, 0.91, accent=white)


def forest(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    """Two rows of trees on a mossy floor."""
    random = canvas.chance("forest")
    horizon = random.uniform(0.58, 0.64)
    sky(canvas, scene, light, horizon)
    haze = mixed(lit((86, 124, 104), light), light.sky[-1], 0.5)
    canvas.band(horizon - 0.16, 0.02, haze, name="ridge", waves=((5, 1.0), (46, 0.9)), ink=0)
    canvas.band(horizon - 0.02, 0.015, lit(seasonal((116, 148, 90), scene), light), name="floor1")
    broad = random.uniform() < 0.4 or scene.weather == "leaf fall"
    for row in (0, 1):
        _wood(canvas, scene, light, horizon + (0.03, 0.13)[row], row, broad=broad)
    floor = lit(seasonal((78, 114, 66), scene), light)
    canvas.hatch(horizon + 0.16, 0.97, shaded(floor, 0.78), name="moss", n=70, length=0.03)
    tufts(canvas, horizon + 0.17, shaded(floor, 0.66))
    for k in range(0 if scene.weather == "snowfall" else int(random.integers(0, 4))):
        planted(
            canvas,
            "🍄",
            lit((206, 76, 64), light),
            random.uniform(0.05, 0.95),
            random.uniform(0.86, 0.95),
            0.05 + 0.01 * k,
        )
    return Ground(horizon, horizon + 0.18, 0.91, accent=floor)


def _wood(canvas: Canvas, scene: Scene, light: Light, foot: float, row: int, *, broad: bool) -> None:
    """One row of trees and the ground before it; the near row leaves the middle free."""
    random = canvas.chance("wood", row)
    size, green = (0.26, 0.46)[row], ((84, 130, 98), (46, 92, 80))[row]
    n = 8 - 3 * row
    for i in range(n):
        x = (i + random.uniform(0.15, 0.85)) / n
        if not (row and 0.27 < x < 0.73):
            art = "🌳" if broad and i % 2 else "🌲"
            tone = lit(foliage(green, scene, i // 2) if art == "🌳" else green, light)
            y = foot + random.uniform(-0.01, 0.01)
            planted(canvas, art, tone, x, y, size * random.uniform(0.8, 1.2))
    canvas.step()
    floor = lit(seasonal(((98, 134, 76), (78, 114, 66))[row], scene), light)
    canvas.band(foot + 0.01, 0.015, floor, name=("floor", row), ink=0.7)


def desert(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    """Dunes with cacti, sometimes mesas at the horizon."""
    random = canvas.chance("desert")
    horizon = random.uniform(0.5, 0.58)
    sky(canvas, scene, light, horizon)
    if random.uniform() < 0.5:
        _mesas(canvas, horizon, lit((196, 122, 88), light))
    sands = [lit(c, light) for c in _SANDS[int(random.integers(2))]]
    for i, (y, colour) in enumerate(zip((0, 0.08, 0.17), sands, strict=True)):
        canvas.band(horizon + y, 0.045 - i * 0.012, colour, name=("dune", i), waves=((3, 1.0), (5, 0.3)))
    for _ in range(int(random.integers(0, 4))):
        planted(
            canvas,
            "🌵",
            lit((96, 138, 88), light),
            random.uniform(0.04, 0.96),
            horizon + random.uniform(0.1, 0.16),
            random.uniform(0.08, 0.13),
        )
    canvas.hatch(horizon + 0.19, 0.97, shaded(sands[2], 0.8), name="ripples", n=70, length=0.07)
    return Ground(horizon, horizon + 0.19, 0.91, accent=sands[2])


def _mesas(canvas: Canvas, base: float, colour: Colour) -> None:
    random = canvas.chance("mesas")
    for k in range(3):
        x, wide, high = (
            0.35 * k + random.uniform(-0.1, 0.2),
            random.uniform(0.12, 0.26),
            random.uniform(0.07, 0.16),
        )
        canvas.shape(
            [
                (x, base + 0.04),
                (x + wide * 0.16, base - high),
                (x + wide * 0.84, base - high),
                (x + wide, base + 0.04),
            ],
            colour,
        )
        canvas.shape(
            [
                (x + wide * 0.66, base - high),
                (x + wide * 0.84, base - high),
                (x + wide, base + 0.04),
                (x + wide * 0.72, base + 0.04),
            ],
            shaded(colour, 0.82),
            ink=0,
        )
        canvas.stroke(
            [(x + wide * 0.12, base - high * 0.55), (x + wide * 0.66, base - high * 0.55)],
            shaded(colour, 0.7),
        )
