"""Price list: what each model costs, and the estimate before a call.

Prices are in US dollars and only estimate; the bill is `usage.cost_in_usd_ticks` of the answer.
Source: xAI's pages of models and release notes, as of November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from imagine_nb.engines import ENGINES
from imagine_nb.errors import InputError
from imagine_nb.money import TICKS_PER_USD, cost
from imagine_nb.records import JSON
from imagine_nb.settings import CHAT_MODELS, IMAGE_MODEL, IMAGE_MODEL_2, MAX_N
from imagine_nb.suggestions import meant
from imagine_nb.values import checked_count, in_short

_MOST = 10**9  # pictures, or sources of each, that a price is told of
_NAME = re.compile(r"\S*(?:-\S|\d)\S*")  # of a model, and of no prompt


@dataclass(frozen=True, slots=True)
class Price:
    """Price of something before it is asked for, in US dollars.

    One that is not known counts as the dearest in the list: a limit has to bind what nobody has priced.
    Where an engine answers that bills nothing, `usd` is 0 and `keyed_usd` what the API would take with a key.
    """

    usd: float = 0.0
    is_known: bool = True
    keyed_usd: float = 0.0

    def __str__(self) -> str:
        """`about $0.02`, or what it counts as and why."""
        if self.is_known:
            return f"about {cost(self.ticks)}"
        return f"{cost(self.ticks)} (the price is not known: the dearest known counts)"

    @property
    def words(self) -> str:
        """`for about $0.02`, or `for nothing on the print shop; with a key about $0.02`."""
        return f"for {self}" if self.usd else f"for nothing{self.keyed}"

    @property
    def keyed(self) -> str:
        """` on the print shop; with a key about $0.02`; empty for what costs the same with one."""
        if not self.keyed_usd:
            return ""
        return f" on the print shop; with a key {Price(self.keyed_usd)}"

    @property
    def ticks(self) -> int:
        """The same in ticks."""
        return round(self.usd * TICKS_PER_USD)


FREE = Price()


def total(prices: Iterable[Price]) -> Price:
    """The sum of prices; known where all of them are."""
    each = tuple(prices)
    usd, keyed = (round(sum(parts), 6) for parts in ([p.usd for p in each], [p.keyed_usd for p in each]))
    return Price(usd, all(price.is_known for price in each), keyed)


def price_at(engine: str, price: Price) -> Price:
    """What costs this much at the API, at an engine: the same, or nothing where it bills nothing."""
    facts = ENGINES[engine]
    if facts.is_billed:
        return price
    return Price(keyed_usd=price.usd if facts.is_asked and price.is_known else 0.0)


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


_DEAREST_OUTPUT = max(usd for model in IMAGE_ROWS.values() for usd in model.outputs.values())
_DEAREST_INPUT = max(model.input_usd for model in IMAGE_ROWS.values())


def image_model(name: str) -> ImageModel | None:
    """The row of the model of this name, retired and dated names included; None where it is unknown."""
    return IMAGE_ROWS.get(name)


def estimate(
    of: str = "",
    *,
    model: str | None = None,
    n: int = 1,
    n_sources: int = 0,
    resolution: str | None = None,
    quality: str | None = None,
) -> float:
    """What a request for pictures will cost in US dollars: `n` pictures out and `n_sources` in.

    `of` is a prompt, whose words cost nothing, as in `estimate("a fox", n=4)`, or the name of a model;
    else `model` says which, `grok-imagine-image` where left out. Edits are billed for each source and output.
    Raises InputError where no price is known. Source: xAI's price pages, November 2026.

    Examples:
        >>> estimate("a fox", n=4)
        0.08
        >>> estimate(model="grok-imagine-image-2.0", n_sources=2, resolution="2k", quality="medium")
        0.1
    """
    name = _model_in(of) if model is None else model
    if not isinstance(name, str):
        raise InputError(f"model is {in_short(name)}.", advice="It is the name of a model, as text.")
    checked_count(n, of="n", most=_MOST)
    checked_count(n_sources, of="n_sources", least=0, most=_MOST)
    given = {"n": n, "resolution": resolution, "quality": quality}
    found = price_of_pictures(name, given, n_sources=n_sources)
    if not found.is_known:
        raise _no_price(name, " ".join(str(each) for each in (resolution or "1k", quality) if each))
    return found.usd


def _model_in(text: str) -> str:
    """The model that a text is the name of; the usual one for a prompt.

    One word with a hyphen or a digit in it is a name: a misspelt model must not cost what another does.
    """
    if not isinstance(text, str):
        told = f"estimate takes a prompt or the name of a model, not {in_short(text)}."
        raise InputError(told, advice="n= says how many pictures.")
    return text if text in IMAGE_ROWS or _NAME.fullmatch(text) else IMAGE_MODEL


def _no_price(model: str, asked: str) -> InputError:
    """What is said of a model that is not in the list, or not with what was asked of it."""
    if (row := image_model(model)) is None:
        advice = meant(model, IMAGE_ROWS, others="Models", cutoff=0.6)
        told = f"No price is known for a model {in_short(model)}."
        return InputError(told, advice=f"{advice} A prompt of one word takes model= beside it.")
    known = ", ".join(" ".join(filter(None, each)) for each in row.outputs)
    return InputError(f"No price is known for {asked} of {model}.", advice=f"Known: {known}.")


def price_of_pictures(model: str, parameters: Mapping[str, JSON], *, n_sources: int) -> Price:
    """What a request with these fields of its body will cost; as the dearest known where that is unknown."""
    resolution, quality = parameters.get("resolution") or "1k", parameters.get("quality") or "auto"
    row, n = image_model(model), _count(parameters.get("n", 1))
    one = row.output_usd(resolution=resolution, quality=quality, edit=n_sources > 0) if row else None
    if row is None or one is None or n is None:
        return Price(round((n or MAX_N) * _DEAREST_OUTPUT + n_sources * _DEAREST_INPUT, 6), is_known=False)
    return Price(round(n * one + n_sources * row.input_usd, 6))


def _count(n: JSON) -> int | None:
    """How many pictures are asked for; None for what is no count, which a server may read as it likes."""
    return n if isinstance(n, int) and 0 < n < 10**9 else None


@dataclass(frozen=True, slots=True)
class ChatModel:
    """The prices of one chat model, in dollars for a million tokens."""

    name: str
    input_usd: float
    output_usd: float
    batch_share: float = 1.0  # of the price, that an answer in a batch costs


_CHEAPER_IN_BATCHES = frozenset({"grok-4.3", "grok-4.20", "grok-4.7"})
_CHAT_PRICES = tuple(
    ChatModel(
        name,
        *((1.25, 2.50) if name in {"grok-4.3", "grok-4.20"} else (2.0, 6.0)),
        batch_share=0.8 if name in _CHEAPER_IN_BATCHES else 1.0,
    )
    for name in CHAT_MODELS
)
_DEAREST_CHAT = max(_CHAT_PRICES, key=lambda each: (each.output_usd, each.input_usd))
TOKENS_OF_IMAGE = 1_800  # of one picture in full detail; no formula is published
TOKENS_OF_ANSWER = 1_000  # where no limit is set


def chat_model(name: str) -> ChatModel | None:
    """The row of the chat model of this name, or of the one that it is a variant of; None where unknown."""
    # grok-4.3-fast is a variant of grok-4.3, grok-4.35 is not
    return next((each for each in _CHAT_PRICES if f"{name}-".startswith(f"{each.name}-")), None)


def price_of_answer(
    model: str, *, characters: int, n_images: int = 0, max_tokens: int | None = None
) -> Price:
    """About what an answer to a question of this length will cost; as the dearest known where unknown."""
    row = chat_model(model)
    tokens = characters / 4 + n_images * TOKENS_OF_IMAGE
    answer = _count(max_tokens) or TOKENS_OF_ANSWER
    each = row or _DEAREST_CHAT
    usd = round((tokens * each.input_usd + answer * each.output_usd) / 10**6, 6)
    return Price(usd, is_known=row is not None)


def price_in_batch(model: str, price: Price) -> Price:
    """What the same costs in a batch: answers of some models less, pictures as much as ever."""
    row = chat_model(model)
    if row is None:
        return price
    usd, keyed = (round(each * row.batch_share, 6) for each in (price.usd, price.keyed_usd))
    return Price(usd, price.is_known, keyed)
