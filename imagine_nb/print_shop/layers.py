"""The settings, as flat layers from the sky to the ground; each answers where its ground lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imagine_nb.print_shop.chance import wavering
from imagine_nb.print_shop.palette import LIGHTS, Colour, Light, lightened, lit, mixed, shaded

if TYPE_CHECKING:
    from imagine_nb.print_shop.canvas import Canvas
    from imagine_nb.print_shop.scene import Scene


@dataclass(frozen=True, slots=True)
class Ground:
    """Where things stand: the horizon, and the nearest and farthest foot lines, as fractions of the height."""

    horizon: float
    far: float
    near: float
    kind: str = "land"  # "land", "water", "table", "air", "wall"
    accent: Colour = (96, 140, 70)


def light_of(scene: Scene, canvas: Canvas) -> Light:
    """The light of the scene's time of day, one of several palettes by chance."""
    choices = LIGHTS[scene.time or "day"]
    return choices[int(canvas.chance("light", scene.time).integers(len(choices)))]


def drawn_setting(canvas: Canvas, scene: Scene, setting: str, light: Light) -> Ground:
    """Draws a setting; answers its ground."""
    return SETTING_LAYERS[setting](canvas, scene, light)


def _sky(canvas: Canvas, scene: Scene, light: Light, horizon: float) -> None:
    random = canvas.chance("sky")
    grey = {"rain": 0.45, "storm": 0.6, "fog": 0.4, "cloudy": 0.25, "snowfall": 0.35}.get(scene.weather, 0.0)
    veil: Colour = (120, 124, 136) if scene.weather in ("storm", "rain") else (196, 200, 206)
    colours = [mixed(c, veil if not light.moon else shaded(veil, 0.4), grey) for c in light.sky]
    canvas.fill(colours[0])
    for i, colour in enumerate(colours[1:], 1):
        y = horizon * i / len(colours) + random.uniform(-0.02, 0.02)
        canvas.band(y, 0.02, colour, name=("sky", i), waves=((3, 1.0), (9, 0.4)), ink=0)
    canvas.step()
    if light.moon:
        _stars(canvas, horizon)
    if scene.weather not in ("rain", "storm", "fog", "snowfall"):
        _disc(canvas, scene, light, horizon)
    if scene.weather in ("cloudy", "rain", "storm", "snowfall") or (scene.time in ("", "day") and random.uniform() < 0.8):
        _clouds(canvas, light, horizon, heavy=bool(scene.weather))


def _stars(canvas: Canvas, horizon: float) -> None:
    random = canvas.chance("stars")
    for _ in range(70):
        x, y = random.uniform(0, 1), random.uniform(0, horizon * 0.85)
        canvas.disc(x, y, float(random.choice([0.0016, 0.0022, 0.0034])), (242, 234, 206), ink=0)


def _disc(canvas: Canvas, scene: Scene, light: Light, horizon: float) -> None:
    random = canvas.chance("disc")
    x = float(random.choice([random.uniform(0.16, 0.34), random.uniform(0.66, 0.84)]))
    low = scene.time in ("dawn", "sunset")
    y = horizon - random.uniform(-0.01, 0.10) if low else random.uniform(0.14, 0.24)
    radius = random.uniform(0.09, 0.13) if low else random.uniform(0.06, 0.085)
    if low or (not light.moon and random.uniform() < 0.5):
        _rays(canvas, x, y, radius)
    canvas.disc(x, y, radius, light.disc)


def _rays(canvas: Canvas, x: float, y: float, radius: float) -> None:
    import math

    aspect = canvas.unit / canvas.width, canvas.unit / canvas.height
    for k in range(24):
        a = k * math.tau / 24
        inner, outer = radius * 1.22, radius * (1.62 if k % 2 else 1.42)
        ends = [(x + math.cos(a) * r * aspect[0], y + math.sin(a) * r * aspect[1]) for r in (inner, outer)]
        canvas.stroke(ends, ink=0.8)


