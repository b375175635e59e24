"""Parts of a message: words, images, and documents."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from mimetypes import guess_extension, guess_type
from typing import TypeAlias

from imagine_nb.errors import InputError, SourceError
from imagine_nb.printable import printable
from imagine_nb.reading import MAX_FILE
from imagine_nb.records import JSON, SourceRecord, clipped
from imagine_nb.settings import DETAIL
from imagine_nb.sources import ImageLike, Source, file_source, source
from imagine_nb.suggestions import checked
from imagine_nb.values import in_short, text_given

_PLAIN = "text/plain"
_UNKNOWN = "application/octet-stream"


class Text(str):
    """Words of a message: text that also has itself as `.text`, as xai_sdk's parts do."""

    __slots__ = ()

    @property
    def text(self) -> str:
        """The words."""
        return str(self)


@dataclass(frozen=True, slots=True, repr=False)
class ImagePart:
    """An image in a message; `detail` is `auto`, `low` or `high`."""

    source: Source
    detail: str = "auto"

    def __repr__(self) -> str:
        return _shown("image", self.source.record)

    @property
    def identity(self) -> str:
        """What makes two images the same one."""
        return self.source.record.identity

    def wire(self) -> JSON:
        """The image as a part of a message of `/responses`."""
        if self.source.record.file_id:
            return {"type": "input_file", "file_id": self.source.record.file_id}
        return {"type": "input_image", "image_url": self.source.url, "detail": self.detail}


@dataclass(frozen=True, slots=True, repr=False)
class FilePart:
    """A document in a message: its facts (`record`) and, unless it is at an address, its bytes."""

    record: SourceRecord
    data: bytes | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        return _shown("file", self.record)

    @property
    def identity(self) -> str:
        """What makes two documents the same one: their bytes, else their address."""
        return self.record.identity

    def wire(self) -> JSON:
        """The document as a part of a message of `/responses`."""
        facts = {"filename": self.record.name, "mime_type": self.record.mime_type}
        if self.data is None:
            told = {name: value for name, value in facts.items() if value}
            return {"type": "input_file", "file_url": self.record.url, **told}
        return {"type": "input_file", "file_data": base64.b64encode(self.data).decode(), **facts}


def _shown(kind: str, record: SourceRecord) -> str:
    size = "" if record.n_bytes is None else f" · {record.n_bytes:,} bytes"
    return printable(f"<{kind} {clipped(record.name, 80)}{size}>")


Part: TypeAlias = str | ImagePart | FilePart


def text(content: str) -> Text:
    """A part of words. Raises InputError for what is no text."""
    if not isinstance(content, str):
        raise InputError(
            f"A part of a message is of type {type(content).__name__}.",
            advice="Give words as text, a picture as image(...), a document as file(...).",
        )
    return Text(content)


def image(image_url: ImageLike, *, detail: str | None = "auto", strip_metadata: bool = False) -> ImagePart:
    """A part that is an image: a URL, a data URI, a path, bytes, a Picture, a PIL image or a numpy array.

    `detail` is `auto`, `low` (fewer tokens) or `high`. `strip_metadata` keeps back what the file says of its
    making. Raises SourceError for what is no picture.
    """
    level = checked(DETAIL.label, detail, DETAIL.values) or DETAIL.values[0]
    return ImagePart(source(image_url, strip_metadata=strip_metadata), level)


def file(
    file_id: str | None = None,
    *,
    data: bytes | None = None,
    url: str | None = None,
    filename: str | None = None,
    mime_type: str | None = None,
) -> ImagePart | FilePart:
    """A part that is a file: one stored at the API, its bytes (50 MB at most), or a public http(s) address.

    Exactly one of the three. `filename` and `mime_type` belong to bytes and addresses; where they are
    missing, they are told by each other and by the bytes. Raises InputError for anything else.
    """
    text_given(filename, of="filename")
    text_given(mime_type, of="mime_type")
    if sum(each is not None for each in (file_id, data, url)) != 1:
        raise InputError(
            "A file is an id, its bytes or an address.", advice="Give one of file_id, data, url."
        )
    if file_id is not None:
        if not isinstance(file_id, str):
            advice = "client.files.list() has the ids."
            raise SourceError(f"{in_short(file_id)} is no id of a file.", advice=advice)
        if filename is not None or mime_type is not None:
            advice = "Leave filename and mime_type out: the API has them."
            raise InputError("A stored file has its name and its type already.", advice=advice)
        return ImagePart(file_source(file_id))
    if url is not None:
        return _linked(url, filename, mime_type)
    return _inline(data, filename, mime_type)


def _linked(url: str, filename: str | None, mime_type: str | None) -> FilePart:
    if not (isinstance(url, str) and url.startswith(("http://", "https://"))):
        raise SourceError(f"{in_short(url, 80)} is no address of a file.", advice="Give an http(s) URL.")
    at = source(url, name=filename or "").record
    return FilePart(SourceRecord(at.name, mime_type or guess_type(at.name)[0], url=at.url))


def _inline(data: object, filename: str | None, mime_type: str | None) -> FilePart:
    if not isinstance(data, (bytes, bytearray, memoryview)):
        told = f"The data of a file are of type {type(data).__name__}."
        raise SourceError(told, advice="Give bytes, such as Path(...).read_bytes().")
    found = bytes(data)
    name = filename or "the file"
    if not found:
        raise SourceError(f"There is nothing in {name}.", advice="Give its bytes.")
    if len(found) > MAX_FILE:
        raise SourceError(f"{name} has more than 50 MB.", advice="Give a part of it.")
    kind = mime_type or _kind_of(found, filename)
    return FilePart(
        SourceRecord(
            filename or f"document{guess_extension(kind) or ''}",
            kind,
            n_bytes=len(found),
            sha256=hashlib.sha256(found).hexdigest(),
        ),
        found,
    )


def _kind_of(data: bytes, filename: str | None) -> str:
    """The MIME type that a file's name tells, else its bytes."""
    if filename and (named := guess_type(filename)[0]):
        return named
    if data.startswith(b"%PDF"):
        return "application/pdf"
    try:
        data.decode()
    except ValueError:
        return _UNKNOWN
    return _UNKNOWN if b"\0" in data else _PLAIN
