from __future__ import annotations

import numpy as np

from imagine_nb.print_shop.drawing.regions import INKED, OUTSIDE, components, regions


def drawing(*rows: str) -> np.ndarray:
    return np.array([[c == "#" for c in row] for row in rows])


def test_parts_within_ink_are_told_from_the_outside() -> None:
    labels = regions(drawing(".......", ".#####.", ".#.#.#.", ".#####.", "......."))
    assert labels[0, 0] == OUTSIDE
    assert labels[1, 1] == INKED
    assert len({labels[2, 2], labels[2, 4], OUTSIDE, INKED}) == 4


def test_a_gap_in_the_ink_lets_the_outside_in() -> None:
    labels = regions(drawing("#####", "#...#", "##.##"))
    assert labels[1, 2] == OUTSIDE


def test_components_are_joined_where_runs_meet_later() -> None:
    labels = components(drawing("#.#", "#.#", "###"))
    assert labels[0, 0] == labels[0, 2] != 0
    assert len(np.unique(components(drawing("#.#", "...", "#.#")))) == 5
