"""Facets of a gallery: the engines, models and days that its pictures have, for menus of filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from imagine_nb.engines import ENGINES
from imagine_nb.gallery import bounds
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.rows import KEPT
from imagine_nb.gallery.steps import DAY

_GROUPS = """
SELECT engine, model, total(n) AS n, min(day) AS first, max(day) AS last FROM kinds WHERE n > 0
GROUP BY engine, model ORDER BY n DESC
"""
_MOMENT = f"""
SELECT r.created FROM requests r WHERE r.created >= ? AND r.created < ? AND +r.engine IN ({{}})
  AND EXISTS (SELECT 1 FROM pictures p WHERE p.request_id = r.id AND {KEPT}) ORDER BY r.created {{}} LIMIT 1
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
        _local_day(database, min(row["first"] for row in groups), ""),
        _local_day(database, max(row["last"] for row in groups), "DESC"),
    )


def _local_day(database: Database, day: int, way: str) -> date:
    """The local day of the first or last picture of a day of Greenwich's."""
    engines = ", ".join("?" * len(ENGINES))
    row = database.one(_MOMENT.format(engines, way), day * DAY, (day + 1) * DAY, *ENGINES)
    return _day(bounds.moment(day * DAY if row is None else row["created"]))


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if name)


def _day(moment: float) -> date:
    return datetime.fromtimestamp(moment, UTC).astimezone().date()
