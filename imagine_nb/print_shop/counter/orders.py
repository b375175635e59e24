"""An order: a request for pictures, checked field by field as the API checks it."""

from __future__ import annotations

from dataclasses import dataclass

from imagine_nb.print_shop.counter import fields
from imagine_nb.print_shop.counter.fields import JSONObject
from imagine_nb.print_shop.counter.models import Model, image_model
from imagine_nb.print_shop.counter.refusals import bad_request
from imagine_nb.print_shop.counter.sizes import RATIOS, RESOLUTIONS
from imagine_nb.print_shop.counter.sources import Keeper, source_in
from imagine_nb.print_shop.counter.storage import Storage, storage_in
from imagine_nb.print_shop.press import Source

MOST_PICTURES = 10
LONGEST_PROMPT = 10_000
QUALITIES = ("auto", "low", "medium", "high")
APART = 1_000_000  # pictures of one take; more takes than this are refused


@dataclass(frozen=True, slots=True)
class Order:
    """A checked request for `count` pictures: generated where it has no sources, edited where it has."""

    prompt: str
    count: int
    ratio: str
    resolution: str
    as_url: bool
    deferred: bool
    take: int
    sources: tuple[Source, ...] = ()
    storage: Storage | None = None

    @property
    def seeds(self) -> list[int]:
        """One seed per picture. The first is the take itself; no other take has any of them."""
        return [self.take + index * APART for index in range(self.count)]


def order_in(body: JSONObject, *, take: int, edit: bool, keeper: Keeper) -> Order:
    """The order in a request's body. Raises Refusal where the API would refuse it."""
    if body.get("size") is not None:
        raise bad_request("Argument not supported: size")
    if body.get("output") is not None:
        raise bad_request("Argument not supported by the print shop: output. It sends nothing anywhere.")
    prompt = fields.required_text(body, "prompt")
    if len(prompt) > LONGEST_PROMPT:
        raise bad_request(f"The prompt has {len(prompt)} characters; {LONGEST_PROMPT} are allowed.")
    model = image_model(fields.optional_text(body, "model"))
    as_url = fields.choice(body, "response_format", ("url", "b64_json"), "url") == "url"
    if fields.choice(body, "quality", QUALITIES, "auto") == "high" and model.has_quality:
        raise bad_request(f"Quality high is not supported by {model.name}: auto, low and medium are.")
    fields.optional_text(body, "user")
    return Order(
        prompt=prompt,
        count=fields.whole_number(body, "n", low=1, high=MOST_PICTURES) or 1,
        ratio=fields.choice(body, "aspect_ratio", RATIOS, "auto"),
        resolution=fields.choice(body, "resolution", RESOLUTIONS, "1k"),
        as_url=as_url,
        deferred=_deferred(body, as_url=as_url),
        take=take,
        sources=_sources(body, model, keeper) if edit else (),
        storage=storage_in(body),
    )


def take_in(header: str | None) -> int:
    """The take that a request's private header names, 1 where there is none."""
    if header is None:
        return 1
    if not (header.isascii() and header.isdigit() and 1 <= int(header[:7]) < APART):
        raise bad_request(f"x-imagine-take must be a whole number from 1 to {APART - 1}.")
    return int(header)


def _deferred(body: JSONObject, *, as_url: bool) -> bool:
    deferred = fields.flag(body, "deferred")
    if deferred and not as_url:
        raise bad_request("deferred needs response_format `url`.")
    return deferred


def _sources(body: JSONObject, model: Model, keeper: Keeper) -> tuple[Source, ...]:
    one, several = body.get("image"), fields.objects(body, "images")
    if one is not None and several is not None:
        raise bad_request("Only one of image and images can be set.")
    if one is not None:
        return (source_in(one, "image", keeper=keeper),)
    if not several:
        raise bad_request("An edit needs an image: set image, or images.")
    if len(several) > model.most_sources:
        raise bad_request(
            f"Too many images: {len(several)}. {model.name} takes at most {model.most_sources}."
        )
    return tuple(source_in(item, f"images[{index}]", keeper=keeper) for index, item in enumerate(several))
