"""Uploads of a panel: files that come in pieces, each acknowledged, and are handed on once they are whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TypeAlias

from imagine_nb.panels.form import beside
from imagine_nb.panels.messages import MAX_NAME, FieldError, Message, Reply, UnknownMessageError
from imagine_nb.records import new_id
from imagine_nb.sources import MAX_BYTES

PIECE = 2**20  # bytes of an upload in one message; the server cuts a connection that brings 10 MiB
UPLOAD = MAX_BYTES  # what the page shrinks a picture to; a larger one would be refused
MAX_UPLOADS = 8  # at once


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that has arrived: its bytes, the name it came under, and what the page did to it, in words."""

    data: bytes
    name: str
    note: str


Taker: TypeAlias = Callable[[Uploaded], Reply]


@dataclass(slots=True)
class _Upload:
    """A file on its way: its name, its size, and what has come of it, in order."""

    name: str
    size: int
    kind: str
    note: str
    pieces: list[bytes] = field(default_factory=list)

    @property
    def received(self) -> int:
        return sum(map(len, self.pieces))

    @property
    def field(self) -> str:
        """The field of the page that a refusal stands beside."""
        return "table" if self.kind == "table" else "sources"


class Uploading:
    """Files that a page sends; verbs `upload` and `piece`. `takers` take whole ones, by their kind."""

    def __init__(self, takers: Mapping[str, Taker]) -> None:
        self._takers = takers
        self._uploads: dict[str, _Upload] = {}
        self.verbs = {"upload": self._begun, "piece": self._piece}

    def _begun(self, message: Message) -> Reply:
        size = message.count("size", most=2**40)
        name = PurePath(message.text("name", most=MAX_NAME).replace("\\", "/")).name or "picture"
        kind = message.text("kind", most=MAX_NAME) or "picture"
        if kind not in self._takers:
            raise UnknownMessageError("The page sends a file of no kind that there is.")
        note = (
            f"{name} was scaled down here, {shrunk}." if (shrunk := message.text("shrunk", most=80)) else ""
        )
        begun = _Upload(name, size, kind, note)
        if not 0 < size <= UPLOAD:
            told = f"{name} has {size / 2**20:.1f} MB." if size else f"{name} is empty."
            advice = f"At most {UPLOAD // 2**20} MB arrive." if size else "Choose another file."
            raise FieldError(told, advice=advice, field=begun.field)
        while len(self._uploads) >= MAX_UPLOADS:  # the oldest was given up
            del self._uploads[next(iter(self._uploads))]
        upload = new_id()
        self._uploads[upload] = begun
        return Reply({"upload": upload})

    def _piece(self, message: Message) -> Reply:
        key = message.text("upload", most=MAX_NAME)
        upload = self._uploads.get(key)
        if upload is None or not message.buffers or len(message.buffers[0]) > PIECE:
            raise UnknownMessageError("A piece of an upload came that belongs to none.")
        if message.count("index", most=1000) != len(upload.pieces):
            del self._uploads[key]
            told = f"{upload.name} did not arrive whole."
            raise FieldError(told, advice="Add it again.", field=upload.field)
        upload.pieces.append(message.buffers[0])
        if upload.received > upload.size:
            del self._uploads[key]
            told = f"{upload.name} is not what was told."
            raise FieldError(told, advice="Add it again.", field=upload.field)
        if upload.received < upload.size:
            return Reply({"received": upload.received})
        del self._uploads[key]
        whole = Uploaded(b"".join(upload.pieces), upload.name, upload.note)
        with beside(upload.field):
            reply = self._takers[upload.kind](whole)
        return Reply({**reply.fields, "received": upload.received}, reply.buffers)
