"""Row of a table with its result: what was asked for it, what came, what it cost, and why it failed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from imagine_nb.answers import Answer
from imagine_nb.display.html import line_bundle
from imagine_nb.errors import told
from imagine_nb.money import cost
from imagine_nb.pictures import Picture, Pictures
from imagine_nb.printable import printable
from imagine_nb.records import clipped
from imagine_nb.usage import Usage

if TYPE_CHECKING:
    from imagine_nb.display.html import Bundle

RowStatus: TypeAlias = Literal[
    "done", "kept", "partial", "moderated", "failed", "unknown", "pending", "not asked"
]
FAILED: frozenset[RowStatus] = frozenset({"failed", "moderated"})
_NONE = Pictures(())


def free_names(wanted: Iterable[str], taken: Collection[str]) -> dict[str, str]:
    """A column's name for each of these: its own, with an underscore after one that is taken."""
    names: dict[str, str] = {}
    for each in wanted:
        name = each
        while name in taken or name in names.values():
            name += "_"
        names[each] = name
    return names


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Row:
    """Row of a table with its result. `values` are its own cells by column, `index` counts from 0.

    `status`: `done` (asked now), `kept` (the gallery had it, for nothing), `partial` (fewer pictures than
    were asked for), `moderated`, `failed`, `unknown` (it may have been charged, and nothing came),
    `pending` (in a batch) or `not asked`; `error` says why. `prompt` is as it was filled in. `cost_ticks` is
    what this row was billed, None where nobody told; a row that shares another's request costs nothing.
    No bytes are held: its pictures are read from the gallery where they are looked at.
    """

    index: int
    values: Mapping[str, Any]
    status: RowStatus
    prompt: str = ""
    pictures: Pictures = _NONE
    answer: Answer | None = None
    cost_ticks: int | None = 0
    seconds: float = 0.0
    error: BaseException | None = field(default=None)

    def __post_init__(self) -> None:
        if self.error is not None:  # the frames that an error came through would keep all that was in them
            self.error.__traceback__ = self.error.__cause__ = self.error.__context__ = None

    def __repr__(self) -> str:
        facts = [f"Row {self.index}", self.status, clipped(self.prompt, 80), self._outcome(), self.bill]
        return printable(f"<{' · '.join(filter(None, facts))}>")

    @property
    def picture(self) -> Picture | None:
        """Its first picture; None where there is none."""
        return self.pictures[0] if self.pictures else None

    @property
    def data(self) -> Any:
        """Its answer as JSON where that is an object or a list, as a schema asks for; None for others."""
        if self.answer is None or not self.answer.text.lstrip().startswith(("{", "[")):
            return None
        try:
            return json.loads(self.answer.text)
        except (ValueError, RecursionError):  # words in brackets, or nested too deep
            return None

    @property
    def cost_usd(self) -> float | None:
        """What it cost in US dollars; None where nobody told."""
        return Usage(self.cost_ticks).cost_usd

    @property
    def bill(self) -> str:
        """What it cost, in words."""
        return "may have been charged" if self.status == "unknown" else cost(self.cost_ticks)

    def told_error(self) -> str:
        """Why it failed, in one paragraph; empty where it did not."""
        return "" if self.error is None else told(self.error)

    def _asdict(self) -> dict[str, Any]:
        """Its cells and what came by column, as of a named tuple, so that results are the next table."""
        data = self.data if isinstance(self.data, dict) else {}
        picture = {"picture": self.picture} if self.pictures else {}
        came = {**picture, **({"answer": self.answer.text} if self.answer else {}), **data}
        names = free_names(came, self.values)
        return {**self.values, **{names[key]: value for key, value in came.items()}}

    def _outcome(self) -> str:
        """What came, or why nothing did, in a few words."""
        if self.error is not None:
            return clipped(self.told_error())
        if self.answer is not None:
            return clipped(self.answer.text, 80)
        return f"{len(self.pictures)} pictures" if len(self.pictures) > 1 else ""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002
        shown = self.pictures or self.answer
        return shown._repr_mimebundle_() if shown else line_bundle(repr(self)[1:-1])
