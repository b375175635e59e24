"""Settling of what waits for a gallery: results held in memory, and what a crash left on disk."""

from __future__ import annotations

from collections.abc import Sequence

from imagine_nb.gallery.database import Database
from imagine_nb.gallery.unfinished import Unfinished, leftovers
from imagine_nb.gallery.unkept import written


class Settling:
    """Settling for one gallery, before it is asked what it holds. Nothing is sent for it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._is_in_use = False

    def run(self, *, is_anew: bool = False) -> str:
        """Take in what waits; one line of what became of it, mostly empty: there is nothing.

        The disk is looked at when the gallery is first used, and where `is_anew`: another kernel may have
        died since.
        """
        told, is_first = written(self._database), not self._is_in_use
        if not (is_first or is_anew) or self._database.is_read_only:
            return told
        self._is_in_use = True
        left, _ = leftovers(self._database, self._database.folder, is_quick=True)
        waiting = [each for each in left if (each.is_untouched if is_first else each.is_lost)]
        return " ".join(filter(None, (told, self._adopted(waiting))))

    def _adopted(self, waiting: Sequence[Unfinished]) -> str:
        if not waiting:
            return ""
        from imagine_nb.recovery.first_use import adopted

        return adopted(self._database, waiting)
