"""Colour palettes: the light of each time of day, and mixing, shading and lighting of a colour."""

from __future__ import annotations

from dataclasses import dataclass

from imagine_nb.print_shop.reading.colours import PAPER, Colour


@dataclass(frozen=True, slots=True)
class Light:
    """What a time of day does to a scene: the sky from the top down, its disc, and the tint over the land."""

    sky: tuple[Colour, ...]
    disc: Colour
    moon: bool = False
    tint: Colour = (255, 255, 255)
    dim: float = 0.0  # how far the land's colours move to the tint
    shine: Colour = (250, 236, 190)  # glints on water, windows


LIGHTS: dict[str, tuple[Light, ...]] = {
    "dawn": (
        Light(
            ((122, 150, 190), (200, 172, 190), (242, 186, 168), (250, 214, 170)),
            (252, 232, 176),
            tint=(236, 196, 190),
            dim=0.16,
        ),
        Light(
            ((96, 128, 160), (166, 168, 178), (236, 196, 160), (250, 220, 164)),
            (254, 240, 196),
            tint=(240, 206, 176),
            dim=0.16,
        ),
        Light(
            ((150, 136, 182), (212, 160, 180), (246, 178, 158), (252, 210, 150)),
            (255, 238, 190),
            tint=(230, 186, 196),
            dim=0.18,
        ),
    ),
    "day": (
        Light(((130, 186, 214), (168, 206, 220), (206, 224, 220)), (250, 222, 120)),
        Light(((104, 172, 208), (146, 198, 218), (196, 222, 222)), (252, 226, 132)),
        Light(((160, 204, 206), (190, 218, 210), (224, 230, 210)), (250, 214, 110)),
    ),
    "sunset": (
        Light(
            ((54, 48, 92), (140, 70, 110), (222, 110, 96), (246, 176, 110)),
            (250, 222, 140),
            tint=(150, 80, 110),
            dim=0.24,
        ),
        Light(
            ((246, 190, 96), (240, 150, 92), (226, 110, 96)), (252, 232, 170), tint=(200, 100, 90), dim=0.20
        ),
        Light(
            ((74, 68, 116), (190, 86, 104), (238, 132, 84), (250, 196, 104)),
            (254, 230, 150),
            tint=(160, 84, 96),
            dim=0.24,
        ),
    ),
    "dusk": (
        Light(
            ((44, 52, 100), (88, 78, 132), (150, 106, 150), (216, 146, 150)),
            (246, 236, 206),
            moon=True,
            tint=(84, 72, 130),
            dim=0.36,
        ),
        Light(
            ((40, 62, 98), (74, 98, 134), (138, 132, 158), (222, 168, 140)),
            (246, 236, 206),
            moon=True,
            tint=(70, 80, 128),
            dim=0.36,
        ),
    ),
    "night": (
        Light(
            ((24, 28, 58), (36, 40, 78), (60, 56, 100)),
            (246, 236, 200),
            moon=True,
            tint=(34, 40, 84),
            dim=0.52,
        ),
        Light(
            ((18, 34, 60), (30, 54, 84), (52, 80, 108)),
            (246, 238, 206),
            moon=True,
            tint=(26, 50, 84),
            dim=0.52,
        ),
        Light(
            ((34, 24, 60), (58, 40, 88), (92, 62, 112)),
            (250, 236, 200),
            moon=True,
            tint=(48, 36, 88),
            dim=0.52,
        ),
    ),
}


def mixed(a: Colour, b: Colour, amount: float) -> Colour:
    """`a` moved towards `b` by `amount` (0 to 1)."""
    return tuple(round(x + (y - x) * amount) for x, y in zip(a, b, strict=True))  # type: ignore[return-value]


def shaded(colour: Colour, amount: float = 0.72) -> Colour:
    """The second tone of a colour: darker, and a little towards violet as ink makes it."""
    return mixed(tuple(round(v * amount) for v in colour), (58, 40, 86), 0.12)  # type: ignore[arg-type]


def lightened(colour: Colour, amount: float = 0.35) -> Colour:
    """A colour moved towards the paper."""
    return mixed(colour, PAPER, amount)


def lit(colour: Colour, light: Light) -> Colour:
    """How `colour` looks on the land in this light: night and sunset tint it."""
    if not light.dim:
        return colour
    dark = tuple(round(c * t / 255) for c, t in zip(colour, light.tint, strict=True))
    return mixed(colour, mixed(dark, light.tint, 0.25), light.dim)  # type: ignore[arg-type]
