"""Many things spread out: strewn over a field, hanging from the water's surface, as a collage on a wall."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from imagine_nb.print_shop.drawing.arranging.groups import SIZES
from imagine_nb.print_shop.drawing.arranging.placement import Placed
from imagine_nb.print_shop.drawing.figures.registry import aspect
from imagine_nb.print_shop.reading.nouns import nouns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

    from imagine_nb.print_shop.drawing.canvas import Canvas
    from imagine_nb.print_shop.reading.nouns import Noun
    from imagine_nb.print_shop.reading.scene import Subject


def strewn(count: int, random: np.random.Generator) -> list[tuple[float, float]]:
    """Places of that many things in rows over the whole ground: across 0 to 1, and how near, 0 to 1."""
    rows = max(1, round(count / 3))
    places = []
    for i in range(count):
        row = i % rows
        in_row = len(range(row, count, rows))
        x = (i // rows + 0.5 + random.uniform(-0.22, 0.22) + 0.25 * (row % 2 * 2 - 1)) / in_row
        places.append((float(x), float((row + 0.3 + random.uniform(0, 0.4)) / rows)))
    return places


def hanging(subject: Subject, noun: Noun, wide: float) -> list[Placed]:
    """Things that float on the water's surface, seen by a diver: their foot hangs into the picture."""
    below = replace(noun, art="@icebelow")
    ratio = aspect(below.art)
    height = min(noun.height * SIZES[subject.size] * 0.9, 0.94 * wide / ratio) / math.sqrt(subject.count)
    middles = [wide * (i + 0.5) / subject.count for i in range(subject.count)]
    return [
        Placed(subject, below, i, x, height, height, -2, ratio, grounded=False) for i, x in enumerate(middles)
    ]


def collaged(subjects: Sequence[Subject], canvas: Canvas, aspects: Mapping[str, float]) -> list[Placed]:
    """Every thing of these subjects in rows; `aspects` is the width by height of each noun."""
    items = [(s, i) for s in subjects for i in range(s.count)]
    wide, high = canvas.width / canvas.unit, canvas.height / canvas.unit
    things = []
    columns = max(1, math.ceil(math.sqrt(len(items) * wide / high)))
    rows = math.ceil(len(items) / columns)
    for k, (subject, i) in enumerate(items):
        noun, random = nouns()[subject.noun], canvas.chance("collage", subject.noun, i)
        row, column = divmod(k, columns)
        in_row = min(columns, len(items) - row * columns)
        cell_w, cell_h = 0.86 * wide / in_row, 0.84 * high / rows
        photo = "photo" in noun.traits  # those hang apart, stencils crowd
        spread = 0.88 if photo or len(items) == 1 else 1.26
        height = spread * min(cell_h, cell_w / aspects[noun.name]) * (0.8 + 0.2 * SIZES[subject.size])
        jitter = 0.0 if photo else random.uniform(-0.06, 0.06)
        x = 0.07 * wide + cell_w * (column + 0.5 + jitter)
        foot = 0.09 * high + cell_h * (row + 1) - (cell_h - height) / 2 + random.uniform(-0.02, 0.02)
        things.append(
            Placed(subject, noun, i, x, foot, height, row + k / 100, aspects[noun.name], grounded=False)
        )
    return things
