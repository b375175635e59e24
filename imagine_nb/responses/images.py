"""Image responses: the pictures that a request of a client brought, one response each."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from imagine_nb.display import html as display
from imagine_nb.engines import ENGINES
from imagine_nb.errors import APIError, ModeratedError, ProtocolError
from imagine_nb.exchange.flight import Received
from imagine_nb.exchange.unkept import blank_record
from imagine_nb.gallery import Gallery, href, reachable
from imagine_nb.gallery.disk import save_as
from imagine_nb.gallery.unkept import become
from imagine_nb.picture_files.base64_text import data_uri
from imagine_nb.printable import printable
from imagine_nb.protobuf import Message
from imagine_nb.records import PictureRecord, SourceRecord
from imagine_nb.sources import Source, picture_source
from imagine_nb.usage import Usage
from imagine_nb.wire.replies import Gap, Stored

if TYPE_CHECKING:
    from imagine_nb.display.html import Bundle


@dataclass(frozen=True, slots=True, repr=False)
class ImageResponse(Message):
    """One picture that a request brought; it shows itself in a notebook.

    `record` holds all that is known of it, `path` is its file in the gallery (None where none is kept), and
    `usage` is that of its request, however many pictures it made. Of several pictures one may be a `gap`:
    kept back by moderation (`respect_moderation` is False), or not fetched; then `image` tries again.
    """

    record: PictureRecord
    usage: Usage
    _data: bytes = field(repr=False)
    path: Path | None = None
    notice: str = ""
    gap: Gap | None = None
    stored: Stored | None = None
    _fetch: Callable[[str], bytes] | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        if self.gap is not None:
            told = " · ".join(filter(None, [f"no picture: {self.gap.reason}", self.notice]))
            return printable(f"<{type(self).__name__} {told}>")
        told = display.text_of(self.record, path=str(self.path or "") or None, notice=self.notice)
        return f"<{type(self).__name__} {told}>"

    def __reduce__(self) -> tuple[Any, ...]:
        # pickled without its way to the API, which holds a connection and a key
        return type(self), (
            *(self.record, self.usage, self._data, self.path, self.notice, self.gap, self.stored),
        )

    def HasField(self, name: str) -> bool:  # noqa: N802 - a protocol buffer's name
        """Whether a field was told; nothing that a picture has was told of one that did not come."""
        try:
            return Message.HasField(self, name)
        except APIError:
            return False

    @property
    def data(self) -> bytes:
        """The picture's bytes, as they came. Raises ModeratedError or ProtocolError where there are none."""
        if self.gap is None:
            return self._data
        if self.gap.url is None or self._fetch is None:
            raise _missing(self.gap)
        return self._fetch(self.gap.url)

    @property
    def image(self) -> bytes:
        """The picture's bytes, as they came."""
        return self.data

    @property
    def model(self) -> str:
        """The model that answered; `print-shop` where it was the print shop."""
        return self.record.model

    @property
    def cost_usd(self) -> float | None:
        """What the request cost in US dollars; None where the API did not tell."""
        return self.usage.cost_usd

    @property
    def prompt(self) -> str:
        """The prompt as the API revised it, often empty."""
        return self.record.revised_prompt

    @property
    def sources(self) -> tuple[SourceRecord, ...]:
        """The images that the request carried: what of them left this machine, and how large."""
        return self.record.sources

    @property
    def respect_moderation(self) -> bool:
        """False where moderation kept this picture back; then `image`, `base64` and `url` raise."""
        return self.gap is None or not self.gap.is_moderated

    @property
    def file_output(self) -> Stored | None:
        """Where the API keeps the picture, if `storage_options` asked it to and it does."""
        return self.stored if self.stored is not None and self.stored.file_id else None

    @property
    def storage_error(self) -> str | None:
        """Why the API does not keep the picture, though it was asked to; None where nothing went wrong."""
        return self.stored.error if self.stored else None

    @property
    def public_url(self) -> str | None:
        """The address at which the world sees the picture, if that was asked for."""
        return self.stored.public_url if self.stored else None

    @property
    def public_url_error(self) -> str | None:
        """Why there is no public address, though it was asked for; None where nothing went wrong."""
        return self.stored.public_url_error if self.stored else None

    @property
    def url(self) -> str:
        """Where the picture is: the API's temporary address, else its file, else a data URI."""
        if self.record.url and not ENGINES[self.record.engine].is_embedded:
            return self.record.url
        if self.path is not None:
            return self.path.as_uri()
        return data_uri(self.data, self.record.mime_type)

    @property
    def base64(self) -> str:
        """The picture's bytes in base64, without a prefix."""
        return base64.b64encode(self.data).decode()

    def as_source(self) -> Source:
        """This picture as the source of an edit or a question."""
        return picture_source(self.record, self.data)

    def save(self, path: str | Path) -> Path:
        """Write the bytes as they came to `path`; returns it. Raises InputError where that cannot be."""
        return save_as(path, self.data)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002
        if self.gap is not None:
            return display.line_bundle(f"No picture: {self.gap.reason}. {self.notice}".rstrip())
        link, path = (href(self.path), reachable(self.path)) if self.path else (None, None)
        return display.picture_bundle(display.Shown(self.record, self.data, link, path, notice=self.notice))


class AsyncImageResponse(ImageResponse):
    """The same, from an AsyncClient, where `await response.image` is the bytes."""

    @property
    def image(self) -> Awaitable[bytes]:  # type: ignore[override] # as in xai_sdk
        """The picture's bytes, as they came; to be awaited."""
        return _ready(self)


async def _ready(response: ImageResponse) -> bytes:
    return response.data if response.gap is None else await asyncio.to_thread(lambda: response.data)


def _missing(gap: Gap) -> APIError:
    if gap.is_moderated:
        return ModeratedError("Content moderation kept this picture back.")
    return ProtocolError(f"This picture did not come: {gap.reason}.", advice="The others of its request did.")


Kind = TypeVar("Kind", bound=ImageResponse)


def image_responses(
    received: Received,
    gallery: Gallery | None,
    *,
    kind: type[Kind],
    fetch: Callable[[str], bytes] | None = None,
) -> list[Kind]:
    """The pictures that a request asked for, one response each, in order, the gaps among them."""
    recorded, usage = received.recorded, received.recorded.outcome.usage
    gaps = {gap.index: gap for gap in received.gaps}
    stored = received.stored or (None,) * len(received.data)
    came = iter(zip(recorded.pictures, received.data, stored, strict=True))
    found: list[Kind] = []
    n = len(recorded.pictures) + len(gaps)
    for index in range(n):
        if gap := gaps.get(index):
            record = blank_record(recorded, index, n=n, url=gap.url)
            told = "" if recorded.pictures else received.notice  # else the others tell it
            found.append(kind(record, usage, b"", notice=told, gap=gap, stored=gap.stored, _fetch=fetch))
            continue
        record, data, kept = next(came)
        path = gallery.path(record) if gallery is not None and record.path else None
        response = kind(record, usage, data, path=path, notice=received.notice, stored=kept)
        found.append(response)
        if received.unkept is not None and gallery is not None:
            received.unkept.when_kept(record.id, partial(_now_kept, response, gallery))
    return found


def _now_kept(response: ImageResponse, gallery: Gallery, record: PictureRecord) -> None:
    become(response, replace(response, record=record, path=gallery.path(record), notice=""))
