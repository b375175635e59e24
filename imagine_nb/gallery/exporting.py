"""Archive export: pictures, all they were made from, their requests whole, and answers about them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from imagine_nb.errors import GalleryError
from imagine_nb.gallery import bounds
from imagine_nb.gallery.archive import LARGEST_PICTURE, MANIFEST, importable, packed
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.disk import plain_bytes
from imagine_nb.gallery.files import SOURCES as SOURCE_FILES
from imagine_nb.gallery.files import picture_path
from imagine_nb.gallery.kept_sources import LARGEST, source_path
from imagine_nb.gallery.lineage import REQUESTS_BEFORE
from imagine_nb.gallery.long_work import LongWork, Progress
from imagine_nb.gallery.manifest import COLUMNS, Manifest, Row, is_true
from imagine_nb.gallery.marks import DELETED
from imagine_nb.gallery.rows import KEPT, SOURCE_ID, SOURCES, outcome_of, outcome_row, request_of, whole
from imagine_nb.picture_files import pixels
from imagine_nb.records import JSON

THUMBNAIL_SIDE = 768  # pixels
THUMBNAIL_BYTES = 150_000

_ENDED = "SELECT id FROM requests r WHERE EXISTS (SELECT 1 FROM outcomes WHERE request_id = r.id)"
_WITH_FOREBEARS = f"""
WITH RECURSIVE wanted(id) AS (SELECT value FROM json_each(?) UNION {REQUESTS_BEFORE}) SELECT id FROM wanted
"""  # noqa: S608 - a constant
_ABOUT = f"""
SELECT r.id FROM requests r JOIN answers a ON a.request_id = r.id
WHERE EXISTS (SELECT 1 FROM {SOURCES.format("r.sources")}) AND NOT EXISTS (
  SELECT 1 FROM {SOURCES.format("r.sources")} s LEFT JOIN pictures p ON p.id = {SOURCE_ID.format("s")}
  WHERE p.request_id IS NULL OR p.request_id NOT IN (SELECT value FROM json_each(?)))
"""  # noqa: S608 - constants
_PICTURES = f"""
SELECT p.*, t.sha256 AS thumbnail, {KEPT} AS is_kept
FROM pictures p LEFT JOIN thumbnails t ON t.picture_id = p.id
WHERE request_id IN (SELECT value FROM json_each(?)) ORDER BY number
"""  # noqa: S608 - a constant
_N_PICTURES = "SELECT count(*) FROM pictures WHERE request_id IN (SELECT value FROM json_each(?))"
_OF_FILE = ("mime_type", "width", "height", "file", "thumbnail")
_BY_REQUEST = ("outcomes", "answers", "choices")


def exported(
    database: Database,
    path: Path,
    requests: Iterable[str] | None = None,
    *,
    thumbnails_only: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Write the archive of these requests, None for all that have ended; its path. Raises GalleryError."""
    Exporting(database, database.folder, thumbnails_only=thumbnails_only).write(path, requests, progress)
    return path


class Exporting:
    """One export of a gallery. `thumbnails_only` puts small files in the place of the pictures' own."""

    def __init__(self, database: Database, folder: Path, *, thumbnails_only: bool) -> None:
        self._db = database
        self._folder = folder
        self._thumbnails_only = thumbnails_only

    def write(
        self, path: Path, requests: Iterable[str] | None = None, progress: Progress | None = None
    ) -> None:
        """Write the archive of these requests, None for all that have ended. Raises GalleryError."""
        ids = json.dumps(self._chosen(requests))
        work = LongWork(progress, self._db.value(_N_PICTURES, ids), "pictures were packed")
        with work.stoppable("No archive was written."):
            packed(path, self._contents(ids, work))

    def _chosen(self, requests: Iterable[str] | None) -> list[str]:
        """The requests that go: those that their pictures came from too, and answers about them."""
        if requests is None:
            return [row["id"] for row in self._db.all(_ENDED)]
        wanted = [row["id"] for row in self._db.all(_WITH_FOREBEARS, json.dumps(list(requests)))]
        about = [row["id"] for row in self._db.all(_ABOUT, json.dumps(wanted))]
        return list(dict.fromkeys([*wanted, *about]))

    def _contents(self, ids: str, work: LongWork) -> Iterator[tuple[str, bytes]]:
        """Each file with its name, the manifest last. What cannot be read of a request is left out."""
        requests = {row["id"]: row for row in self._rows("requests", "id", ids)}
        rows = self._db.all(_PICTURES, json.dumps(list(requests)))
        sources = list(self._kept_sources(requests.values()))
        known = self._known(requests, rows, [source for source, _ in sources])
        importable(_with(known, _outlines(rows)))  # before a file is read: that takes long for so many
        pictures, files = list[Row](), dict[str, Row]()
        self._db.bring(*(bounds.text(row["path"]) for row in rows if row["is_kept"]))
        for row in rows:
            name = _file_name(row)
            data = self._file(row) if name and name not in files else b""
            work.did(len(data))
            picture = _picture(row, files.get(name) or _file_facts(row, data))
            if not is_true("pictures", picture):
                continue
            pictures.append(picture)
            if data:
                files[name] = {each: picture[each] for each in _OF_FILE}
                yield name, data
        for source, path in sources:
            yield source["file"], plain_bytes(path, most=LARGEST)
        yield MANIFEST, importable(_with(known, pictures))

    def _known(
        self, requests: Mapping[str, Row], rows: Iterable[sqlite3.Row], sources: Iterable[Row]
    ) -> Manifest:
        """The manifest without its pictures: all that needs no file."""
        ids = json.dumps([bounds.text(row["id"]) for row in rows])
        of_requests = json.dumps(list(requests))
        return Manifest(
            requests=tuple(requests.values()),
            pictures=(),
            parents=(),
            marks=self._rows("marks", "picture_id", ids),
            kept_sources=tuple(sources),
            **{table: self._rows(table, "request_id", of_requests) for table in _BY_REQUEST},
        )

    def _kept_sources(self, requests: Iterable[Row]) -> Iterator[tuple[Row, Path]]:
        """The sources of requests that the gallery keeps and that are no pictures, and where they are."""
        named = [each for row in requests for each in row["sources"] if not each["picture_id"]]
        for sha256 in dict.fromkeys(each["sha256"] for each in named if not self._thumbnails_only):
            if (path := source_path(self._folder, sha256)) is not None:
                yield {"sha256": sha256, "file": f"{SOURCE_FILES}/{path.name}"}, path

    def _rows(self, table: str, column: str, ids: str) -> tuple[dict[str, JSON], ...]:
        """The rows of a table that belong to requests or pictures, as an archive may have them."""
        found = self._db.all(
            f"SELECT * FROM {table} WHERE {column} IN (SELECT value FROM json_each(?)) ORDER BY rowid",  # noqa: S608
            ids,
        )
        return tuple(row for row in whole(PLAIN[table], found) if is_true(table, row))

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


