"""Every combination of some values: pictures by label, as one labelled figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, TypeAlias

from imagine_nb import display
from imagine_nb.errors import InputError
from imagine_nb.pictures import Pictures

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from imagine_nb.display import Bundle

Labels: TypeAlias = tuple[str, ...]
MAX_CELLS = 100


def axes(given: list[str]) -> dict[str, tuple[str, ...]]:
    """The values by name in `style=a|b,time=day|night`; raises InputError for what reads otherwise."""
    found: dict[str, tuple[str, ...]] = {}
    for text in ",".join(given).split(","):
        name, equals, values = text.partition("=")
        options = tuple(value.strip() for value in values.split("|") if value.strip())
        if not equals or not name.strip().isidentifier() or not options:
            raise InputError(
                f"--grid {text!r} cannot be read.", advice="Write --grid style=watercolour|linocut."
            )
        found[name.strip()] = options
    count = len(list(product(*found.values())))
    if count > MAX_CELLS:
        raise InputError(f"A grid of {count} cells is too large.", advice=f"At most {MAX_CELLS}.")
    return found


@dataclass(frozen=True)
class Grid(Mapping[Any, Pictures]):
    """Pictures by label: `grid["watercolour"]`, or `grid["watercolour", "night"]` where there are two names.

    A cell that failed holds its error; asking for it raises that error.
    """

    axes: Mapping[str, tuple[str, ...]]
    cells: Mapping[Labels, Pictures | Exception]

    def __getitem__(self, labels: str | Labels) -> Pictures:
        key = (labels,) if isinstance(labels, str) else tuple(labels)
        if key not in self.cells:
            raise KeyError(f"{labels!r} is no label; labels: {list(self)}")
        found = self.cells[key]
        if isinstance(found, Exception):
            raise found
        return found

    def __iter__(self) -> Iterator[Any]:
        return iter([key[0] if len(key) == 1 else key for key in self.cells])

    def __len__(self) -> int:
        return len(self.cells)

    def __repr__(self) -> str:
        failed = sum(isinstance(cell, Exception) for cell in self.cells.values())
        names = ", ".join(f"{name}: {', '.join(values)}" for name, values in self.axes.items())
        return f"<Grid {names}{f' · {failed} failed' if failed else ''}>"

    def figure(self) -> Figure:
        """The grid as a matplotlib figure, rows and columns labelled."""
        from matplotlib.figure import Figure

        rows, across = self.rows(), list(self.axes.values())[-1]
        figure = Figure(figsize=(3 * len(across), 3 * len(rows)), layout="constrained")
        places = figure.subplots(len(rows), len(across), squeeze=False)
        for (row, keys), line in zip(rows, places, strict=True):
            for key, place in zip(keys, line, strict=True):
                _draw(place, self.cells[key])
                place.set_title(key[-1] if row == rows[0][0] else "")
            line[0].set_ylabel(" · ".join(row))
        return figure

    def rows(self) -> list[tuple[Labels, list[Labels]]]:
        """The cells by rows: the label of each row, and its cells from left to right."""
        names = list(self.axes)
        *leading, last = names
        across = self.axes[last]
        return [
            (row, [(*row, value) for value in across])
            for row in product(*(self.axes[name] for name in leading))
        ]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002
        across = list(self.axes.values())[-1]
        rows = [(" · ".join(row), [self._shown(key) for key in keys]) for row, keys in self.rows()]
        return {**display.grid_bundle(across, rows), "text/plain": self._text()}

    def _shown(self, key: Labels) -> list[display.Shown] | str:
        cell = self.cells[key]
        if isinstance(cell, Exception):
            return f"{type(cell).__name__}: {cell}"
        return [picture.shown() for picture in cell]

    def _text(self) -> str:
        lines = [repr(self)]
        for key, cell in self.cells.items():
            told = f"{type(cell).__name__}: {cell}" if isinstance(cell, Exception) else repr(cell)
            lines.append(f"{' · '.join(key)}: {told}")
        return "\n".join(lines)


def _draw(place: Axes, cell: Pictures | Exception) -> None:
    """The first picture of a cell of the grid, or its error in words."""
    place.set_xticks([])
    place.set_yticks([])
    if isinstance(cell, Exception):
        place.text(0.5, 0.5, f"{type(cell).__name__}: {cell}", ha="center", va="center", wrap=True)
    else:
        place.imshow(cell[0].image)