def _clouds(canvas: Canvas, light: Light, horizon: float, *, heavy: bool) -> None:
    random = canvas.chance("clouds")
    pale = lightened(light.sky[-1], 0.55) if not light.moon else mixed(light.sky[-1], (160, 160, 190), 0.3)
    for _ in range(int(random.integers(3, 5)) + (3 if heavy else 0)):
        _cloud(canvas, random.uniform(0.05, 0.95), random.uniform(0.07, horizon * 0.62), random.uniform(0.10, 0.2), pale, random)


def _cloud(canvas: Canvas, x: float, y: float, w: float, colour: Colour, random: object) -> None:
    import math

    n = 5
    bumps = [(x - w / 2 + w * i / (n - 1), w * (0.16 + 0.14 * math.sin(math.pi * i / (n - 1)))) for i in range(n)]
    outline = [(x - w * 0.62, y)]
    for cx, r in bumps:
        outline += [(cx + r * math.cos(a), y - r * 1.2 * math.sin(a) * canvas.width / canvas.height * 0.8) for a in (math.pi * (1 - k / 6) for k in range(7))]
    outline.append((x + w * 0.62, y))
    top: dict[int, float] = {}
    for px, py in outline:
        k = round(px * 160)
        top[k] = min(py, top.get(k, 1.0))
    canvas.shape([(k / 160, v) for k, v in sorted(top.items())], colour, ink=0.8)


