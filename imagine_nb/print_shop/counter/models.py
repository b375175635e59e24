"""The table of models: their names, their aliases, and what they accept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from imagine_nb.print_shop.counter.refusals import Refusal, not_found

PRINT_SHOP = "print-shop"  # who really answers, whatever model was asked for


@dataclass(frozen=True, slots=True)
class Model:
    """A model: its names, how many source pictures an edit may have, and whether it has qualities.

    `older` are models that programs still name; it answers in their place, and lists them nowhere.
    """

    name: str
    aliases: tuple[str, ...] = ()
    most_sources: int = 3
    has_quality: bool = False
    older: tuple[str, ...] = ()

    def answers_to(self, name: str) -> bool:
        """Whether `name` is its name, one of its aliases, or an older model's."""
        return name == self.name or name in self.aliases or name in self.older


IMAGE_MODELS = (
    Model(
        "grok-imagine-image-2.0",
        (
            "grok-imagine-image-quality",
            "grok-imagine-image-quality-latest",
            "grok-imagine-image-quality-20260403",
            "grok-imagine-image-pro",
        ),
        most_sources=5,
        has_quality=True,
    ),
    Model("grok-imagine-image", ("grok-imagine-image-2026-03-02", PRINT_SHOP)),
)
LANGUAGE_MODELS = (
    Model("grok-4.7"),
    Model("grok-4.6"),
    Model("grok-4.5"),
    Model("grok-4.3", (PRINT_SHOP,), older=("grok-4", "grok-3", "grok-code-fast-1", "grok-build-0.1")),
    Model("grok-4.20"),
)
DEFAULT_IMAGE_MODEL = IMAGE_MODELS[1]

_VARIANT = re.compile(r"(?<=\d)-[a-z0-9.-]+$")  # grok-4.20-reasoning, grok-4.20-0309


def image_model(name: str | None) -> Model:
    """The image model of this name; the first generation where none is asked for. Refuses others (404)."""
    return DEFAULT_IMAGE_MODEL if name is None else _named(name, IMAGE_MODELS)


def language_model(name: str) -> Model:
    """The language model of this name, dated and other variants included. Refuses others (404)."""
    try:
        return _named(name, LANGUAGE_MODELS)
    except Refusal:
        return _named(name, LANGUAGE_MODELS, plain=_VARIANT.sub("", name))


def _named(name: str, models: tuple[Model, ...], *, plain: str | None = None) -> Model:
    for model in models:
        if model.answers_to(plain or name):
            return model
    names = ", ".join(model.name for model in models)
    raise not_found(
        f"The model {name[:80]} does not exist or your team does not have access to it. There are: {names}."
    )
