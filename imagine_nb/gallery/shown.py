"""What each notebook shows: the request that answers its cells, whatever other notebooks ask or choose."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable

from imagine_nb.gallery.database import Database
from imagine_nb.gallery.rows import insert
from imagine_nb.gallery.sessions import session

# what the notebook chose last, of its own or of another's that it was shown, then what it asked for itself
_OWN = """
SELECT request_id FROM (
  SELECT c.request_id, 0 AS rank, -max(c.created) OVER (ORDER BY c.id) AS place, -c.id AS line
    FROM choices c JOIN requests r ON r.id = c.request_id
    WHERE c.key = ? AND c.slot = ? AND r.notebook = ?
  UNION ALL SELECT request_id, 0, -created, -id FROM shown WHERE key = ? AND slot = ? AND notebook = ?
  UNION ALL SELECT id, 1, rowid, 0 FROM requests WHERE key = ? AND take = ? AND notebook = ?)
ORDER BY rank, place, line
"""
_PICTURES = """
SELECT p.id FROM pictures p JOIN requests r ON r.id = p.request_id
WHERE r.notebook = ? OR (r.notebook IS NULL AND r.session = ?)
  OR p.request_id IN (SELECT request_id FROM shown WHERE notebook = ?)
ORDER BY p.number
"""
_KNOWN = "SELECT DISTINCT key FROM requests WHERE key IN (SELECT value FROM json_each(?))"


class Shown:
    """What notebooks show, by their names, for a slot of a key. Rows are added, never changed."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, notebook: str | None, key: str, slot: int) -> list[str]:
        """The requests that are this notebook's own to show, the best first; none for one without a name."""
        if notebook is None:
            return []
        return [row["request_id"] for row in self._db.all(_OWN, *(key, slot, notebook) * 3)]

    def pictures(self, notebook: str | None) -> list[str]:
        """The pictures that a notebook asked for or showed, by ids, the oldest first.

        Of one without a name, they are those of this session.
        """
        return [row["id"] for row in self._db.all(_PICTURES, notebook, session(), notebook)]

    def questions(self, notebook: str | None, chat: str) -> list[str]:
        """The requests of the questions that were answered in a notebook's chat, the oldest first."""
        rows = self._db.all(
            "SELECT r.id FROM requests r JOIN answers a ON a.request_id = r.id"
            " JOIN endings e ON e.request_id = r.id"
            " WHERE r.chat = ? AND r.notebook IS ? AND e.status = 'done' ORDER BY r.created, r.rowid",
            chat,
            notebook,
        )
        return [row["id"] for row in rows]

    def slot_of(self, request_id: str) -> int | None:
        """The slot that a request was chosen for last; None where it never was."""
        row = self._db.one(
            "SELECT slot FROM choices WHERE request_id = ? ORDER BY id DESC LIMIT 1", request_id
        )
        return None if row is None else int(row["slot"])

    def variables(self, requests: Iterable[str]) -> dict[str, str]:
        """The variables that cells put the results of these requests in, by the requests' ids."""
        held = "SELECT * FROM variables WHERE request_id IN (SELECT value FROM json_each(?))"
        return {row["request_id"]: row["name"] for row in self._db.all(held, json.dumps(list(requests)))}

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those of some keys that any request here has."""
        return {row["key"] for row in self._db.all(_KNOWN, json.dumps(list(keys)))}

    def is_chosen_since(self, key: str, slot: int, moment: float) -> bool:
        """Whether any of a key was chosen for a slot after a moment (unix seconds)."""
        newer = "SELECT 1 FROM choices WHERE key = ? AND slot = ? AND created > ?"
        return self._db.one(newer, key, slot, moment) is not None

    def keep(self, notebook: str, key: str, slot: int, request_id: str) -> None:
        """From now on the notebook shows this one, another's, unless it chooses or asks for one itself."""
        row = {"created": time.time(), "notebook": notebook, "key": key, "slot": slot}
        with self._db.transaction() as db:
            insert(db, shown={**row, "request_id": request_id})
