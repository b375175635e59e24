"""Lineage of a picture: its ancestors and descendants as lists, as text and as a figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from imagine_nb import lineage
from imagine_nb.display.escaping import OURS, escape
from imagine_nb.gallery.journal import Journal
from imagine_nb.records import PictureRecord

if TYPE_CHECKING:
    from imagine_nb.display.drawing import Drawing

# the requests that made what the requests in `wanted` were given: the step of a recursive query
REQUESTS_BEFORE = """
SELECT p.request_id FROM wanted JOIN pictures c ON c.request_id = wanted.id
  JOIN parents ON child = c.id JOIN pictures p ON p.id = parent
"""
_UP = "SELECT parent FROM parents JOIN related ON child = related.id"
_DOWN = "SELECT child FROM parents JOIN related ON parent = related.id"


@dataclass(frozen=True, slots=True, repr=False)
class Lineage:
    """Lineage: a picture with all ancestors and descendants, deleted ones too; `str()` draws the graph."""

    picture: PictureRecord
    records: tuple[PictureRecord, ...]
    _thumbnail: Callable[[PictureRecord], bytes | None] = field(compare=False)

    def __repr__(self) -> str:
        counts = f"{len(self.ancestors)} before, {len(self.descendants)} after"
        return f"<Lineage of picture {self.picture.number} · {counts}>"

    def __str__(self) -> str:
        return lineage.graph_text(self.records, focus=self.picture.id)

    def _repr_html_(self) -> str:
        return f'<pre class="{OURS}" style="line-height:1.2">{escape(str(self))}</pre>'

    @property
    def ancestors(self) -> list[PictureRecord]:
        """What it was made from, each after its own parents."""
        return lineage.ancestors(self.picture, lineage.by_id(self.records))

    @property
    def descendants(self) -> list[PictureRecord]:
        """What was made from it, each after its parents."""
        return lineage.descendants(self.picture, lineage.by_id(self.records))

    @property
    def roots(self) -> list[PictureRecord]:
        """What its making began with; itself where it was made from none."""
        return lineage.roots(self.picture, lineage.by_id(self.records))

    def figure(self) -> Drawing:
        """The graph as a matplotlib figure, a thumbnail at each node."""
        from imagine_nb.display.figures import lineage_figure

        return lineage_figure(self.records, self._thumbnail, focus=self.picture.id)


def lineage_of(
    journal: Journal, picture: PictureRecord, thumbnail: Callable[[PictureRecord], bytes | None]
) -> Lineage:
    """The lineage of a picture; `thumbnail` gives a small file of one, None where it is gone."""
    related = lineage.by_id([*forebears(journal, picture), *_related(journal, picture, _DOWN)])
    return Lineage(picture, tuple(lineage.in_order(related.values())), thumbnail)


def ancestors(journal: Journal, picture: PictureRecord) -> list[PictureRecord]:
    """The ancestors of a picture, each after its own parents."""
    return lineage.ancestors(picture, lineage.by_id(forebears(journal, picture)))


def descendants(journal: Journal, picture: PictureRecord) -> list[PictureRecord]:
    """The descendants of a picture, each after its parents."""
    return lineage.descendants(picture, lineage.by_id(_related(journal, picture, _DOWN)))


def forebears(journal: Journal, picture: PictureRecord) -> list[PictureRecord]:
    """The picture and all that it was made from, deleted ones too."""
    return _related(journal, picture, _UP)


def _related(journal: Journal, picture: PictureRecord, step: str) -> list[PictureRecord]:
    return journal.pictures(
        f"WHERE p.id IN (WITH RECURSIVE related(id) AS (VALUES (?) UNION {step}) SELECT id FROM related)"  # noqa: S608
        " ORDER BY p.number",
        picture.id,
    )
