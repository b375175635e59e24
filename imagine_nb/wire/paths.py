"""Paths of requests: an id or a name that somebody gave as one segment of a path, and never more."""

from __future__ import annotations

from urllib.parse import quote

from imagine_nb.errors import InputError
from imagine_nb.fields import is_writable
from imagine_nb.values import in_short
from imagine_nb.wire.replies import MAX_NAME


def is_name(given: object) -> bool:
    """Whether it can be an id or a name: text that can be sent, neither blank nor endless."""
    return (
        isinstance(given, str) and 0 < len(given) <= MAX_NAME and not given.isspace() and is_writable(given)
    )


def segment(given: str, *, of: str, advice: str) -> str:
    """An id or a name, escaped for a path. Raises InputError for what is none.

    `of` names it in the error. Dots alone would lead to another endpoint, and halves of characters nowhere.
    """
    if not is_name(given) or not given.strip("."):
        raise InputError(f"{of} is {in_short(given)}.", advice=advice)
    return quote(given, safe="")
