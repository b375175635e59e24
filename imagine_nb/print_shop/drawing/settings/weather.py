"""Weather in front of a scene: rain, snowfall, fog, falling leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from imagine_nb.print_shop.drawing.chance import wavering
from imagine_nb.print_shop.drawing.settings.default_setting import setting_of
from imagine_nb.print_shop.drawing.settings.vegetation import planted

if TYPE_CHECKING:
    from imagine_nb.print_shop.drawing.canvas import Canvas
    from imagine_nb.print_shop.reading.scene import Scene

_UNDER_ROOF = ("room", "table", "underwater", "space")


def weather(canvas: Canvas, scene: Scene) -> None:
    """Draws the scene's weather over what stands in it; under a roof there is none."""
    random = canvas.chance("weather")
    if setting_of(scene) in _UNDER_ROOF:
        return
    if scene.weather in ("rain", "storm"):
        for _ in range(170):
            x, y = random.uniform(-0.05, 1), random.uniform(0, 1)
            canvas.stroke([(x, y), (x - 0.012, y + random.uniform(0.025, 0.05))], (218, 228, 236), ink=0.8)
    elif scene.weather == "snowfall":
        for _ in range(130):
            canvas.disc(
                random.uniform(0, 1),
                random.uniform(0, 0.97),
                random.uniform(0.003, 0.009),
                (250, 250, 252),
                ink=0,
            )
    elif scene.weather == "fog":
        _fog(canvas)
    elif scene.weather == "leaf fall":
        for k in range(14):
            tone = ((206, 104, 48), (184, 66, 50), (224, 170, 66))[k % 3]
            place = random.uniform(0.03, 0.97), random.uniform(0.1, 0.95)
            planted(canvas, "🍁", tone, *place, random.uniform(0.03, 0.05))


def _fog(canvas: Canvas) -> None:
    """Veils across the whole breadth, thicker towards the ground."""
    random = canvas.chance("fog")
    for k in range(4):
        y, high = 0.36 + 0.15 * k + random.uniform(-0.03, 0.03), random.uniform(0.06, 0.11)
        veil = Image.new("L", canvas.image.size, 0)
        draw = ImageDraw.Draw(veil)
        top = wavering(random, 60, [(5, 0.02), (13, 0.008)])
        foot = wavering(random, 60, [(4, 0.02), (11, 0.01)])
        xs = [i / 59 for i in range(60)]
        edge = [(x, y + float(t)) for x, t in zip(xs, top, strict=True)]
        edge += [(x, y + high + float(t)) for x, t in zip(reversed(xs), reversed(foot), strict=True)]
        draw.polygon(canvas.pixels(edge), fill=95 + 18 * k)
        canvas.image.paste((232, 233, 234), (0, 0), veil)
        canvas.step()
