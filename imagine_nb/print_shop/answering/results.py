"""Results of functions, handed back: passed on in words, or put into the fields of a schema."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from imagine_nb.print_shop.answering.schemas.filling import Known
    from imagine_nb.print_shop.answering.schemas.schema import Schema

_LONGEST = 2_000  # characters of a result that are quoted
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Result:
    """What a function gave back: its name, empty where it is not known, and the text."""

    name: str
    text: str


def passed_on(results: Sequence[Result]) -> str:
    """The results, quoted."""
    said = " ".join(f"{each.name or 'The function'} answered: “{_short(each.text)}”." for each in results)
    return f"{said} The print shop only passes that on."


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


@dataclass(frozen=True, slots=True)
class KnownResults:
    """What the results tell by the names of their fields, where they are JSON."""

    results: Sequence[Result]
    complete: bool = True

    def values(self, name: str, _: Schema, /) -> Iterable[Any]:
        """Every value that a result holds under this name."""
        return [value for found in self._parsed() for value in _named(found, name.lower(), 0)]

    def each(self, name: str, /) -> Sequence[Known]:
        """One for each object in a list of this name."""
        lists = [value for value in self.values(name, {}) if isinstance(value, list)]
        return [KnownResults([Result("", json.dumps(item))]) for item in (lists[0] if lists else ())]

    def _parsed(self) -> Iterator[Any]:
        for each in self.results:
            try:
                yield json.loads(each.text)
            except (ValueError, RecursionError):
                continue


def _named(value: Any, name: str, depth: int) -> Iterator[Any]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield from (part for key, part in value.items() if key.lower() == name and part is not None)
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _named(part, name, depth + 1)
