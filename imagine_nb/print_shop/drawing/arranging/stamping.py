"""Stamping: every placed thing put on the canvas, with its shadow, waterline, clothes and string."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from imagine_nb.print_shop.drawing.figures.registry import SKINS, figure
from imagine_nb.print_shop.drawing.figures.wardrobe import dressed
from imagine_nb.print_shop.drawing.palette import lit, mixed, shaded
from imagine_nb.print_shop.drawing.pen import INK, curve
from imagine_nb.print_shop.reading.colours import COLOURS, PAPER

if TYPE_CHECKING:
    from imagine_nb.print_shop.drawing.arranging.placement import Placed
    from imagine_nb.print_shop.drawing.canvas import Canvas
    from imagine_nb.print_shop.drawing.figures.mounts import Mount
    from imagine_nb.print_shop.drawing.ground import Ground
    from imagine_nb.print_shop.drawing.palette import Light
    from imagine_nb.print_shop.reading.colours import Colour

_LOT = ("red", "yellow", "blue", "green", "orange", "purple", "teal", "pink")
_BLOOMS = ("red", "yellow", "purple", "orange", "pink")  # leaves are green already
_CROWD = ("👩+dress", "👨+coat", "🧑+coat", "👵+dress", "🧔+coat", "👧+dress")


def stamped(
    canvas: Canvas, things: Sequence[Placed], ground: Ground, light: Light, mounts: Sequence[Mount] = ()
) -> None:
    """Puts everything on the sheet, the farthest first."""
    for thing in things:
        if thing.worn_by is None:
            worn = [t for t in things if t.worn_by == (thing.noun.name, thing.index)]
            _put(canvas, thing, ground, light, worn=worn, mounts=mounts)
            canvas.step()


def _put(
    canvas: Canvas,
    thing: Placed,
    ground: Ground,
    light: Light,
    *,
    worn: Sequence[Placed],
    mounts: Sequence[Mount],
) -> None:
    if thing.noun.art.startswith("#"):
        _put_mount(canvas, thing, ground, mounts)
        return
    stamp = _stamp(canvas, thing, light)
    if stamp is None:
        return
    if thing.tied:
        _string(canvas, thing, thing.tied)
    if worn:
        stamp = dressed(
            stamp, thing.noun.art, [(t.noun, _toned(COLOURS[colour_of(canvas, t)], light)) for t in worn]
        )
    if thing.flipped and not thing.noun.traits & {"building", "food"}:
        stamp = ImageOps.mirror(stamp)
    left = thing.x * canvas.unit - stamp.width / 2
    foot = thing.foot * canvas.unit
    floats = bool(thing.noun.traits & {"floats", "boat"}) and ground.kind != "deep"
    if thing.grounded and "spans" not in thing.noun.traits:
        _below(canvas, left, foot, stamp, ground, floats=floats)
    if thing.grounded and (floats or "hovers" in thing.noun.traits) and ground.kind not in ("table", "wall"):
        stamp, foot = _sunk(stamp, foot, thing)
    if thing.tilt:
        _leaning(canvas, stamp, thing)
        return
    canvas.stamp(stamp, left, foot - stamp.height)
    if thing.grounded and floats and ground.kind not in ("table", "wall"):
        _waterline(canvas, left, foot, stamp.width, ground)


def _string(canvas: Canvas, thing: Placed, hand: tuple[float, float]) -> None:
    """The string from a kite or balloon to the hand that holds it, a little slack."""
    top = (thing.x, thing.foot - 0.4 * thing.height)
    sag = ((top[0] * 2 + hand[0]) / 3, (top[1] + hand[1] * 2) / 3)
    across, down = canvas.unit / canvas.width, canvas.unit / canvas.height
    canvas.stroke([(x * across, y * down) for x, y in curve([top, sag, hand], closed=False)], ink=0.9)


def _leaning(canvas: Canvas, stamp: Image.Image, thing: Placed) -> None:
    """A stamp turned around its foot."""
    turned = stamp.rotate(thing.tilt, resample=Image.Resampling.BICUBIC, expand=True)
    angle, half = math.radians(thing.tilt), stamp.height / 2
    x = thing.x * canvas.unit - half * math.sin(angle) - turned.width / 2
    canvas.stamp(turned, x, thing.foot * canvas.unit - half * math.cos(angle) - turned.height / 2)


def _put_mount(canvas: Canvas, thing: Placed, ground: Ground, mounts: Sequence[Mount]) -> None:
    """A photograph: on the wall where it hangs, else on the ground."""
    k = int(thing.noun.art[1:])
    if k >= len(mounts):
        return
    stamp = mounts[k].stamp(max(8, round(thing.height * canvas.unit)))
    left, foot = thing.x * canvas.unit - stamp.width / 2, thing.foot * canvas.unit
    if mounts[k].hangs:
        foot = min(foot, ground.horizon * canvas.height * 0.92)
    elif ground.kind == "water":
        _islet(canvas, left + stamp.width / 2, foot, stamp.width)
    else:
        canvas.shadow(left + stamp.width * 0.1, foot - stamp.height * 0.012, left + stamp.width * 0.88)
    canvas.stamp(stamp, left, max(0.06 * canvas.height, foot - stamp.height))


def colour_of(canvas: Canvas, thing: Placed) -> str:
    """The asked colour, else the noun's own; several balloons or people are not all alike."""
    asked = thing.subject.colour
    mixed_lot = not asked and thing.subject.count > 1 and thing.noun.traits & {"varied", "person"}
    if asked == "colourful" or (mixed_lot and thing.noun.colour not in ("grey", "white")):
        lot = _BLOOMS if "plant" in thing.noun.traits else _LOT
        first = int(canvas.chance("lot", thing.noun.name).integers(len(lot)))
        return lot[(first + thing.index) % len(lot)]
    return asked or thing.noun.colour


