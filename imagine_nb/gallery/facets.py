"""Facets of a gallery: the engines, models and days that its pictures have, for menus of filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from imagine_nb.engines import ENGINES
from imagine_nb.gallery import bounds
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.rows import KEPT

_GROUPS = f"""
SELECT r.engine, r.model, count(*) AS n, min(r.created) AS first, max(r.created) AS last
FROM pictures p JOIN requests r ON r.id = p.request_id WHERE {KEPT} GROUP BY r.engine, r.model ORDER BY n DESC
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Facets:
    """Facets of the pictures that are kept: what `find` can be narrowed down to, the most frequent first.

    `models` are those that were asked for. `first` and `last` are local days, None in an empty gallery.
    """

    engines: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None


def facets_of(database: Database) -> Facets:
    """The facets of all pictures; what is no engine or no time is left out."""
    groups = [row for row in database.all(_GROUPS) if row["engine"] in ENGINES]
    if not groups:
        return Facets()
    return Facets(
        _distinct([row["engine"] for row in groups]),
        _distinct([bounds.text(row["model"]) for row in groups]),
        _day(min(bounds.moment(row["first"]) for row in groups)),
        _day(max(bounds.moment(row["last"]) for row in groups)),
    )


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if name)


def _day(moment: float) -> date:
    return datetime.fromtimestamp(moment, UTC).astimezone().date()
