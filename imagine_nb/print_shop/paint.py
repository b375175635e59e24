"""Scene to print: the setting's layers, the subjects from the farthest to the nearest, and the pull of the press."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from imagine_nb.print_shop.abstract import cut_paper
from imagine_nb.print_shop.canvas import Cancelled, Canvas, finished, never
from imagine_nb.print_shop.composition import placed, setting_of
from imagine_nb.print_shop.ground import light_of
from imagine_nb.print_shop.layers import drawn_setting
from imagine_nb.print_shop.lettering import lettered
from imagine_nb.print_shop.operations import operated
from imagine_nb.print_shop.palette import PAPER
from imagine_nb.print_shop.players import played

if TYPE_CHECKING:
    from imagine_nb.print_shop.mounts import Mount
    from imagine_nb.print_shop.scene import Scene


def painted(
    scene: Scene, *, width: int, height: int, mounts: Sequence[Mount] = (), stop: Callable[[], bool] = never
) -> Image.Image:
    """The picture of a scene, RGB; raises Cancelled soon after `stop` answers True."""
    zoom = 2 if width * height <= 1_300_000 else 1
    canvas = Canvas(width * zoom, height * zoom, key=scene.key, stop=stop)
    if scene.empty:
        cut_paper(canvas, scene)
    else:
        _drawn(canvas, scene, mounts)
    print_ = finished(canvas, (width, height), paper=PAPER)
    if scene.lettering:
        print_ = lettered(print_, scene.lettering)
    return toned(print_, (scene.style, *scene.tones), stop=stop)


def _drawn(canvas: Canvas, scene: Scene, mounts: Sequence[Mount]) -> None:
    light = light_of(scene, canvas)
    ground = drawn_setting(canvas, scene, setting_of(scene), light)
    canvas.step()
    played(canvas, placed(scene, ground, canvas, mounts), ground, light, mounts)
    _weather(canvas, scene)
    canvas.step()


def toned(image: Image.Image, names: Sequence[str], *, stop: Callable[[], bool]) -> Image.Image:
    """The print after its style and everything else that was done to it."""
    for name in names:
        if stop():
            raise Cancelled
        image = operated(image, name)
    return image


def _weather(canvas: Canvas, scene: Scene) -> None:
    random = canvas.chance("weather")
    if scene.weather in ("rain", "storm"):
        for _ in range(170):
            x, y = random.uniform(-0.05, 1), random.uniform(0, 1)
            canvas.stroke([(x, y), (x - 0.012, y + random.uniform(0.025, 0.05))], (218, 228, 236), ink=0.8)
    elif scene.weather == "snowfall":
        for _ in range(130):
            canvas.disc(random.uniform(0, 1), random.uniform(0, 0.97), random.uniform(0.003, 0.009), (250, 250, 252), ink=0)
    elif scene.weather == "fog":
        _fog(canvas)


def _fog(canvas: Canvas) -> None:
    random = canvas.chance("fog")
    for _ in range(10):
        y, high = random.uniform(0.35, 0.92), random.uniform(0.02, 0.05)
        x, wide = random.uniform(-0.2, 0.7), random.uniform(0.35, 0.8)
        veil = Image.new("L", (round(wide * canvas.width), round(high * canvas.height)), 0)
        ImageDraw.Draw(veil).rounded_rectangle((0, 0, veil.width - 1, veil.height - 1), radius=veil.height / 2, fill=150)
        canvas.image.paste((230, 231, 232), (round(x * canvas.width), round(y * canvas.height)), veil)