def _meadow(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    random = canvas.chance("meadow")
    horizon = random.uniform(0.54, 0.62)
    _sky(canvas, scene, light, horizon)
    greens = [(150, 178, 104), (124, 160, 84), (96, 140, 70)]
    canvas.band(horizon, 0.05, lit(greens[0], light), name="hill1", waves=((3, 1.0), (7, 0.2)))
    canvas.band(horizon + 0.06, 0.04, lit(greens[1], light), name="hill2", waves=((3, 1.0), (8, 0.2)))
    canvas.band(horizon + 0.14, 0.025, lit(greens[2], light), name="hill3")
    canvas.hatch(horizon + 0.18, 0.97, lit(shaded(greens[2], 0.76), light), name="grass", n=80, length=0.03)
    return Ground(horizon, horizon + 0.16, 0.9, accent=lit(greens[2], light))


def _peaks(canvas: Canvas, base: float, amount: float, colour: Colour, cap: Colour, name: str) -> None:
    random = canvas.chance("peaks", name)
    x = -0.12
    while x < 1.05:
        wide, high = random.uniform(0.24, 0.42), amount * random.uniform(0.6, 1.1)
        top = (x + wide / 2 + random.uniform(-0.1, 0.1) * wide, base - high)
        left, right = (x, base + 0.02), (x + wide, base + 0.02)
        canvas.shape([left, top, right], colour, ink=0)
        canvas.shape([top, right, (top[0] + wide * 0.04, base + 0.02)], shaded(colour, 0.84), ink=0)
        a, b = _along(top, left, 0.32), _along(top, right, 0.34)
        teeth = [a, (a[0] + (b[0] - a[0]) * 0.3, a[1] + high * 0.09), (a[0] + (b[0] - a[0]) * 0.5, a[1] - high * 0.05), (a[0] + (b[0] - a[0]) * 0.75, a[1] + high * 0.08), b]
        canvas.shape([top, *teeth], cap, ink=0)
        canvas.stroke([left, top, right])
        x += wide * random.uniform(0.5, 0.8)


def _along(a: tuple[float, float], b: tuple[float, float], t: float) -> tuple[float, float]:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


def _mountains(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    horizon = canvas.chance("mountains").uniform(0.56, 0.64)
    _sky(canvas, scene, light, horizon)
    _peaks(canvas, horizon, 0.36, lit((124, 128, 158), light), lit((244, 242, 244), light), "far")
    canvas.band(horizon + 0.02, 0.03, lit((110, 146, 110), light), name="foot")
    canvas.band(horizon + 0.12, 0.02, lit((90, 128, 84), light), name="near")
    canvas.hatch(horizon + 0.16, 0.97, lit((66, 100, 70), light), name="grass", n=70, length=0.035)
    return Ground(horizon, horizon + 0.14, 0.9, accent=lit((90, 128, 84), light))


def _snow(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    horizon = canvas.chance("snow").uniform(0.54, 0.62)
    _sky(canvas, scene, light, horizon)
    _peaks(canvas, horizon + 0.02, 0.28, lit((132, 132, 166), light), lit((246, 244, 246), light), "far")
    canvas.band(horizon, 0.03, lit((222, 224, 236), light), name="drift1")
    canvas.band(horizon + 0.1, 0.025, lit((240, 240, 246), light), name="drift2")
    canvas.hatch(horizon + 0.16, 0.97, lit((196, 200, 222), light), name="tracks", n=46, length=0.07)
    return Ground(horizon, horizon + 0.13, 0.9, accent=lit((240, 240, 246), light))


def _sea(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    horizon = canvas.chance("sea").uniform(0.48, 0.58)
    _sky(canvas, scene, light, horizon)
    _water(canvas, light, horizon)
    return Ground(horizon, horizon + 0.08, 0.86, "water", accent=lit((44, 84, 122), light))


def _water(canvas: Canvas, light: Light, horizon: float) -> None:
    deep = lit((64, 118, 152), light)
    canvas.band(horizon, 0.003, deep, name="sea1")
    canvas.hatch(horizon + 0.02, horizon + 0.16, light.shine, name="glints", n=46, length=0.05)
    canvas.band(horizon + 0.16, 0.008, shaded(deep, 0.86), name="sea2")
    canvas.hatch(horizon + 0.18, 0.97, lit((128, 172, 194), light), name="waves", n=80, length=0.07)


def _beach(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    horizon = canvas.chance("beach").uniform(0.44, 0.52)
    _sky(canvas, scene, light, horizon)
    _water(canvas, light, horizon)
    canvas.band(horizon + 0.155, 0.014, lit((244, 240, 226), light), name="foam", ink=0.7)
    canvas.band(horizon + 0.18, 0.014, lit((236, 210, 156), light), name="sand", ink=0.7)
    canvas.hatch(horizon + 0.22, 0.97, lit((206, 174, 116), light), name="grains", n=90, length=0.02)
    return Ground(horizon, horizon + 0.24, 0.9, accent=lit((236, 210, 156), light))


def _desert(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    horizon = canvas.chance("desert").uniform(0.52, 0.6)
    _sky(canvas, scene, light, horizon)
    sand = [(232, 190, 122), (222, 170, 100), (236, 196, 130)]
    for i, (y, colour) in enumerate(zip((0, 0.08, 0.18), sand, strict=True)):
        canvas.band(horizon + y, 0.045 - i * 0.01, lit(colour, light), name=("dune", i), waves=((3, 1.0), (5, 0.3)))
    canvas.hatch(horizon + 0.2, 0.97, lit((190, 138, 80), light), name="ripples", n=70, length=0.06)
    return Ground(horizon, horizon + 0.2, 0.9, accent=lit(sand[2], light))


def _city(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    horizon = 0.74
    _sky(canvas, scene, light, horizon)
    night = light.moon
    walls = [(150, 140, 160), (190, 128, 106), (170, 160, 140), (128, 140, 160), (206, 170, 120)]
    for row, (low, high, far) in enumerate(((0.3, 0.55, 0.4), (0.16, 0.4, 0.0))):
        _houses(canvas, light, (low, high), [mixed(lit(w, light), light.sky[-1], far) for w in walls], horizon + 0.03, row, night=night)
        canvas.step()
    canvas.band(horizon + 0.03, 0.001, lit((196, 188, 178), light), name="pavement")
    canvas.band(horizon + 0.075, 0.001, lit((112, 108, 118), light), name="road")
    for k in range(6):
        x = k / 5.2
        canvas.shape([(x, 0.9), (x + 0.09, 0.9), (x + 0.08, 0.912), (x - 0.01, 0.912)], lit((240, 228, 190), light), ink=0)
    canvas.hatch(horizon + 0.09, 0.97, lit((88, 84, 98), light), name="road", n=50, length=0.06)
    return Ground(horizon, horizon + 0.06, 0.93, accent=lit((112, 108, 118), light))


def _houses(canvas: Canvas, light: Light, span: tuple[float, float], walls: list[Colour], base: float, row: int, *, night: bool) -> None:
    random = canvas.chance("houses", row)
    x = -0.03
    while x < 1:
        wide, high = random.uniform(0.08, 0.15), random.uniform(*span)
        wall = walls[int(random.integers(len(walls)))]
        canvas.shape([(x, base), (x, base - high), (x + wide, base - high), (x + wide, base)], wall)
        nx, ny = max(2, round(wide / 0.032)), max(2, round(high / 0.055))
        for i in range(nx):
            for j in range(ny):
                glass = (250, 208, 112) if night and random.uniform() < 0.5 else mixed(wall, (40, 44, 80), 0.45)
                wx, wy = x + wide * (i + 0.28) / nx, base - high + high * (j + 0.3) / ny
                canvas.shape([(wx, wy), (wx + wide / nx * 0.44, wy), (wx + wide / nx * 0.44, wy + high / ny * 0.42), (wx, wy + high / ny * 0.42)], glass, ink=0)
        x += wide + random.uniform(0, 0.012)


def _forest(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    from imagine_nb.print_shop.glyphs import glyph

    horizon = 0.62
    _sky(canvas, scene, light, horizon)
    random = canvas.chance("forest")
    canvas.band(horizon - 0.12, 0.03, mixed(lit((86, 124, 104), light), light.sky[-1], 0.45), name="ridge", waves=((5, 1.0), (40, 0.6)), ink=0)
    canvas.band(horizon, 0.02, lit((104, 138, 84), light), name="floor1")
    for row, (size, y) in enumerate(((0.3, 0.645), (0.46, 0.73))):
        green = lit(((66, 112, 92), (48, 92, 84))[row], light)
        n = 9 - 3 * row
        for i in range(n):
            x = (i + random.uniform(0.2, 0.8)) / n
            if row and 0.3 < x < 0.7:
                continue
            tree = glyph("🌲", green, round(size * random.uniform(0.85, 1.2) * canvas.unit))
            if tree is not None:
                canvas.stamp(tree, x * canvas.width - tree.width / 2, y * canvas.height - tree.height)
        if not row:
            canvas.band(horizon + 0.07, 0.02, lit((86, 122, 72), light), name="floor2")
        canvas.step()
    canvas.band(horizon + 0.14, 0.02, lit((74, 108, 64), light), name="floor3", ink=0.6)
    canvas.hatch(horizon + 0.16, 0.97, lit((54, 84, 54), light), name="fern", n=80, length=0.03)
    return Ground(horizon, horizon + 0.17, 0.9, accent=lit((74, 108, 64), light))


def _table(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    random = canvas.chance("table")
    wall = [(220, 196, 160), (150, 178, 172), (206, 160, 140), (168, 176, 150)][int(random.integers(4))]
    woods = [(196, 134, 82), (176, 112, 70), (206, 152, 98)]
    wood = woods[int(random.integers(3))]
    edge = random.uniform(0.5, 0.58)
    canvas.fill(lit(wall, light))
    for k in range(14):
        x = (k + 0.5) / 14
        canvas.stroke([(x, 0), (x, edge)], lit(shaded(wall, 0.9), light), ink=1.0)
    canvas.shape([(-0.01, edge), (1.01, edge), (1.01, 1.01), (-0.01, 1.01)], lit(wood, light))
    y, gap = edge, 0.07
    while y < 1:
        canvas.shape([(-0.01, y), (1.01, y), (1.01, y + gap), (-0.01, y + gap)], lit(mixed(wood, shaded(wood), random.uniform(0, 0.25)), light))
        y, gap = y + gap, gap * 1.25
    canvas.hatch(edge + 0.01, 0.98, lit(shaded(wood, 0.78), light), name="grain", n=110, length=0.12)
    return Ground(edge, edge + 0.12, 0.9, "table", accent=lit(wood, light))


def _room(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    random = canvas.chance("room")
    wall = [(214, 178, 140), (146, 170, 168), (198, 150, 140), (176, 180, 148), (128, 144, 172)][int(random.integers(5))]
    canvas.fill(lit(wall, light))
    for k in range(22):
        canvas.stroke([((k + 0.5) / 22, 0), ((k + 0.5) / 22, 0.68)], lit(shaded(wall, 0.9), light), ink=1.2)
    x = random.uniform(0.1, 0.5)
    canvas.shape([(x, 0.12), (x + 0.36, 0.12), (x + 0.36, 0.5), (x, 0.5)], lit((120, 84, 62), light))
    canvas.shape([(x + 0.015, 0.135), (x + 0.345, 0.135), (x + 0.345, 0.485), (x + 0.015, 0.485)], light.sky[min(1, len(light.sky) - 1)])
    canvas.shape([(x + 0.015, 0.38), (x + 0.1, 0.34), (x + 0.22, 0.39), (x + 0.345, 0.35), (x + 0.345, 0.485), (x + 0.015, 0.485)], lit((124, 160, 84), light), ink=0.7)
    for a, b in (((x + 0.18, 0.12), (x + 0.18, 0.5)), ((x, 0.3), (x + 0.36, 0.3))):
        canvas.stroke([a, b], lit((120, 84, 62), light), ink=4)
    canvas.shape([(-0.01, 0.68), (1.01, 0.68), (1.01, 1.01), (-0.01, 1.01)], lit((178, 122, 80), light))
    canvas.shape([(-0.01, 0.66), (1.01, 0.66), (1.01, 0.69), (-0.01, 0.69)], lit((240, 228, 204), light))
    for k in range(-6, 18):
        canvas.stroke([(0.5 + (k / 11 - 0.5) * 0.7, 0.69), (0.5 + (k / 11 - 0.5) * 1.5, 1.0)], ink=0.8)
    return Ground(0.66, 0.76, 0.92, accent=lit((178, 122, 80), light))


def _space(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    random = canvas.chance("space")
    deep = [(30, 28, 62), (22, 36, 66), (44, 28, 66)][int(random.integers(3))]
    canvas.fill(deep)
    for k in range(3):
        edge = 0.25 + 0.2 * k
        canvas.band(edge, 0.12, mixed(deep, [(96, 60, 120), (60, 80, 140), (140, 70, 110)][k], 0.30), name=("nebula", k), waves=((2, 1.0), (5, 0.4)), ink=0)
        canvas.band(edge + 0.1, 0.12, deep, name=("dark", k), waves=((2, 1.0), (5, 0.4)), ink=0)
    _stars(canvas, 1.15)
    planet = [(206, 120, 84), (120, 150, 170), (196, 160, 110)][int(random.integers(3))]
    canvas.disc(random.uniform(0.72, 0.9), random.uniform(0.12, 0.24), 0.09, planet)
    canvas.band(0.9, 0.05, (150, 146, 160), name="moon", waves=((1, 1.0), (2, 0.4)))
    for _ in range(7):
        canvas.disc(random.uniform(0, 1), random.uniform(0.95, 1.0), random.uniform(0.012, 0.03), (120, 116, 134), ink=0.7)
    return Ground(0.9, 0.7, 0.84, "air", accent=(150, 146, 160))


def _underwater(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    blues = [(108, 186, 196), (74, 154, 178), (52, 122, 156), (40, 94, 130)]
    canvas.fill(lit(blues[0], light))
    for i, colour in enumerate(blues[1:], 1):
        canvas.band(0.22 * i, 0.03, lit(colour, light), name=("depth", i), ink=0)
    random = canvas.chance("rays")
    for _ in range(4):
        x = random.uniform(0, 0.9)
        canvas.shape([(x, 0), (x + 0.05, 0), (x + 0.14, 0.5), (x + 0.05, 0.5)], lit(lightened(blues[1], 0.15), light), ink=0)
    canvas.band(0.86, 0.02, lit((222, 196, 146), light), name="seabed")
    for _ in range(5):
        _weed(canvas, random.uniform(0.03, 0.97), 0.9, random.uniform(0.1, 0.24), lit((60, 128, 96), light), random)
    for _ in range(16):
        canvas.disc(random.uniform(0, 1), random.uniform(0.1, 0.85), random.uniform(0.004, 0.012), lit(lightened(blues[0], 0.4), light), ink=0.5)
    canvas.hatch(0.9, 0.98, lit((186, 156, 104), light), name="sand", n=40, length=0.04)
    return Ground(0.86, 0.3, 0.8, "air", accent=lit((222, 196, 146), light))


def _weed(canvas: Canvas, x: float, base: float, high: float, colour: Colour, random: object) -> None:
    import math

    for k in (-1, 0, 1):
        line = [(x + k * 0.02 + 0.014 * math.sin(i * 0.9 + k), base - high * (1 - abs(k) * 0.3) * i / 9) for i in range(10)]
        canvas.stroke(line, ink=5)
        canvas.stroke(line, colour, ink=3)


def _wall(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    random = canvas.chance("wall")
    brick = [(178, 100, 78), (166, 112, 90), (150, 140, 134), (190, 120, 90)][int(random.integers(4))]
    canvas.fill(lit(mixed(brick, (210, 200, 186), 0.6), light))
    rows, across = 22, 11
    for j in range(rows):
        for i in range(-1, across + 1):
            x, y = (i + (0.5 if j % 2 else 0)) / across, j / rows
            tone = lit(mixed(brick, shaded(brick), random.uniform(0, 0.35)), light)
            canvas.shape([(x + 0.003, y + 0.003), (x + 1 / across - 0.003, y + 0.003), (x + 1 / across - 0.003, y + 1 / rows - 0.003), (x + 0.003, y + 1 / rows - 0.003)], tone, ink=0)
    return Ground(0.9, 0.8, 0.9, "wall", accent=lit(brick, light))


def _cliff(canvas: Canvas, scene: Scene, light: Light) -> Ground:
    random = canvas.chance("cliff")
    horizon = random.uniform(0.54, 0.6)
    _sky(canvas, scene, light, horizon)
    _water(canvas, light, horizon)
    edge = wavering(random, 40, [(8, 0.012)])
    rock, grass = lit((146, 122, 110), light), lit((112, 146, 84), light)
    mirror = random.uniform() < 0.5
    top = [(-0.02 + 0.74 * i / 20, 0.70 + float(edge[i]) - 0.02 * (i / 20)) for i in range(21)]
    face = [(0.73, 0.74), (0.75, 0.80), (0.71, 0.86), (0.75, 0.92), (0.72, 1.02)]
    turn = (lambda pts: [(1 - x, y) for x, y in pts]) if mirror else (lambda pts: pts)
    canvas.shape(turn([(-0.02, 1.02), *top, *face]), rock)
    canvas.shape(turn([(-0.02, 0.78), *top, (0.73, 0.735), (0.66, 0.75), (0.6, 0.77), (0.5, 0.76), (0.4, 0.785), (0.3, 0.77), (0.16, 0.79), (0.06, 0.775)]), grass)
    for k in range(16):
        x, y = random.uniform(0.02, 0.66), random.uniform(0.83, 0.96)
        canvas.stroke(turn([(x, y), (x + 0.02, y + random.uniform(0.03, 0.09))]), shaded(rock, 0.7))
    return Ground(horizon, 0.735, 0.76, "cliff-right" if mirror else "cliff-left", accent=grass)


SETTING_LAYERS: dict[str, Callable[[Canvas, Scene, Light], Ground]] = {
    "meadow": _meadow, "mountains": _mountains, "sea": _sea, "beach": _beach, "snow": _snow, "city": _city, "forest": _forest,
    "desert": _desert, "table": _table, "room": _room, "space": _space, "underwater": _underwater, "wall": _wall, "cliff": _cliff,
}  # fmt: skip
