"""Core of a panel: its state and its parts, which outlive the widget that shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from imagine_nb.gallery.places import Cell
from imagine_nb.panels.asking import Asking
from imagine_nb.panels.browsing import Browsing
from imagine_nb.panels.cards import Cards
from imagine_nb.panels.choosing import Choosing
from imagine_nb.panels.completing import Completing
from imagine_nb.panels.copying import Copying
from imagine_nb.panels.creating import Creating
from imagine_nb.panels.describing import Describing
from imagine_nb.panels.following import Following
from imagine_nb.panels.greeting import Greeting
from imagine_nb.panels.holding import Holding
from imagine_nb.panels.jobs import Jobs
from imagine_nb.panels.marking import Marking
from imagine_nb.panels.messages import Message, Reply
from imagine_nb.panels.page import Page
from imagine_nb.panels.planning import Planning
from imagine_nb.panels.setting import Setting
from imagine_nb.panels.shared import Shared
from imagine_nb.panels.state import State
from imagine_nb.panels.tabling import Tabling
from imagine_nb.panels.uploading import Uploading
from imagine_nb.panels.varying import Varying
from imagine_nb.studio.studio import Studio

MAX_CORES = 50  # a notebook whose cells are typed anew all day opens more panels than it shows
Verb: TypeAlias = Callable[[Message], Reply]
Place: TypeAlias = tuple[str, int]


class Core:
    """All that is behind one panel. `changed` is called when results, answers or the form are others."""

    def __init__(self, studio: Studio) -> None:
        self.studio, self.state, self.page = studio, State(), Page()
        self.changed: Callable[[], None] = lambda: None
        self.cards = Cards(studio)
        shared = Shared(studio, self.state, self.page, self.cards, self._changed)
        self.jobs = Jobs(self.page)
        self.holding = Holding(shared)
        self.tabling = Tabling(shared)
        takers = {"picture": self.holding.take, "mask": self.holding.take_mask, "table": self.tabling.take}
        self.uploading = Uploading(takers)
        self.planning = Planning(shared)
        self.varying = Varying(shared, self.holding)
        self.creating = Creating(shared, self.planning, self.jobs)
        self.asking = Asking(shared, self.planning, self.jobs)
        self.marking = Marking(shared)
        self.describing = Describing(shared, self.jobs)
        self.choosing = Choosing(shared)
        self.browsing = Browsing(shared)
        self.following = Following(shared)
        self.completing = Completing(self.state)
        self.copying = Copying(shared, self.planning)
        self.greeting = Greeting(
            shared,
            holding=self.holding,
            creating=self.creating,
            asking=self.asking,
            following=self.following,
            tabling=self.tabling,
            jobs=self.jobs,
        )
        self.setting = Setting(shared, self.creating, self.greeting)

    def _changed(self) -> None:
        self.changed()

    @property
    def verbs(self) -> Mapping[str, Verb]:
        """What changes something, one after the other."""
        made = (self.holding, self.planning, self.varying, self.creating, self.asking)
        acting = (
            *made,
            self.marking,
            self.describing,
            self.copying,
            self.choosing,
            self.greeting,
            self.uploading,
            self.tabling,
        )
        return {name: verb for part in acting for name, verb in part.verbs.items()}

    @property
    def looks(self) -> Mapping[str, Verb]:
        """What only looks something up, or ends a job, beside the rest."""
        looking = (self.holding, self.browsing, self.jobs, self.greeting, self.following, self.completing)
        return {name: verb for part in (*looking, self.tabling) for name, verb in part.looks.items()}


class Cores:
    """The cores of this kernel's panels, by their places: the cells that opened them."""

    def __init__(self) -> None:
        self._kept: dict[object, tuple[object, Core]] = {}
        self._begun: dict[str, tuple[int, int]] = {}

    def place(self, cell: Cell | None) -> Place | None:
        """What stays of a panel when its cell runs again: the cell, and which of its panels it is, from 1."""
        if cell is None:
            return None
        number, count = self._begun.get(cell.name, (0, 0))
        count = count + 1 if number == cell.number else 1
        self._begun[cell.name] = cell.number, count
        return cell.name, count

    def of(self, place: Place | None, given: object, studio: Studio) -> tuple[Core, bool]:
        """The core of the panel that a cell opens, and whether it is the one of the cell's earlier run.

        A cell that opens its panel with other arguments, `given`, or over another studio has a new one.
        """
        if place is not None and place in self._kept:
            before, core = self._kept[place]
            if before == given and core.studio is studio:
                return core, True
        core = Core(studio)
        if place is not None:
            self._kept[place] = given, core
            while len(self._kept) > MAX_CORES:
                del self._kept[next(iter(self._kept))]
        return core, False
