"""Request headers of a user's own, checked. They go to the API's own host alone, as the key does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from imagine_nb.errors import InputError, holds_key
from imagine_nb.keys import known_keys

NO_HEADERS: Mapping[str, str] = MappingProxyType({})
_MOST = 50
_LONGEST = 4096  # characters of a value
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_VALUE = re.compile(r"[\x20-\x7e\t]*")
# what the client says itself: to whom, as whom, how, and how long it is
_TAKEN = frozenset({
    "accept", "accept-encoding", "authorization", "connection", "content-encoding", "content-length",
    "content-type", "cookie", "expect", "host", "http2-settings", "keep-alive", "proxy-authenticate",
    "proxy-authorization", "proxy-connection", "range", "te", "trailer", "transfer-encoding", "upgrade",
    "user-agent", "x-imagine-take",
})  # fmt: skip


def checked_headers(pairs: Iterable[tuple[str, str]] | Mapping[str, str] | None) -> dict[str, str]:
    """The headers that are meant, by their names in lower case; one that is given twice holds both values.

    Raises InputError, which never says a value, for what is no header, what the client says itself, and
    a key.
    """
    found: dict[str, str] = {}
    for name, value in _pairs(pairs):
        _check(name, value)
        lower = name.lower()
        found[lower] = f"{found[lower]}, {value}" if lower in found else value
    return found


def _pairs(given: Any) -> list[tuple[Any, Any]]:
    given = given.items() if isinstance(given, Mapping) else () if given is None else given
    try:
        pairs = [(name, value) for name, value in given]
    except (TypeError, ValueError):
        pairs = [("", "")]  # no pairs at all
    if isinstance(given, str) or len(pairs) > _MOST or any(pair == ("", "") for pair in pairs):
        raise InputError(
            "metadata is no list of headers.", advice=f'It is such as (("x-team", "a"),), at most {_MOST}.'
        )
    return pairs


def _check(name: Any, value: Any) -> None:
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        raise InputError(
            f"{repr(name)[:60]} is no name of a header.", advice="Letters, digits and - make one."
        )
    if name.lower() in _TAKEN:
        raise InputError(f"The client sets the header {name} itself.", advice="Leave it out of metadata.")
    if not (isinstance(value, str) and len(value) <= _LONGEST and _VALUE.fullmatch(value)):
        raise InputError(
            f"The value of {name} cannot be sent in a header.",
            advice=f"It is one line of ASCII text, at most {_LONGEST} characters.",
        )
    if any(holds_key(text) or any(key.is_in(text) for key in known_keys()) for text in (name, value)):
        raise InputError("metadata holds something that looks like an API key.", advice="Give it as api_key.")
