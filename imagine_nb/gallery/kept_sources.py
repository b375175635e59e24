"""Kept sources: files that came from elsewhere, an upload or a mask, so that a cell can name them again.

They lie in a folder of their own, with names that people can read, and are known by the hash of their bytes.
"""

from __future__ import annotations

import hashlib
import math
import os
import re
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from imagine_nb.errors import InputError
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.disk import HALF, digest, plain_bytes, unwritable, write_durably
from imagine_nb.gallery.files import SHA256, SOURCES, files_in, subfolder, suffix_of
from imagine_nb.gallery.places import path_in_cell
from imagine_nb.picture_files import pixels
from imagine_nb.records import Recorded, SourceRecord
from imagine_nb.slugs import slug

LARGEST = 64 * 2**20  # bytes; what the API takes is smaller

_DIGITS = 12  # of the hash in a name; where they are taken by other bytes, all of them
_NAME = re.compile(r"[a-z0-9-]{1,60}-([0-9a-f]{12}|[0-9a-f]{64})\.(?:jpg|png|webp|gif|img)")

_HALF = re.compile(rf"\.{_NAME.pattern}{re.escape(HALF)}")


class KeptSources:
    """Kept sources of one gallery. The same bytes are kept once, whatever they are called."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def keep(self, data: bytes, name: str) -> Path:
        """Keep a file that came under this name; its path. Raises GalleryError where it cannot be written."""
        with self._db.transaction():  # nobody keeps the same or prunes meanwhile
            return write_source(self._db.folder, data, name)

    def path(self, sha256: str) -> Path | None:
        """The file with these bytes, None where there is none."""
        found = source_path(self._db.folder, sha256)
        if found is None and self._db.elsewhere is not None:
            self._db.elsewhere.bring_source(sha256)
            found = source_path(self._db.folder, sha256)
        return found

    def data(self, sha256: str) -> bytes | None:
        """The bytes with this hash, None where no file holds them."""
        path = self.path(sha256)
        with suppress(OSError):
            return None if path is None else plain_bytes(path, most=LARGEST)
        return None

    def named(self, recorded: Recorded) -> Recorded:
        """A request whose sources have the names of their files here, as a cell finds them, where kept."""
        sources = tuple(self._named(each) for each in recorded.request.sources)
        return replace(recorded, request=replace(recorded.request, sources=sources))

    def _named(self, source: SourceRecord) -> SourceRecord:
        path = None if source.picture_id or not source.sha256 else self.path(source.sha256)
        return source if path is None else replace(source, name=path_in_cell(path))


def write_source(folder: Path, data: bytes, name: str) -> Path:
    """Keep a file in the gallery at `folder`; inside the caller's transaction. Raises GalleryError."""
    if not 0 < len(data) <= LARGEST:
        raise InputError(
            f"{name[:80]!r} is {'empty' if not data else 'too large to be kept'}.",
            advice=f"Give a picture of at most {LARGEST // 2**20} MB.",
        )
    sha256 = hashlib.sha256(data).hexdigest()
    if (found := source_path(folder, sha256)) is not None:
        with suppress(OSError):
            os.utime(found)  # it is in use: pruning goes by this time
        return found
    place = subfolder(folder, SOURCES)
    try:
        place.mkdir(mode=0o700, exist_ok=True)
    except OSError as exc:
        raise unwritable(place, exc) from exc
    words, suffix = slug(Path(name).stem), suffix_of(pixels.mime_type(data))
    path = place / f"{words}-{sha256[:_DIGITS]}{suffix}"
    if os.path.lexists(path):  # altered since: it is left to whoever altered it
        path = place / f"{words}-{sha256}{suffix}"
    write_durably(path, data)
    return path


def source_path(folder: Path, sha256: str) -> Path | None:
    """The kept source with these bytes in the gallery at `folder`, None where there is none."""
    if not isinstance(sha256, str) or not SHA256.fullmatch(sha256):
        return None
    for each in source_files(folder):
        with suppress(OSError):
            if sha256.startswith(_hash_in(each)) and digest(each) == sha256:
                return each
    return None


def source_files(folder: Path) -> list[Path]:
    """The kept sources in the gallery at `folder`, by their names; other files there are the user's."""
    return [each for each in files_in(folder, SOURCES) if _NAME.fullmatch(each.name)]


def old_sources(folder: Path, *, but: Collection[str], before: float) -> list[Path]:
    """Those that were not kept or used since `before` (unix seconds), except for some by their hashes.

    What was half written by then is among them.
    """
    found = [each for each in source_files(folder) if not any(one.startswith(_hash_in(each)) for one in but)]
    halves = [each for each in files_in(folder, SOURCES) if _HALF.fullmatch(each.name)]
    return [each for each in (*found, *halves) if _written(each) < before]


def _hash_in(path: Path) -> str:
    match = _NAME.fullmatch(path.name)
    return match[1] if match else path.name


def is_true_source(path: Path) -> bool:
    """Whether a kept source holds what its name says."""
    try:
        return digest(path).startswith(_hash_in(path))
    except OSError:
        return False


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # it has gone by itself
        return math.inf
