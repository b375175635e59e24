"""Scene to print: the setting's layers, the subjects from the farthest to the nearest, and the pull of the press."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from imagine_nb.print_shop.canvas import Canvas, finished, never
from imagine_nb.print_shop.composition import Placed, placed, setting_of
from imagine_nb.print_shop.figures import figure
from imagine_nb.print_shop.layers import drawn_setting, light_of
from imagine_nb.print_shop.nouns import nouns
from imagine_nb.print_shop.palette import COLOURS, PAPER, Light, lit, mixed
from imagine_nb.print_shop.styles import styled

if TYPE_CHECKING:
    from imagine_nb.print_shop.layers import Ground
    from imagine_nb.print_shop.palette import Colour
    from imagine_nb.print_shop.scene import Scene


def painted(scene: Scene, *, width: int, height: int, stop: Callable[[], bool] = never) -> Image.Image:
    """The picture of a scene, RGB; raises Cancelled soon after `stop` answers True."""
    zoom = 2 if width * height <= 1_300_000 else 1
    canvas = Canvas(width * zoom, height * zoom, key=scene.key, stop=stop)
    light = light_of(scene, canvas)
    ground = drawn_setting(canvas, scene, setting_of(scene), light)
    canvas.step()
    _heaven(canvas, scene, ground)
    for thing in placed(scene, ground, canvas):
        _put(canvas, scene, thing, ground, light)
        canvas.step()
    _weather(canvas, scene, light)
    canvas.step()
    print_ = finished(canvas, (width, height), paper=PAPER)
    return styled(print_, (scene.style or "linocut", *scene.tones), stop=stop)


def _heaven(canvas: Canvas, scene: Scene, ground: Ground) -> None:
    for subject in scene.subjects:
        if subject.noun == "rainbow":
            _rainbow(canvas, ground)


def _rainbow(canvas: Canvas, ground: Ground) -> None:
    x, y = 0.5 + canvas.chance("rainbow").uniform(-0.05, 0.05), ground.horizon + 0.06
    colours = [(206, 70, 64), (236, 140, 60), (246, 206, 90), (110, 160, 90), (80, 130, 170), (112, 90, 140)]
    for i, colour in enumerate(colours):
        r = (0.47 - 0.03 * i) * canvas.unit
        cx, cy = x * canvas.width, y * canvas.height
        canvas.draw.arc((cx - r, cy - r, cx + r, cy + r), 180, 360, fill=colour, width=round(0.031 * canvas.unit))


def _put(canvas: Canvas, scene: Scene, thing: Placed, ground: Ground, light: Light) -> None:
    colour = COLOURS[thing.subject.colour or thing.noun.colour]
    art = figure(thing.noun.art, _toned(colour, light), max(8, round(thing.height * canvas.unit)))
    if art is None:
        return
    if thing.flipped and "building" not in thing.noun.traits:
        art = ImageOps.mirror(art)
    left = thing.x * canvas.width - art.width / 2
    left = min(max(left, 0.05 * canvas.width), 0.95 * canvas.width - art.width)
    foot = thing.foot * canvas.height
    if thing.grounded and ground.kind not in ("water", "wall"):
        canvas.shadow(left + art.width * 0.08, foot - art.height * 0.01, left + art.width * 0.9, depth=0.05)
    canvas.stamp(art, left, foot - art.height)
    if ground.kind == "water" and thing.grounded:
        _waterline(canvas, left, foot, art.width, ground.accent)


def _waterline(canvas: Canvas, left: float, foot: float, width: float, colour: Colour) -> None:
    y, x0, x1 = foot / canvas.height, (left - 0.02 * width) / canvas.width, (left + width * 1.02) / canvas.width
    canvas.stroke([(x0, y), (x1, y)], mixed(colour, PAPER, 0.7), ink=1.5)
    canvas.stroke([(x0 + 0.02, y + 0.012), (x1 - 0.03, y + 0.012)], mixed(colour, PAPER, 0.5), ink=1.2)


def _toned(colour: Colour, light: Light) -> Colour:
    toned = lit(colour, light)
    return mixed(colour, toned, 0.45)


def _weather(canvas: Canvas, scene: Scene, light: Light) -> None:
    random = canvas.chance("weather")
    if scene.weather in ("rain", "storm"):
        for _ in range(160):
            x, y = random.uniform(-0.05, 1), random.uniform(0, 1)
            canvas.stroke([(x, y), (x - 0.012, y + 0.04)], (214, 224, 232), ink=0.8)
    if scene.weather == "snowfall":
        for _ in range(130):
            canvas.disc(random.uniform(0, 1), random.uniform(0, 0.95), random.uniform(0.003, 0.008), (250, 250, 252), ink=0)
    if scene.weather == "fog":
        from PIL import ImageDraw

        for _ in range(9):
            y, h = random.uniform(0.35, 0.9) * canvas.height, random.uniform(0.02, 0.05) * canvas.height
            x, w = random.uniform(-0.2, 0.7) * canvas.width, random.uniform(0.3, 0.7) * canvas.width
            veil = Image.new("L", canvas.image.size, 0)
            ImageDraw.Draw(veil).rounded_rectangle((x, y, x + w, y + h), radius=h / 2, fill=150)
            canvas.image.paste((226, 228, 230), (0, 0), veil)


def described(scene: Scene) -> str:
    """What was drawn, in a few words."""
    parts = []
    for s in scene.subjects:
        words = (str(s.count), s.colour, s.noun)
        parts.append(" ".join(w for w in words if w))
    parts += [w for w in (setting_of(scene), scene.time, scene.weather, scene.style) if w]
    parts += [f"the words “{text}”" for text in scene.lettering]
    return ", ".join(parts)


def known(noun: str) -> bool:
    """Whether the table has it."""
    return noun in nouns()
