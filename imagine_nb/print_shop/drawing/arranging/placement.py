"""Placement of one thing, and relative to another: on, in, under, above, behind, before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imagine_nb.print_shop.drawing.ground import Ground
    from imagine_nb.print_shop.reading.nouns import Noun
    from imagine_nb.print_shop.reading.scene import Subject


@dataclass(frozen=True, slots=True)
class Placed:
    """One thing on the sheet: its middle, foot line and height, all in shorter sides of the picture."""

    subject: Subject
    noun: Noun
    index: int  # which of its subject's things
    x: float
    foot: float
    height: float
    order: float  # the smaller is drawn first
    aspect: float = 1.0  # width by height
    flipped: bool = False
    grounded: bool = True  # stands or floats, and casts a shadow or leaves a waterline
    tilt: float = 0.0  # degrees to the left, around its foot
    tied: tuple[float, float] | None = None  # the hand that holds its string
    worn_by: tuple[str, int] | None = None  # the noun and number of the thing that wears it

    @property
    def width(self) -> float:
        """Its width, in shorter sides of the picture."""
        return self.aspect * self.height

    @property
    def top(self) -> float:
        """Where its upper edge is, in shorter sides of the picture."""
        return self.foot - self.height

    def covers(self, other: Placed) -> float:
        """How much of the smaller of the two the other one hides, 0 to 1."""
        across = min(self.x + self.width / 2, other.x + other.width / 2) - max(
            self.x - self.width / 2, other.x - other.width / 2
        )
        down = min(self.foot, other.foot) - max(self.top, other.top)
        least = min(self.width * self.height, other.width * other.height)
        return max(0.0, across) * max(0.0, down) / max(least, 1e-6)


def related(thing: Placed, target: Placed, relation: str, *, side: int) -> Placed:
    """`thing` where its relation to `target` puts it; `side` is -1 or 1, where that is free."""
    return _RELATED.get(relation, _before)(thing, target, side)


def _on(thing: Placed, target: Placed, side: int) -> Placed:
    traits = target.noun.traits
    level = next((at for trait, at in _LEVELS if trait in traits), 0.92)
    if "boat" in traits or "vehicle" in traits:
        return _in(thing, target, side)
    wide = 0.8 * target.width / thing.aspect if "low" in traits else 0.0
    height = min(thing.height, max(1.5 * target.height, wide))
    height = min(height, 0.55 * target.height) if "surfaces" in traits else height
    return replace(
        thing,
        foot=target.foot - level * target.height,
        height=height,
        grounded=False,
        x=target.x + 0.02 * side,
    )


# How high the back, seat or top of a thing is that something stands on, as a share of its height.
_LEVELS = (
    ("spans", 0.66),
    ("surfaces", 0.78),
    ("seat", 0.42),
    ("animal", 0.62),
    ("low", 0.5),
    ("plant", 0.82),
)


def _in(thing: Placed, target: Placed, side: int) -> Placed:
    traits = target.noun.traits
    if traits & {"building", "plant"}:
        return _before(thing, target, side)
    if "seat" in traits:
        return _on(thing, target, side)
    if "vessel" in traits:
        arranged = "plant" in thing.noun.traits
        return _arranged(thing, target) if arranged else heaped(thing, target, seat=0, seats=1)
    most, lift = next(((most, lift) for trait, most, lift in _WITHIN if trait in traits), (0.8, 0.38))
    height = min(thing.height, most * target.height)
    foot = target.foot - lift * target.height
    return replace(thing, foot=foot, height=height, order=target.order - 0.001, grounded=False)


# Trait, how high a thing in it may be and how far above its foot line it stands, as shares of its height.
# A sailing boat with somebody in it will be an open one, a quarter as high; a bicycle hides nobody.
_WITHIN = (("open", 1.1, 0.2), ("sails", 0.8, 0.08))
_RIMS = {"🪣": 0.08, "🧺": 0.42}  # how far a vessel's rim is from its top, where it is no drawn one


def _rim(target: Placed) -> float:
    return target.top + _RIMS.get(target.noun.art, 0.06) * target.height


def heaped(thing: Placed, target: Placed, *, seat: int, seats: int) -> Placed:
    """One of the things in an open vessel, seen over its rim: in one row, or in a heap of two."""
    below = seats if seats <= 3 else (3 * seats + 4) // 5
    row = int(seat >= below)
    in_row, at = (seats - below, seat - below) if row else (below, seat)
    share = 0.84 * target.width / below
    height = min(thing.height, (1.25 if seats == 1 else 0.75) * target.height, 1.12 * share / thing.aspect)
    x = target.x + ((at + 0.5) / in_row - 0.5) * share * in_row
    foot = _rim(target) + (0.42 - 0.6 * row) * height
    order = target.order - 0.001 * (1 + row)
    return replace(thing, x=x, foot=foot, height=height, order=order, grounded=False)


def tethered(thing: Placed, target: Placed, *, at: int, of: int, side: int) -> Placed:
    """A kite or balloon above whoever holds its string; the others of one hand around it."""
    fan = (at + 0.5) / of - 0.5
    height = min(thing.height, max(0.16, target.top - 0.12))
    apart = (0.5 if thing.index % 2 else -0.5) * height  # those of neighbours keep clear of one another
    reach = apart if of == 1 else fan * min(0.9, 0.62 * of) * thing.width * 1.6
    hand = (target.x + 0.26 * side * target.width, target.foot - 0.4 * target.height)
    lift = 0.1 * (thing.index % 3) if of == 1 else 0.1 * (0.5 - abs(fan))
    foot = max(0.09 + height, target.top - 0.03 - lift)
    return replace(
        thing,
        x=target.x + reach,
        foot=foot,
        height=height,
        tied=hand if "strung" in thing.noun.traits else None,
        order=target.order + 0.001,
        grounded=False,
    )


def off_shore(thing: Placed, ground: Ground, *, wide: float, high: float) -> Placed:
    """A boat off a cliff: far out, in the open water beside it."""
    foot = (ground.horizon + 0.1) * high
    x = (0.17 if ground.kind == "cliff-right" else 0.83) * wide
    return replace(thing, x=x, foot=foot, height=min(thing.height, 0.2 * wide / thing.aspect), order=foot)


def _arranged(thing: Placed, target: Placed) -> Placed:
    """Flowers in a vase: spread like a fan over its rim."""
    count = thing.subject.count
    fan = thing.index / (count - 1) - 0.5 if count > 1 else 0.0
    height = min(thing.height, 1.05 * target.height) * (1 - 0.3 * fan * fan)
    x = target.x + 0.34 * fan * target.width
    order = target.order - 0.001 - abs(fan) / 1000
    foot = _rim(target) + 0.3 * height
    return replace(thing, x=x, foot=foot, height=height, tilt=-64 * fan, order=order, grounded=False)


def _under(thing: Placed, target: Placed, side: int) -> Placed:
    if target.grounded:
        height = min(thing.height, 0.62 * target.height)
        return replace(
            thing,
            x=target.x + (0.26 if "plant" in target.noun.traits else 0.14) * side * target.width,
            foot=target.foot + 0.02,
            height=height,
            order=target.order + 0.02,
        )
    return replace(thing, foot=max(target.foot + thing.height + 0.05, thing.foot), order=10)


def _above(thing: Placed, target: Placed, side: int) -> Placed:
    """Over it; where there is no room, higher at its side and before it."""
    room = target.top - 0.1
    if room >= 0.7 * thing.height:
        height = min(thing.height, room)
        return replace(thing, foot=target.top - 0.03, height=height, grounded=False, x=target.x + 0.03 * side)
    height = min(thing.height, 0.34)
    x = target.x + side * (0.24 * target.width + 0.30 * thing.aspect * height)
    return replace(thing, foot=0.08 + height, height=height, grounded=False, x=x)


def _behind(thing: Placed, target: Placed, side: int) -> Placed:
    return replace(
        thing,
        x=target.x + side * 0.42 * (target.width / 2 + thing.width / 2),
        foot=target.foot - 0.06,
        order=target.order - 0.01,
    )


def _before(thing: Placed, target: Placed, side: int) -> Placed:
    height = min(thing.height, 0.8 * target.height) if "building" in target.noun.traits else thing.height
    return replace(
        thing,
        x=target.x + side * 0.24 * target.width,
        foot=target.foot + 0.06,
        height=height,
        order=target.foot + 0.06,
    )


_RELATED: dict[str, Callable[[Placed, Placed, int], Placed]] = {
    "on": _on,
    "in": _in,
    "under": _under,
    "above": _above,
    "behind": _behind,
    "before": _before,
}
