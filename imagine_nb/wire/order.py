"""Orders: what is asked of an engine, checked by the tables and priced, before anything is sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import category

from imagine_nb import prices
from imagine_nb.config import Target
from imagine_nb.errors import KEY_PREFIX, InputError, holds_key
from imagine_nb.fields import is_writable
from imagine_nb.placeholders import several_of
from imagine_nb.prices import FREE, IMAGE_ROWS, ImageModel, Price, price_at
from imagine_nb.records import JSON, Request
from imagine_nb.regions import Region
from imagine_nb.settings import IMAGE_FORMATS, IMAGE_MODELS, MAX_N, ON_THE_WIRE, PictureSettings, Setting
from imagine_nb.sources import Source
from imagine_nb.suggestions import checked, meant
from imagine_nb.values import as_json, checked_count, in_short
from imagine_nb.wire.delivery import StorageOptions, check_delivery, storage_body

GENERATIONS = "/images/generations"
EDITS = "/images/edits"
_UNSEEN = frozenset({"Cc", "Cf", "Mn"})  # controls, marks of direction and width, variants of nothing
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc")  # letters and symbols by name alone
_FORMATS = {"base64": "b64_json", "url": "url"}


@dataclass(frozen=True, slots=True)
class Order:
    """A request that is ready to be sent: its record, its body, and the sources whose bytes are in it.

    `price` is the estimate. `whole` is the same question with all its history in it, for where the API has
    forgotten what it kept.

    A studio's order is the `slot`-th identical one of its cell. A `fresh` one is never answered from the
    gallery; `to_stay` makes its result the one that the slot shows from then on. `replays` answers from what
    was recorded of the API, before an engine is asked that is not the API. `engine` is what the caller named.
    `left_out` says what of the caller's settings is not in it. What an edit brings is set into its source
    within its `region`; that is no part of the request.
    One that is `alone_since` an ending of the gallery (its number) is not sent where an identical one is
    under way, here or in another process, or has ended after that; one that does not `retry_unknown` is not
    sent either where an identical one may have been charged by then.
    """

    request: Request
    body: JSON = field(repr=False)
    target: Target
    sources: tuple[Source, ...] = ()
    price: Price = FREE
    whole: Order | None = None
    slot: int = 1
    fresh: bool = False
    to_stay: bool = False
    replays: bool = False
    engine: str | None = None
    alone_since: int | None = None
    retry_unknown: bool = True
    key: str = ""  # of the request, which takes time to make
    left_out: str = ""  # what was asked for and cannot go out
    region: Region | None = None

    @property
    def notice(self) -> str:
        """What was done to the sources, what was left out, and who serves a retired model."""
        row = IMAGE_ROWS.get(self.request.model)
        served = f"{row.name} is retired: {row.served_by} answers." if row and row.served_by else ""
        return " ".join(filter(None, [*(source.notice for source in self.sources), self.left_out, served]))


def image_order(
    prompt: str,
    *,
    target: Target,
    model: str,
    sources: Sequence[Source] = (),
    n: int = 1,
    image_format: str = "base64",
    storage_options: StorageOptions | Mapping[str, Any] | None = None,
    output: Mapping[str, JSON] | None = None,
    deferred: bool = False,
    more: Mapping[str, JSON] | None = None,
    typed: str | None = None,
    validate: bool = True,
    settings: PictureSettings | Mapping[str, Any] | None = None,
    variable: str | None = None,
) -> Order:
    """A generation, or an edit where there are sources. Raises InputError for what would be refused.

    `settings` are read for the fields that their table names, whatever else is in them. `more` are fields
    that this module does not know, sent as they are. With `validate` off the tables of settings and models
    are not asked.
    """
    check_words(prompt, model, target=target)
    fields: dict[str, JSON] = {
        "n": n,
        **{row.name: (settings or {}).get(row.name) for row in ON_THE_WIRE},
        "storage_options": storage_body(storage_options),
        "output": dict(output) if isinstance(output, Mapping) else output,
        "deferred": deferred or None,
    }
    if validate:  # off for servers that know more than our tables
        names = [source.record.name for source in sources]
        check_image_request(model, fields, sources=names, image_format=image_format)
    parameters = {name: value for name, value in {**fields, **(more or {})}.items() if value is not None}
    request = _request(target, model, prompt, typed, parameters, sources, variable)
    wire_format = _FORMATS.get(image_format, image_format)
    body = {"model": model, "prompt": prompt, "response_format": wire_format, **parameters}
    price = price_at(target.engine, prices.price_of_pictures(model, parameters, n_sources=len(sources)))
    return Order(request, body | _carried(sources), target, tuple(sources), price, key=request.key)


def _request(
    target: Target,
    model: str,
    prompt: str,
    typed: str | None,
    parameters: Mapping[str, JSON],
    sources: Sequence[Source],
    variable: str | None,
) -> Request:
    _check_json(parameters)
    check_carries_no_key(parameters, sources, target=target)
    return Request(
        target.engine,
        target.base_url,
        EDITS if sources else GENERATIONS,
        model,
        prompt=prompt if typed is None else typed,
        sent=prompt,
        parameters=parameters,
        sources=tuple(source.record for source in sources),
        variable=variable,
    )


def _carried(sources: Sequence[Source]) -> dict[str, JSON]:
    if not sources:
        return {}
    wired = [source.wire() for source in sources]
    return {"image": wired[0]} if len(wired) == 1 else {"images": wired}


def check_words(prompt: str, model: str, *, target: Target) -> None:
    """Raise InputError for a prompt or a model that cannot be sent to anybody."""
    _check_prompt(prompt, target=target)
    check_name(model)


def check_name(model: str) -> None:
    """Raise InputError for what cannot be the name of a model."""
    if not (isinstance(model, str) and is_writable(model)):
        raise InputError(f"model is {in_short(model)}.", advice="It is the name of a model, as text.")


def _check_prompt(text: str, *, target: Target) -> None:
    """Raise InputError for a prompt that cannot be sent: empty, not text, or with a key in it."""
    if text is not None and not isinstance(text, str):
        raise InputError(f"The prompt is of type {type(text).__name__}.", advice="A prompt is text.")
    if is_blank(text):
        raise InputError("There is no prompt.", advice="Say what the picture should show.")
    # half a surrogate pair cannot be encoded, and would fail inside of httpx
    if not is_writable(text):
        raise InputError("The prompt holds half a character.", advice="Type that character again.")
    check_no_key(text, target=target)


def is_blank(text: str | None) -> bool:
    """Whether a reader sees nothing in it."""
    return not text or all(map(_is_unseen, text))


def _is_unseen(character: str) -> bool:
    """Whether a reader sees nothing of it: a blank, of whatever width, a mark of direction, a filler."""
    return character.isspace() or category(character) in _UNSEEN or character in _FILLERS


def check_no_key(text: str, *, target: Target, of: str = "The prompt") -> None:
    """Raise InputError for text with a key in it: one of xAI's, or the very one that goes to `target`."""
    if (KEY_PREFIX in text and holds_key(text)) or (target.key is not None and target.key.is_in(text)):
        raise InputError(f"{of} holds something that looks like an API key.", advice="Take it out.")


