"""Replies: the JSON of any answer, and the pictures in it, checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from imagine_nb.errors import ModeratedError, ProtocolError, SourceError
from imagine_nb.picture_files import pixels
from imagine_nb.picture_files.pixels import decoded_base64
from imagine_nb.records import JSON, NewPicture, Usage, count_in, text_in
from imagine_nb.wire.faults import Answered, error_from, fault_of


@dataclass(frozen=True, slots=True)
class Stored:
    """Where the API keeps a picture that it was asked to store; `error` says why it does not.

    `expires_at` and `public_url_expires_at` are unix seconds.
    """

    file_id: str | None = None
    filename: str | None = None
    expires_at: int | None = None
    public_url: str | None = None
    public_url_expires_at: int | None = None
    public_url_error: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One image of a reply: its bytes, or where to fetch them; neither where moderation kept it back."""

    data: bytes | None = field(default=None, repr=False)
    url: str | None = None
    revised_prompt: str = ""
    is_moderated: bool = False
    stored: Stored | None = None
    fault: str = ""  # why the bytes cannot be used


@dataclass(frozen=True, slots=True)
class Gap:
    """A picture that was asked for and did not come: kept back by moderation, or not fetched from `url`.

    `told` is the error whole, with its advice.
    """

    index: int
    reason: str
    url: str | None = None
    is_moderated: bool = False
    told: str = ""


@dataclass(frozen=True, slots=True)
class ImagesReply:
    """A parsed answer of an image endpoint. `model` is who answered, where the body tells."""

    items: tuple[Item, ...]
    usage: Usage
    model: str | None


def images_reply(body: bytes | bytearray, answered: Answered) -> ImagesReply:
    """What the body of a 200 says; raises APIError where it is an error after all, or not as promised."""
    return images_in(parsed_json(body), answered)


def images_in(parsed: dict[str, JSON], answered: Answered) -> ImagesReply:
    """The same, of a body that is parsed already; the base64 in it is used up."""
    data = parsed.get("data")
    # some servers send an error beside pictures that they made
    if parsed.get("error") and not data:
        raise error_from(fault_of(parsed), answered)
    usage = Usage.told(parsed)
    charge = usage.cost_in_usd_ticks
    if not isinstance(data, list) or not data:
        raise _odd("The answer holds no pictures.", charge)
    items = tuple(_item(each) for each in data if isinstance(each, dict))
    if not items:
        raise _odd("The answer holds no pictures.", charge)
    if all(item.is_moderated for item in items):
        raise ModeratedError("Content moderation kept every picture back.", status=200, cost_ticks=charge)
    if all(item.fault for item in items):
        raise _odd(items[0].fault, charge)
    return ImagesReply(items, usage, text_in(parsed, "model"))


def _odd(message: str, charge: int | None) -> ProtocolError:
    return ProtocolError(message, status=200, cost_ticks=charge, may_be_charged=charge is None)


def parsed_json(body: bytes | bytearray) -> dict[str, JSON]:
    """The JSON object in `body`; raises ProtocolError where it is none. A bytearray is emptied, for room."""
    try:
        text = body.decode()
        if isinstance(body, bytearray):
            body.clear()
        parsed = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise _odd("The answer is not valid JSON.", None) from exc
    if not isinstance(parsed, dict):
        raise _odd("The answer is not a JSON object.", None)
    return parsed


def _item(item: dict[str, JSON]) -> Item:
    # popped, so that the text and its bytes are not held at once
    encoded, url = item.pop("b64_json", None), text_in(item, "url") if "url" in item else None
    if not isinstance(encoded, str):
        encoded = None
    kept_back = item.get("respect_moderation") is False
    stored = _stored(item) if "file_output" in item or "storage_error" in item else None
    if kept_back or not (encoded or url or stored):
        return Item(is_moderated=True, stored=stored)
    data, fault = _decoded(encoded) if encoded else (None, "")
    return Item(data, url, text_in(item, "revised_prompt") or "", stored=stored, fault=fault)


def _decoded(encoded: str) -> tuple[bytes | None, str]:
    try:
        return decoded_base64(encoded, name="A picture of the answer"), ""
    except SourceError as exc:
        return None, exc.message


def _stored(item: Mapping[str, JSON]) -> Stored | None:
    output, error = item.get("file_output"), text_in(item, "storage_error")
    if not isinstance(output, dict):
        return Stored(error=error) if error else None
    return Stored(
        file_id=text_in(output, "file_id"),
        filename=text_in(output, "filename"),
        expires_at=count_in(output, "expires_at"),
        public_url=text_in(output, "public_url"),
        public_url_expires_at=count_in(output, "public_url_expires_at"),
        public_url_error=text_in(output, "public_url_error"),
        error=error,
    )


def new_picture(data: bytes, *, revised_prompt: str = "", url: str | None = None) -> NewPicture:
    """The picture in bytes that came from the API, its type told by the bytes; raises ProtocolError."""
    try:
        kind, width, height = pixels.kind_and_size(data)
    except (OSError, ValueError, SyntaxError) as exc:
        raise ProtocolError("What came back is no picture.", may_be_charged=True) from exc
    return NewPicture(data, kind, width, height, revised_prompt, url)
