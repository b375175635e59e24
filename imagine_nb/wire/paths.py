"""Paths of requests: an id or a name that somebody gave as one segment of a path, and never more."""

from __future__ import annotations

from urllib.parse import quote

from imagine_nb.errors import InputError, without_keys
from imagine_nb.fields import writable
from imagine_nb.wire.replies import MAX_NAME


def segment(given: str, *, of: str, advice: str) -> str:
    """An id or a name, escaped for a path. Raises InputError for what is none.

    `of` names it in the error. Dots alone would lead to another endpoint, and halves of characters nowhere.
    """
    is_text = isinstance(given, str) and 0 < len(given) <= MAX_NAME and not given.isspace()
    if not is_text or not given.strip(".") or writable(given) != given:
        raise InputError(f"{of} is {without_keys(repr(given))[:60]}.", advice=advice)
    return quote(given, safe="")
