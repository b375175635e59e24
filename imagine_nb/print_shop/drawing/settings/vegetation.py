"""Vegetation that nobody asked for: trees at the sides, grass, flowers, in the colours of the season."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imagine_nb.print_shop.drawing.figures.registry import figure
from imagine_nb.print_shop.drawing.palette import Light, lit, mixed
from imagine_nb.print_shop.reading.colours import Colour
from imagine_nb.print_shop.reading.nouns import touches_of

if TYPE_CHECKING:
    from imagine_nb.print_shop.drawing.canvas import Canvas
    from imagine_nb.print_shop.reading.scene import Scene


def seasonal(colour: Colour, scene: Scene) -> Colour:
    """The ground's colour: under snow while it falls, sere where leaves do."""
    if scene.weather == "snowfall":
        return mixed(colour, (236, 238, 246), 0.8)
    return mixed(colour, (204, 158, 76), 0.5) if scene.weather == "leaf fall" else colour


def foliage(colour: Colour, scene: Scene, k: int) -> Colour:
    """A tree's colour; in autumn one of three."""
    reds: tuple[Colour, ...] = ((214, 112, 50), (190, 72, 52), (222, 166, 64))
    return reds[k % 3] if scene.weather == "leaf fall" else colour


def planted(canvas: Canvas, art: str, colour: Colour, x: float, foot: float, height: float) -> None:
    """A tree or flower as scenery: its middle and foot as fractions, its height in shorter sides."""
    touches = [(u, v, mixed(touch, colour, 0.35)) for u, v, touch in touches_of(art)] if height > 0.12 else []
    size = max(6, round(height * canvas.unit))
    stamp = figure(art, colour, size, weight=600 if height < 0.15 else 450, touches=touches)
    if stamp is not None:
        canvas.stamp(stamp, x * canvas.width - stamp.width / 2, foot * canvas.height - stamp.height * 0.97)


def side_trees(canvas: Canvas, scene: Scene, foot: float, light: Light, colour: Colour, art: str) -> None:
    """Trees that frame the picture at one side or both."""
    random = canvas.chance("side trees")
    sides = [[], [0], [1], [0, 1]][int(random.integers(4))]
    for side in sides:
        for k in range(2):
            x = 0.10 + random.uniform(-0.05, 0.05) + 0.12 * k
            size = random.uniform(0.26, 0.34) * (1 - 0.35 * k)
            green = lit(foliage(colour, scene, side + k), light)
            planted(canvas, art, green, x if side == 0 else 1 - x, foot + 0.05 - 0.02 * k, size)


def tufts(canvas: Canvas, top: float, colour: Colour) -> None:
    """Small blades of grass, larger towards the front."""
    random = canvas.chance("tufts")
    for _ in range(16):
        x, y = random.uniform(0.02, 0.98), random.uniform(top, 0.95)
        size = 0.010 + 0.012 * (y - top) / max(0.01, 0.95 - top)
        for dx in (-0.8, 0.0, 0.8):
            canvas.stroke([(x, y), (x + dx * size, y - size * (1.6 - abs(dx) * 0.4))], colour, ink=0.9)


def flowers(canvas: Canvas, top: float, light: Light) -> None:
    """Small flowers strewn over the grass, mostly."""
    random = canvas.chance("flowers")
    if random.uniform() < 0.35:
        return
    colour = [(246, 206, 90), (244, 238, 222), (226, 120, 130), (168, 136, 190)][int(random.integers(4))]
    for _ in range(int(random.integers(5, 14))):
        x, y = random.uniform(0.03, 0.97), random.uniform(top + 0.02, 0.95)
        planted(canvas, "🌼", lit(colour, light), x, y, 0.028 + 0.03 * (y - top))
