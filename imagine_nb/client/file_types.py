"""Files at the API as the client shows them, and the types of what `client.files` takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

from imagine_nb.protobuf import Message, Timestamp
from imagine_nb.sources import Source, file_source
from imagine_nb.wire.delivery import PublicUrlOptions

Order: TypeAlias = Literal["asc", "desc"]
SortBy: TypeAlias = Literal["created_at", "filename", "size"]
PublicUrlInput: TypeAlias = bool | PublicUrlOptions  # whether there is one, or with an end of its own


@dataclass(frozen=True, slots=True, repr=False)
class File(Message):
    """A file at the API: its size in bytes, and when it was made and expires, as datetimes in UTC.

    What the API does not tell is None; so is the end of a file that lasts.
    """

    id: str
    filename: str = ""
    size: int | None = None
    created_at: Timestamp | None = None
    expires_at: Timestamp | None = None
    public_url: str | None = None
    public_url_expires_at: Timestamp | None = None

    @property
    def bytes(self) -> int | None:
        """The size, by the name that the wire has for it."""
        return self.size

    def as_source(self) -> Source:
        """This file as the source of an edit or a question."""
        return file_source(self.id)


@dataclass(frozen=True, slots=True, repr=False)
class FilePage(Message):
    """Some files, and the token of the page that follows, None on the last."""

    data: tuple[File, ...]
    pagination_token: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Deleted(Message):
    """Whether a file is gone; true in a condition where it is."""

    id: str
    deleted: bool

    def __bool__(self) -> bool:
        return self.deleted


@dataclass(frozen=True, slots=True, repr=False)
class PublicUrl(Message):
    """The address at which anybody can read a file, and when it ends, None for no end."""

    public_url: str
    expires_at: Timestamp | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Revoked(Message):
    """Whether a file had a public address that has ended now, and which; true in a condition where it had."""

    file_id: str
    revoked: bool
    public_url: str | None = None

    def __bool__(self) -> bool:
        return self.revoked


class ProgressBarLike(Protocol):
    """A progress bar, such as tqdm's: it is told of the bytes of each piece."""

    def update(self, n: int, /) -> Any: ...


ProgressCallback: TypeAlias = Callable[[int, int], object] | Callable[[int], object] | ProgressBarLike | None
# of the file's place, the file as it was given, and what became of it
BatchUploadCallback: TypeAlias = Callable[[int, Any, File | BaseException], object]
