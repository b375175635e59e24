"""Groups: the things of one subject side by side, how broad they are and in which order they stand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imagine_nb.print_shop.reading.nouns import nouns

if TYPE_CHECKING:
    import numpy as np

    from imagine_nb.print_shop.reading.scene import Subject

SIZES = {"": 1.0, "tiny": 0.45, "small": 0.7, "large": 1.3, "huge": 1.65}


def lean_of(groups: list[Group], random: np.random.Generator) -> float:
    """Where in the spare room the groups stand: a lone subject on a third as often as in the middle."""
    wanted = [g.subject.place for g in groups if g.subject.place in ("left", "right", "middle")]
    if wanted:
        return {"left": 0.1, "right": 0.9, "middle": 0.5}[wanted[0]] if len(groups) == 1 else 0.5
    return float(random.choice([0.22, 0.4, 0.5, 0.6, 0.78]) + random.uniform(-0.06, 0.06))


@dataclass(frozen=True, slots=True)
class Group:
    """All the things of one subject, and the strip that they take at scale 1."""

    subject: Subject
    height: float
    width: float
    rows: int

    @staticmethod
    def of(subject: Subject, ratio: float, *, laden: bool = False) -> Group:
        """The group of a subject; `ratio` is its stamp's width by height, `laden`: something is on it."""
        noun = nouns()[subject.noun]
        crowded = 0.62 if "plant" in noun.traits and subject.count >= 5 else 1.0
        height = noun.height * SIZES[subject.size] * crowded * (0.72 if laden else 1.0)
        rows = 1 if subject.count <= 2 else 2 if subject.count <= 8 else 3
        across = math.ceil(subject.count / rows) + (0.5 if rows > 1 else 0)
        return Group(subject, height, ratio * height * across * (1.0 if rows == 1 else 0.78), rows)

    @property
    def stands_behind(self) -> bool:
        """Whether it belongs to the far row: buildings, large plants, and what was asked for at the back."""
        traits = nouns()[self.subject.noun].traits
        large = "building" in traits or ("plant" in traits and self.height >= 0.5)
        return self.subject.place == "back" or (large and self.subject.place != "front")


def in_order(subjects: list[Subject]) -> list[Subject]:
    """From the left to the right: as asked, and things beside one another next to one another."""
    side = {"left": 0, "right": 2}
    ordered = sorted(subjects, key=lambda s: side.get(s.place, 1))
    for subject in subjects:
        target = next((s for s in ordered if s.noun == subject.to and s is not subject), None)
        if target is not None and subject.relation in ("left of", "right of", "beside"):
            ordered.remove(subject)
            ordered.insert(ordered.index(target) + (subject.relation != "left of"), subject)
    return ordered


def leans(subject: Subject, names: set[str]) -> bool:
    """Whether the subject is placed by its relation to another one of `names`."""
    if subject.to not in names or subject.to == subject.noun:
        return False
    traits = nouns()[subject.to].traits
    if nouns()[subject.noun].worn and traits & {"animal", "person"}:
        return True
    if subject.relation == "behind" and "building" in nouns()[subject.noun].traits:
        return False
    if "celestial" in traits or (subject.relation in ("before", "in", "under") and "building" in traits):
        return False  # a building's row is behind anyway
    return subject.relation in ("on", "in", "under", "above", "behind", "before")


def loads(subject: Subject) -> bool:
    """Whether it needs room above the thing that it leans on."""
    filled = subject.relation == "in" and "vessel" in nouns()[subject.to].traits
    return (filled or subject.relation in ("on", "above")) and not nouns()[subject.noun].worn
