"""The sky of a time of day and a weather: bands of colour, sun or moon, stars, clouds, a rainbow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from imagine_nb.print_shop.drawing.chance import wavering
from imagine_nb.print_shop.drawing.palette import Light, lightened, mixed, shaded
from imagine_nb.print_shop.drawing.pen import INK
from imagine_nb.print_shop.reading.colours import Colour

if TYPE_CHECKING:
    import numpy as np

    from imagine_nb.print_shop.drawing.canvas import Canvas
    from imagine_nb.print_shop.reading.scene import Scene

_GREY = {"rain": 0.5, "storm": 0.7, "fog": 0.45, "cloudy": 0.25, "snowfall": 0.4}
_BOWS: tuple[Colour, ...] = (
    (206, 70, 64),
    (236, 140, 60),
    (246, 206, 90),
    (110, 160, 90),
    (80, 130, 170),
    (112, 90, 140),
)


def sky(canvas: Canvas, scene: Scene, light: Light, horizon: float) -> None:
    """Draws the whole sky down to the horizon, and whatever of the scene's subjects belongs to it."""
    asked = {s.noun: s for s in scene.subjects}
    _bands(canvas, _veiled(light, scene.weather), horizon)
    canvas.step()
    if light.moon or "star" in asked:
        stars(canvas, horizon)
    hidden = scene.weather in ("rain", "storm", "fog", "snowfall", "cloudy") and not {"sun", "moon"} & set(
        asked
    )
    if not hidden and "fireworks" not in asked:
        _lights(canvas, scene, light, horizon, asked=set(asked))
    if "northern lights" in asked:
        _aurora(canvas, horizon)
    if "rainbow" in asked:
        rainbow(canvas, horizon)
    if "fireworks" in asked:
        _fireworks(canvas, max(3, asked["fireworks"].count))
    _clouds(canvas, scene, light, horizon)
    if scene.weather == "storm":
        _bolt(canvas, horizon)
    canvas.step()


def _veiled(light: Light, weather: str) -> list[Colour]:
    veil: Colour = (112, 118, 132) if weather in ("storm", "rain") else (200, 204, 208)
    veil = shaded(veil, 0.4) if light.moon else veil
    return [mixed(c, veil, _GREY.get(weather, 0.0)) for c in light.sky]


def _bands(canvas: Canvas, colours: list[Colour], horizon: float) -> None:
    random = canvas.chance("sky")
    slope = random.uniform(-0.02, 0.02)
    canvas.fill(colours[0])
    for i, colour in enumerate(colours[1:], 1):
        y = horizon * (i + random.uniform(-0.12, 0.12)) / len(colours) + slope
        canvas.band(y, 0.02, colour, name=("sky", i), waves=((3, 1.0), (9, 0.4)), ink=0)


def stars(canvas: Canvas, bottom: float) -> None:
    """Carved dots and a few crosses."""
    random = canvas.chance("stars")
    for k in range(80):
        x, y = random.uniform(0, 1), random.uniform(0, bottom * 0.88)
        canvas.disc(x, y, float(random.choice([0.0015, 0.002, 0.003])), (242, 234, 206), ink=0)
        if k % 16 == 0:
            arm = 0.011 * canvas.unit
            for dx, dy in ((arm / canvas.width, 0), (0, arm / canvas.height)):
                canvas.stroke([(x - dx, y - dy), (x + dx, y + dy)], (242, 234, 206), ink=0.6)


def _lights(canvas: Canvas, scene: Scene, light: Light, horizon: float, *, asked: set[str]) -> None:
    random = canvas.chance("disc")
    moon = (light.moon or "moon" in asked or "crescent moon" in asked) and not (
        "sun" in asked and not light.moon
    )
    low = scene.time in ("dawn", "sunset") and not moon
    x = float(random.choice([random.uniform(0.14, 0.34), random.uniform(0.66, 0.86)]))
    y = horizon - random.uniform(-0.01, 0.09) if low else random.uniform(0.13, 0.24)
    radius = random.uniform(0.09, 0.14) if low else random.uniform(0.06, 0.085)
    if {"sun", "moon"} & asked:
        radius *= 1.5
    if "crescent moon" in asked or (moon and "moon" not in asked and random.uniform() < 0.3):
        _crescent(canvas, x, y, radius * 1.1, light.disc)
        return
    if not moon and (low or "sun" in asked or random.uniform() < 0.5):
        _rays(canvas, x, y, radius)
    canvas.disc(x, y, radius, light.disc if not (moon and not light.moon) else (250, 244, 226))
    if moon:
        for dx, dy, r in ((-0.3, -0.2, 0.22), (0.25, 0.3, 0.16), (0.35, -0.3, 0.1)):
            spot = shaded(light.disc, 0.93)
            canvas.disc(
                x + dx * radius * canvas.unit / canvas.width,
                y + dy * radius * canvas.unit / canvas.height,
                r * radius,
                spot,
                ink=0,
            )


def _crescent(canvas: Canvas, x: float, y: float, radius: float, colour: Colour) -> None:
    wide, high = radius * canvas.unit / canvas.width, radius * canvas.unit / canvas.height
    outer = [(math.cos(a), math.sin(a)) for a in (math.radians(60 + 240 * k / 30) for k in range(31))]
    inner = [
        (0.5 + 0.87 * math.cos(a) - 0.13, 0.87 * math.sin(a))
        for a in (math.radians(270 - 180 * k / 30) for k in range(31))
    ]
    inner = [(px, py) for px, py in inner if math.hypot(px, py) < 1.0]
    canvas.shape([(x + px * wide, y + py * high) for px, py in (*outer, *inner)], colour)


