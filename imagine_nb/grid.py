"""Grid of pictures: one cell for every combination of some values, as one labelled figure."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, TypeAlias

from imagine_nb.books import Books
from imagine_nb.display import html as display
from imagine_nb.display.tables import grid_bundle
from imagine_nb.errors import APIError, InputError, told
from imagine_nb.pictures import Pictures
from imagine_nb.printable import printable
from imagine_nb.suggestions import listing, meant
from imagine_nb.values import in_short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from imagine_nb.display.drawing import Drawing
    from imagine_nb.display.html import Bundle

Labels: TypeAlias = tuple[str, ...]
MAX_CELLS = 100
_NEXT_AXIS = re.compile(r",(?=\s*\w+\s*=)")  # a comma within a value is no end of it


def axes(given: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Axes of a grid: values by name in `style=a|b,time=day|night`; raises InputError for other text."""
    found: dict[str, tuple[str, ...]] = {}
    for text in (part for each in given for part in _NEXT_AXIS.split(each)):
        name, equals, values = text.partition("=")
        single = map(_plain, _plain_all(values).split("|"))
        options = tuple(dict.fromkeys(filter(None, single)))
        if not equals or not name.strip().isidentifier() or not options or name.strip() in found:
            raise InputError(
                f"--grid {text!r} cannot be read.", advice="Write --grid style=watercolour|linocut."
            )
        found[name.strip()] = options
    if (count := math.prod(map(len, found.values()))) > MAX_CELLS:
        raise InputError(f"A grid of {count} cells is too large.", advice=f"At most {MAX_CELLS}.")
    return found


def _plain_all(values: str) -> str:
    """Values without the quotes around all of them, as a shell would have it: `style="oil paint|ink"`."""
    plain = _plain(values)
    has_own_quotes = values.strip()[:1] in plain  # as 'oil paint'|'ink' has
    return values if has_own_quotes else plain


def _plain(value: str) -> str:
    """A value without the quotes around it."""
    text = value.strip()
    is_quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "'\""
    return text[1:-1] if is_quoted else text


@dataclass(frozen=True)
class Grid(Books, Mapping[Any, Pictures]):
    """Grid of pictures by label: `grid["watercolour"]`, or `grid["watercolour", "night"]` for two names.

    Sheets, books and pages of all its pictures are made as of `Pictures`: `grid.contact_sheet("sheet.pdf")`.
    A cell that failed holds its error; asking for it raises that error.
    """

    axes: Mapping[str, tuple[str, ...]]
    cells: Mapping[Labels, Pictures | Exception]

    def __getitem__(self, labels: str | Labels) -> Pictures:
        key = tuple(labels) if isinstance(labels, (tuple, list)) else (labels,)
        if key not in list(self.cells):  # a label may be of any type
            near = meant(" ".join(map(str, key)), {" ".join(each): each for each in self.cells})
            raise KeyError(f"There is no {in_short(labels)}. {near} Labels: {listing([*map(repr, self)])}")
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
        return printable(f"<Grid {self._told_axes}{f' · {failed} failed' if failed else ''}>")

    @property
    def _told_axes(self) -> str:
        return ", ".join(f"{name}: {', '.join(values)}" for name, values in self.axes.items())

    @property
    def across(self) -> tuple[str, ...]:
        """The labels of the columns: the values of the last name."""
        return list(self.axes.values())[-1]

    @property
    def _pictures_in_order(self) -> Pictures:
        return self.pictures

    @property
    def pictures(self) -> Pictures:
        """All pictures that were made, row by row."""
        return Pictures([each for cell in self.cells.values() if isinstance(cell, Pictures) for each in cell])

    def figure(self) -> Drawing:
        """The grid as a matplotlib figure, rows and columns labelled; the first picture of each cell."""
        from imagine_nb.display.drawing import Drawing

        rows = self.rows()
        size = (3 * len(self.across), 3 * len(rows))
        figure = Drawing(figsize=size, layout="constrained", alt=f"Pictures by {self._told_axes}")
        places = figure.subplots(len(rows), len(self.across), squeeze=False)
        for (row, keys), line in zip(rows, places, strict=True):
            for key, place in zip(keys, line, strict=True):
                _draw(place, self.cells[key])
            line[0].set_ylabel(printable(" · ".join(row)), parse_math=False)
        for label, place in zip(self.across, places[0], strict=True):
            place.set_title(printable(label), parse_math=False)
        return figure

    def rows(self) -> list[tuple[Labels, list[Labels]]]:
        """The cells by rows: the label of each row, and its cells from left to right."""
        leading = list(self.axes.values())[:-1]
        return [(row, [(*row, value) for value in self.across]) for row in product(*leading)]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002
        cells = {key: self._shown(key) for key in self.cells}
        rows = [(" · ".join(row), [cells[key] for key in keys]) for row, keys in self.rows()]
        words = {
            key: cell if isinstance(cell, str) else display.text_shown(cell) for key, cell in cells.items()
        }
        return {**grid_bundle(self.across, rows, refused=self._refused), "text/plain": self._text(words)}

    @property
    def _refused(self) -> list[int | None]:
        """What cells that failed were billed: a refusal by moderation is, and what was cut off may be."""
        failed = [cell for cell in self.cells.values() if isinstance(cell, APIError)]
        return [each.cost_ticks for each in failed if each.cost_ticks or each.may_be_charged]

    def _shown(self, key: Labels) -> list[display.Shown] | str:
        cell = self.cells[key]
        return told(cell) if isinstance(cell, Exception) else [picture.shown() for picture in cell]

    def __str__(self) -> str:
        return self._text(
            {
                key: told(cell) if isinstance(cell, Exception) else repr(cell)
                for key, cell in self.cells.items()
            }
        )

    def _text(self, words: Mapping[Labels, str]) -> str:
        """The grid in lines, with the words of each cell after its label."""
        lines = (f"{' · '.join(key)}: {text}" for key, text in words.items())
        return printable("\n".join([repr(self), *lines]))


def _draw(place: Axes, cell: Pictures | Exception) -> None:
    """The first picture of a cell of the grid, or its error in words."""
    place.set_xticks([])
    place.set_yticks([])
    if isinstance(cell, Exception):
        words = "\n".join(textwrap.wrap(told(cell), 34))
        place.text(0.5, 0.5, words, ha="center", va="center", fontsize=8, parse_math=False)
    else:
        place.imshow(cell[0].image)
