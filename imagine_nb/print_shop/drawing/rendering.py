"""Rendering: a Scene to a picture, from its setting over its subjects and weather to style and paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PIL import Image

from imagine_nb.print_shop.drawing.arranging.composition import placed
from imagine_nb.print_shop.drawing.arranging.spraying import sprayed
from imagine_nb.print_shop.drawing.arranging.stamping import stamped
from imagine_nb.print_shop.drawing.canvas import Canvas, never, stepping
from imagine_nb.print_shop.drawing.finishing.operations import operated
from imagine_nb.print_shop.drawing.finishing.paper import on_paper, title_height, titled
from imagine_nb.print_shop.drawing.ground import light_of
from imagine_nb.print_shop.drawing.pen import INK
from imagine_nb.print_shop.drawing.settings.abstract import cut_paper
from imagine_nb.print_shop.drawing.settings.default_setting import setting_of
from imagine_nb.print_shop.drawing.settings.registry import drawn_setting
from imagine_nb.print_shop.drawing.settings.weather import weather
from imagine_nb.print_shop.reading.colours import PAPER

if TYPE_CHECKING:
    from imagine_nb.print_shop.drawing.figures.mounts import Mount
    from imagine_nb.print_shop.reading.scene import Scene


_ON_PAPER = {"": 1.0, "linocut": 1.0, "risograph": 0.5, "poster": 0.0}  # and how grainy the paper is


def rendered(
    scene: Scene, *, width: int, height: int, mounts: Sequence[Mount] = (), stop: Callable[[], bool] = never
) -> Image.Image:
    """The picture of a scene, RGB; raises Cancelled soon after `stop` answers True."""
    size = (width, height - title_height(scene.lettering, height))
    image = _flat(scene, size, mounts, stop)
    if scene.style not in ("", "linocut", "stencil", "poster"):  # those are drawn so
        image = toned(image, (scene.style,), stop=stop)
    if scene.style in _ON_PAPER:
        image = on_paper(image, key=scene.key, paper=PAPER, grain=_ON_PAPER[scene.style], stop=stop)
    if scene.lettering:
        paper, ink = _SHEETS.get(scene.style, (PAPER, INK))
        image = titled(image, scene.lettering, height, key=scene.key, paper=paper, ink=ink)
    return toned(image, scene.tones, stop=stop)


_SHEETS = {
    "blueprint": ((28, 66, 128), (240, 246, 250)),
    "watercolour": ((251, 248, 240), INK),
    "charcoal": ((228, 222, 212), INK),
    "pencil": ((250, 247, 240), INK),
}


def _flat(
    scene: Scene, size: tuple[int, int], mounts: Sequence[Mount], stop: Callable[[], bool]
) -> Image.Image:
    """The scene before style and paper; drawn at twice its size and reduced where that is quick."""
    zoom = 2 if size[0] * size[1] <= 1_300_000 else 1
    outlined = scene.style != "poster"
    canvas = Canvas(size[0] * zoom, size[1] * zoom, key=scene.key, outlined=outlined, stop=stop)
    if scene.empty:
        cut_paper(canvas, scene)
    else:
        _drawn(canvas, scene, mounts)
    return canvas.sheet(size)


def _drawn(canvas: Canvas, scene: Scene, mounts: Sequence[Mount]) -> None:
    light = light_of(scene, canvas)
    ground = drawn_setting(canvas, scene, setting_of(scene), light)
    canvas.step()
    things = placed(scene, ground, canvas, mounts)
    if scene.style == "stencil":
        sprayed(canvas, things, light)
    else:
        stamped(canvas, things, ground, light, mounts)
    weather(canvas, scene)
    canvas.step()


def toned(image: Image.Image, names: Sequence[str], *, stop: Callable[[], bool]) -> Image.Image:
    """The picture after these styles and operations, one after the other."""
    step = stepping(stop)
    for name in names:
        step()
        image = operated(image, name, step=step)
    return image
