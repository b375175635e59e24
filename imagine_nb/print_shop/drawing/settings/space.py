"""Outer space: stars, nebulae, a planet, and the moon's ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imagine_nb.print_shop.drawing.ground import Ground
from imagine_nb.print_shop.drawing.palette import mixed, shaded
from imagine_nb.print_shop.drawing.settings.sky import stars

if TYPE_CHECKING:
    from imagine_nb.print_shop.drawing.canvas import Canvas
    from imagine_nb.print_shop.reading.colours import Colour
    from imagine_nb.print_shop.reading.scene import Scene


def space(canvas: Canvas, scene: Scene) -> Ground:
    """The sky of stars over the moon's ground."""
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
