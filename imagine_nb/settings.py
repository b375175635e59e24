"""Settings of requests, for pictures and for questions: one row of facts each.

Functions, cells, `%imagine_config`, completion, grids, recipes, the client, the manual and the panel read
these rows. A new field of the API is a row here, a line in `PictureSettings`, and its name on the wire.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypedDict

IMAGE_MODEL = "grok-imagine-image"
IMAGE_MODEL_2 = "grok-imagine-image-2.0"
IMAGE_MODELS = (IMAGE_MODEL, IMAGE_MODEL_2)
CHAT_MODEL = "grok-4.3"
CHAT_MODELS = (CHAT_MODEL, "grok-4.20", "grok-4.5", "grok-4.6", "grok-4.7")
MAX_N = 10  # pictures of one request
MAX_PICTURES = 100  # of one call, which is several requests then
IMAGE_FORMATS = ("url", "base64")
REQUESTS, BATCH = "requests", "batch"  # how a table is asked: each by itself, or by the API's Batch endpoint

_RATIOS = (
    "auto", "1:1", "3:4", "4:3", "9:16", "16:9", "2:3", "3:2", "9:19.5", "19.5:9", "9:20", "20:9",
    "1:2", "2:1",
)  # fmt: skip
_WIDE = ("21:9", "5:2")
_RESOLUTIONS = ("1k", "1.5k", "2k")
_QUALITIES = ("auto", "low", "medium")


class PictureSettings(TypedDict, total=False):
    """What a request for pictures may set besides its prompt, model, count and sources, as the API has it.

    `aspect_ratio` (`16:9`), `resolution` (`1k`, `2k`), `quality` (`low`, `medium`), and `user`, an id of your
    own for the end user.
    """

    aspect_ratio: str | None
    resolution: str | None
    quality: str | None
    user: str | None


class Setting(NamedTuple):
    """Setting of a request: its name in Python and in the API's body, its flags in a cell, its values.

    `values` are all that it may be, empty where that is no choice; `models` maps a model to those that it
    takes, where not every model takes all.
    `default` is what leaving it out means, None where the model decides. One that `has_default` stands in
    `%imagine_config`; one that `varies` may be an axis of a grid; one that `is_shape` is not for an edit of
    one picture, which keeps its own.
    """

    name: str
    flags: tuple[str, ...]
    metavar: str
    help: str
    values: tuple[str, ...] = ()
    models: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    default: Any = None
    kind: type = str
    has_default: bool = False
    varies: bool = False
    is_shape: bool = False
    is_open: bool = False  # other values than those named are sent as they are

    @property
    def label(self) -> str:
        """Its name in words: `aspect ratio`."""
        return self.name.replace("_", " ")

    def values_of(self, model: str) -> tuple[str, ...]:
        """What it may be with a model; empty where that has no such setting."""
        return self.models.get(model, ()) if self.models else self.values

    @property
    def manual(self) -> str:
        """What it is and may be, in words; what only one model takes says so."""
        if not self.values:
            return self.help
        known = {model: set(self.models.get(model, ())) for model in IMAGE_MODELS} if self.models else {}
        rare = [value for value in self.values if not all(value in some for some in known.values())]
        alone = " and ".join(model for model, some in known.items() if some & set(rare))
        which = "" if len(rare) == len(self.values) else f"{', '.join(rare)} "
        return f"{self.help}: {', '.join(self.values)}{f'; {which}with {alone} alone' if rare else ''}"


COUNT = Setting("n", ("-n", "--count"), "N", f"how many pictures, 1 to {MAX_PICTURES}", default=1, kind=int)
ASPECT_RATIO = Setting(
    "aspect_ratio",
    ("-a", "--aspect-ratio"),
    "W:H",
    "the shape, width to height",
    values=(*_RATIOS, *_WIDE),
    models={IMAGE_MODEL: _RATIOS, IMAGE_MODEL_2: (*_RATIOS, *_WIDE)},
    has_default=True,
    varies=True,
    is_shape=True,
)
RESOLUTION = Setting(
    "resolution",
    ("-r", "--resolution"),
    "SIZE",
    "the size",
    values=_RESOLUTIONS,
    models={IMAGE_MODEL: ("1k", "2k"), IMAGE_MODEL_2: _RESOLUTIONS},
    has_default=True,
    varies=True,
)
QUALITY = Setting(
    "quality",
    ("-q", "--quality"),
    "TIER",
    "the quality",
    values=_QUALITIES,
    models={IMAGE_MODEL_2: _QUALITIES},
    has_default=True,
    varies=True,
)
MODEL = Setting(
    "model",
    ("-m", "--model"),
    "NAME",
    "the model that makes pictures",
    values=IMAGE_MODELS,
    default=IMAGE_MODEL,
    is_open=True,
    has_default=True,
    varies=True,
)
USER = Setting("user", ("--user",), "ID", "an id of the end user, for the API", is_open=True)

# in the order of the manual, and of a recipe's options
PICTURE = (COUNT, ASPECT_RATIO, RESOLUTION, QUALITY, USER, MODEL)
ON_THE_WIRE = tuple(row for row in PICTURE if row.name in PictureSettings.__annotations__)


DETAIL = Setting(
    "detail",
    ("--detail",),
    "LEVEL",
    "how closely to look",
    values=("auto", "low", "high"),  # left out, it is the first
    has_default=True,
)
QUESTION_MODEL = Setting(
    "chat_model",
    ("-m", "--model"),
    "NAME",
    "the model that answers questions",
    values=CHAT_MODELS,
    default=CHAT_MODEL,
    is_open=True,
    has_default=True,
)
QUESTION = (DETAIL, QUESTION_MODEL)