def _stamp(canvas: Canvas, thing: Placed, light: Light) -> Image.Image | None:
    colour = _toned(COLOURS[colour_of(canvas, thing)], light)
    random = canvas.chance("skin", thing.noun.name, thing.index)
    skin = _toned(SKINS[int(random.integers(len(SKINS)))], light)
    weight = round(min(700, max(320, 620 - 560 * thing.height)))
    touches = [(x, y, _toned(touch, light)) for x, y, touch in thing.noun.touches]
    height = max(8, round(thing.height * canvas.unit))
    art = thing.noun.art
    if thing.noun.name == "person" and thing.subject.count > 1:
        art = _CROWD[thing.index % len(_CROWD)]
    return figure(art, colour, height, skin=skin, weight=weight, touches=touches)


def _toned(colour: Colour, light: Light) -> Colour:
    """Subjects keep more of their own colour than the land does: "a red fox" is red at night."""
    return mixed(colour, lit(colour, light), 0.42)


def _below(
    canvas: Canvas, left: float, foot: float, stamp: Image.Image, ground: Ground, *, floats: bool
) -> None:
    """What a thing stands on: its shadow, a pond for what swims, a rock in the water for what does not."""
    wide = stamp.width
    if ground.kind == "water" and not floats:
        _islet(canvas, left + wide / 2, foot, wide)
    elif floats and not ground.water and ground.kind not in ("water", "table"):
        _ellipse(
            canvas, left + wide / 2, foot - wide * 0.02, wide * 0.72, wide * 0.16, (92, 146, 168), ink=True
        )
    if ground.kind != "wall" and not (floats and ground.kind != "table"):
        canvas.shadow(left + wide * 0.1, foot - stamp.height * 0.012, left + wide * 0.88)


def _islet(canvas: Canvas, x: float, y: float, wide: float) -> None:
    _ellipse(canvas, x, y + wide * 0.05, wide * 0.74, wide * 0.15, (236, 240, 236), ink=False)
    _ellipse(canvas, x, y + wide * 0.03, wide * 0.68, wide * 0.13, (150, 128, 112), ink=True)
    _ellipse(canvas, x, y, wide * 0.64, wide * 0.10, (126, 156, 92), ink=True)


def _ellipse(canvas: Canvas, x: float, y: float, rx: float, ry: float, colour: Colour, *, ink: bool) -> None:
    canvas.draw.ellipse(
        (x - rx, y - ry, x + rx, y + ry),
        fill=colour,
        outline=INK if ink else None,
        width=canvas.line if ink else 0,
    )


def _sunk(stamp: Image.Image, foot: float, thing: Placed) -> tuple[Image.Image, float]:
    """A floating thing without what is under the water."""
    if "hovers" in thing.noun.traits:
        return stamp, foot - stamp.height * 0.08
    share = 0.06 if "boat" in thing.noun.traits else 0.14
    return stamp.crop((0, 0, stamp.width, round(stamp.height * (1 - share)))), foot


def _waterline(canvas: Canvas, left: float, foot: float, wide: float, ground: Ground) -> None:
    water = ground.accent if ground.kind == "water" else (92, 146, 168)
    foam = mixed(water, PAPER, 0.75)
    y, x0, x1 = foot / canvas.height, left / canvas.width, (left + wide) / canvas.width
    step = 0.011 * canvas.unit / canvas.height
    span = x1 - x0
    canvas.stroke(
        [
            (x0 - 0.04 * span, y),
            (x0 + span * 0.3, y - step * 0.3),
            (x1 - span * 0.3, y + step * 0.3),
            (x1 + 0.05 * span, y),
        ],
        foam,
        ink=2.0,
    )
    canvas.stroke([(x0 + 0.12 * span, y + step), (x1 - 0.2 * span, y + step)], foam, ink=1.3)
    canvas.stroke(
        [(x0 + 0.3 * span, y + 2 * step), (x1 - 0.06 * span, y + 2 * step)], shaded(water, 0.7), ink=1.3
    )