def check_carries_no_key(
    parameters: Mapping[str, JSON], sources: Sequence[Source], *, target: Target
) -> None:
    """Raise InputError for a key in what goes with a prompt: an id of the user, a file's name, an address;
    and for a parameter that is no JSON.
    """
    for name, value in parameters.items():
        as_json(value, of=name)
    addresses = [source.record.url for source in sources if source.record.url]
    if parameters or addresses:
        check_no_key(f"{parameters} {addresses}", target=target, of="The request")


def _check_json(parameters: Mapping[str, JSON]) -> None:
    """Raise InputError for a field whose value no JSON can hold, before anything is noted of its request."""
    for name, value in parameters.items():
        try:
            json.dumps(value, allow_nan=False)
        except (TypeError, ValueError, RecursionError) as exc:
            told = f"{name} holds what cannot be sent as JSON."
            raise InputError(told, advice="Use text, numbers, lists and dictionaries.") from exc


def check_image_request(
    model: str, given: Mapping[str, JSON], *, sources: Sequence[str] = (), image_format: str = "url"
) -> None:
    """Raise InputError for what the tables know that the API would refuse. Unknown models pass.

    `given` are the fields of the body, None where one is left out; `sources` are named.
    """
    n = checked_count(given.get("n", 1), of="n", most=MAX_N, advice=f"A request makes 1 to {MAX_N} pictures.")
    checked("image format", image_format, IMAGE_FORMATS)
    _check_user(given.get("user"))
    check_delivery(n, image_format, given)
    shapes = [row.name for row in ON_THE_WIRE if row.is_shape]
    if len(sources) == 1 and any(given.get(name) is not None for name in shapes):
        raise InputError(
            "An edit of one picture keeps its shape.",
            advice="Leave the aspect ratio out, or generate a new picture.",
        )
    if model in prices.SHUT_DOWN:
        raise InputError(f"{model} is shut down.", advice=f"Use {' or '.join(IMAGE_MODELS)}.")
    if (row := IMAGE_ROWS.get(model)) is not None:
        _check_model(row, given, sources)


