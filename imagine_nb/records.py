"""Records: the immutable data that modules share, of requests, outcomes, pictures and answers."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from imagine_nb.usage import Usage

JSON: TypeAlias = Any  # what json.loads returns
Status: TypeAlias = Literal["sent", "done", "partial", "moderated", "failed", "cancelled", "unknown"]


BATCH_ID, BATCH_REQUEST_ID = "batch_id", "batch_request_id"  # the parameters of a request that is in a batch
_WAY = frozenset({BATCH_ID, BATCH_REQUEST_ID})  # by which way it was sent, whatever was asked
CLIPPED = 240  # characters of a clipped line, unless told otherwise


def new_id() -> str:
    """A new id of a request, picture or answer: 16 hexadecimal digits."""
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """Source of a request: one image, by its own bytes (`sha256`), an address (`url`) or a stored file.

    `name` is what a reader calls it (a variable, a file name, a picture's name); `picture_id` is set where
    it is a picture of the gallery. Sizes are in pixels and bytes, as sent.
    """

    name: str
    mime_type: str | None = None
    n_bytes: int | None = None
    width: int | None = None
    height: int | None = None
    sha256: str | None = None
    url: str | None = None
    file_id: str | None = None
    picture_id: str | None = None

    @property
    def identity(self) -> str:
        """What makes two sources the same one: their bytes, else their address."""
        return self.sha256 or self.url or self.file_id or self.name


@dataclass(frozen=True, slots=True)
class Request:
    """Request: everything that was asked, and of whom. Never a key.

    `prompt` is as the user typed it, `sent` as the API got it. `parameters` holds the other fields of the
    body but the images. `history` is the hash of the chat so far. `take` counts identical requests from 1.
    One that was sent in a batch is identical to one that was sent alone.
    """

    engine: str
    base_url: str
    endpoint: str
    model: str
    prompt: str
    sent: str
    parameters: Mapping[str, JSON] = field(default_factory=dict)
    sources: tuple[SourceRecord, ...] = ()
    take: int = 1
    history: str | None = None
    chat: str | None = None
    notebook: str | None = None
    cell: str | None = None
    variable: str | None = None  # that the cell put the result in

    @property
    def key(self) -> str:
        """The sha256 (hex) of all that was sent and to whom, the take left out."""
        return self.keys[0]

    @property
    def keys(self) -> tuple[str, str]:
        """The key, and the content that goes into it."""
        content = self.content
        return _hash({"engine": self.engine, "base_url": self.base_url, "content": content}), content

    @property
    def content(self) -> str:
        """The sha256 (hex) of all that was sent, to whomever."""
        return _hash(
            {
                "endpoint": self.endpoint,
                "model": self.model,
                "prompt": self.sent,
                "parameters": {name: value for name, value in self.parameters.items() if name not in _WAY},
                "sources": [source.identity for source in self.sources],
                "history": self.history,
            }
        )


def _hash(facts: JSON) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def clipped(text: str, characters: int = CLIPPED) -> str:
    """`text` on one line, cut short with an ellipsis where it is longer."""
    plain = " ".join(text.split())
    return plain if len(plain) <= characters else plain[: characters - 1] + "…"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outcome: how a request ended. `model` is who answered, `usage` what it used, `seconds` how long."""

    status: Status
    model: str | None = None
    http_status: int | None = None
    request_id: str | None = None
    code: str | None = None
    error: str | None = None
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class NewPicture:
    """A picture that has just arrived; `url` is where the API still holds it, `id` the one it is to have."""

    data: bytes = field(repr=False)
    mime_type: str
    width: int
    height: int
    revised_prompt: str = ""
    url: str | None = None
    id: str = ""

    @property
    def sha256(self) -> str:
        """The hash of the bytes, in hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Author:
    """Author of a text that was asked for: the engine, and the model that answered."""

    engine: str
    model: str


@dataclass(frozen=True, slots=True)
class PictureRecord:
    """One picture of the gallery, and all that is known of it.

    `id` is unique and belongs to its request; `number` counts within the gallery and leads the file's name;
    `path` is relative to the gallery's folder; `parents` are the ids of the pictures it was made from.
    `cost_ticks` is this picture's share of what its request cost; `alt` an alt text that somebody gave it,
    `alt_by` who, None for one by hand.
    """

    id: str
    number: int
    request_id: str
    index: int
    sha256: str
    path: str
    mime_type: str
    width: int
    height: int
    n_bytes: int
    prompt: str
    sent: str
    model: str
    engine: str
    endpoint: str
    created: float
    parents: tuple[str, ...] = ()
    revised_prompt: str = ""
    cost_ticks: int | None = None
    take: int = 1
    n: int = 1
    parameters: Mapping[str, JSON] = field(default_factory=dict)
    sources: tuple[SourceRecord, ...] = ()
    url: str | None = None
    alt: str = ""
    alt_by: Author | None = None


def picture_record(
    new: NewPicture,
    request: Request,
    outcome: Outcome,
    *,
    picture_id: str,
    number: int,
    request_id: str,
    index: int,
    n: int,
    sha256: str,
    path: str,
    created: float,
    ticks: int | None,
) -> PictureRecord:
    """The record of one of `n` pictures that a request brought for so many `ticks` in all.

    Without a gallery it has no number, hash or path.
    """
    asked = ("prompt", "sent", "engine", "endpoint", "take", "parameters", "sources")
    return PictureRecord(
        *(picture_id, number, request_id, index, sha256, path),
        *(new.mime_type, new.width, new.height, len(new.data)),
        model=outcome.model or request.model,
        created=created,
        parents=tuple(source.picture_id for source in request.sources if source.picture_id),
        revised_prompt=new.revised_prompt,
        cost_ticks=share(ticks, n, index),
        n=n,
        url=new.url,
        **{name: getattr(request, name) for name in asked},
    )


def share(ticks: int | None, n: int, index: int) -> int | None:
    """One picture's part of its request's cost; the parts add up to the whole."""
    return None if ticks is None else ticks // n + (1 if index < ticks % n else 0)


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer that has just arrived, not yet kept. `response_id` continues the chat where it was stored."""

    text: str
    response_id: str | None
    stored: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One answer of the gallery: its question, its text and the sources it was asked about."""

    id: str
    request_id: str
    question: str
    text: str
    model: str
    engine: str
    created: float
    response_id: str | None = None
    stored: bool = False
    chat: str | None = None
    sources: tuple[SourceRecord, ...] = ()
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0


def answer_record(
    answer: NewAnswer, answer_id: str, request_id: str, request: Request, outcome: Outcome, *, created: float
) -> AnswerRecord:
    """The record of an answer to a request."""
    return AnswerRecord(
        answer_id,
        request_id,
        question=request.prompt,
        text=answer.text,
        model=outcome.model or request.model,
        engine=request.engine,
        created=created,
        response_id=answer.response_id,
        stored=answer.stored,
        chat=request.chat,
        sources=request.sources,
        usage=outcome.usage,
        seconds=outcome.seconds,
    )


@dataclass(frozen=True, slots=True)
class Recorded:
    """A whole request of the gallery: what was asked, how it ended, and what it brought."""

    id: str
    request: Request
    outcome: Outcome
    created: float
    pictures: tuple[PictureRecord, ...] = ()
    answer: AnswerRecord | None = None
