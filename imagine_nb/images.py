"""Image requests and replies: what is asked, as the API's JSON, and what came back, as checked pictures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from imagine_nb import pixels, prices
from imagine_nb.config import Target
from imagine_nb.errors import InputError, ModeratedError, ProtocolError, SourceError, holds_key
from imagine_nb.faults import cost_in, error_from, fault_of
from imagine_nb.records import JSON, NewPicture, Request, Usage
from imagine_nb.sources import Source, decoded_base64

GENERATIONS = "/images/generations"
EDITS = "/images/edits"
_FORMATS = {"base64": "b64_json", "url": "url"}


@dataclass(frozen=True, slots=True)
class Ask:
    """A request that is ready to be sent: its record, its body, and the sources whose bytes are in it."""

    request: Request
    body: JSON = field(repr=False)
    sources: tuple[Source, ...] = ()


def image_ask(
    prompt: str,
    *,
    target: Target,
    model: str,
    sources: Sequence[Source] = (),
    n: int = 1,
    aspect_ratio: str | None = None,
    resolution: str | None = None,
    quality: str | None = None,
    image_format: str = "base64",
    user: str | None = None,
    storage_options: Mapping[str, JSON] | None = None,
    typed: str | None = None,
    take: int = 1,
) -> Ask:
    """A generation, or an edit where there are sources. Raises InputError for what would be refused.

    An edit of one source keeps that source's shape, so no aspect ratio is sent with it.
    """
    if aspect_ratio is not None and len(sources) == 1:
        raise InputError(
            "An edit of one picture keeps its shape.",
            advice="Leave the aspect ratio out, or generate a new picture.",
        )
    check_prompt(prompt)
    prices.checked("image format", image_format, prices.IMAGE_FORMATS)
    prices.check_image_request(
        model, n=n, aspect_ratio=aspect_ratio, resolution=resolution, quality=quality, n_sources=len(sources)
    )
    fields = {
        "n": n,
        "aspect_ratio": aspect_ratio,
        "resolution": resolution,
        "quality": quality,
        "user": user,
    }
    parameters: dict[str, JSON] = {name: value for name, value in fields.items() if value is not None}
    if storage_options is not None:
        parameters["storage_options"] = dict(storage_options)
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
    body = {"model": model, "prompt": prompt, "response_format": _FORMATS[image_format], **parameters}
    return Ask(request, {**body, **_carried(sources)}, tuple(sources))


def _carried(sources: Sequence[Source]) -> dict[str, JSON]:
    if not sources:
        return {}
    return (
        {"image": sources[0].wire()}
        if len(sources) == 1
        else {"images": [source.wire() for source in sources]}
    )


def check_prompt(text: str) -> None:
    """Raise InputError for a prompt that cannot be sent: empty, not text, or with a key in it."""
    if not isinstance(text, str) or not text.strip():
        raise InputError("There is no prompt.", advice="Say what the picture should show.")
    if holds_key(text):
        raise InputError("The prompt holds something that looks like an API key.", advice="Take it out.")


@dataclass(frozen=True, slots=True)
class Item:
    """One image of a reply: its bytes, or where to fetch them; neither where moderation kept it back."""

    data: bytes | None = field(default=None, repr=False)
    url: str | None = None
    revised_prompt: str = ""
    is_moderated: bool = False


@dataclass(frozen=True, slots=True)
class ImagesReply:
    """A parsed answer of an image endpoint. `model` is who answered, where the body tells."""

    items: tuple[Item, ...]
    usage: Usage
    model: str | None


def images_reply(body: bytes, headers: Mapping[str, str], *, engine: str) -> ImagesReply:
    """What the body of a 200 says; raises APIError where it is an error after all, or not as promised."""
    parsed = parsed_json(body)
    data = parsed.get("data")
    if not isinstance(data, list):
        if "error" in parsed:
            raise error_from(fault_of(parsed), 200, headers, engine=engine)
        raise ProtocolError("The answer holds no pictures.", status=200, cost_ticks=cost_in(parsed))
    items = tuple(_item(each) for each in data if isinstance(each, dict))
    if all(item.is_moderated for item in items):
        raise ModeratedError(
            "Content moderation kept every picture back.",
            advice="Change the prompt or the source image.",
            status=200,
            cost_ticks=cost_in(parsed),
        )
    return ImagesReply(items, usage_in(parsed), text_in(parsed, "model"))


def parsed_json(body: bytes) -> dict[str, JSON]:
    """The JSON object in `body`; raises ProtocolError where it is none."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise ProtocolError("The answer is not valid JSON.", status=200, may_be_charged=True) from exc
    if not isinstance(parsed, dict):
        raise ProtocolError("The answer is not a JSON object.", status=200, may_be_charged=True)
    return parsed


def _item(item: Mapping[str, JSON]) -> Item:
    encoded, url = text_in(item, "b64_json"), text_in(item, "url")
    if item.get("respect_moderation") is False or not (encoded or url):
        return Item(is_moderated=True)
    try:
        data = decoded_base64(encoded, name="A picture of the answer") if encoded else None
    except SourceError as exc:
        raise ProtocolError(exc.message, status=200, may_be_charged=True) from exc
    return Item(data, url, text_in(item, "revised_prompt") or "")


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
    return value if isinstance(value, str) and value else None