def _check_model(model: ImageModel, given: Mapping[str, JSON], sources: Sequence[str]) -> None:
    """Raise InputError for a value that this model does not take, and for too many sources."""
    for row in ON_THE_WIRE:
        if row.values and given.get(row.name) is not None:
            _check_value(row, given[row.name], model)
    if len(sources) > model.max_sources:
        raise InputError(
            f"{len(sources)} source images: {model.name} takes at most {model.max_sources}.",
            advice=_more_sources(model, several_of(sources)),
        )


def _check_value(row: Setting, value: JSON, model: ImageModel) -> None:
    allowed = row.values_of(model.family)
    if not allowed:
        raise InputError(
            f"{model.name} has no {row.label} setting.",
            advice=f"Use {' or '.join(row.models)}, or leave {row.label} out.",
        )
    checked(row.label, value, allowed, of=f" for {model.name}")


def _more_sources(model: ImageModel, several: str) -> str:
    most = prices.MOST_SOURCES
    if several:
        return f"{several} holds several: pick one, as in {several}[0]."
    if model.max_sources >= most.max_sources:
        return "Leave some out, or combine in two steps."
    return f"Leave some out, or use {most.name}, which takes {most.max_sources}."


def _check_user(user: object) -> None:
    if user is not None and not (isinstance(user, str) and user.strip()):
        raise InputError(f"user is {user!r}.", advice="It is a name of your own for the end user, as text.")


_NO_MASK = (
    "The API edits whole pictures, without masks. imagine(..., images=fox, mask=mask), of a notebook or a "
    "Studio, sets its edit into the source where the mask paints, or with region= within a box."
)
_NO_FIELDS = {
    "size": "The API takes no size. Use aspect_ratio ('3:2') and resolution ('1k', '2k').",
    "seed": "The API takes no seed: the same prompt makes another picture each time. Keep the ones you like.",
    "mask": _NO_MASK,
    "mask_url": _NO_MASK,
    "region": _NO_MASK,
    "negative_prompt": "The API ignores it. Say in the prompt what the picture should not show.",
    "style": "The API ignores it. Name the style in the prompt.",
    "response_format": "Here it is image_format, 'url' or 'base64'.",
    "output_format": "The API chooses the file type; convert the picture with .image and Pillow.",
    "image": "Here it is image_url, which takes any image.",
    "images": "Here it is image_urls, which takes any images.",
}


def check_fields(given: Iterable[str], allowed: Iterable[str]) -> None:
    """Raise InputError for a field that there is not, with what to use instead."""
    known = sorted(allowed)
    for name in given:
        if name not in known:
            raise InputError(
                f"There is no field {name!r} of an image request.",
                advice=_NO_FIELDS.get(name) or meant(name, known, others="Fields", cutoff=0.6),
            )
