"""The city: a road before two rows of houses with lit windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imagine_nb.print_shop.drawing.ground import Ground
from imagine_nb.print_shop.drawing.palette import lit, mixed, shaded
from imagine_nb.print_shop.drawing.settings.sky import sky

if TYPE_CHECKING:
    from imagine_nb.print_shop.drawing.canvas import Canvas
    from imagine_nb.print_shop.drawing.palette import Light
    from imagine_nb.print_shop.reading.colours import Colour
    from imagine_nb.print_shop.reading.scene import Scene


def city(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    """A city's street before its houses."""
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
    canvas.box(-0.01, horizon + 0.03, 1.01, horizon + 0.08, lit((200, 192, 182), light))
    road = lit((116, 112, 122), light)
    canvas.box(-0.01, horizon + 0.08, 1.01, 1.01, road)
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
        canvas.box(x, base - high, x + wide, base, colour)
        canvas.box(x + wide * 0.86, base - high + 0.003, x + wide - 0.003, base, shaded(colour, 0.84), ink=0)
        if random.uniform() < 0.35:
            canvas.box(x + wide * 0.3, base - high - 0.03, x + wide * 0.6, base - high, shaded(colour, 0.8))
        nx, ny = max(2, round(wide / unit / 0.036)), max(2, round(high / 0.06))
        for i in range(nx):
            for j in range(ny):
                glass = (
                    (250, 208, 112)
                    if light.moon and random.uniform() < 0.5
                    else mixed(colour, (40, 44, 80), 0.45)
                )
                wx, wy = x + wide * (0.1 + 0.76 * (i + 0.2) / nx), base - high + high * (j + 0.3) / ny
                canvas.box(wx, wy, wx + wide * 0.76 / nx * 0.56, wy + high / ny * 0.42, glass, ink=0)
        x += wide + random.uniform(0, 0.012)
