"""Indoor settings and walls: a table, a room, a brick wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imagine_nb.print_shop.drawing.ground import Ground
from imagine_nb.print_shop.drawing.palette import Light, lit, mixed, shaded
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


def table(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    """A table's top, a wall behind it, sometimes a window and a runner."""
    random = canvas.chance("table")
    wall, wood = lit(_WALLS[int(random.integers(6))], light), lit(_WOODS[int(random.integers(3))], light)
    edge = random.uniform(0.46, 0.56)
    canvas.fill(wall)
    _wallpaper(canvas, wall, edge, int(random.integers(4)))
    if random.uniform() < 0.55 or scene.time not in ("", "day") or not scene.subjects:
        _window(canvas, light, random.choice([0.08, 0.6]), 0.06, 0.32, edge - 0.12)
    canvas.step()
    canvas.box(-0.01, edge, 1.01, 1.01, wood)
    y, gap = edge, 0.06
    while y < 1:
        canvas.box(-0.01, y, 1.01, y + gap, mixed(wood, shaded(wood), random.uniform(0, 0.3)))
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
        canvas.box(-0.01, edge * 0.62, 1.01, edge, dark, ink=0.8)


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
    canvas.box(x, y, x + wide, y + high, frame)
    inner = (x + 0.016, y + 0.016, x + wide - 0.016, y + high - 0.016)
    for k, colour in enumerate(pane):
        top = inner[1] + (inner[3] - inner[1]) * 0.75 * k / len(pane)
        canvas.box(inner[0], top, inner[2], inner[3], colour, ink=0)
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
    canvas.box(x - 0.02, y + high, x + wide + 0.02, y + high + 0.025, frame)


def room(canvas: Canvas, light: Light) -> Ground:
    """A room with a window, a floor of boards, sometimes a picture and a rug."""
    random = canvas.chance("room")
    wall, floor = lit(_WALLS[int(random.integers(6))], light), random.uniform(0.62, 0.7)
    canvas.fill(wall)
    _wallpaper(canvas, wall, floor, int(random.integers(3)))
    x = random.uniform(0.08, 0.56)
    _window(canvas, light, x, 0.12, 0.34, 0.34)
    if random.uniform() < 0.7:
        _picture(canvas, light, x + 0.5 if x < 0.32 else x - 0.26, random.uniform(0.16, 0.24))
    wood = lit((178, 122, 80), light)
    canvas.box(-0.01, floor, 1.01, 1.01, wood)
    for k in range(-6, 18):
        canvas.stroke(
            [(0.5 + (k / 11 - 0.5) * 0.75, floor), (0.5 + (k / 11 - 0.5) * 1.5, 1.0)],
            shaded(wood, 0.7),
            ink=0.8,
        )
    canvas.box(-0.01, floor - 0.03, 1.01, floor, lit((240, 228, 204), light))
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
    canvas.box(x, y, x + 0.17, y + 0.2, lit((122, 84, 60), light))
    canvas.box(x + 0.015, y + 0.015, x + 0.155, y + 0.185, lit((240, 228, 200), light), ink=0.7)
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


def wall(canvas: Canvas, light: Light) -> Ground:
    """A brick wall, for what is sprayed on it."""
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
            canvas.box(
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
