"""One request on its way through the gallery: intent, body as it comes, outcome, files."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from imagine_nb.errors import GalleryError
from imagine_nb.gallery.journal import Journal
from imagine_nb.records import NewAnswer, NewPicture, Outcome, Recorded, Request

PARTS = "parts"  # the sub-folder of bodies that are still coming, or not yet dealt with
_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif"}
_SMALL_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "it", "its", "of", "on", "or",
     "that", "the", "this", "to", "with"}
)  # fmt: skip
_SLUG_CHARACTERS = 40


class Entry:
    """One request in flight. Its intent is written at once; nothing may be sent before that."""

    def __init__(self, journal: Journal, folder: Path, request: Request) -> None:
        self.id = journal.begin(request)
        self._journal = journal
        self._folder = folder
        self._slug = slug(request.prompt)
        self._part = folder / PARTS / f"{self.id}.part"
        self._body = folder / PARTS / f"{self.id}.body"
        self._file: IO[bytes] | None = None

    def write(self, chunk: bytes) -> None:
        """Add a piece of the answer's body to the part file."""
        with _writing(self._part):
            if self._file is None:
                self._file = self._part.open("wb")
            self._file.write(chunk)

    def whole(self) -> None:
        """The body has arrived: make it durable, under a name that says so."""
        if self._file is None:
            return
        with _writing(self._part):
            self._file.flush()
            os.fsync(self._file.fileno())
            self._close()
            self._part.replace(self._body)

    def finish(
        self, outcome: Outcome, *, pictures: Sequence[NewPicture] = (), answer: NewAnswer | None = None
    ) -> Recorded:
        """Keep the pictures as files and write how it ended; then the body has done its duty."""
        recorded = self._journal.finish(self.id, outcome, pictures=pictures, answer=answer, place=self._place)
        self._close()
        _drop(self._body, self._part)
        return recorded

    def fail(self, outcome: Outcome) -> None:
        """Write down how a request ended that brought nothing; a body that came whole stays for recovery."""
        self._journal.finish(self.id, outcome, place=self._place)
        self._close()
        _drop(self._part)

    def _place(self, number: int, picture_id: str, picture: NewPicture) -> str:
        name = f"{number:04d}-{self._slug}-{picture_id[:4]}{_SUFFIXES.get(picture.mime_type, '.img')}"
        with _writing(self._folder / name):
            _write_durably(self._folder / name, picture.data)
        return name

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _drop(*paths: Path) -> None:
    """Remove files that have done their duty; one that cannot be removed harms nobody."""
    for path in paths:
        with suppress(OSError):
            path.unlink()


def slug(prompt: str) -> str:
    """The first telling words of a prompt, fit for a file's name: `a red fox in snow` is `red-fox-snow`."""
    plain = unicodedata.normalize("NFKD", prompt).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _SMALL_WORDS]
    return "-".join(words[:4])[:_SLUG_CHARACTERS].rstrip("-") or "picture"


def _write_durably(path: Path, data: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        raise GalleryError(
            f"{path.name} cannot be written in the gallery: {exc.strerror}.",
            advice=f"Free some space or permissions at {path.parent}.",
        ) from exc
