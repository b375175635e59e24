"""Values of a table's cells: scalars of other libraries as Python's own, anything as a spreadsheet has it."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from imagine_nb.pictures import Picture, Pictures
from imagine_nb.placeholders import text_in
from imagine_nb.values import in_short

_EXACT = 2**53  # up to here each whole number is a float of its own
_MIDNIGHT = time()


def cell(value: Any) -> Any:
    """A value as Python's own; None for what says that nothing is there (NaN, NaT, NA)."""
    if value is None or type(value) in {str, int, bool}:
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else float(value)
    if isinstance(value, str):
        return str.__str__(value)  # of an enumeration, the word and not the member's name
    library = type(value).__module__.partition(".")[0]
    if library == "pandas":
        return _of_pandas(value)
    is_scalar = library == "numpy" and hasattr(value, "item") and getattr(value, "shape", None) == ()
    return _of_numpy(value) if is_scalar else value


def _of_pandas(value: Any) -> Any:
    kind = type(value).__name__
    if kind in {"NAType", "NaTType"}:
        return None
    if kind == "Timestamp":
        return value.to_pydatetime(warn=False)  # nanoseconds are no loss in a prompt
    return value.to_pytimedelta() if kind == "Timedelta" else value


def _of_numpy(value: Any) -> Any:
    kind = value.dtype.kind
    if kind == "f":  # by its digits: 0.1 of 32 bits is no 0.10000000149011612
        return cell(float(str(value)))
    found = value.item()
    if kind in "mM" and isinstance(found, int):  # nanoseconds, which Python's dates do not have
        return value.astype(f"{'timedelta' if kind == 'm' else 'datetime'}64[us]").item()
    return found


def tidied(column: Sequence[Any]) -> list[Any]:
    """A column as it was meant: whole numbers that are floats beside a None, and days that are midnights."""
    there = [each for each in column if each is not None]
    if len(there) < len(column) and all(map(_is_whole, there)):
        return [None if each is None else int(each) for each in column]
    if there and all(map(_is_day, there)):
        return [None if each is None else each.date() for each in column]
    return list(column)


def _is_whole(value: Any) -> bool:
    return isinstance(value, float) and value.is_integer() and abs(value) < _EXACT


def _is_day(value: Any) -> bool:
    return isinstance(value, datetime) and value.tzinfo is None and value.time() == _MIDNIGHT


def plain(value: Any) -> Any:
    """A value as a spreadsheet has it: a picture by its path, what is nested as JSON, others in words."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (Picture, Pictures)):
        return " ".join(str(each.path or each) for each in ([value] if isinstance(value, Picture) else value))
    if isinstance(value, (dict, list)):
        return _as_json(value)
    return text_in(value) or in_short(value)


def _as_json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=in_short)
    except (TypeError, ValueError, RecursionError):  # keys that are no texts, a circle, or too deep
        return in_short(value)
