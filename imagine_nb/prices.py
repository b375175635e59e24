"""What each model takes and costs: one table of rules, the checks against it, and the estimate before a call.

Prices are in US dollars and only estimate; the bill is `usage.cost_in_usd_ticks` of the answer.
Source: xAI's pages of models and release notes, as of November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
MAX_N = 10


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
    served_by: str | None = field(default=None)

    def output_usd(self, *, resolution: str, quality: str, edit: bool) -> float | None:
        """The price of one picture; None where the table has none for this resolution."""
        tier = quality if quality != "auto" else ("medium" if edit else "low")
        return self.outputs.get((resolution, tier), self.outputs.get((resolution, "")))


_TWO = ImageModel(
    "grok-imagine-image-2.0",
    {("1k", "low"): 0.04, ("1k", "medium"): 0.06, ("2k", "low"): 0.06, ("2k", "medium"): 0.08},
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
    "grok-imagine-image-quality": _TWO,
    "grok-imagine-image-quality-20260403": _TWO,
    "grok-imagine-image-quality-latest": _TWO,
    "grok-imagine-image-pro": _TWO,
}
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
    near = get_close_matches(str(value).lower(), allowed, 1, 0.5)
    meant = f"Did you mean {near[0]!r}? " if near else ""
    raise InputError(
        f"There is no {word} {str(value)[:40]!r}{of}.", advice=f"{meant}Allowed: {', '.join(allowed)}."
    )


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
) -> None:
    """Raise InputError for what the table knows that the API would refuse. Unknown models pass."""
    checked_count(n)
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
