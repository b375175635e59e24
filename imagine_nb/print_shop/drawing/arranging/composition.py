"""Composition: every subject gets a position, a foot line and a height that suit the ground."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from imagine_nb.print_shop.drawing.arranging.groups import SIZES, Group, in_order, lean_of, leans, loads
from imagine_nb.print_shop.drawing.arranging.placement import Placed, heaped, off_shore, related, tethered
from imagine_nb.print_shop.drawing.arranging.spread import collaged, hanging, strewn
from imagine_nb.print_shop.drawing.figures.registry import aspect
from imagine_nb.print_shop.reading.nouns import nouns

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from imagine_nb.print_shop.drawing.canvas import Canvas
    from imagine_nb.print_shop.drawing.figures.mounts import Mount
    from imagine_nb.print_shop.drawing.ground import Ground
    from imagine_nb.print_shop.reading.nouns import Noun
    from imagine_nb.print_shop.reading.scene import Scene, Subject

_FLYING = {"broom": "@broomstick"}  # what looks another way in the air


def placed(scene: Scene, ground: Ground, canvas: Canvas, mounts: Sequence[Mount] = ()) -> list[Placed]:
    """Everything in the order of drawing; `mounts` are the photographs that the scene speaks of."""
    layout = _Layout(scene, ground, canvas, mounts)
    layout.place()
    return sorted(layout.things, key=lambda thing: thing.order)


class _Layout:
    def __init__(self, scene: Scene, ground: Ground, canvas: Canvas, mounts: Sequence[Mount]) -> None:
        self.ground, self.canvas, self.mounts = ground, canvas, mounts
        self.wide, self.high = canvas.width / canvas.unit, canvas.height / canvas.unit
        self.things: list[Placed] = []
        table = nouns()
        subjects = [s for s in scene.subjects if "celestial" not in table[s.noun].traits]
        names = {s.noun for s in subjects}
        self.leaning = [s for s in subjects if leans(s, names)]
        stand = [s for s in subjects if s not in self.leaning]
        self.strewn = [s for s in stand if s.place == "around"]
        self.air = [s for s in stand if self._in_air(s)]
        self.standing = [s for s in stand if s not in self.air and s not in self.strewn]
        self.left, self.right = self._shore()

    def place(self) -> None:
        if self.ground.kind == "wall":
            subjects = (*self.standing, *self.air, *self.strewn)
            self.things += collaged(subjects, self.canvas, {s.noun: self._aspect(s.noun) for s in subjects})
        else:
            for subject in self.strewn:
                self._strew(subject)
            self._stand()
            self._fly()
        waiting = list(self.leaning)
        while waiting:  # a farmer on a tractor in the wheat: the wheat first, then the tractor
            there = {thing.subject.noun for thing in self.things}
            subject = next((s for s in waiting if s.to in there), waiting[0])
            waiting.remove(subject)
            self._lean(subject)
        self._crew()

    def _in_air(self, subject: Subject) -> bool:
        home = nouns()[subject.noun].home
        if subject.place == "above" or home == "sky":
            return True
        if self.ground.kind == "space":
            return home == "space" and "person" not in nouns()[subject.noun].traits
        rooted = "plant" in nouns()[subject.noun].traits
        return self.ground.kind == "deep" and not rooted and home in ("under", "sea", "water", "sky")

    def _shore(self) -> tuple[float, float]:
        """The left and right ends of where things can stand."""
        if self.ground.kind == "cliff-left":
            return 0.06 * self.wide, 0.68 * self.wide
        if self.ground.kind == "cliff-right":
            return 0.32 * self.wide, 0.94 * self.wide
        return 0.07 * self.wide, 0.93 * self.wide

    def _stand(self) -> None:
        """Buildings and trees behind, everything else before them; each row has the whole breadth."""
        laden = {s.to for s in self.leaning if loads(s)}
        groups = [Group.of(s, self._aspect(s.noun), laden=s.noun in laden) for s in in_order(self.standing)]
        back = [g for g in groups if g.stands_behind]
        front = [g for g in groups if not g.stands_behind]
        if back and front:
            scale = self._row(back, "back", depth=(0.0, 0.16), share=1.0)
            self._row(front, "front", depth=(0.5, 0.95), share=0.72, most=1.15 * scale)
        elif len(groups) > 4:
            self._row(groups[::2], "rear", depth=(0.0, 0.2), share=0.86)
            self._row(groups[1::2], "fore", depth=(0.7, 1.0), share=1.0)
        else:
            self._row(groups, "all", depth=None, share=1.0)

    def _row(
        self,
        groups: list[Group],
        name: str,
        *,
        depth: tuple[float, float] | None,
        share: float,
        most: float = 9.0,
    ) -> float:
        """Stands groups side by side; answers the scale at which they fit."""
        if not groups:
            return 1.0
        random = self.canvas.chance("groups", name)
        room = self.right - self.left
        tallest = max(g.height for g in groups)
        lone = sum(g.subject.count for g in groups) == 1
        wide = sum(g.width for g in groups)
        lift = min(1.7, max(1.0, (0.5 if self.ground.kind == "table" else 0.42) / tallest))
        if lone and name == "all" and all(nouns()[s.noun].worn for s in self.leaning):
            # near by, or small in a wide land
            lift *= float(random.choice([0.82, 0.96, 1.1, 1.18]))
        overlap = 1.0 if lone else 1.18
        lift *= min(1.0, share * 1.15) if lone else share
        scale = max(0.3, min(lift, room * overlap / wide))
        if self.ground.kind.startswith("cliff"):
            scale = min(scale, 0.62 / tallest)
        scale = min(scale, most)
        spare = room - wide * scale
        gap = min(spare / (len(groups) + 1), 0.12) if spare > 0 else spare / max(1, len(groups) - 1)
        slack = max(0.0, spare - gap * (len(groups) - 1))
        at = self.left + slack * lean_of(groups, random)
        for group in groups:
            self._rows(group, at + group.width * scale / 2, group.width * scale, scale, depth)
            at += group.width * scale + gap
        return scale

    def _aspect(self, name: str) -> float:
        art = nouns()[name].art
        if not art.startswith("#"):
            return aspect(art)
        return self.mounts[int(art[1:])].aspect if int(art[1:]) < len(self.mounts) else 1.0

    def _rows(
        self, group: Group, middle: float, width: float, scale: float, depths: tuple[float, float] | None
    ) -> None:
        subject, noun = group.subject, nouns()[group.subject.noun]
        random = self.canvas.chance("place", subject.noun)
        for i in range(subject.count):
            row, across = i % group.rows, subject.count
            x = middle + ((i + 0.5) / across - 0.5) * width * (1 - 0.5 / across)
            x += random.uniform(-0.1, 0.1) * width / across * (subject.count > 1)
            depth = self._depth(subject, noun, row, group.rows, random)
            if depths and not subject.place:
                depth = depths[0] + (depths[1] - depths[0]) * depth
            near = 0.74 + 0.26 * depth if subject.count > 1 or subject.place else 1.0
            self._add(subject, noun, i, x, depth, group.height * scale * near, random)

    def _depth(self, subject: Subject, noun: Noun, row: int, rows: int, random: np.random.Generator) -> float:
        """How near a thing stands: 0 at the far foot line, 1 at the near one."""
        low, high = (0.2, 0.5) if "building" in noun.traits else (0.5, 0.82)
        if subject.place == "back":
            low, high = 0.0, 0.12
        elif subject.place == "front":
            low, high = 0.9, 1.0
        if rows > 1:
            low, high = row / rows, (row + 0.6) / rows
        elif subject.count > 1:
            low = max(0.0, low - 0.3)
        return float(random.uniform(low, high))

    def _add(
        self,
        subject: Subject,
        noun: Noun,
        i: int,
        x: float,
        depth: float,
        height: float,
        random: np.random.Generator,
    ) -> None:
        foot = (self.ground.far + (self.ground.near - self.ground.far) * depth) * self.high
        if self.ground.water and noun.traits & {"floats", "boat", "spans"}:
            foot = (self.ground.water + 0.06 * (depth - 0.5)) * self.high
        elif self.ground.water and "building" in noun.traits:
            foot = (self.ground.horizon + 0.125) * self.high  # on the far bank
        height = min(height, foot - 0.07)
        ratio = self._aspect(noun.name)
        half = ratio * height / 2
        x = min(max(x, min(self.left + half, self.wide / 2)), max(self.right - half, self.wide / 2))
        flipped = bool(random.uniform() < 0.5)
        thing = Placed(subject, noun, i, x, foot, height, foot, ratio, flipped)
        out = self.ground.kind.startswith("cliff") and "boat" in noun.traits
        self.things.append(off_shore(thing, self.ground, wide=self.wide, high=self.high) if out else thing)

    def _fly(self) -> None:
        total = sum(s.count for s in self.air)
        crowd = 1.0 if total <= 2 else 0.78 if total <= 4 else 0.6 if total <= 7 else 0.46
        if self.standing and self.ground.kind not in ("space", "deep"):
            crowd *= 0.8
        for subject in self.air:
            noun = nouns()[subject.noun]
            if "surfaces" in noun.traits and self.ground.kind == "deep":
                self.things += hanging(subject, noun, self.wide)
                continue
            for i in range(subject.count):
                self._float(subject, noun, i, noun.height * SIZES[subject.size] * crowd, total)

    def _float(self, subject: Subject, noun: Noun, i: int, height: float, total: int) -> None:
        """A place in the air, the emptiest of several by chance; a bird spreads its wings there."""
        if noun.name in _FLYING or "flies" in noun.traits:
            noun = replace(noun, art=_FLYING.get(noun.name, "@flight"))
            height *= min(1.0, 1.5 / aspect(noun.art))
        random = self.canvas.chance("float", subject.noun, i)
        deep = self.ground.kind in ("space", "deep")
        top, bottom = (0.08, 0.84) if deep else (0.07, self.ground.horizon + 0.06)
        room = (bottom - top) * self.high
        ratio = aspect(noun.art) if noun.art.startswith("@") else self._aspect(noun.name)
        height = min(
            height * (1.25 if deep and total == 1 else 1.0), room * (0.75 if total == 1 else 0.6), 0.8 / ratio
        )
        flipped = bool(random.uniform() < 0.5)
        half = ratio * height / 2
        tries: list[tuple[float, int, Placed]] = []
        for _ in range(20):
            x = random.uniform(
                0.06 * self.wide + half, max(0.94 * self.wide - half, 0.06 * self.wide + half + 0.01)
            )
            if subject.place in ("left", "right", "middle"):
                x = {"left": 0.25, "right": 0.75, "middle": 0.5}[subject.place] * self.wide
            low = 0.9 if any(s.to == noun.name and s.relation == "on" for s in self.leaning) else 0.15
            foot = top * self.high + height + random.uniform(low, max(low, 0.85)) * max(0.0, room - height)
            thing = Placed(subject, noun, i, x, foot, height, -1 + foot / 10, ratio, flipped, grounded=False)
            middle = abs(x - self.wide / 2) * (0.5 if total == 1 else 0.05)
            tries.append((sum(thing.covers(other) for other in self.things) + middle, len(tries), thing))
        self.things.append(min(tries)[2])

    def _strew(self, subject: Subject) -> None:
        random = self.canvas.chance("strewn", subject.noun)
        for i, (x, depth) in enumerate(strewn(subject.count, random)):
            noun = nouns()[subject.noun]
            height = noun.height * SIZES[subject.size] * (0.22 + 0.3 * depth)
            self._add(subject, noun, i, x * self.wide, depth, height, random)

    def _crew(self) -> None:
        """A sailing boat that carries somebody is drawn as an open one."""
        carrying = {s.to for s in self.leaning if s.relation in ("on", "in")}
        for k, thing in enumerate(self.things):
            if "sails" in thing.noun.traits and thing.noun.name in carrying:
                hull = replace(thing.noun, art="@hull")
                ratio = aspect("@hull")
                width = min(0.72 * self.wide, 1.15 * thing.height * ratio * 0.5)
                self.things[k] = replace(thing, noun=hull, aspect=ratio, height=width / ratio)

    def _lean(self, subject: Subject) -> None:
        """Places a subject by its relation to one that stands already; without one it stands alone."""
        targets = [t for t in self.things if t.subject.noun == subject.to and t.worn_by is None]
        noun = nouns()[subject.noun]
        if not targets:
            self._float(subject, noun, 0, noun.height * 0.8, 1)
            return
        for i in range(subject.count if not noun.worn or subject.count > 1 else len(targets)):
            target = targets[i % len(targets)]
            thing = self._shared(self._related(subject, noun, i, target), target)
            half = min(thing.width / 2, 0.4 * self.wide)
            x = min(max(thing.x, 0.05 * self.wide + half), 0.95 * self.wide - half)
            self.things.append(replace(thing, x=x, height=min(thing.height, max(0.1, thing.foot - 0.07))))

    def _shared(self, thing: Placed, target: Placed) -> Placed:
        """Moved aside where several sit on or in the same thing."""
        subject = thing.subject
        vessel = "vessel" in target.noun.traits
        arranged = vessel and "plant" in thing.noun.traits
        if thing.worn_by or subject.relation not in ("on", "in") or arranged:
            return thing
        with_it = [s for s in self.leaning if (s.to, s.relation) == (subject.to, subject.relation)]
        seats = sum(s.count for s in with_it)
        if seats == 1:
            return thing
        seat = sum(s.count for s in with_it[: with_it.index(subject)]) + thing.index
        if vessel and subject.relation == "in":
            return heaped(thing, target, seat=seat, seats=seats)
        height = min(thing.height, 1.3 * target.width / seats / thing.aspect)
        return replace(thing, x=target.x + ((seat + 0.5) / seats - 0.5) * 0.86 * target.width, height=height)

    def _related(self, subject: Subject, noun: Noun, i: int, target: Placed) -> Placed:
        random = self.canvas.chance("lean", subject.noun, i)
        scale = target.height / (target.noun.height * SIZES[target.subject.size])
        height = noun.height * SIZES[subject.size] * scale
        order, flipped = target.order + 0.001, bool(random.uniform() < 0.5)
        ratio = self._aspect(noun.name)
        thing = Placed(subject, noun, i, target.x, target.foot, height, order, ratio, flipped)
        if noun.worn and target.noun.traits & {"animal", "person"}:
            return replace(thing, worn_by=(target.noun.name, target.index), grounded=False)
        side = int(random.choice([-1, 1])) * (1 + i // 2)
        if (
            subject.relation == "above"
            and noun.traits & {"strung", "flown"}
            and target.noun.traits & {"animal", "person"}
        ):
            hands = max(1, target.subject.count)
            return tethered(thing, target, at=i // hands, of=-(-subject.count // hands), side=side)
        return related(thing, target, subject.relation, side=side)
