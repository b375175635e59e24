"""Settling of what waits for a gallery: results held in memory, and what a crash left on disk."""

from __future__ import annotations

from imagine_nb.gallery.database import Database
from imagine_nb.gallery.unfinished import leftovers
from imagine_nb.gallery.unkept import written


class Settling:
    """Settling for one gallery, before it is asked what it holds. Nothing is sent for it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._is_in_use = False

    def run(self) -> str:
        """Take in what waits; one line of what became of it, mostly empty: there is nothing."""
        told = written(self._database)
        if self._is_in_use or self._database.is_read_only:
            return told
        self._is_in_use = True
        return " ".join(filter(None, (told, self._adopted())))

    def _adopted(self) -> str:
        left, _ = leftovers(self._database, self._database.folder, is_quick=True)
        waiting = [each for each in left if each.is_untouched]
        if not waiting:
            return ""
        from imagine_nb.recovery.first_use import adopted

        return adopted(self._database, waiting)
