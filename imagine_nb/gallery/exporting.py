"""Archive export: pictures, all they were made from, their requests whole, and answers about them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from imagine_nb.errors import GalleryError
from imagine_nb.gallery.archive import LARGEST_PICTURE, MANIFEST, packed
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.disk import plain_bytes
from imagine_nb.gallery.files import picture_path
from imagine_nb.gallery.manifest import COLUMNS, Manifest, Row
from imagine_nb.gallery.rows import KEPT
from imagine_nb.picture_files import pixels
from imagine_nb.records import JSON

THUMBNAIL_SIDE = 768  # pixels
THUMBNAIL_BYTES = 150_000

_ENDED = "SELECT id FROM requests r WHERE EXISTS (SELECT 1 FROM outcomes WHERE request_id = r.id)"
_WITH_FOREBEARS = """
WITH RECURSIVE wanted(id) AS (
  SELECT value FROM json_each(?)
  UNION SELECT p.request_id FROM wanted JOIN pictures c ON c.request_id = wanted.id
    JOIN parents ON child = c.id JOIN pictures p ON p.id = parent)
SELECT id FROM wanted
"""
_ABOUT = """
SELECT r.id FROM requests r JOIN answers a ON a.request_id = r.id
WHERE EXISTS (SELECT 1 FROM json_each(r.sources)) AND NOT EXISTS (
  SELECT 1 FROM json_each(r.sources) s LEFT JOIN pictures p ON p.id = json_extract(s.value, '$.picture_id')
  WHERE p.request_id IS NULL OR p.request_id NOT IN (SELECT value FROM json_each(?)))
"""
_PICTURES = f"""
SELECT p.*, t.sha256 AS thumbnail, {KEPT} AS is_kept
FROM pictures p LEFT JOIN thumbnails t ON t.picture_id = p.id
WHERE request_id IN (SELECT value FROM json_each(?)) ORDER BY number
"""  # noqa: S608 - a constant
_BY_REQUEST = {"requests": "id", "outcomes": "request_id", "answers": "request_id", "choices": "request_id"}
_BY_PICTURE = {"parents": "child", "marks": "picture_id"}
_OBJECTS = frozenset({"parameters", "sources", "versions", "usage"})


class Exporting:
    """One export of a gallery. `thumbnails_only` puts small files in the place of the pictures' own."""

    def __init__(self, database: Database, folder: Path, *, thumbnails_only: bool) -> None:
        self._db = database
        self._folder = folder
        self._thumbnails_only = thumbnails_only

    def write(self, path: Path, requests: Iterable[str] | None = None) -> None:
        """Write the archive of these requests, None for all that have ended. Raises GalleryError."""
        packed(path, self._contents(json.dumps(self._chosen(requests))))

    def _chosen(self, requests: Iterable[str] | None) -> list[str]:
        """The requests that go: those that their pictures came from too, and answers about them."""
        if requests is None:
            return [row["id"] for row in self._db.all(_ENDED)]
        wanted = [row["id"] for row in self._db.all(_WITH_FOREBEARS, json.dumps(list(requests)))]
        about = [row["id"] for row in self._db.all(_ABOUT, json.dumps(wanted))]
        return list(dict.fromkeys([*wanted, *about]))

    def _contents(self, requests: str) -> Iterator[tuple[str, bytes]]:
        """Each file with its name, the manifest last."""
        rows, hashes = self._db.all(_PICTURES, requests), dict[str, str]()
        for row in rows:
            name = _name(row)
            if name and name not in hashes:
                data = self._file(row)
                hashes[name] = hashlib.sha256(data).hexdigest()
                yield name, data
        pictures = json.dumps([row["id"] for row in rows])
        manifest = Manifest(
            pictures=tuple(_picture(row, hashes) for row in rows),
            **{table: self._rows(table, column, requests) for table, column in _BY_REQUEST.items()},
            **{table: self._rows(table, column, pictures) for table, column in _BY_PICTURE.items()},
        )
        yield MANIFEST, manifest.json()

    def _rows(self, table: str, column: str, ids: str) -> tuple[Row, ...]:
        """The rows of a table that belong to requests or pictures, with the columns that a manifest has."""
        found = self._db.all(
            f"SELECT {', '.join(COLUMNS[table])} FROM {table}"  # noqa: S608 - constants
            f" WHERE {column} IN (SELECT value FROM json_each(?)) ORDER BY rowid",
            ids,
        )
        return tuple(_plain(row) for row in found)

    def _file(self, row: sqlite3.Row) -> bytes:
        """The bytes that go: the picture's own, or a thumbnail of it."""
        data = b""
        with suppress(OSError, GalleryError):
            data = plain_bytes(picture_path(self._folder, row["path"]), most=LARGEST_PICTURE)
        if hashlib.sha256(data).hexdigest() != (row["thumbnail"] or row["sha256"]):
            raise GalleryError(
                f"Picture {row['number']} cannot be exported: its file {row['path']} is missing or altered.",
                advice="gallery.verify() names all such; export others with pictures=.",
            )
        if not self._thumbnails_only or row["thumbnail"]:
            return data
        return pixels.thumbnail(pixels.decoded(data), side=THUMBNAIL_SIDE, max_bytes=THUMBNAIL_BYTES)


def _plain(row: sqlite3.Row) -> dict[str, JSON]:
    """A row as the manifest has it. Of a session only the random part goes: the rest names a machine."""
    plain = {name: json.loads(row[name]) if name in _OBJECTS else row[name] for name in row.keys()}  # noqa: SIM118
    if "session" in plain:
        plain["session"] = plain["session"].rpartition(":")[2]
    return plain


def _name(row: sqlite3.Row) -> str | None:
    return f"files/{row['path']}" if row["is_kept"] else None


def _picture(row: sqlite3.Row, hashes: Mapping[str, str]) -> dict[str, JSON]:
    name = _name(row)
    sent = hashes[name] if name else row["sha256"]
    plain = {column: row[column] for column in COLUMNS["pictures"] if column not in {"file", "thumbnail"}}
    return {**plain, "file": name, "thumbnail": sent if sent != row["sha256"] else None}
