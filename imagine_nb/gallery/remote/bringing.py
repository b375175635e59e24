"""Bringing of files from the address when they are first read; each is checked by its hash."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterator
from contextlib import suppress

from imagine_nb.errors import GalleryError, InputError
from imagine_nb.forking import renew_in_child
from imagine_nb.gallery.archive import LARGEST_PICTURE
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.disk import replace_durably, unwritable
from imagine_nb.gallery.files import is_picture_name, is_plain, picture_path, thumbnail_path
from imagine_nb.gallery.kept_sources import LARGEST, write_source
from imagine_nb.gallery.remote.segments import preview_name
from imagine_nb.gallery.remote.state import Lying, State
from imagine_nb.gallery.remote.store import Store
from imagine_nb.gallery.thumbnails import MAX_BYTES, is_thumbnail

NEAR = 40  # pictures before and after one whose small copies come with its own: a page has fewer
AGAIN = 60.0  # seconds before a small copy that could not be had is asked for again

_NEAR = """
SELECT p.path, p.sha256 FROM pictures p, (SELECT min(number) AS number FROM pictures WHERE path = ?) n
WHERE p.number BETWEEN n.number - ? AND n.number + ?
"""


class Bringing:
    """Bringing for one mirror. Raises GalleryError where a file cannot be had."""

    def __init__(self, database: Database, state: State, store: Store) -> None:
        self._db = database
        self._state = state
        self._store = store
        self._tried: dict[str, float] = {}
        self.forked()
        renew_in_child(self)

    def forked(self) -> None:
        """The lock may be held by a thread of the parent's."""
        self._one_page = threading.Lock()

    def has(self, path: str) -> bool:
        """Whether a picture's file lies at the address."""
        return bool(self._state.lying(path))

    def bring(self, paths: Collection[str]) -> None:
        """Have these files here, those of them that lie there; the first that cannot be had is raised."""
        folder = self._db.folder
        wanted = {path for path in paths if is_picture_name(path) and not is_plain(folder / path)}
        choices = {path: self._state.lying(path) for path in sorted(wanted)}
        failed: dict[str, GalleryError] = {}
        while round_ := [lying.pop(0) for lying in choices.values() if lying]:
            for each, told in self._read(round_):
                if isinstance(told, GalleryError):
                    failed.setdefault(each.path, told)
                else:
                    self._keep(each, told)
                    failed.pop(each.path, None)
                    choices[each.path] = []
        for error in failed.values():
            raise error

    def bring_source(self, sha256: str) -> None:
        """Have a kept source here where it lies there; nothing is raised."""
        with suppress(GalleryError, InputError):
            for each in self._state.lying(sha256):
                data = self._store.read({each.file: LARGEST + 1})[each.file]
                if isinstance(data, bytes) and each.holds(data):
                    with self._db.transaction(is_logged=False):  # nobody keeps the same or prunes meanwhile
                        write_source(self._db.folder, data, each.file.rpartition("/")[2].rpartition("-")[0])
                    return

    def bring_preview(self, path: str) -> None:
        """Have the small copy of a picture here, and those near it; where not, nothing is raised."""
        with self._one_page, suppress(GalleryError):
            wanted = {preview_name(each.file, each.shown): each for each in self._near(path)}
            self._tried |= dict.fromkeys((each.shown for each in wanted.values()), time.monotonic())
            for name, data in self._store.read(dict.fromkeys(wanted, MAX_BYTES + 1)).items():
                if isinstance(data, bytes) and is_thumbnail(data):
                    place = thumbnail_path(self._db.folder, wanted[name].shown)
                    with suppress(OSError):  # another kernel keeps the same just now, or there is no room
                        place.parent.mkdir(mode=0o700, exist_ok=True)
                        replace_durably(place, data, mode=0o600, is_cache=True)

    def _near(self, path: str) -> Iterator[Lying]:
        """Where the pictures near this one lie that are not here and were not tried just now."""
        folder, now = self._db.folder, time.monotonic()
        for row in self._db.all(_NEAR, path, NEAR, NEAR):
            if is_plain(thumbnail_path(folder, row["sha256"])) or is_plain(folder / row["path"]):
                continue
            if now - self._tried.get(row["sha256"], -AGAIN) < AGAIN:
                continue
            yield from self._state.lying(row["path"])[:1]

    def _read(self, wanted: list[Lying]) -> Iterator[tuple[Lying, bytes | GalleryError]]:
        """Each with its bytes, or why it cannot be had."""
        sizes = {each.file: min(each.n_bytes or LARGEST_PICTURE, LARGEST_PICTURE) + 1 for each in wanted}
        found = self._store.read(sizes)
        for each in wanted:
            data = found[each.file]
            if isinstance(data, bytes) and not each.holds(data):
                yield (
                    each,
                    GalleryError(
                        f"The file of {each.path} at {self._store.address} is not the one that was uploaded.",
                        advice="Its record is still there. Was it altered, or is it half there yet?",
                    ),
                )
            else:
                yield each, data

    def _keep(self, lying: Lying, data: bytes) -> None:
        with self._db.transaction(is_logged=False):  # nobody brings the same or tidies meanwhile
            path = picture_path(self._db.folder, lying.path)
            if is_plain(path):
                return
            try:
                replace_durably(path, data, mode=0o600, is_cache=True)
            except OSError as exc:
                raise unwritable(path, exc) from exc
