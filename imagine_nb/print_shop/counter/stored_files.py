"""The uploaded files, in memory, where the oldest go first, and the public addresses of some of them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from mimetypes import guess_type
from pathlib import PurePosixPath
from uuid import uuid4

from imagine_nb.print_shop.counter.expiring_store import ExpiringStore
from imagine_nb.print_shop.counter.fields import JSONObject, whole_number
from imagine_nb.print_shop.counter.refusals import Refusal, bad_request, not_found
from imagine_nb.print_shop.press import picture_type

MAX_FILE = 50 * 2**20  # bytes
LIFETIMES = 3_600, 2_592_000  # in seconds: the shortest and the longest that may be asked for
PUBLISHED = "/print-shop-files/"
MAX_PUBLISHED = 1_000  # at once, as at the API

_ROOM = 512 * 2**20
_PDF = "application/pdf"
_ANY = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file; `created` and `expires` are unix seconds."""

    id: str
    name: str
    data: bytes = field(repr=False)
    created: int
    expires: int | None = None
    content_type: str = _ANY


@dataclass(frozen=True, slots=True)
class Published:
    """The public address of a file: its path, and the unix seconds at which it ends, None for no end."""

    path: str = field(repr=False)  # who knows it can read the file
    expires: int | None


class StoredFiles:
    """The files of one shop, by id. A file has one public address at most, which ends with the file."""

    def __init__(self, *, clock: Callable[[], float], room: int = _ROOM) -> None:
        self._clock = clock
        self._files: ExpiringStore[StoredFile] = ExpiringStore(room=room, lifetime=inf, clock=clock)
        self._published: ExpiringStore[Published] = ExpiringStore(
            room=MAX_PUBLISHED, lifetime=inf, clock=clock
        )

    def put(self, data: bytes, *, name: str, lifetime: int | None, content_type: str = "") -> StoredFile:
        """A new file of these bytes; it stays until it is deleted, expires, or must make room."""
        now = int(self._clock())
        kind = content_type or guess_type(name)[0] or _ANY
        expires = None if lifetime is None else now + lifetime
        file = StoredFile(f"file_{uuid4()}", name, data, now, expires, kind)
        self._files.put(file.id, file, weight=len(data), lifetime=lifetime)
        return file

    def found(self, file_id: str) -> StoredFile:
        """The file of this id. Refuses an unknown one."""
        file = self._files.get(file_id)
        if file is None:
            raise not_found(f"File {file_id[:80]} not found.")
        return file

    def delete(self, file_id: str) -> None:
        """Forget a file, and its public address."""
        self._published.pop(file_id)
        self._files.pop(file_id)

    def everything(self) -> list[StoredFile]:
        """All files, the oldest first."""
        return self._files.everything()

    def published(self, file_id: str) -> Published | None:
        """The public address of a file, None where it has none."""
        return self._published.get(file_id)

    def publish(self, file_id: str, *, lifetime: int | None) -> Published:
        """Give a picture or a PDF its public address, or the one that it has a new end.

        Without a lifetime the address ends when the file does. Refuses other files (400), and more than
        a thousand addresses (429).
        """
        file, had = self.found(file_id), self._published.get(file_id)
        kind = shown_type(file.data)
        if not kind:
            raise bad_request("Only images and PDFs can be made public.")
        if had is not None and lifetime is None:
            return had
        if had is None and self._count_published() >= MAX_PUBLISHED:
            told = f"At most {MAX_PUBLISHED} files can be public at once: revoke some."
            raise Refusal(429, told, code="resource-exhausted")
        ends = [end for end in (file.expires, lifetime and int(self._clock()) + lifetime) if end]
        path = had.path if had else f"{PUBLISHED}{secrets.token_urlsafe(16)}/{file.id}.{kind.split('/')[1]}"
        made = Published(path, min(ends, default=None))
        left = None if made.expires is None else made.expires - self._clock()
        self._published.put(file_id, made, lifetime=left)
        return made

    def _count_published(self) -> int:
        """How many addresses there are; those of files that had to make room are forgotten."""
        ids = [PurePosixPath(each.path).stem for each in self._published.everything()]
        kept = {file.id for file in self._files.everything()}
        for file_id in set(ids) - kept:
            self._published.pop(file_id)
        return len(kept.intersection(ids))

    def revoke(self, file_id: str) -> Published | None:
        """End the public address of a file, which is answered; None where it has none."""
        return self._published.pop(self.found(file_id).id)

    def at(self, path: str) -> StoredFile | None:
        """The file at a public address, None where there is none, or it has ended."""
        file_id = PurePosixPath(path).stem
        published = self._published.get(file_id)
        if published is None or not secrets.compare_digest(published.path.encode(), path.encode()):
            return None
        return self._files.get(file_id)


def lifetime_in(body: JSONObject) -> int | None:
    """The seconds in `expires_after`, None where it is absent."""
    return whole_number(body, "expires_after", low=LIFETIMES[0], high=LIFETIMES[1])


def shown_type(data: bytes) -> str:
    """The media type of what a browser may show to anybody: a picture's, or a PDF's; empty for the rest."""
    return _PDF if data.startswith(b"%PDF-") else picture_type(data)
