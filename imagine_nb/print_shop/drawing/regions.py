"""Connected components of a mask, and the regions of a drawing between its ink lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

INKED, OUTSIDE = 0, 1


def regions(ink: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """A number for every pixel: 0 on ink, 1 outside the drawing, 2 and more for each part within it."""
    open_ = np.pad(~ink, 1, constant_values=True)
    runs = _runs(open_)
    names = _joined(runs)
    labels = np.zeros(open_.shape, np.uint8)
    numbers = {names[0]: OUTSIDE}
    for (y, x0, x1), name in zip(runs, names, strict=True):
        labels[y, x0:x1] = numbers.setdefault(name, min(255, len(numbers) + 1))
    return labels[1:-1, 1:-1]


def components(mask: NDArray[np.bool_]) -> NDArray[np.int32]:
    """A number for every connected part of a mask, 0 outside it."""
    runs = _runs(mask)
    names = _joined(runs)
    labels = np.zeros(mask.shape, np.int32)
    numbers: dict[int, int] = {}
    for (y, x0, x1), name in zip(runs, names, strict=True):
        labels[y, x0:x1] = numbers.setdefault(name, len(numbers) + 1)
    return labels


def _runs(mask: NDArray[np.bool_]) -> list[tuple[int, int, int]]:
    """Every horizontal run of set pixels as (row, first, past the last), from the top down."""
    edges = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, begins = np.nonzero(edges == 1)
    _, ends = np.nonzero(edges == -1)
    return list(zip(rows.tolist(), begins.tolist(), ends.tolist(), strict=True))


def _joined(runs: list[tuple[int, int, int]]) -> list[int]:
    """For every run the name of the part it belongs to: runs that touch from row to row are one."""
    parent = list(range(len(runs)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    above = 0
    for i, (y, x0, x1) in enumerate(runs):
        while runs[above][0] < y - 1 or (runs[above][0] == y - 1 and runs[above][2] <= x0):
            above += 1
        k = above
        while k < i and runs[k][0] == y - 1 and runs[k][1] < x1:
            a, b = root(k), root(i)
            parent[max(a, b)] = min(a, b)
            k += 1
    return [root(i) for i in range(len(runs))]
