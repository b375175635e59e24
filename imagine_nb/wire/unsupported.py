"""Unsupported settings: what xai_sdk sends and the API ignores or refuses is left out, and that is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imagine_nb.prices import IMAGE_ROWS
from imagine_nb.settings import ON_THE_WIRE, Setting
from imagine_nb.suggestions import checked


def supported(model: str, given: Mapping[str, Any], *, n_sources: int) -> tuple[dict[str, Any], str]:
    """The settings of a request for pictures without those that make no sense in it, and what is said of it.

    The sentence is empty where all fit. Raises InputError for a value that no model takes.
    """
    kept, notes = dict(given), []
    for row in ON_THE_WIRE:
        value = given.get(row.name)
        if value is None or not (why := _why_not(row, model, n_sources)):
            continue
        checked(row.label, value, row.values)
        del kept[row.name]
        notes.append(f"The {row.label} {value} was left out: {why}.")
    return kept, " ".join(notes)


def _why_not(row: Setting, model: str, n_sources: int) -> str:
    """Why a request cannot have this setting; empty where it can."""
    if row.is_shape and n_sources == 1:
        return "an edit of one picture keeps its shape"
    known = IMAGE_ROWS.get(model) if isinstance(model, str) else None
    has_it = known is None or not row.values or row.values_of(known.family)
    return "" if has_it else f"{model} has no {row.label} setting"
