"""Bounds of values from a database or an archive: what is beyond all measure is read as unknown.

A gallery may be a stranger's, or have been written by a version that took any number from the wire. What is
read here can be shown, summed, searched and exported, whatever its column holds.
"""

from __future__ import annotations

import json
import math
import re
from functools import lru_cache
from types import NoneType
from typing import get_args

from imagine_nb.engines import ENGINES
from imagine_nb.errors import GalleryError
from imagine_nb.fields import MAX_COUNT, MAX_TICKS
from imagine_nb.records import JSON, Author, SourceRecord, Status
from imagine_nb.settings import PICTURE
from imagine_nb.usage import KEPT, Usage

MAX_SIDE = 100_000  # pixels
LATEST = 253_402_214_400.0  # unix seconds: the last day that calendars know, in any time zone
LONGEST = 1e9  # seconds that a request may have taken
DEEPEST = 50  # levels of JSON in a column

_MIME_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}")
_STATUSES = frozenset(get_args(Status))
_TEXTS = tuple(each.name for each in PICTURE if each.kind is str)
_MAX_PICTURES = 1_000  # of a request


class BrokenRowError(GalleryError):
    """A row that cannot be read; the others can."""


def text(value: object) -> str:
    """A text; empty where the column holds something else."""
    if isinstance(value, str):
        return value
    return value.decode(errors="replace") if isinstance(value, bytes) else ""


def text_or_none(value: object) -> str | None:
    """A text, None where the column holds something else."""
    return value if isinstance(value, str) else None


def count(value: object, most: int = MAX_COUNT) -> int | None:
    """A whole number from 0 to `most`, None where the column holds something else."""
    return value if type(value) is int and 0 <= value <= most else None


def ticks(value: object) -> int | None:
    """A bill, None where the column holds none."""
    return value if type(value) is int and 0 <= value <= MAX_TICKS else None


def moment(value: object) -> float:
    """A time in unix seconds: the nearest that has a date."""
    return _within(value, LATEST)


def seconds(value: object) -> float:
    """A duration."""
    return _within(value, LONGEST)


def mime_type(value: object) -> str:
    """A MIME type that can stand in an address."""
    return value if isinstance(value, str) and _MIME_TYPE.fullmatch(value) else "application/octet-stream"


def engine(value: object) -> str:
    """The name of an engine. Raises BrokenRowError where there is none such, and so nobody to show or ask."""
    if isinstance(value, str) and value in ENGINES:
        return value
    raise BrokenRowError(f"The gallery names an engine {str(value)[:40]!r}, which there is not.")


def author(value: object) -> Author | None:
    """Who wrote a text: an engine, a space, and a model; None where the column names nobody."""
    name, _, model = text(value).partition(" ")
    return Author(name, model) if name in ENGINES and model else None


def status(value: object) -> Status:
    """How a request ended; unknown where the column says nothing that is known."""
    return value if value in _STATUSES else "unknown"  # type: ignore[return-value]


def parameters(value: object) -> dict[str, JSON]:
    """The other fields of a request's body; of a setting that is not of its kind nothing is known."""
    return dict(_parameters(value)) if isinstance(value, str) else {}


@lru_cache(maxsize=128)  # most requests of a gallery have the same
def _parameters(value: str) -> dict[str, JSON]:
    found = parsed(value)
    if not isinstance(found, dict):
        return {}
    if "n" in found and not (count(found["n"], _MAX_PICTURES) or 0):
        del found["n"]
    for name in _TEXTS:
        if not isinstance(found.get(name), (str, NoneType)):
            del found[name]
    return found


def sources(value: object) -> tuple[SourceRecord, ...]:
    """The sources of a request; what is none is left out."""
    if value == "[]":
        return ()
    found = parsed(value)
    return tuple(_source(each) for each in found if isinstance(each, dict)) if isinstance(found, list) else ()


def _source(row: dict[str, JSON]) -> SourceRecord:
    return SourceRecord(
        text(row.get("name")),
        mime_type=text_or_none(row.get("mime_type")),
        n_bytes=count(row.get("n_bytes")),
        width=count(row.get("width")),
        height=count(row.get("height")),
        sha256=text_or_none(row.get("sha256")),
        url=text_or_none(row.get("url")),
        file_id=text_or_none(row.get("file_id")),
        picture_id=text_or_none(row.get("picture_id")),
    )


def usage(value: object) -> Usage:
    """What a request used, None for each number that is none."""
    found = parsed(value)
    told = found if isinstance(found, dict) else {}
    facts = {name: count(told.get(name)) for name in KEPT}
    return Usage(**{**facts, "cost_in_usd_ticks": ticks(told.get("cost_in_usd_ticks"))})


def texts(value: object) -> tuple[str, ...]:
    """The texts of a list."""
    if value == "[]":
        return ()
    found = parsed(value)
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


def parsed(value: object) -> JSON:
    """What a column holds as JSON, None where that is broken, too deep, or holds a number that is none."""
    if not isinstance(value, str):
        return None
    try:
        found = json.loads(value, parse_constant=_finite, parse_float=_finite)
        if "\\ud" in value.lower():  # half a surrogate pair, which no file or database takes
            found = json.loads(json.dumps(found, ensure_ascii=False).encode(errors="replace"))
    except (ValueError, RecursionError):
        return None
    return found if not is_deep(found) else None


def is_deep(value: JSON) -> bool:
    """Whether JSON has more levels than anything that a gallery keeps."""
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for each in level for inner in _inner(each)]
        if not level:
            return False
    return True


def _inner(value: JSON) -> list[JSON]:
    if isinstance(value, dict):
        return [*value.values()]
    return value if isinstance(value, list) else []


def _finite(number: str) -> float:
    if not math.isfinite(found := float(number)):
        raise ValueError(number)
    return found


def _within(value: object, most: float) -> float:
    if type(value) is float and 0.0 <= value <= most:  # what nearly all rows have
        return value
    if isinstance(value, (int, float)) and not math.isnan(value):
        return float(min(max(value, 0.0), most))
    return 0.0
