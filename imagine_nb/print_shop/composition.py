"""Where things stand: every subject of a scene gets a place, a foot line and a height that suit the ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from imagine_nb.print_shop.nouns import nouns

if TYPE_CHECKING:
    from imagine_nb.print_shop.canvas import Canvas
    from imagine_nb.print_shop.layers import Ground
    from imagine_nb.print_shop.nouns import Noun
    from imagine_nb.print_shop.scene import Scene, Subject


@dataclass(frozen=True, slots=True)
class Placed:
    """One thing on the sheet: its middle and foot as fractions of the picture, its height in shorter sides."""

    subject: Subject
    noun: Noun
    index: int  # which of its subject's things
    x: float
    foot: float
    height: float
    flipped: bool = False
    grounded: bool = True
    on: int | None = None  # the thing that it is worn by


SIZES = {"": 1.0, "tiny": 0.5, "small": 0.72, "large": 1.3, "huge": 1.6}
HOME_SETTINGS = {
    "land": "meadow", "forest": "forest", "sea": "sea", "beach": "beach", "snow": "snow", "city": "city", "desert": "desert", "cliff": "cliff",
    "table": "table", "room": "room", "space": "space", "under": "underwater", "water": "sea", "sky": "meadow",
}  # fmt: skip


def setting_of(scene: Scene) -> str:
    """The scene's own setting, else the home of its first subject that has one."""
    if scene.setting:
        return scene.setting
    if scene.style == "stencil" and scene.subjects:
        return "wall"
    if scene.weather == "snowfall":
        return "snow"
    homes = [nouns()[s.noun].home for s in scene.subjects if "worn" not in " ".join(nouns()[s.noun].traits)]
    homes = homes or [nouns()[s.noun].home for s in scene.subjects]
    grounded = [home for home in homes if home != "sky"] or homes
    return HOME_SETTINGS[grounded[0]] if grounded else "meadow"


def placed(scene: Scene, ground: Ground, canvas: Canvas) -> list[Placed]:
    """Everything to be drawn, the farthest first; what is worn comes after its wearer."""
    table = nouns()
    things = [s for s in scene.subjects if "celestial" not in table[s.noun].traits]
    worn = [s for s in things if _is_worn(s, scene)]
    stand = [s for s in things if s not in worn]
    total = sum(s.count for s in stand)
    tallest = max((table[s.noun].height * SIZES[s.size] for s in stand), default=0.5)
    scale = _scale(total, tallest, ground)
    out: list[Placed] = []
    for order, subject in enumerate(stand):
        out += _spread(subject, order, len(stand), scale, ground, canvas)
    out.sort(key=lambda p: (not _in_air(p.noun, ground), p.foot))
    return out


def _is_worn(subject: Subject, scene: Scene) -> bool:
    traits = nouns()[subject.noun].traits
    if not any(t.startswith("worn") for t in traits):
        return False
    return any(s is not subject and nouns()[s.noun].traits & {"animal", "person"} for s in scene.subjects)


def _in_air(noun: Noun, ground: Ground) -> bool:
    return noun.home == "sky" or ground.kind == "air"


def _scale(total: int, tallest: float, ground: Ground) -> float:
    room = 1.0 if total <= 1 else 0.86 if total == 2 else 0.74 if total <= 4 else 0.6 if total <= 7 else 0.5
    lift = min(1.6, max(1.0, 0.46 / tallest)) if ground.kind != "water" else 1.0
    if ground.kind in ("cliff-left", "cliff-right"):
        room *= 0.8
    return room * lift


def _spread(
    subject: Subject, order: int, kinds: int, scale: float, ground: Ground, canvas: Canvas
) -> list[Placed]:
    noun = nouns()[subject.noun]
    random = canvas.chance("place", subject.noun, order)
    centre, width = _span(subject, order, kinds, ground, random)
    out = []
    columns = subject.count if subject.count <= 3 else (subject.count + 1) // 2
    for i in range(subject.count):
        row, column = divmod(i, columns)
        across = (column + 0.5 + 0.5 * (row % 2)) / (columns + (0.5 if subject.count > columns else 0))
        x = centre + (across - 0.5) * width + random.uniform(-0.03, 0.03) * (subject.count > 1)
        depth = _depth(subject, i, row, random)
        out.append(_thing(subject, noun, i, x, depth, scale, ground, random))
    return out


def _span(subject: Subject, order: int, kinds: int, ground: Ground, random: object) -> tuple[float, float]:
    """The middle and width of the strip that a subject gets."""
    left, right = 0.08, 0.92
    if ground.kind == "cliff-left":
        right = 0.66
    if ground.kind == "cliff-right":
        left = 0.34
    if subject.place in ("left", "right"):
        return (left + 0.2 if subject.place == "left" else right - 0.2), 0.3
    if subject.place == "middle" or kinds == 1:
        wobble = 0.0 if subject.count > 1 or subject.place else random.uniform(-0.08, 0.08)  # type: ignore[attr-defined]
        return (left + right) / 2 + wobble, (right - left) * (0.94 if subject.count > 1 else 0.5)
    slots = [(k + 0.5) / kinds for k in range(kinds)]
    slots.sort(key=lambda s: abs(s - 0.45))
    return left + (right - left) * slots[order], (right - left) / kinds * 0.9


def _depth(subject: Subject, i: int, row: int, random: object) -> float:
    """How near a thing is: 0 at the far foot line, 1 at the near one."""
    if subject.place == "back":
        return random.uniform(0.0, 0.15)  # type: ignore[attr-defined, no-any-return]
    if subject.place == "front":
        return random.uniform(0.9, 1.0)  # type: ignore[attr-defined, no-any-return]
    if subject.count == 1:
        return random.uniform(0.62, 0.86)  # type: ignore[attr-defined, no-any-return]
    return min(1.0, (0.15 if not row else 0.6) + random.uniform(0.0, 0.4))  # type: ignore[attr-defined, no-any-return]


def _thing(
    subject: Subject, noun: Noun, i: int, x: float, depth: float, scale: float, ground: Ground, random: object
) -> Placed:
    height = noun.height * SIZES[subject.size] * scale
    flipped = bool(random.uniform() < 0.5)  # type: ignore[attr-defined]
    if _in_air(noun, ground) or subject.place == "above":
        top, bottom = (0.08, ground.horizon - 0.06) if ground.kind != "air" else (0.12, 0.82)
        high = min(height, 0.8 * (bottom - top))
        foot = top + high + random.uniform(0.1, 0.8) * max(0.0, bottom - top - high)  # type: ignore[attr-defined]
        return Placed(subject, noun, i, x, foot, high, flipped, grounded=False)
    foot = ground.far + (ground.near - ground.far) * depth
    height *= 0.62 + 0.42 * depth
    height = min(height, foot - 0.1)
    return Placed(subject, noun, i, x, foot, height, flipped)