def _rays(canvas: Canvas, x: float, y: float, radius: float) -> None:
    wide, high = canvas.unit / canvas.width, canvas.unit / canvas.height
    for k in range(24):
        a = k * math.tau / 24
        inner, outer = radius * 1.22, radius * (1.62 if k % 2 else 1.42)
        canvas.stroke(
            [(x + math.cos(a) * r * wide, y + math.sin(a) * r * high) for r in (inner, outer)], ink=0.8
        )


def rainbow(canvas: Canvas, horizon: float) -> None:
    """Six bands from one side of the land to the other."""
    random = canvas.chance("rainbow")
    x = (0.5 + random.uniform(-0.06, 0.06)) * canvas.width
    y = (horizon + 0.08) * canvas.height
    outer = min(0.47 * canvas.width, y - 0.1 * canvas.height)
    width = outer * 0.066
    for i, colour in enumerate(_BOWS):
        r = outer - width * i
        canvas.draw.arc((x - r, y - r, x + r, y + r), 180, 360, fill=colour, width=math.ceil(width) + 1)
    for r in (outer, outer - width * len(_BOWS)):
        canvas.draw.arc((x - r, y - r, x + r, y + r), 180, 360, fill=INK, width=canvas.line)


def _aurora(canvas: Canvas, horizon: float) -> None:
    """Three hanging curtains of green and violet, fading upwards."""
    random = canvas.chance("aurora")
    for k, colour in enumerate(((96, 208, 146), (120, 224, 176), (150, 120, 200))):
        foot = wavering(random, 90, [(4, 0.06), (9, 0.025)]) + horizon * (0.72 - 0.17 * k)
        high = random.uniform(0.16, 0.24)
        for step in range(6):
            veil = Image.new("L", canvas.image.size, 0)
            top = [(i / 89, float(foot[i]) - high * (6 - step) / 6) for i in range(90)]
            base = [(i / 89, float(foot[i])) for i in reversed(range(90))]
            ImageDraw.Draw(veil).polygon(canvas.pixels([*top, *base]), fill=34)
            canvas.image.paste(colour, (0, 0), veil)
        canvas.step()


def _fireworks(canvas: Canvas, n: int) -> None:
    random = canvas.chance("fireworks")
    for k in range(n):
        x, y = (k + random.uniform(0.3, 0.7)) / n, random.uniform(0.16, 0.34)
        colour, radius = _BOWS[(k * 2) % 5], random.uniform(0.11, 0.17)
        wide, high = canvas.unit / canvas.width * radius, canvas.unit / canvas.height * radius
        for i in range(18):
            a = i * math.tau / 18
            canvas.stroke(
                [
                    (x + math.cos(a) * r * wide, y + math.sin(a) * r * high)
                    for r in (0.25, 1.0 - 0.2 * (i % 2))
                ],
                colour,
                ink=1.4,
            )
            canvas.disc(
                x + math.cos(a) * 1.12 * wide, y + math.sin(a) * 1.12 * high, 0.006, lightened(colour), ink=0
            )


def _clouds(canvas: Canvas, scene: Scene, light: Light, horizon: float) -> None:
    random = canvas.chance("clouds")
    heavy = scene.weather in ("cloudy", "rain", "storm", "snowfall")
    if not heavy and (light.moon or scene.weather == "fog" or random.uniform() < 0.3):
        return
    pale = mixed(lightened(light.sky[-1], 0.6), (236, 236, 236), 0.3)
    if scene.weather in ("rain", "storm"):
        pale = (150, 154, 166)
    if light.moon:
        pale = mixed(light.sky[-1], (150, 150, 184), 0.35)
    for k in range(7 if heavy else int(random.integers(2, 5))):
        x, y = random.uniform(0.0, 1.0), random.uniform(0.08, horizon * (0.5 if heavy else 0.6))
        _cloud(
            canvas, x, y, random.uniform(0.13, 0.24) * (1.25 if heavy else 1), pale, canvas.chance("cloud", k)
        )


def _cloud(
    canvas: Canvas, x: float, y: float, wide: float, colour: Colour, random: np.random.Generator
) -> None:
    """Overlapping discs on a flat foot: first all of them in ink, a little larger, then all in colour."""
    unit, cx, cy = canvas.unit, x * canvas.width, y * canvas.height
    w = wide * unit
    puffs = []
    for k in range(4):
        t = (k + 0.5) / 4
        r = w * (0.13 + 0.12 * math.sin(math.pi * t) + random.uniform(-0.02, 0.03))
        puffs.append((cx + (t - 0.5) * w * 0.8, cy - r * 0.55, r))
    foot = cy + w * 0.06
    for fill, grow in ((INK, canvas.line if canvas.outlined else 0), (colour, 0)):
        for px, py, r in puffs:
            canvas.draw.ellipse((px - r - grow, py - r - grow, px + r + grow, py + r + grow), fill=fill)
        box = (cx - w * 0.56 - grow, cy - w * 0.1 - grow, cx + w * 0.56 + grow, foot + grow)
        canvas.draw.rounded_rectangle(box, radius=w * 0.08, fill=fill)
    if foot - canvas.line > cy + 2:
        box = (cx - w * 0.48, cy + w * 0.005, cx + w * 0.5, foot - canvas.line)
        canvas.draw.rounded_rectangle(box, radius=w * 0.03, fill=shaded(colour, 0.9))


def _bolt(canvas: Canvas, horizon: float) -> None:
    x = canvas.chance("bolt").uniform(0.2, 0.8)
    shape = (
        (0.0, 0.16),
        (0.05, 0.16),
        (0.028, 0.3),
        (0.06, 0.3),
        (-0.02, horizon - 0.02),
        (0.008, 0.36),
        (-0.03, 0.36),
    )
    canvas.shape([(x + dx, y) for dx, y in shape], (252, 226, 132))
