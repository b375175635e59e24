"""What each model takes and costs: one table of rules, the checks against it, and the estimate before a call.

Prices are in US dollars and only estimate; the bill is `usage.cost_in_usd_ticks` of the answer.
Source: xAI's pages of models and release notes, as of November 2026.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from imagine_nb.errors import InputError

RATIOS = (
    "auto", "1:1", "3:4", "4:3", "9:16", "16:9", "2:3", "3:2", "9:19.5", "19.5:9", "9:20", "20:9",
    "1:2", "2:1", "21:9", "5:2",
)  # fmt: skip
RESOLUTIONS = ("1k", "1.5k", "2k")
QUALITIES = ("auto", "low", "medium", "high")
IMAGE_FORMATS = ("url", "base64")
DETAILS = ("auto", "low", "high")
EFFORTS = ("none", "low", "medium", "high", "xhigh")
MAX_N = 10
LONGEST_STORAGE = 2_592_000  # seconds, 30 days


@dataclass(frozen=True, slots=True)
class ImageModel:
    """The rules of one image model. `outputs` maps (resolution, quality) to dollars for one picture."""

    name: str
    outputs: Mapping[tuple[str, str], float]
    input_usd: float
    max_sources: int
    ratios: tuple[str, ...] = RATIOS
    resolutions: tuple[str, ...] = RESOLUTIONS
    qualities: tuple[str, ...] = ()
    auto: tuple[str, str] = ("low", "medium")  # the quality that `auto` is: of a generation, of an edit
    served_by: str | None = None  # who answers to a name that is retired

    def output_usd(self, *, resolution: str, quality: str, edit: bool) -> float | None:
        """The price of one picture; None where the table has none for this resolution."""
        tier = self.auto[edit] if quality == "auto" else quality
        return self.outputs.get((resolution, tier), self.outputs.get((resolution, "")))


_TWO = ImageModel(
    "grok-imagine-image-2.0",
    {
        ("1k", "low"): 0.04,
        ("1k", "medium"): 0.06,
        ("1.5k", "low"): 0.06,  # not published; taken for 2k
        ("1.5k", "medium"): 0.08,
        ("2k", "low"): 0.06,
        ("2k", "medium"): 0.08,
    },
    input_usd=0.01,
    max_sources=5,
    qualities=QUALITIES,
)
_ONE = ImageModel(
    "grok-imagine-image",
    {("1k", ""): 0.02, ("2k", ""): 0.02},
    input_usd=0.002,
    max_sources=3,
    ratios=tuple(ratio for ratio in RATIOS if ratio not in {"21:9", "5:2"}),
    resolutions=("1k", "2k"),
)
_RETIRED = {
    name: replace(_TWO, name=name, auto=("low", "low"), served_by=_TWO.name)
    for name in (
        "grok-imagine-image-quality",
        "grok-imagine-image-quality-20260403",
        "grok-imagine-image-quality-latest",
        "grok-imagine-image-pro",
    )
}
_GONE = frozenset({"grok-2-image", "grok-2-image-1212", "grok-2-image-latest"})
IMAGE_MODELS = (_ONE, _TWO)
CHAT_MODELS = ("grok-4.3", "grok-4.20", "grok-4.5", "grok-4.6", "grok-4.7")


def image_model(name: str) -> ImageModel | None:
    """The rules of the model of this name, retired and dated names included; None where it is unknown."""
    known = {model.name: model for model in IMAGE_MODELS}
    return known.get(name) or known.get(name.removesuffix("-2026-03-02")) or _RETIRED.get(name)


def checked(word: str, value: str | None, allowed: Sequence[str], *, of: str = "") -> str | None:
    """`value` where it is allowed (or None); raises InputError that names the nearest and all others."""
    if value is None or value in allowed:
        return value
    near = _nearest(str(value), allowed)
    meant = f"Did you mean {near!r}? " if near else ""
    raise InputError(
        f"There is no {word} {str(value)[:40]!r}{of}.", advice=f"{meant}Allowed: {', '.join(allowed)}."
    )


def _nearest(value: str, allowed: Sequence[str]) -> str:
    """The allowed value most like this one: by its shape where both are ratios, else by its letters."""
    if (shape := _shape(value)) is not None:
        shapes = {each: found for each in allowed if (found := _shape(each)) is not None}
        if shapes:
            return min(shapes, key=lambda each: abs(math.log(shapes[each] / shape)))
    return next(iter(get_close_matches(value.lower(), allowed, 1, 0.5)), "")


def _shape(ratio: str) -> float | None:
    """Width by height of `16:9`, `16x9` or `1920/1080`; None for anything else."""
    numbers = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*[:x×/]\s*(\d+(?:\.\d+)?)\s*", ratio)
    width, height = map(float, numbers.groups()) if numbers else (0.0, 0.0)
    return width / height if width and height else None


def checked_count(n: int) -> int:
    """`n` where it is a count of pictures that one request may ask for (1 to 10)."""
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= MAX_N:
        raise InputError(f"n is {n!r}.", advice=f"A request makes 1 to {MAX_N} pictures.")
    return n


def check_image_request(
    model: str,
    *,
    n: int = 1,
    aspect_ratio: str | None = None,
    resolution: str | None = None,
    quality: str | None = None,
    n_sources: int = 0,
    image_format: str = "url",
    user: str | None = None,
    deferred: bool | None = None,
    storage_options: Mapping[str, object] | None = None,
    output: Mapping[str, object] | None = None,
) -> None:
    """Raise InputError for what the table knows that the API would refuse. Unknown models pass."""
    checked_count(n)
    _check_user(user)
    _check_delivery(n, image_format, deferred=bool(deferred), storage=storage_options, output=output)
    if aspect_ratio is not None and n_sources == 1:
        raise InputError(
            "An edit of one picture keeps its shape.",
            advice="Leave the aspect ratio out, or generate a new picture.",
        )
    if model in _GONE:
        raise InputError(f"{model} is shut down.", advice=f"Use {_ONE.name} or {_TWO.name}.")
    rules = image_model(model)
    if rules is None:
        return
    of = f" for {model}"
    checked("aspect ratio", aspect_ratio, rules.ratios, of=of)
    checked("resolution", resolution, rules.resolutions, of=of)
    if quality is not None and not rules.qualities:
        raise InputError(f"{model} has no quality setting.", advice=f"Use {_TWO.name}, or leave quality out.")
    checked("quality", quality, rules.qualities or QUALITIES, of=of)
    if n_sources > rules.max_sources:
        raise InputError(
            f"{n_sources} source images: {model} takes at most {rules.max_sources}.",
            advice=_more_sources(rules),
        )


def _check_user(user: object) -> None:
    if user is not None and not (isinstance(user, str) and user.strip()):
        raise InputError(f"user is {user!r}.", advice="It is a name of your own for the end user, as text.")


def _check_delivery(
    n: int,
    image_format: str,
    *,
    deferred: bool,
    storage: Mapping[str, object] | None,
    output: Mapping[str, object] | None,
) -> None:
    """What the API wants of requests whose pictures go elsewhere, or come later."""
    if (deferred or output is not None) and image_format != "url":
        what = "A deferred request" if deferred else "A request with output"
        raise InputError(f"{what} answers with addresses alone.", advice="Leave image_format out, or 'url'.")
    addresses = output.get("upload_urls") if output is not None else None
    if output is not None and not (isinstance(addresses, Sequence) and len(addresses) == n):
        raise InputError("output holds one upload address per picture.", advice=f"Give {n} in upload_urls.")
    if storage is None:
        return
    if not (isinstance(storage.get("filename"), str) and storage["filename"]):
        raise InputError("storage_options need a filename.", advice='Such as {"filename": "fox.jpg"}.')
    life = storage.get("expires_after")
    if life is not None and not (isinstance(life, int) and 0 < life <= LONGEST_STORAGE):
        raise InputError(f"expires_after is {life!r}.", advice=f"In seconds, at most {LONGEST_STORAGE}.")


_NO_FIELDS = {
    "size": "The API takes no size. Use aspect_ratio ('3:2') and resolution ('1k', '2k').",
    "seed": "The API takes no seed: the same prompt makes another picture each time. Keep the ones you like.",
    "mask": "The API edits whole pictures, without masks. Say in the prompt which part to change.",
    "mask_url": "The API edits whole pictures, without masks. Say in the prompt which part to change.",
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
        if name in known:
            continue
        near = get_close_matches(name, known, 1, 0.6)
        meant = f"Did you mean {near[0]}? " if near else ""
        raise InputError(
            f"There is no field {name!r} of an image request.",
            advice=_NO_FIELDS.get(name) or f"{meant}Fields: {', '.join(known)}.",
        )


def _more_sources(rules: ImageModel) -> str:
    if rules.max_sources >= _TWO.max_sources:
        return "Leave some out, or combine in two steps."
    return f"Leave some out, or use {_TWO.name}, which takes {_TWO.max_sources}."


def estimate(
    model: str, *, n: int = 1, n_sources: int = 0, resolution: str | None = None, quality: str | None = None
) -> float | None:
    """What a request will cost in US dollars: `n` pictures out and `n_sources` in; None where unknown.

    Edits are billed for every source and every output. Source: xAI's price pages, November 2026.
    """
    rules = image_model(model)
    if rules is None:
        return None
    one = rules.output_usd(resolution=resolution or "1k", quality=quality or "auto", edit=n_sources > 0)
    return None if one is None else round(n * one + n_sources * rules.input_usd, 6)


@dataclass(frozen=True, slots=True)
class ChatModel:
    """The prices of one chat model, in dollars for a million tokens."""

    name: str
    input_usd: float
    output_usd: float


_CHAT_PRICES = tuple(
    ChatModel(name, *((1.25, 2.50) if name in {"grok-4.3", "grok-4.20"} else (2.0, 6.0)))
    for name in CHAT_MODELS
)
TOKENS_OF_IMAGE = 1_800  # of one picture in full detail; no formula is published
TOKENS_OF_ANSWER = 1_000  # where no limit is set


def estimate_answer(
    model: str, *, characters: int, n_images: int = 0, max_tokens: int | None = None
) -> float | None:
    """About what an answer to a question of this length will cost in US dollars; None where unknown."""
    known = next((each for each in _CHAT_PRICES if model.startswith(each.name)), None)
    if known is None:
        return None
    tokens = characters / 4 + n_images * TOKENS_OF_IMAGE
    answer = max_tokens or TOKENS_OF_ANSWER
    return round((tokens * known.input_usd + answer * known.output_usd) / 10**6, 6)