def _request(row: sqlite3.Row) -> dict[str, JSON]:
    """A request as the manifest has it. Of its session the random part goes; the rest names a machine."""
    request, versions = request_of(row), bounds.parsed(row["versions"])
    return {
        "id": row["id"],
        "created": bounds.moment(row["created"]),
        **{name: value for name, value in asdict(request).items() if name != "variable"},
        "sources": [asdict(each) for each in request.sources],
        "session": bounds.text(row["session"]).rpartition(":")[2],
        "versions": versions if isinstance(versions, dict) else {},
    }


def _outcome(row: sqlite3.Row) -> dict[str, JSON]:
    plain = outcome_row(outcome_of(row))
    usage = bounds.usage(row["usage"]).kept()
    bill = {"cost_ticks": bounds.ticks(row["cost_ticks"]), "usage": usage}
    return {"request_id": row["request_id"], "finished": bounds.moment(row["finished"]), **plain, **bill}


def _answer(row: sqlite3.Row) -> dict[str, JSON]:
    return {name: row[name] for name in COLUMNS["answers"]}


def _dated(row: sqlite3.Row) -> dict[str, JSON]:
    plain = {name: row[name] for name in row.keys() if name not in {"id", "key"}}  # noqa: SIM118
    return {**plain, "created": bounds.moment(row["created"])}


def _mark(row: sqlite3.Row) -> dict[str, JSON]:
    """A mark as the manifest has it; a deletion counts whatever else is in its row."""
    value = "" if row["kind"] == DELETED else row["value"]
    return {**_dated(row), "value": value, "is_on": int(bool(row["is_on"]))}


PLAIN: dict[str, Callable[[sqlite3.Row], dict[str, JSON]]] = {
    "requests": _request, "outcomes": _outcome, "answers": _answer, "marks": _mark, "choices": _dated,
}  # fmt: skip


def _picture(row: sqlite3.Row, file: Row) -> dict[str, JSON]:
    """A picture as the manifest has it, with the facts of its file."""
    return {
        **{column: row[column] for column in COLUMNS["pictures"] if column not in _OF_FILE},
        "position": bounds.count(row["position"]) or 0,
        "n_bytes": bounds.count(row["n_bytes"]) or 0,
        "cost_ticks": bounds.ticks(row["cost_ticks"]),
        **file,
    }


def _outlines(rows: Iterable[sqlite3.Row]) -> list[Row]:
    """Pictures as the manifest may have them, with the facts of their files that the database knows."""
    pictures = (_picture(row, _file_facts(row, b"")) for row in rows)
    return [each for each in pictures if is_true("pictures", each)]


def _file_name(row: sqlite3.Row) -> str:
    """What the file of a picture is called in an archive, empty for one that was deleted."""
    return f"files/{row['path']}" if row["is_kept"] else ""


def _file_facts(row: sqlite3.Row, data: bytes) -> Row:
    """What an import compares with the file: its kind and size, and its hash where it is a thumbnail.

    Without the file's `data` they are as the database has them.
    """
    sent = hashlib.sha256(data).hexdigest() if data else row["sha256"]
    is_whole = sent == row["sha256"]
    width, height = (bounds.count(row[side], bounds.MAX_SIDE) or 1 for side in ("width", "height"))
    kind = row["mime_type"]
    with suppress(OSError, ValueError, SyntaxError):
        if data and is_whole:
            width, height = pixels.size(data)
            kind = pixels.mime_type(data)
    facts = {"mime_type": kind, "width": width, "height": height}
    return {**facts, "file": _file_name(row) or None, "thumbnail": None if is_whole else sent}


def _with(manifest: Manifest, pictures: Sequence[Row]) -> Manifest:
    """The manifest with these pictures, their parents, and the marks that are on them."""
    ids = {row["id"] for row in pictures}
    marks = tuple(row for row in manifest.marks if row["picture_id"] in ids)
    parents = tuple(_parents(pictures, manifest.requests))
    return replace(manifest, pictures=tuple(pictures), parents=parents, marks=marks)


def _parents(pictures: Iterable[Row], requests: Iterable[Row]) -> Iterator[Row]:
    """The parents of pictures: what the sources of their requests say, which is what an import compares."""
    sources = {row["id"]: row["sources"] for row in requests}
    for picture in pictures:
        for position, source in enumerate(sources[picture["request_id"]]):
            if source["picture_id"]:
                yield {"child": picture["id"], "position": position, "parent": source["picture_id"]}
