"""JSON parsing within bounds: of size, of depth, and of text that can be written anywhere."""

from __future__ import annotations

import json
import re

from imagine_nb.fields import writable
from imagine_nb.records import JSON

MAX_VALUES = 500_000  # a value takes up to a hundred bytes, whatever it takes in the text
MAX_DEPTH = 64
_STEP = 2**16
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_BETWEEN = (b",", b"[", b"{")  # one of them stands before each value


def bounded_json(body: bytes | bytearray) -> JSON:
    """The JSON in `body`; raises ValueError where it is none, or more than anybody would send.

    A bytearray is emptied, for room. Text that is not quite UTF-8 loses the characters that are not.
    """
    _require_few_values(body)
    has_halves = b"\\" in body and _HALF.search(body)
    try:
        text = body.decode("utf-8-sig", errors="replace")
        if isinstance(body, bytearray):
            body.clear()
        parsed = json.loads(text)
    except (RecursionError, MemoryError) as exc:
        raise ValueError("too large") from exc
    _require_flat(parsed)
    return _writable(parsed) if has_halves else parsed


def _require_few_values(body: bytes | bytearray) -> None:
    """Raise ValueError for more values than anybody sends, before they take their room."""
    count = 0
    for start in range(0, len(body), _STEP):  # the end of what is too much is not looked at
        for each in _BETWEEN:
            # to find out that there is none, as in a picture's base64, takes a tenth of counting to nothing
            if body.find(each, start, start + _STEP) >= 0:
                count += body.count(each, start, start + _STEP)
        if count > MAX_VALUES:
            raise ValueError(f"more than {MAX_VALUES} values")


def _require_flat(parsed: JSON) -> None:
    """Raise ValueError for what is nested so deep that whoever walks through it would fall."""
    level = [parsed]
    for _ in range(MAX_DEPTH):
        level = [each for outer in level for each in _within(outer) if isinstance(each, (dict, list))]
        if not level:
            return
    raise ValueError(f"more than {MAX_DEPTH} levels")


def _within(value: JSON) -> JSON:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _writable(value: JSON) -> JSON:
    """The same without half characters, which escapes can make and no file or database takes."""
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, dict):
        return {writable(name): _writable(each) for name, each in value.items()}
    return [_writable(each) for each in value] if isinstance(value, list) else value
