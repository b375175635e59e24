"""Sending of what is new in a mirror: the files of pictures first, then the segment that names them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import cast

from imagine_nb.errors import GalleryError
from imagine_nb.gallery import bounds
from imagine_nb.gallery.archive import LARGEST_PICTURE
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.disk import opened_plain, plain_bytes, size_of
from imagine_nb.gallery.exporting import PLAIN
from imagine_nb.gallery.files import picture_path
from imagine_nb.gallery.importing import HERE
from imagine_nb.gallery.journal import Journal
from imagine_nb.gallery.kept_sources import LARGEST, source_path
from imagine_nb.gallery.logbook import LONGEST, NAME, entries_in
from imagine_nb.gallery.manifest import COLUMNS
from imagine_nb.gallery.marks import DELETED
from imagine_nb.gallery.remote.lines import line_of
from imagine_nb.gallery.remote.segments import (
    PICTURES,
    SOURCES,
    WHOLE,
    Segment,
    digest_of,
    joined_start,
    preview_name,
)
from imagine_nb.gallery.remote.state import Lying, State, sha256_of
from imagine_nb.gallery.remote.store import Store
from imagine_nb.gallery.rows import KEPT
from imagine_nb.gallery.sessions import NOBODY
from imagine_nb.gallery.thumbnails import Thumbnails
from imagine_nb.records import JSON, new_id

_AT_ONCE = 8  # pictures that are uploaded
_MARK = 256  # bytes before the offset that say whether the logbook is still the same
_DELETED = f"""
SELECT path FROM pictures EXCEPT SELECT path FROM pictures p WHERE {KEPT}
"""  # noqa: S608 - a constant

Entry = tuple[str, Mapping[str, JSON]]


class Sending:
    """Sending of one mirror; while nobody else of this machine does the same."""

    def __init__(self, database: Database, state: State, store: Store) -> None:
        self._db = database
        self._state = state
        self._store = store
        self._journal = Journal(database)
        self._thumbnails = Thumbnails(database)

    def waiting(self) -> int:
        """How many pictures are not uploaded yet, with their records."""
        return sum(not self._is_theirs(row) for table, row in self._new() if table == "pictures")

    def is_behind(self) -> bool:
        """Whether anything is to be uploaded, a mark or an answer too."""
        return any(table != "requests" for table, _ in self._new())

    def _new(self) -> Iterator[Entry]:
        """The records in the logbook that are not uploaded yet."""
        try:
            with opened_plain(self._db.folder / NAME) as file:
                file.seek(self._offset())
                yield from entries_in(file)
        except OSError:  # there is none yet
            return

    def run(self) -> int:
        """Upload all that is new; how many pictures that were. Raises GalleryError where it stops."""
        if not self._is_same():
            self._state.begin_writer(new_id())
        n_pictures = 0
        while (stretch := self._next()) and (n_sent := self._send(*stretch)) is not None:
            n_pictures += n_sent
        return n_pictures

    def clear(self) -> None:
        """Remove the files of this writer's whose pictures were deleted."""
        deleted = {row["path"] for row in self._db.all(_DELETED)}
        for each in self._state.all_lying():
            if each.path in deleted and self._state.is_own(each.file):
                self._store.remove([each.file, preview_name(each.file, each.shown)])
                self._state.lies_no_more(each)

    @property
    def _writer(self) -> str:
        return self._state.fact("writer")

    def _offset(self) -> int:
        return int(self._state.fact("offset") or 0)

    def _is_same(self) -> bool:
        """Whether the logbook is still the one that was uploaded up to the offset."""
        offset = self._offset()
        if not self._writer:
            return False
        return offset == 0 or self._state.fact("mark") == self._mark(offset)

    def _mark(self, offset: int) -> str:
        return digest_of(self._bytes(max(offset - _MARK, 0), offset))

    def _next(self) -> tuple[int, int] | None:
        """The next stretch of the logbook, in whole lines; None where all of it is uploaded."""
        start, last = self._offset(), self._committed()
        data = self._bytes(start, min(start + WHOLE, last))
        if b"\n" not in data[1:]:  # one long line
            data = self._bytes(start, min(start + LONGEST + 2, last))
        end = start + data.rfind(b"\n") + 1
        if end > start and data.strip():
            return start, end
        return None

    def _committed(self) -> int:
        """Where the lines end whose rows can be read: each is written before its transaction ends."""
        with self._db.transaction(is_logged=False):  # so nobody is between the two
            return size_of([self._db.folder / NAME])

    def _send(self, start: int, end: int) -> int | None:
        """Upload a stretch; how many pictures it has, None where nothing in it is to be told yet."""
        new = list(entries_in(self._bytes(start, end).split(b"\n")))
        if all(table == "requests" for table, _ in new) and end - start < WHOLE // 2:
            return None  # intents go with what comes of them
        pictures = {bounds.text(row.get("path")): row for table, row in new if table == "pictures"}
        for batch in _batches([*pictures.values()]):
            self._upload(batch)
        for table, row in new:
            if table == "outcomes":
                self._upload_sources(row.get("request_id"))
        sent = self._state.sent()
        first = joined_start([(each.start, each.end) for each in sent], start, end)
        lines = self._bytes(first, end).split(b"\n")
        data = b"".join(line_of(*each) for each in self._records(entries_in(lines)))
        segment = Segment(self._writer, first, end, digest_of(data))
        self._state.tries(segment)
        if data:  # else nothing of it is to be told, and an empty segment would count as broken
            self._store.write({segment.name: data})
        with self._state.together():
            covered = self._state.was_sent(segment, end, self._mark(end))
        self._store.remove(each.name for each in covered)
        if any(table == "marks" and row.get("kind") == DELETED for table, row in new):
            self.clear()
        return len(pictures)

    def _upload(self, rows: Sequence[Mapping[str, JSON]]) -> None:
        """Upload the files of pictures, and small copies of them, but for those that lie there already."""
        files: dict[str, bytes] = {}
        lying = []
        for row in rows:
            path, shown = bounds.text(row.get("path")), bounds.text(row.get("sha256"))
            data = b"" if self._lies(row) else self._file(path, self._small(row) or shown)
            if data:
                each = Lying(path, f"{PICTURES}/{self._writer}/{path}", sha256_of(data), shown, len(data))
                lying.append(each)
                files[each.file] = data
                if small := self._preview(row):
                    files[preview_name(each.file, shown)] = small
        if files:
            self._store.write(files)
            self._state.lies(*lying)

    def _upload_sources(self, request_id: JSON) -> None:
        """Upload the sources of a request that are kept here and are no pictures, unless they lie there."""
        for sha256 in self._sources(request_id):
            path = source_path(self._db.folder, sha256)
            if path is None or self._state.lying(sha256):
                continue
            file = f"{SOURCES}/{self._writer}/{path.name}"
            with suppress(OSError):  # it was removed just now
                data = plain_bytes(path, most=LARGEST)
                self._store.write({file: data})
                self._state.lies(Lying(sha256, file, sha256, sha256, len(data)))

    def _sources(self, request_id: JSON) -> list[str]:
        row = self._db.one("SELECT sources FROM requests WHERE id = ?", bounds.text(request_id))
        named = () if row is None else bounds.sources(row["sources"])
        return [each.sha256 for each in named if each.sha256 and not each.picture_id]

    def _lies(self, row: Mapping[str, JSON]) -> bool:
        """Whether the file of a picture is to be had at the address without this mirror's uploading it."""
        lying = self._state.lying(bounds.text(row.get("path")))
        return bool(lying) and (self._state.is_own(lying[0].file) or self._is_theirs(row))

    def _is_theirs(self, row: Mapping[str, JSON]) -> bool:
        """Whether a picture is another writer's, or nobody's any more, and lies at the address.

        What is this mirror's own does not count though its bytes lie there: who wrote them may remove them.
        """
        asked = self._db.one("SELECT session FROM requests WHERE id = ?", row.get("request_id"))
        theirs = asked is not None and bounds.text(asked["session"]).startswith((HERE, NOBODY))
        return theirs and bool(self._state.lying(bounds.text(row.get("path"))))

    def _file(self, path: str, sha256: str) -> bytes:
        """The bytes of a picture; none where they are gone or were altered: then its record goes alone."""
        with suppress(OSError, GalleryError):
            data = plain_bytes(picture_path(self._db.folder, path), most=LARGEST_PICTURE)
            return data if sha256_of(data) == sha256 else b""
        return b""

    def _small(self, row: Mapping[str, JSON]) -> str | None:
        """The hash of the small file that a picture's own is here, where it came without its own."""
        found = self._db.one("SELECT sha256 FROM thumbnails WHERE picture_id = ?", row.get("id"))
        return None if found is None else bounds.text(found["sha256"])

    def _preview(self, row: Mapping[str, JSON]) -> bytes | None:
        with suppress(Exception):  # whatever is wrong with it, the picture itself is uploaded
            (record,) = self._journal.pictures("WHERE p.id = ?", row.get("id"))
            return self._thumbnails.or_none(record)
        return None

    def _records(self, entries: Iterator[Entry]) -> Iterator[Entry]:
        """The records in lines of the logbook as others read them; a request goes once it has ended."""
        for table, row in entries:
            if table == "outcomes":
                yield from self._request(row.get("request_id"))
            if table == "pictures":
                yield table, self._picture(row)
            elif table in PLAIN and table != "requests":
                with suppress(KeyError, TypeError, ValueError, GalleryError):
                    yield table, PLAIN[table](cast("sqlite3.Row", row))

    def _request(self, request_id: JSON) -> Iterator[Entry]:
        row = self._db.one("SELECT * FROM requests WHERE id = ?", bounds.text(request_id))
        if row is not None:
            yield "requests", PLAIN["requests"](row)
        for sha256 in self._sources(request_id):
            for lying in self._state.lying(sha256)[:1]:
                yield "kept_sources", {"sha256": sha256, "file": lying.file}

    def _picture(self, row: Mapping[str, JSON]) -> Mapping[str, JSON]:
        path = bounds.text(row.get("path"))
        lying = self._state.lying(path)
        plain = {name: row.get(name) for name in COLUMNS["pictures"]}
        return {**plain, "file": lying[0].file if lying else None, "thumbnail": self._small(row)}

    def _bytes(self, start: int, end: int) -> bytes:
        """The logbook from a byte to before another; less where it ends before."""
        try:
            with opened_plain(self._db.folder / NAME) as file:
                file.seek(start)
                return file.read(end - start)
        except OSError:
            return b""


def _batches(rows: Sequence[Mapping[str, JSON]]) -> Iterable[Sequence[Mapping[str, JSON]]]:
    return (rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE))
