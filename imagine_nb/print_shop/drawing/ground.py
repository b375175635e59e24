"""The ground of a setting: where things stand, and in which light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from imagine_nb.print_shop.drawing.palette import LIGHTS, Light
from imagine_nb.print_shop.reading.colours import Colour

if TYPE_CHECKING:
    from imagine_nb.print_shop.drawing.canvas import Canvas
    from imagine_nb.print_shop.reading.scene import Scene


@dataclass(frozen=True, slots=True)
class Ground:
    """Where things stand: horizon, farthest and nearest foot line, as fractions of the height."""

    horizon: float
    far: float
    near: float
    kind: str = (
        "land"  # "land", "water", "table", "space", "deep" (underwater), "wall", "cliff-left", "cliff-right"
    )
    accent: Colour = (96, 140, 70)  # the colour of the ground itself
    water: float = 0.0  # the foot line of what floats on a river through the land


_BY_NIGHT = frozenset(("northern lights", "fireworks", "moon", "crescent moon", "star", "shooting star"))


def time_of(scene: Scene) -> str:
    """The scene's time of day; stars, moon and fireworks want the night, anything else the day."""
    if scene.time:
        return scene.time
    return "night" if any(s.noun in _BY_NIGHT for s in scene.subjects) else "day"


def light_of(scene: Scene, canvas: Canvas) -> Light:
    """The light of the scene's time of day, one of several palettes by chance."""
    choices = LIGHTS[time_of(scene)]
    return choices[int(canvas.chance("light", time_of(scene)).integers(len(choices)))]
