"""Progress displays: what there is to see while pictures are made and questions answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from imagine_nb.display.html import answer_html, beside, framed, line_bundle, text_of, tile_html, tiles_html
from imagine_nb.display.tables import grid_cell_html, grid_html
from imagine_nb.errors import ImagineError, told
from imagine_nb.grid import Grid, Labels
from imagine_nb.pictures import Picture, Pictures
from imagine_nb.printable import printable
from imagine_nb.stops import IS_FREE, MAY_COST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from imagine_nb.display.html import Bundle
    from imagine_nb.sources import Source
    from imagine_nb.studio.plans import Plan


class Making:
    """Pictures on their way: those that have arrived, of how many, and what they cost.

    `about` is the plan in words, where it is of several requests: it is told first then.
    """

    def __init__(self, plan: Plan, about: str = "") -> None:
        request = plan.orders[0].request
        self._verb = {0: "Making", 1: "Editing"}.get(len(request.sources), "Combining")
        self._count = plan.n_pictures
        self.is_large = bool(about)
        self._about = about or ("a picture" if self._count == 1 else f"{self._count} pictures")
        self._plan = plan
        self._arrived: list[Picture] = []
        self._tiles: list[str] = []

    @property
    def doing(self) -> str:
        """`Making 25 pictures, 10 of 25`."""
        k_of_n = f", {len(self._arrived)} of {self._count}" if self._arrived else ""
        return f"{self._verb} {self._about}{k_of_n}"

    @property
    def so_far(self) -> Pictures | None:
        """The pictures that have arrived."""
        return Pictures(self._arrived) if self._arrived else None

    @property
    def stopped(self) -> str:
        """What became of the rest."""
        return self._plan.stopped(len(self._arrived))

    def arrive(self, pictures: Sequence[Picture]) -> None:
        """Take the pictures of one request; called from the background thread."""
        self._arrived.extend(pictures)

    def shown(self, state: str) -> Bundle:
        """The pictures that have arrived, and the state."""
        arrived = list(self._arrived)
        self._tiles += [tile_html(each.shown()) for each in arrived[len(self._tiles) :]]
        text = [text_of(each.record) for each in arrived]
        return framed(tiles_html(self._tiles) if self._tiles else "", state, text="\n".join(text))


class Answering:
    """An answer on its way, beside the pictures that it is about."""

    doing = "Answering"
    is_large = False

    def __init__(self, about: Sequence[Source], *, is_billed: Callable[[], bool]) -> None:
        self.pieces: list[str] = []
        self._is_billed = is_billed
        self._about = about
        self._beside: str | None = None

    @property
    def stopped(self) -> str:
        """What a stop means for the bill."""
        return MAY_COST if self._is_billed() else IS_FREE

    @property
    def so_far(self) -> str | None:
        """The text that has come."""
        return "".join(self.pieces) or None

    def shown(self, state: str) -> Bundle:
        """The text that has come, and the state."""
        if self._beside is None:
            self._beside = beside([(each.record, each.data) for each in self._about])
        text = "".join(self.pieces)
        html = answer_html(text, self._beside, facts=[state])
        return {"text/html": html, "text/plain": printable(f"{text}\n{state}".strip())}


class Gridding:
    """A grid on its way: its cells as they come, an error in the place of one that failed."""

    is_large = True

    def __init__(self, axes: Mapping[str, tuple[str, ...]], labels: Sequence[Labels], plan: Plan, about: str):
        self._axes = axes
        self._labels = labels
        self._plan = plan
        self._about = about
        self._cells: dict[Labels, Pictures | Exception] = {}
        self._html: dict[Labels, str] = {}

    @property
    def doing(self) -> str:
        """`Making a grid of 6 pictures for about $0.12, 2 of 6 cells`."""
        return f"Making a grid of {self._about}, {len(self._cells)} of {len(self._labels)} cells"

    def arrive(self, labels: Labels, cell: Pictures | Exception) -> None:
        """One cell has come; called from the background thread."""
        self._cells[labels] = cell

    @property
    def grid(self) -> Grid:
        """The grid as it is now; what has not come is an error that says so."""
        missing = ImagineError("It was stopped before it arrived.")
        return Grid(self._axes, {labels: self._cells.get(labels, missing) for labels in self._labels})

    @property
    def so_far(self) -> Grid | None:
        """The grid, where any of its pictures has arrived."""
        return self.grid if any(isinstance(cell, Pictures) for cell in self._cells.values()) else None

    @property
    def stopped(self) -> str:
        """What became of the rest."""
        kept = f"{len(self._cells)} of {len(self._labels)} cells had arrived"
        return f"{kept}; the rest {'cost nothing' if self._plan.price_usd == 0 else 'may have been charged'}."

    def shown(self, state: str) -> Bundle:
        """The cells that have come, and the state."""
        if not self._cells:
            return line_bundle(state)
        grid, cells = self.grid, self._cells
        arrived = Grid(self._axes, {key: cells[key] for key in self._labels if key in cells})
        rows = [(" · ".join(row), [self._cell_html(key) for key in keys]) for row, keys in grid.rows()]
        return framed(grid_html(grid.across, rows), state, text=str(arrived))

    def _cell_html(self, labels: Labels) -> str:
        """A cell's HTML, made once."""
        cell = self._cells.get(labels)
        if cell is None:
            return "…"
        if labels not in self._html:
            shown = told(cell) if isinstance(cell, Exception) else [each.shown() for each in cell]
            self._html[labels] = grid_cell_html(shown)
        return self._html[labels]
