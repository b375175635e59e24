"""Settings made by people: table, room, wall, city, and the sky beyond the sky."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imagine_nb.print_shop.drawing.ground import Ground
from imagine_nb.print_shop.drawing.palette import Light, lit, mixed, shaded
from imagine_nb.print_shop.drawing.settings.sky import sky, stars
from imagine_nb.print_shop.reading.colours import Colour

if TYPE_CHECKING:
    from imagine_nb.print_shop.drawing.canvas import Canvas
    from imagine_nb.print_shop.reading.scene import Scene

_WALLS: tuple[Colour, ...] = (
    (220, 196, 160),
    (150, 178, 172),
    (206, 160, 140),
    (168, 176, 150),
    (128, 150, 178),
    (226, 208, 186),
)
_WOODS: tuple[Colour, ...] = ((196, 134, 82), (176, 112, 70), (206, 152, 98))


def box(
    canvas: Canvas, x0: float, y0: float, x1: float, y1: float, colour: Colour, *, ink: float = 1.0
) -> None:
    """A rectangle by its corners."""
    canvas.shape([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour, ink=ink)


def table(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    random = canvas.chance("table")
    wall, wood = lit(_WALLS[int(random.integers(6))], light), lit(_WOODS[int(random.integers(3))], light)
    edge = random.uniform(0.46, 0.56)
    canvas.fill(wall)
    _wallpaper(canvas, wall, edge, int(random.integers(4)))
    if random.uniform() < 0.55 or scene.time not in ("", "day") or not scene.subjects:
        _window(canvas, light, random.choice([0.08, 0.6]), 0.06, 0.32, edge - 0.12)
    canvas.step()
    box(canvas, -0.01, edge, 1.01, 1.01, wood)
    y, gap = edge, 0.06
    while y < 1:
        box(canvas, -0.01, y, 1.01, y + gap, mixed(wood, shaded(wood), random.uniform(0, 0.3)))
        y, gap = y + gap, gap * 1.25
    canvas.hatch(edge + 0.01, 0.98, shaded(wood, 0.78), name="grain", n=110, length=0.12)
    if random.uniform() < 0.35 or not scene.subjects:
        _cloth(
            canvas,
            edge,
            lit([(196, 92, 84), (84, 122, 150), (240, 228, 204)][int(random.integers(3))], light),
        )
    return Ground(edge, edge + 0.16, 0.88, "table", wood)


def _wallpaper(canvas: Canvas, wall: Colour, edge: float, kind: int) -> None:
    dark = shaded(wall, 0.92)
    if kind == 0:
        for k in range(14):
            canvas.stroke([((k + 0.5) / 14, 0), ((k + 0.5) / 14, edge)], dark)
    elif kind == 1:
        for j in range(8):
            for i in range(13):
                canvas.disc((i + 0.5 * (j % 2) + 0.25) / 13, (j + 0.5) * edge / 8, 0.006, dark, ink=0)
    elif kind == 2:
        rows = round(edge * 14)
        for j in range(rows):
            canvas.stroke([(0, (j + 1) * edge / rows), (1, (j + 1) * edge / rows)], dark)
            for i in range(10):
                x = (i + 0.5 * (j % 2)) / 10
                canvas.stroke([(x, j * edge / rows), (x, (j + 1) * edge / rows)], dark)
    else:
        box(canvas, -0.01, edge * 0.62, 1.01, edge, dark, ink=0.8)


def _cloth(canvas: Canvas, edge: float, colour: Colour) -> None:
    """A runner across the table."""
    canvas.shape([(0.2, edge), (0.8, edge), (0.92, 1.01), (0.08, 1.01)], colour)
    canvas.shape(
        [(0.24, edge), (0.27, edge), (0.17, 1.01), (0.13, 1.01)], mixed(colour, (250, 244, 230), 0.6), ink=0
    )
    canvas.shape(
        [(0.73, edge), (0.76, edge), (0.87, 1.01), (0.83, 1.01)], mixed(colour, (250, 244, 230), 0.6), ink=0
    )


def _window(canvas: Canvas, light: Light, x: float, y: float, wide: float, high: float) -> None:
    frame, pane = lit((236, 224, 200), light), light.sky
    box(canvas, x, y, x + wide, y + high, frame)
    inner = (x + 0.016, y + 0.016, x + wide - 0.016, y + high - 0.016)
    for k, colour in enumerate(pane):
        top = inner[1] + (inner[3] - inner[1]) * 0.75 * k / len(pane)
        box(canvas, inner[0], top, inner[2], inner[3], colour, ink=0)
    canvas.disc(x + wide * 0.7, y + high * 0.3, 0.028, light.disc, ink=0.8)
    hills = [(inner[0], inner[1] + (inner[3] - inner[1]) * t) for t in (0.78,)] + [
        (x + wide * u, y + high * v) for u, v in ((0.3, 0.68), (0.55, 0.78), (0.8, 0.7))
    ]
    canvas.shape(
        [*hills, (inner[2], y + high * 0.74), (inner[2], inner[3]), (inner[0], inner[3])],
        lit((124, 160, 84), light),
        ink=0.7,
    )
    canvas.stroke(
        [
            (inner[0], inner[1]),
            (inner[2], inner[1]),
            (inner[2], inner[3]),
            (inner[0], inner[3]),
            (inner[0], inner[1]),
        ]
    )
    for a, b in (
        ((x + wide / 2, y + 0.01), (x + wide / 2, y + high - 0.01)),
        ((x + 0.01, y + high * 0.45), (x + wide - 0.01, y + high * 0.45)),
    ):
        canvas.stroke([a, b], ink=5)
        canvas.stroke([a, b], frame, ink=3)
    box(canvas, x - 0.02, y + high, x + wide + 0.02, y + high + 0.025, frame)


def room(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    del scene
    random = canvas.chance("room")
    wall, floor = lit(_WALLS[int(random.integers(6))], light), random.uniform(0.62, 0.7)
    canvas.fill(wall)
    _wallpaper(canvas, wall, floor, int(random.integers(3)))
    x = random.uniform(0.08, 0.56)
    _window(canvas, light, x, 0.12, 0.34, 0.34)
    if random.uniform() < 0.7:
        _picture(canvas, light, x + 0.5 if x < 0.32 else x - 0.26, random.uniform(0.16, 0.24))
    wood = lit((178, 122, 80), light)
    box(canvas, -0.01, floor, 1.01, 1.01, wood)
    for k in range(-6, 18):
        canvas.stroke(
            [(0.5 + (k / 11 - 0.5) * 0.75, floor), (0.5 + (k / 11 - 0.5) * 1.5, 1.0)],
            shaded(wood, 0.7),
            ink=0.8,
        )
    box(canvas, -0.01, floor - 0.03, 1.01, floor, lit((240, 228, 204), light))
    if random.uniform() < 0.65:
        rug = lit([(176, 72, 68), (72, 104, 138), (98, 120, 92)][int(random.integers(3))], light)
        for grow, colour in ((0.0, rug), (0.025, mixed(rug, (250, 240, 220), 0.55)), (0.04, rug)):
            canvas.shape(
                [
                    (0.2 + grow, floor + 0.09 + grow * 0.5),
                    (0.8 - grow, floor + 0.09 + grow * 0.5),
                    (0.92 - grow, 0.95 - grow * 0.5),
                    (0.08 + grow, 0.95 - grow * 0.5),
                ],
                colour,
                ink=0.8,
            )
    return Ground(floor, floor + 0.12, 0.92, accent=wood)


def _picture(canvas: Canvas, light: Light, x: float, y: float) -> None:
    box(canvas, x, y, x + 0.17, y + 0.2, lit((122, 84, 60), light))
    box(canvas, x + 0.015, y + 0.015, x + 0.155, y + 0.185, lit((240, 228, 200), light), ink=0.7)
    canvas.shape(
        [
            (x + 0.03, y + 0.17),
            (x + 0.07, y + 0.08),
            (x + 0.1, y + 0.13),
            (x + 0.12, y + 0.1),
            (x + 0.14, y + 0.17),
        ],
        lit((112, 130, 150), light),
        ink=0.7,
    )
    canvas.disc(x + 0.12, y + 0.055, 0.014, lit((226, 120, 90), light), ink=0.5)


def wall(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    del scene
    random = canvas.chance("wall")
    brick = lit(
        [(178, 100, 78), (168, 118, 96), (156, 146, 140), (190, 124, 96), (206, 190, 166)][
            int(random.integers(5))
        ],
        light,
    )
    canvas.fill(mixed(brick, (214, 204, 190), 0.55))
    rows, across, gap = 22, 10, 0.0035
    shades = random.uniform(0, 0.3, (rows, across + 2))
    for j in range(rows):
        for i in range(-1, across + 1):
            x, y = (i + 0.5 * (j % 2)) / across, j / rows
            box(
                canvas,
                x + gap,
                y + gap,
                x + 1 / across - gap,
                y + 1 / rows - gap,
                mixed(brick, shaded(brick), float(shades[j, i + 1])),
                ink=0,
            )
        if j % 6 == 0:
            canvas.step()
    return Ground(0.9, 0.8, 0.9, "wall", brick)


def city(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    random = canvas.chance("city")
    horizon = random.uniform(0.68, 0.74)
    sky(canvas, scene, light, horizon)
    walls = [
        (150, 140, 160),
        (190, 128, 106),
        (170, 160, 140),
        (128, 140, 160),
        (206, 170, 120),
        (142, 160, 150),
    ]
    for row, (low, high, far) in enumerate(((0.28, 0.56, 0.5), (0.14, 0.4, 0.0))):
        _houses(
            canvas,
            light,
            (low, high),
            [mixed(lit(w, light), light.sky[-1], far) for w in walls],
            horizon + 0.03,
            row,
        )
        canvas.step()
    box(canvas, -0.01, horizon + 0.03, 1.01, horizon + 0.08, lit((200, 192, 182), light))
    road = lit((116, 112, 122), light)
    box(canvas, -0.01, horizon + 0.08, 1.01, 1.01, road)
    shift = random.uniform(0, 0.1)
    for k in range(-1, 6):
        x, y = k / 5 + shift, horizon + 0.17
        canvas.shape(
            [(x, y), (x + 0.1, y), (x + 0.09, y + 0.014), (x - 0.01, y + 0.014)],
            lit((240, 228, 190), light),
            ink=0,
        )
    canvas.hatch(horizon + 0.1, 0.97, shaded(road, 0.8), name="road", n=50, length=0.06)
    return Ground(horizon, horizon + 0.085, 0.93, accent=road)


def _houses(
    canvas: Canvas, light: Light, span: tuple[float, float], walls: list[Colour], base: float, row: int
) -> None:
    random = canvas.chance("houses", row)
    unit = canvas.unit / canvas.width
    x = -0.03
    while x < 1:
        wide, high = random.uniform(0.09, 0.16) * unit, random.uniform(*span)
        colour = walls[int(random.integers(len(walls)))]
        box(canvas, x, base - high, x + wide, base, colour)
        box(canvas, x + wide * 0.86, base - high + 0.003, x + wide - 0.003, base, shaded(colour, 0.84), ink=0)
        if random.uniform() < 0.35:
            box(canvas, x + wide * 0.3, base - high - 0.03, x + wide * 0.6, base - high, shaded(colour, 0.8))
        nx, ny = max(2, round(wide / unit / 0.036)), max(2, round(high / 0.06))
        for i in range(nx):
            for j in range(ny):
                glass = (
                    (250, 208, 112)
                    if light.moon and random.uniform() < 0.5
                    else mixed(colour, (40, 44, 80), 0.45)
                )
                wx, wy = x + wide * (0.1 + 0.76 * (i + 0.2) / nx), base - high + high * (j + 0.3) / ny
                box(canvas, wx, wy, wx + wide * 0.76 / nx * 0.56, wy + high / ny * 0.42, glass, ink=0)
        x += wide + random.uniform(0, 0.012)


def space(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    del light  # there is no time of day out there
    random = canvas.chance("space")
    deep = [(30, 28, 62), (22, 36, 66), (44, 28, 66)][int(random.integers(3))]
    veils = [(96, 60, 120), (60, 80, 140), (140, 70, 110), (50, 110, 120)]
    canvas.fill(deep)
    first = int(random.integers(4))
    for k in range(3):
        edge = 0.16 + 0.22 * k
        canvas.band(
            edge,
            0.10,
            mixed(deep, veils[(first + k) % 4], 0.38),
            name=("nebula", k),
            waves=((2, 1.0), (6, 0.5)),
            ink=0,
        )
        canvas.band(edge + 0.11, 0.10, deep, name=("dark", k), waves=((2, 1.0), (6, 0.5)), ink=0)
    stars(canvas, 1.15)
    planet = [(206, 120, 84), (120, 150, 170), (196, 160, 110)][int(random.integers(3))]
    x, y, r = float(random.choice([0.16, 0.84])), random.uniform(0.14, 0.26), random.uniform(0.06, 0.1)
    canvas.disc(x, y, r, planet)
    wide = canvas.unit / canvas.width
    for dy, half in ((-0.3, 0.9), (0.15, 0.95), (0.55, 0.8)):
        canvas.stroke(
            [(x - half * r * wide, y + dy * r), (x + half * r * wide, y + dy * r)],
            shaded(planet, 0.8),
            ink=1.4,
        )
    dust, top = (
        (162, 158, 172),
        0.88
        if all(s.noun in ("rocket", "planet", "ufo", "satellite", "earth") for s in scene.subjects)
        else 0.74,
    )
    canvas.band(top, 0.04, dust, name="moon", waves=((1, 1.0), (3, 0.4)))
    for _ in range(9):
        cy = random.uniform(top + 0.06, 0.97)
        _crater(canvas, random.uniform(0.02, 0.98), cy, random.uniform(0.015, 0.04), dust)
    return Ground(top, top + 0.08, 0.93, "space", dust)


def _crater(canvas: Canvas, x: float, y: float, r: float, dust: Colour) -> None:
    cx, cy, w = x * canvas.width, y * canvas.height, r * canvas.unit
    canvas.draw.ellipse(
        (cx - w, cy - w * 0.35, cx + w, cy + w * 0.35),
        fill=shaded(dust, 0.8),
        outline=(38, 33, 43),
        width=max(1, canvas.line * 2 // 3),
    )
