"""Replies: the JSON of any answer, and the pictures in it, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote_to_bytes

from imagine_nb.errors import ModeratedError, ProtocolError, SourceError
from imagine_nb.fields import text_in, writable
from imagine_nb.picture_files import pixels
from imagine_nb.picture_files.base64_text import begins_as_picture, decoded_base64
from imagine_nb.protobuf import Message, Timestamp, moment_in
from imagine_nb.records import JSON, NewPicture
from imagine_nb.usage import Usage
from imagine_nb.wire.faults import Answered, error_from, fault_of
from imagine_nb.wire.parsing import bounded_json

MAX_ITEMS = 40  # four times what a request may ask for
MAX_URL = 8192  # characters
MAX_NAME = 300  # characters of an id, a model or a file's name
MAX_PROMPT = 50_000  # characters
_NO_PICTURE = "it holds no picture"
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._:-]{0,199}")


@dataclass(frozen=True, slots=True, repr=False)
class Stored(Message):
    """Where the API keeps a picture that it was asked to store; `error` says why it does not."""

    file_id: str | None = None
    filename: str | None = None
    expires_at: Timestamp | None = None
    public_url: str | None = None
    public_url_expires_at: Timestamp | None = None
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

    `told` is the error whole, with its advice; `stored` where the API keeps it all the same.
    """

    index: int
    reason: str
    url: str | None = None
    is_moderated: bool = False
    told: str = ""
    stored: Stored | None = None


def moderated_gap(index: int, stored: Stored | None = None) -> Gap:
    """A picture that was made and is not shown."""
    return Gap(index, "content moderation kept it back", is_moderated=True, stored=stored)


@dataclass(frozen=True, slots=True)
class ImagesReply:
    """A parsed answer of an image endpoint. `model` is who answered, where the body tells."""

    items: tuple[Item, ...]
    usage: Usage
    model: str | None


def images_reply(body: bytes | bytearray, answered: Answered) -> ImagesReply:
    """What the body of a 200 says; raises APIError where it is an error after all, or not as promised."""
    return images_in(images_json(body), answered)


def images_json(body: bytes | bytearray) -> dict[str, JSON]:
    """The JSON of an answer with pictures, which may be the list of them alone. Raises ProtocolError."""
    parsed = _json(body)
    return {"data": parsed} if isinstance(parsed, list) and parsed else _object(parsed)


def images_in(parsed: dict[str, JSON], answered: Answered) -> ImagesReply:
    """The same, of a body that is parsed already; the base64 in it is used up."""
    data = parsed.get("data")
    # some servers send an error beside pictures that they made
    if parsed.get("error") and not data:
        raise error_from(fault_of(parsed), answered)
    usage = Usage.told(parsed)
    charge = usage.cost_in_usd_ticks
    if promised_id(parsed) and (data is None or parsed.get("status") == "pending"):
        raise ProtocolError(
            "The answer only promises pictures.",
            advice="Gallery(...).recover() fetches them once they are made.",
            status=answered.status,
            cost_ticks=charge,
            may_be_charged=charge is None,
        )
    listed = [data] if isinstance(data, dict) and data.keys() & {"b64_json", "url"} else data
    if not isinstance(listed, list):
        raise odd_answer("The answer holds no pictures.", charge)
    items = tuple(_item(each) for each in listed[:MAX_ITEMS])
    if len(listed) > MAX_ITEMS:
        items += (Item(fault=f"only the first {MAX_ITEMS} of {len(listed)} were taken"),)
    if all(item.is_moderated for item in items):  # an empty list is what some servers make of them
        raise _all_kept_back(len(items), charge)
    if all(item.fault and not item.url for item in items):
        faults = (item.fault for item in items if item.fault != _NO_PICTURE)
        raise odd_answer(next(faults, "The answer holds no pictures."), charge)
    return ImagesReply(items, usage, text_in(parsed, "model", most=MAX_NAME))


def _all_kept_back(count: int, charge: int | None) -> ModeratedError:
    error = ModeratedError("Content moderation kept every picture back.", status=200, cost_ticks=charge)
    error.kept_back = count
    return error


def odd_answer(message: str, charge: int | None) -> ProtocolError:
    """The error that a 200 is which is not as promised; it may be charged where no bill was told."""
    return ProtocolError(message, status=200, cost_ticks=charge, may_be_charged=charge is None)


