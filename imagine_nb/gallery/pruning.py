"""Pruning: the files of old pictures go and free their space, their records stay."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from imagine_nb.errors import InputError
from imagine_nb.gallery import bounds
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.disk import drop, size_of
from imagine_nb.gallery.files import files_of
from imagine_nb.gallery.journal import Journal
from imagine_nb.gallery.kept_sources import old_sources
from imagine_nb.gallery.lineage import REQUESTS_BEFORE
from imagine_nb.gallery.long_work import LongWork, Progress
from imagine_nb.gallery.marks import FAVOURITE, LABEL, Marks
from imagine_nb.gallery.rows import KEPT, SOURCES
from imagine_nb.gallery.unfinished import unfinished
from imagine_nb.records import PictureRecord

_MARKED = "EXISTS (SELECT 1 FROM marked m WHERE m.picture_id = p.id AND m.kind = '{}')"
_NEEDED = f"""
WITH RECURSIVE wanted(id) AS (
  SELECT p.request_id FROM pictures p WHERE {KEPT} AND p.id NOT IN (SELECT value FROM json_each(?))
  UNION SELECT request_id FROM answers
  UNION SELECT id FROM requests r WHERE NOT EXISTS (SELECT 1 FROM outcomes WHERE request_id = r.id)
  UNION {REQUESTS_BEFORE})
SELECT DISTINCT json_extract(s.value, '$.sha256') AS sha256 FROM requests r, {SOURCES.format("r.sources")} s
WHERE s.type = 'object' AND r.id IN wanted
"""  # noqa: S608 - constants
_MB = 1e6


@dataclass(frozen=True, slots=True)
class Pruned:
    """Result of pruning: the pictures whose files went, and the bytes freed; with `dry_run`, which would."""

    pictures: tuple[PictureRecord, ...]
    n_bytes: int
    dry_run: bool = False

    def __repr__(self) -> str:
        freed = "would be freed" if self.dry_run else "freed"
        word = "picture" if len(self.pictures) == 1 else "pictures"
        return f"<Pruned {len(self.pictures)} {word} · {self.n_bytes / _MB:,.1f} MB {freed}>"


@dataclass(frozen=True, slots=True)
class Pruning:
    """Which pictures go: those made before `moment` (unix seconds), but favourites and labelled ones."""

    database: Database
    folder: Path
    moment: float
    favourites: bool = False
    labelled: bool = False

    def run(self, progress: Progress | None = None) -> Pruned:
        """Delete them, the bodies of requests that ended by then with nothing, and sources of no use.

        Stopped, it is a Stopped whose `.partial` says what is gone.
        """
        marks, records = Marks(self.database), self._records()
        work, gone = LongWork(progress, len(records), "pictures were deleted"), list[PictureRecord]()
        rest = "The rest stays; what is gone is recorded."
        with work.stoppable(rest, lambda: Pruned(tuple(gone), work.n_bytes)):
            for record in records:
                freed = marks.delete(record)
                gone.append(record)
                work.did(freed)
            others = drop(*self._bodies())
            with self.database.transaction():  # nobody keeps a source meanwhile
                others += drop(*self._sources(()))
        return Pruned(tuple(records), work.n_bytes + others)

    def tried(self) -> Pruned:
        """Dry run: what `run` would do."""
        records = self._records()
        kept = self._kept_paths(records)
        going = {each.path: each.sha256 for each in records if each.path not in kept}
        paths = [path for name, sha256 in going.items() for path in files_of(self.folder, name, sha256)]
        going_too = [*self._bodies(), *self._sources(records)]
        return Pruned(tuple(records), size_of([*paths, *going_too]), dry_run=True)

    def _records(self) -> list[PictureRecord]:
        spared = [FAVOURITE] * (not self.favourites) + [LABEL] * (not self.labelled)
        but = "".join(f" AND NOT {_MARKED.format(kind)}" for kind in spared)
        return Journal(self.database).pictures(
            f"WHERE {KEPT} AND r.created < ?{but} ORDER BY p.number", self.moment
        )

    def _kept_paths(self, but: Sequence[PictureRecord]) -> set[str]:
        going = {each.id for each in but}
        rows = self.database.all(f"SELECT id, path FROM pictures p WHERE {KEPT}")  # noqa: S608 - a constant
        return {row["path"] for row in rows if row["id"] not in going}

    def _sources(self, but: Sequence[PictureRecord]) -> list[Path]:
        """The kept sources that no picture that stays needs, nor its forebears, nor an answer."""
        needed = self.database.all(_NEEDED, json.dumps([each.id for each in but]))
        hashes = {bounds.text(row["sha256"]) for row in needed}
        return old_sources(self.folder, but=hashes, before=self.moment)

    def _bodies(self) -> list[Path]:
        left = unfinished(self.database, self.folder)
        return [
            each.body
            for each in left
            if each.body and each.outcome and each.body.stat().st_mtime < self.moment
        ]


def moment_before(older_than: timedelta | float) -> float:
    """The time that long ago, in unix seconds; a number counts days. Raises InputError for anything else."""
    try:
        age = older_than if isinstance(older_than, timedelta) else timedelta(days=older_than)
    except (TypeError, ValueError, OverflowError):
        raise InputError(
            f"older_than is {older_than!r}.", advice="It is a timedelta or a number of days."
        ) from None
    return time.time() - age.total_seconds()
