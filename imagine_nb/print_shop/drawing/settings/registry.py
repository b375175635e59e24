"""The registry of settings: each by its name, drawn as flat layers from the sky to the ground."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from imagine_nb.print_shop.drawing.settings import city, indoors, land, space, waters

if TYPE_CHECKING:
    from imagine_nb.print_shop.drawing.canvas import Canvas
    from imagine_nb.print_shop.drawing.ground import Ground
    from imagine_nb.print_shop.drawing.palette import Light
    from imagine_nb.print_shop.reading.scene import Scene

_DRAWN: dict[str, Callable[[Canvas, Scene, Light], Ground]] = {
    "meadow": land.meadow,
    "mountains": land.mountains,
    "snow": land.snow,
    "forest": land.forest,
    "desert": land.desert,
    "lake": land.lake,
    "river": land.river,
    "sea": waters.sea,
    "beach": waters.beach,
    "cliff": waters.cliff,
    "underwater": lambda canvas, _, light: waters.underwater(canvas, light),
    "table": indoors.table,
    "room": lambda canvas, _, light: indoors.room(canvas, light),
    "wall": lambda canvas, _, light: indoors.wall(canvas, light),
    "city": city.city,
    "space": lambda canvas, scene, _: space.space(canvas, scene),
}


def drawn_setting(canvas: Canvas, scene: Scene, setting: str, light: Light) -> Ground:
    """Draws a setting; answers its ground."""
    return _DRAWN[setting](canvas, scene, light)
