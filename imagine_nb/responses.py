"""What a client's calls return: image responses, and chat responses with their chunks."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from imagine_nb import display
from imagine_nb.answers import Reply
from imagine_nb.flight import Received
from imagine_nb.gallery import Gallery, href
from imagine_nb.records import PictureRecord, Usage
from imagine_nb.sources import Source, picture_source

if TYPE_CHECKING:
    from imagine_nb.display import Bundle


@dataclass(frozen=True, slots=True, repr=False)
class ImageResponse:
    """One picture that a request brought; it shows itself in a notebook.

    `record` holds all that is known of it, `path` is its file in the gallery (None where none is kept), and
    `usage` is that of its request, however many pictures it made.
    """

    record: PictureRecord
    usage: Usage
    data: bytes = field(repr=False)
    path: Path | None = None
    notice: str = ""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {display.text_of(self.record, path=str(self.path or '') or None)}>"

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
    def respect_moderation(self) -> bool:
        """True: a picture that moderation kept back is no response, it raises ModeratedError."""
        return True

    @property
    def url(self) -> str:
        """Where the picture is: the API's temporary address, else its file, else a data URI."""
        if self.record.url and self.record.engine != "print-shop":
            return self.record.url
        if self.path is not None:
            return self.path.as_uri()
        return f"data:{self.record.mime_type};base64,{self.base64}"

    @property
    def base64(self) -> str:
        """The picture's bytes in base64, without a prefix."""
        return base64.b64encode(self.data).decode()

    def as_source(self) -> Source:
        """This picture as the source of an edit or a question."""
        return picture_source(self.record, self.data)

    def save(self, path: str | Path) -> Path:
        """Write the bytes as they came to `path`; returns it."""
        target = Path(path).expanduser()
        target.write_bytes(self.data)
        return target

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002
        link = None if self.path is None else href(self.path)
        return display.picture_bundle(display.Shown(self.record, self.data, link, notice=self.notice))


class AsyncImageResponse(ImageResponse):
    """The same, from an AsyncClient, where `await response.image` is the bytes."""

    @property
    def image(self) -> Awaitable[bytes]:  # type: ignore[override] # as in xai_sdk
        """The picture's bytes, as they came; to be awaited."""
        return _ready(self.data)


async def _ready(data: bytes) -> bytes:
    return data


def image_responses(
    received: Received, gallery: Gallery | None, *, kind: type[ImageResponse] = ImageResponse
) -> list[ImageResponse]:
    """The pictures that a request brought, one response each."""
    records, usage = received.recorded.pictures, received.recorded.outcome.usage
    return [
        kind(
            record,
            usage,
            data,
            path=gallery.path(record) if gallery is not None and record.path else None,
            notice=received.notice,
        )
        for record, data in zip(records, received.data, strict=True)
    ]


class Response:
    """An answer of a chat; while it streams, `content` grows. It shows itself in a notebook."""

    def __init__(self, about: Sequence[Source] = ()) -> None:
        self._about = tuple(about)
        self._reply = Reply("")
        self._received: Received | None = None

    def grow(self, text: str) -> None:
        """Add a piece of text that has just come."""
        self._reply = Reply(self._reply.text + text)

    def complete(self, reply: Reply, received: Received) -> None:
        """Take the whole answer."""
        self._reply, self._received = reply, received

    @property
    def content(self) -> str:
        """The answer's text, as far as it has come."""
        return self._reply.text

    @property
    def id(self) -> str | None:
        """The response's id; a chat goes on from it where the API was asked to store."""
        return self._reply.id

    @property
    def stored(self) -> bool:
        """Whether the API keeps this answer (for 30 days)."""
        return self._reply.stored

    @property
    def role(self) -> str:
        """`assistant`."""
        return "assistant"

    @property
    def model(self) -> str | None:
        """The model that answered; `print-shop` where it was the print shop."""
        return self._reply.model

    @property
    def finish_reason(self) -> str:
        """`stop`, or why the answer was cut short (`max_output_tokens`)."""
        return self._reply.finish_reason

    @property
    def usage(self) -> Usage:
        """Tokens and cost, as far as the API told."""
        return self._reply.usage

    @property
    def cost_usd(self) -> float | None:
        """What the answer cost in US dollars; None where the API did not tell."""
        return self.usage.cost_usd

    def __str__(self) -> str:
        return self.content

    def __repr__(self) -> str:
        return f"<Response {self.id or '…'} {display.clipped(self.content, 80)!r}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002
        record = self._received and self._received.recorded.answer
        if not record:
            return display.line_bundle(self.content)
        return display.answer_bundle(record, [(each.record, each.data) for each in self._about])


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a streamed answer, as it came."""

    content: str

    def __str__(self) -> str:
        return self.content
