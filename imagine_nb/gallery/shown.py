"""What each notebook shows: the request that answers its cells, whatever other notebooks ask or choose."""

from __future__ import annotations

import time

from imagine_nb.gallery.database import Database
from imagine_nb.gallery.rows import insert

# what the notebook chose itself, then what it was shown of another's, then what it asked for itself
_OWN = """
SELECT request_id FROM (
  SELECT c.request_id, 0 AS rank, -c.id AS place FROM choices c JOIN requests r ON r.id = c.request_id
    WHERE c.key = ? AND c.slot = ? AND r.notebook = ?
  UNION ALL SELECT request_id, 1, -id FROM shown WHERE key = ? AND slot = ? AND notebook = ?
  UNION ALL SELECT id, 2, rowid FROM requests WHERE key = ? AND take = ? AND notebook = ?)
ORDER BY rank, place
"""


class Shown:
    """What notebooks show, by their names, for a slot of a key. Rows are added, never changed."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, notebook: str | None, key: str, slot: int) -> list[str]:
        """The requests that are this notebook's own to show, the best first; none for one without a name."""
        if notebook is None:
            return []
        return [row["request_id"] for row in self._db.all(_OWN, *(key, slot, notebook) * 3)]

    def keep(self, notebook: str, key: str, slot: int, request_id: str) -> None:
        """From now on the notebook shows this one, another's, unless it chooses or asks for one itself."""
        row = {"created": time.time(), "notebook": notebook, "key": key, "slot": slot}
        with self._db.transaction() as db:
            insert(db, shown={**row, "request_id": request_id})
