"""Tour: the first cells of a notebook, each given below the one that has run; a terminal prints them all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from IPython.core.getipython import get_ipython
from IPython.core.magic import Magics, line_magic, magics_class

from imagine_nb.cells import arguments as option
from imagine_nb.errors import InputError
from imagine_nb.live.screen import Screen
from imagine_nb.values import in_short

if TYPE_CHECKING:
    from imagine_nb.cells.magics import ImagineMagics
    from imagine_nb.prices import Price

LOAD = "%load_ext imagine_nb"
_ALONE = re.compile(r"\s*(?:%imagine_tour\b.*|(?:[\w.]+\.)?tour\(\d*\))\s*")  # a cell that is nothing else


@dataclass(frozen=True, slots=True)
class Step:
    """One cell of the tour, and what it does."""

    what: str
    text: str

    def is_in(self, cell: str) -> bool:
        """Whether a cell is this one; whoever tries it may have other words in its prompt."""
        return cell.strip().partition("\n")[0] == self.text.partition("\n")[0]


STEPS = (
    Step("makes a picture", "%%imagine -o fox -a 3:2\na red fox in the snow at sunset"),
    Step("edits it", "%%imagine -i fox -o sketch\nas a pencil sketch"),
    Step("puts both into one", "%%imagine -o room\nhang {sketch} on a wall beside {fox}"),
    Step("asks about that", "%%ask_image\nWhat is in {room}? Which colours stand out?"),
)


class Tour:
    """The tour of one shell: the cells that are still to be given, the first of them waiting to be run."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._left: list[Step] = []

    def begin(self, steps: Sequence[Step]) -> None:
        """Give the first of these cells; each of the others comes when the one before it has run."""
        if not self._left:
            self._shell.events.register("post_run_cell", self._ran)
        self._left = list(steps)
        self._give(is_alone=bool(_ALONE.fullmatch(self._shell.history_manager.input_hist_raw[-1])))

    def _ran(self, result: Any) -> None:
        if not result.success or not self._left[0].is_in(result.info.raw_cell or ""):
            return
        del self._left[0]
        if self._left:
            self._give()
        else:
            self._shell.events.unregister("post_run_cell", self._ran)

    def _give(self, *, is_alone: bool = False) -> None:
        """The next cell, below the one that runs; in its place where that did nothing but ask for it."""
        self._shell.set_next_input(self._left[0].text, replace=is_alone)


@cache
def _tour(shell: Any) -> Tour:
    return Tour(shell)


def tour(number: int = 1) -> None:
    """Put the first four cells into the notebook, one after the other: make, edit, combine, ask.

    The first comes at once, or that of this `number`, in place of the cell that asks for it; each of the
    others when the one before it has run. A terminal prints them all. Raises InputError for another number.
    """
    if isinstance(number, bool) or not isinstance(number, int) or number not in range(1, len(STEPS) + 1):
        raise InputError(f"The tour has no cell {in_short(number)}.", advice=f"It has 1 to {len(STEPS)}.")
    shell, steps = get_ipython(), STEPS[number - 1 :]
    if not hasattr(shell, "kernel"):
        print("\n\n".join([LOAD, *(each.text for each in steps)]))  # noqa: T201 - to be copied from the output
        return
    is_loaded = "ImagineMagics" in shell.magics_manager.registry
    _tour(shell).begin(steps if is_loaded else (Step("loads the magics", LOAD), *steps))
    from imagine_nb.display.html import line_bundle

    Screen(shell).show(line_bundle(_told(steps)))


def _told(steps: Sequence[Step]) -> str:
    """What comes, in a line, with its price where it has one."""
    from imagine_nb.notebook import studio

    first, *others = (each.what for each in steps)
    rest = ", which ".join(others)
    then = f" When it has run, the next comes below it, which {rest}." if others else ""
    price = f" All of it costs {_price()}." if studio().is_billed else ""
    return f"Here is a cell that {first}: run it.{then}{price}"


def _price() -> Price:
    """What all steps cost at most, with the usual models."""
    from imagine_nb.prices import Price, estimate, price_of_answer
    from imagine_nb.settings import CHAT_MODEL

    pictures = estimate() + estimate(n_sources=1) + estimate(n_sources=2)
    return Price(pictures + price_of_answer(CHAT_MODEL, characters=100, n_images=1).usd)


@magics_class
class TourMagics(Magics):
    """The line magic `%imagine_tour`."""

    def __init__(self, magics: ImagineMagics) -> None:
        super().__init__(magics.shell)

    @line_magic
    @option.helped
    def imagine_tour(self, line: str) -> None:
        """The first four cells, one by one: make, edit, combine, ask; %imagine_tour 3 begins there."""
        word = line.strip() or "1"
        number: Any = int(word) if re.fullmatch("[0-9]", word) else word  # any other is refused as it is
        tour(number)
