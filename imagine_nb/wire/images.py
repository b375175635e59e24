"""Image requests and replies: what is asked, as the API's JSON, and what came back, as checked pictures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Unpack

from imagine_nb import prices
from imagine_nb.config import Target
from imagine_nb.errors import InputError, ModeratedError, ProtocolError, SourceError, holds_key
from imagine_nb.picture_files import pixels
from imagine_nb.records import JSON, NewPicture, Request, Usage
from imagine_nb.settings import PictureSettings
from imagine_nb.sources import Source, decoded_base64
from imagine_nb.wire.faults import Answered, cost_in, error_from, fault_of
from imagine_nb.wire.limits import check_image_request

GENERATIONS = "/images/generations"
EDITS = "/images/edits"
_FORMATS = {"base64": "b64_json", "url": "url"}


@dataclass(frozen=True, slots=True)
class Ask:
    """A request that is ready to be sent: its record, its body, and the sources whose bytes are in it.

    `price_usd` is the estimate, None where nobody knows. `whole` is the same question with all its history
    in it, for where the API has forgotten what it kept.
    """

    request: Request
    body: JSON = field(repr=False)
    sources: tuple[Source, ...] = ()
    price_usd: float | None = None
    whole: Ask | None = None

    @property
    def notice(self) -> str:
        """What was done to the sources before they leave this machine, and who serves a retired model."""
        rules = prices.image_model(self.request.model)
        served = f"{rules.name} is retired: {rules.served_by} answers." if rules and rules.served_by else ""
        return " ".join(filter(None, [*(source.notice for source in self.sources), served]))


def image_ask(
    prompt: str,
    *,
    target: Target,
    model: str,
    sources: Sequence[Source] = (),
    n: int = 1,
    image_format: str = "base64",
    storage_options: Mapping[str, JSON] | None = None,
    output: Mapping[str, JSON] | None = None,
    deferred: bool = False,
    more: Mapping[str, JSON] | None = None,
    typed: str | None = None,
    take: int = 1,
    validate: bool = True,
    **settings: Unpack[PictureSettings],
) -> Ask:
    """A generation, or an edit where there are sources. Raises InputError for what would be refused.

    An edit of one source keeps that source's shape, so no aspect ratio is sent with it. `more` are fields
    that this module does not know, sent as they are. With `validate` off the table of models is not asked.
    """
    check_prompt(prompt, target=target)
    fields: dict[str, JSON] = {
        "n": n,
        **settings,
        "storage_options": None if storage_options is None else dict(storage_options),
        "output": None if output is None else dict(output),
        "deferred": deferred or None,
    }
    if validate:
        check_image_request(model, fields, n_sources=len(sources), image_format=image_format)
    given = {**fields, **(more or {})}
    parameters: dict[str, JSON] = {name: value for name, value in given.items() if value is not None}
    request = Request(
        target.engine,
        target.base_url,
        EDITS if sources else GENERATIONS,
        model,
        prompt=prompt if typed is None else typed,
        sent=prompt,
        parameters=parameters,
        sources=tuple(source.record for source in sources),
        take=take,
    )
    wire_format = _FORMATS.get(image_format, image_format)
    body = {"model": model, "prompt": prompt, "response_format": wire_format, **parameters}
    is_billed = target.facts.is_billed
    price = prices.estimate_request(model, parameters, n_sources=len(sources)) if is_billed else 0.0
    return Ask(request, {**body, **_carried(sources)}, tuple(sources), price)


def _carried(sources: Sequence[Source]) -> dict[str, JSON]:
    if not sources:
        return {}
    wired = [source.wire() for source in sources]
    return {"image": wired[0]} if len(wired) == 1 else {"images": wired}


def check_prompt(text: str, *, target: Target | None = None) -> None:
    """Raise InputError for a prompt that cannot be sent: empty, not text, or with a key in it."""
    if text is not None and not isinstance(text, str):
        raise InputError(f"The prompt is of type {type(text).__name__}.", advice="A prompt is text.")
    if not text or not text.strip():
        raise InputError("There is no prompt.", advice="Say what the picture should show.")
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise InputError("The prompt holds half a character.", advice="Type that character again.")
    check_no_key(text, target=target)


def check_no_key(text: str, *, target: Target | None = None) -> None:
    """Raise InputError for text with a key in it: one of xAI's, or the very one that goes to `target`."""
    secret = target.key.reveal() if target is not None and target.key is not None else ""
    if holds_key(text) or (secret and secret in text):
        raise InputError("The prompt holds something that looks like an API key.", advice="Take it out.")


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
    """A picture that was asked for and did not come: kept back by moderation, or not fetched from `url`."""

    index: int
    reason: str
    url: str | None = None
    is_moderated: bool = False


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
    if parsed.get("error") and not data:
        raise error_from(fault_of(parsed), answered)
    charge = cost_in(parsed)
    if not isinstance(data, list) or not data:
        raise _odd("The answer holds no pictures.", charge)
    items = tuple(_item(each) for each in data if isinstance(each, dict))
    if not items:
        raise _odd("The answer holds no pictures.", charge)
    if all(item.is_moderated for item in items):
        raise ModeratedError("Content moderation kept every picture back.", status=200, cost_ticks=charge)
    if all(item.fault for item in items):
        raise _odd(items[0].fault, charge)
    return ImagesReply(items, usage_in(parsed), text_in(parsed, "model"))


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
    encoded, url = text_in(item, "b64_json"), text_in(item, "url")
    item.pop("b64_json", None)
    kept_back = item.get("respect_moderation") is False
    stored = _stored(item)
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
        expires_at=_count(output, "expires_at"),
        public_url=text_in(output, "public_url"),
        public_url_expires_at=_count(output, "public_url_expires_at"),
        public_url_error=text_in(output, "public_url_error"),
        error=error,
    )


def new_picture(data: bytes, *, revised_prompt: str = "", url: str | None = None) -> NewPicture:
    """The picture in bytes that came from the API, its type told by the bytes; raises ProtocolError."""
    kind = pixels.mime_type(data)
    try:
        if kind is None:
            raise ValueError("unknown type")  # noqa: TRY301 - told below in one place
        width, height = pixels.size(data)
    except (OSError, ValueError, SyntaxError) as exc:
        raise ProtocolError("What came back is no picture.", may_be_charged=True) from exc
    return NewPicture(data, kind, width, height, revised_prompt, url)


def usage_in(parsed: Mapping[str, JSON]) -> Usage:
    """What a body says was used; what it does not say is None."""
    usage = parsed.get("usage")
    if not isinstance(usage, dict):
        return Usage()
    details = usage.get("output_tokens_details") or usage.get("completion_tokens_details")
    return Usage(
        cost_in_usd_ticks=cost_in(parsed),
        input_tokens=_count(usage, "input_tokens", "prompt_tokens"),
        output_tokens=_count(usage, "output_tokens", "completion_tokens"),
        reasoning_tokens=_count(details, "reasoning_tokens") if isinstance(details, dict) else None,
        total_tokens=_count(usage, "total_tokens"),
    )


def _count(counts: Mapping[str, JSON], *names: str) -> int | None:
    found = (counts.get(name) for name in names)
    return next((value for value in found if isinstance(value, int) and not isinstance(value, bool)), None)


def text_in(mapping: Mapping[str, JSON], name: str) -> str | None:
    """The text under `name`, None where it is absent or something else."""
    value = mapping.get(name)
    if not isinstance(value, str) or not value:
        return None
    return value if value.isascii() else value.encode(errors="replace").decode()  # half a surrogate pair
