"""Price list: what each model costs, and the estimate before a call.

Prices are in US dollars and only estimate; the bill is `usage.cost_in_usd_ticks` of the answer.
Source: xAI's pages of models and release notes, as of November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from imagine_nb.records import JSON
from imagine_nb.settings import CHAT_MODELS, IMAGE_MODEL, IMAGE_MODEL_2


@dataclass(frozen=True, slots=True)
class ImageModel:
    """The prices of one image model, and how many sources it takes.

    `outputs` maps (resolution, quality) to dollars for one picture, quality empty where the model has none;
    `input_usd` is for each source. `served_by` is who answers to a name that is retired.
    """

    name: str
    outputs: Mapping[tuple[str, str], float]
    input_usd: float
    max_sources: int
    auto: tuple[str, str] = ("low", "medium")  # the quality that `auto` is: of a generation, of an edit
    served_by: str | None = None

    @property
    def family(self) -> str:
        """The model whose settings these are."""
        return self.served_by or self.name

    def output_usd(self, *, resolution: str, quality: str, edit: bool) -> float | None:
        """The price of one picture; None where the table has none for this resolution."""
        tier = self.auto[edit] if quality == "auto" else quality
        return self.outputs.get((resolution, tier), self.outputs.get((resolution, "")))


_TWO = ImageModel(
    IMAGE_MODEL_2,
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
)
_ONE = ImageModel(IMAGE_MODEL, {("1k", ""): 0.02, ("2k", ""): 0.02}, input_usd=0.002, max_sources=3)
_RETIRED = {
    name: replace(_TWO, name=name, auto=("low", "low"), served_by=_TWO.name)
    for name in (
        "grok-imagine-image-quality",
        "grok-imagine-image-quality-20260403",
        "grok-imagine-image-quality-latest",
        "grok-imagine-image-pro",
    )
}
IMAGE_MODELS = (_ONE, _TWO)
SHUT_DOWN = frozenset({"grok-2-image", "grok-2-image-1212", "grok-2-image-latest"})
MOST_SOURCES = max(IMAGE_MODELS, key=lambda each: each.max_sources)
# by every name that the API knows them by, retired and dated ones too
IMAGE_ROWS = {model.name: model for model in IMAGE_MODELS} | {f"{IMAGE_MODEL}-2026-03-02": _ONE} | _RETIRED


def image_model(name: str) -> ImageModel | None:
    """The row of the model of this name, retired and dated names included; None where it is unknown."""
    return IMAGE_ROWS.get(name)


def estimate(
    model: str, *, n: int = 1, n_sources: int = 0, resolution: str | None = None, quality: str | None = None
) -> float | None:
    """What a request will cost in US dollars: `n` pictures out and `n_sources` in; None where unknown.

    Edits are billed for every source and every output. Source: xAI's price pages, November 2026.
    """
    row = image_model(model)
    if row is None:
        return None
    one = row.output_usd(resolution=resolution or "1k", quality=quality or "auto", edit=n_sources > 0)
    return None if one is None else round(n * one + n_sources * row.input_usd, 6)


def estimate_request(model: str, parameters: Mapping[str, JSON], *, n_sources: int) -> float | None:
    """What a request with these fields of its body will cost, as `estimate`."""
    facts = {name: parameters.get(name) for name in ("resolution", "quality")}
    return estimate(model, n=parameters.get("n", 1), n_sources=n_sources, **facts)


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


def chat_model(name: str) -> ChatModel | None:
    """The row of the chat model of this name, or of the one that it is a variant of; None where unknown."""
    return next((each for each in _CHAT_PRICES if name.startswith(each.name)), None)


def estimate_answer(
    model: str, *, characters: int, n_images: int = 0, max_tokens: int | None = None
) -> float | None:
    """About what an answer to a question of this length will cost in US dollars; None where unknown."""
    row = chat_model(model)
    if row is None:
        return None
    tokens = characters / 4 + n_images * TOKENS_OF_IMAGE
    answer = max_tokens or TOKENS_OF_ANSWER
    return round((tokens * row.input_usd + answer * row.output_usd) / 10**6, 6)
