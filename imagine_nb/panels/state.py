"""State of a panel: its form, its results and its conversation, which a cell that runs again takes up."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from imagine_nb.answers import Answer
from imagine_nb.panels.form import Form, Held
from imagine_nb.panels.tables import Table, TableForm, TableRun
from imagine_nb.pictures import Picture
from imagine_nb.records import new_id

How: TypeAlias = Literal["running", "done", "cancelled", "failed"]
VIEWS = ("create", "ask", "table", "lineage", "compare")


@dataclass(slots=True)
class Group:
    """The pictures of one Generate, as far as they have come, of so many."""

    prompt: str
    of: int
    id: str = field(default_factory=new_id)
    created: float = field(default_factory=time.time)
    pictures: tuple[Picture, ...] = ()
    state: How = "running"
    text: str = ""  # how it ended, in words
    keys: tuple[str, ...] = ()  # of its requests
    form: Form | None = None  # that it was asked with
    n_told: int = 0  # pictures of it that the page has been told of


@dataclass(slots=True)
class Turn:
    """One question of the conversation, the pictures that it was sent with, and its answer so far."""

    question: str
    pictures: tuple[Picture, ...] = ()
    id: str = field(default_factory=new_id)
    pieces: list[str] = field(default_factory=list)
    answer: Answer | None = None
    state: How = "running"
    error: str = ""

    @property
    def text(self) -> str:
        """The answer, as far as it has come."""
        return self.answer.text if self.answer is not None else "".join(self.pieces)


@dataclass(slots=True)
class State:
    """All that a panel holds; lists have the newest first, but turns the oldest."""

    form: Form = field(default_factory=Form)
    held: dict[str, Held] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    selected: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    view: str = VIEWS[0]
    chat: str = field(default_factory=lambda: f"panel-{new_id()[:4]}")
    table: Table | None = None
    table_form: TableForm = field(default_factory=TableForm)
    table_run: TableRun | None = None  # the newest

    @property
    def pictures(self) -> list[Picture]:
        """What was made here, the newest request first."""
        return [each for group in self.groups for each in group.pictures]