def promised_id(parsed: Mapping[str, JSON]) -> str | None:
    """The id under which the API makes pictures while nobody waits; None where there is none of that form."""
    told = text_in(parsed, "request_id")
    return told if told and _REQUEST_ID.fullmatch(told) else None


def parsed_json(body: bytes | bytearray) -> dict[str, JSON]:
    """The JSON object in `body`; raises ProtocolError where it is none. A bytearray is emptied, for room."""
    return _object(_json(body))


def free_json(body: bytes | bytearray) -> dict[str, JSON]:
    """The same, of an answer to what costs nothing: no error of it speaks of a charge."""
    try:
        return parsed_json(body)
    except ProtocolError as error:
        error.may_be_charged = False
        raise


def _json(body: bytes | bytearray) -> JSON:
    try:
        return bounded_json(body)
    except ValueError as exc:
        raise odd_answer("The answer is not valid JSON.", None) from exc


def _object(parsed: JSON) -> dict[str, JSON]:
    if not isinstance(parsed, dict):
        raise odd_answer("The answer is not a JSON object.", None)
    return parsed


def _item(item: JSON) -> Item:
    if isinstance(item, str):  # the picture alone, or its address
        found = _item({"b64_json": item})
        return replace(found, fault=found.fault and _NO_PICTURE)
    if not isinstance(item, dict):
        return Item(fault=_NO_PICTURE)
    # popped, so that the text and its bytes are not held at once
    encoded, url = _carried(item.pop("b64_json", None), item.pop("url", None))
    kept_back = item.get("respect_moderation") is False
    stored = _stored(item) if "file_output" in item or "storage_error" in item else None
    if kept_back or not (encoded or url or stored):
        return Item(is_moderated=True, stored=stored)
    data, fault = _decoded(encoded) if encoded else (None, "")
    if url and len(url) > MAX_URL:
        url, fault = None, fault or ("" if data else "its address is too long")
    prompt = text_in(item, "revised_prompt", most=MAX_PROMPT)
    return Item(data, url, prompt or "", stored=stored, fault=fault)


def _carried(encoded: JSON, url: JSON) -> tuple[str | None, str | None]:
    """The text that holds the picture, and its address, each known by what it is, in whichever field."""
    encoded, url = (each.strip() or None if isinstance(each, str) else None for each in (encoded, url))
    if url and (url[:5].lower() == "data:" or begins_as_picture(url)):
        encoded, url = encoded or url, None
    if encoded and encoded[:8].lower().startswith(("http://", "https://")):
        encoded, url = None, url or encoded
    return encoded, writable(url) if url else None


def _decoded(encoded: str) -> tuple[bytes | None, str]:
    try:
        return bytes_in(encoded), ""
    except SourceError as exc:
        return None, exc.message


def bytes_in(encoded: str) -> bytes:
    """The bytes in base64 of either alphabet, in a data URI or not; raises SourceError."""
    head, _, body = encoded.partition(",") if encoded[:5].lower() == "data:" else (";base64", "", encoded)
    if not head.lower().rstrip().endswith(";base64"):
        return unquote_to_bytes(body)
    return decoded_base64(body, name="A picture of the answer")


def _stored(item: Mapping[str, JSON]) -> Stored | None:
    output, error = item.get("file_output"), text_in(item, "storage_error", most=MAX_NAME)
    if not isinstance(output, dict):
        return Stored(error=error) if error else None
    return Stored(
        file_id=text_in(output, "file_id", most=MAX_NAME),
        filename=text_in(output, "filename", most=MAX_NAME),
        expires_at=moment_in(output, "expires_at"),
        public_url=text_in(output, "public_url", most=MAX_URL),
        public_url_expires_at=moment_in(output, "public_url_expires_at"),
        public_url_error=text_in(output, "public_url_error", most=MAX_NAME),
        error=error,
    )


def new_picture(data: bytes, *, revised_prompt: str = "", url: str | None = None) -> NewPicture:
    """The picture in bytes that came from the API, its type told by the bytes; raises ProtocolError."""
    try:
        kind, width, height = pixels.kind_and_size(data)
    except Exception as exc:  # decoders raise whatever broken bytes lead them to
        raise ProtocolError("What came back is no picture.", may_be_charged=True) from exc
    return NewPicture(data, kind, width, height, revised_prompt, url)
