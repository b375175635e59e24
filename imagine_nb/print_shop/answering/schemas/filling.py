"""Filling a schema: what is known where it fits, a placeholder where not, and nothing that does not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Protocol

from imagine_nb.print_shop.answering.schemas.candidates import (
    is_named,
    kinds_in,
    listed,
    options_in,
    rank,
    typed,
)
from imagine_nb.print_shop.answering.schemas.effort import DEEPEST, Effort, TooMuch, Unsatisfied
from imagine_nb.print_shop.answering.schemas.patterns import tree_of
from imagine_nb.print_shop.answering.schemas.placeholders import (
    MOST_ITEMS,
    bounded,
    modest_first,
    placeholders,
)
from imagine_nb.print_shop.answering.schemas.schema import REFERENCES, Document, Schema
from imagine_nb.print_shop.answering.schemas.strings import strings_of
from imagine_nb.print_shop.answering.schemas.validation import (
    fits,
    key_of,
    parts_of,
    required_in,
    tuple_in,
)
from imagine_nb.print_shop.drawing.canvas import never

_NUMERIC = frozenset({"number", "integer"})
_MADE = frozenset({"object", "array"})  # of parts


class Known(Protocol):
    """What is known, asked by the name of a field."""

    @property
    def complete(self) -> bool:
        """Whether a field that may be left out is filled although nothing is known of it."""
        ...

    def values(self, name: str, schema: Schema, /) -> Iterable[Any]:
        """Values of JSON for the field, the likeliest first."""
        ...

    def each(self, name: str, /) -> Sequence[Known]:
        """What is known of each thing in a list of objects of this name."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the value: its path and its name, what is known there, and the references on the way.

    `turn` asks for another value than the first that fits, where values have to differ.
    """

    known: Known
    path: str = "$"
    name: str = ""
    depth: int = 0
    turn: int = 0
    references: frozenset[str] = frozenset()

    def below(self, step: str, flat: Schema, **changes: Any) -> Place:
        """The place of a part of the value here, which has this flat schema."""
        references = self.references | set(flat.get(REFERENCES, ()))
        below = replace(self, path=self.path + step, depth=self.depth + 1, references=references)
        return replace(below, **changes)


def filled_value(schema: Any, known: Known, *, stop: Callable[[], bool] = never) -> Any:
    """A value that fits `schema`. Raises Unsatisfied where none was found, or `stop()` was true before."""
    document = Document(schema if isinstance(schema, dict) else {}, Effort(stop=stop))
    try:
        return _Filler(document).value(schema, Place(known))
    except RecursionError as exc:
        raise TooMuch("The schema is nested too deeply.") from exc


class _Filler:
    """Fills the parts of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def value(self, schema: Any, place: Place, *, only_known: bool = False) -> Any:
        """A value that fits at `place`; with `only_known` no placeholder."""
        if place.depth > DEEPEST:
            raise TooMuch.deep(place.path)
        self._document.effort.spend(50)
        fitting: dict[str, Any] = {}
        for candidate, made in self._candidates(schema, place, only_known=only_known):
            self._document.effort.spend(10)
            if fits(candidate, schema, self._document):
                fitting.setdefault(key_of(candidate), candidate)
                if made or len(fitting) > place.turn:
                    break
        if not fitting:
            raise Unsatisfied(f"The schema cannot be satisfied: nothing was found that fits at {place.path}.")
        return list(fitting.values())[-1]

    def _candidates(self, schema: Any, place: Place, *, only_known: bool) -> Iterator[tuple[Any, bool]]:
        """What may fit, all that is known first; and whether it was made of parts, for this turn."""
        flats = list(self._document.alternatives(schema))
        known = list(place.known.values(place.name, flats[0] if flats else {}))
        for flat in flats:
            yield from ((value, False) for value in self._known(flat, known))
        if not only_known:
            yield from ((value, False) for value in self._defaults(flats))
        kinds = [(kind, flat) for flat in flats for kind in kinds_in(flat)]
        numeric = not _NUMERIC.isdisjoint(kind for kind, _ in kinds)
        kinds.sort(key=lambda each: (_returns(each[1], place), rank(*each, numeric=numeric)))
        for kind, flat in kinds:
            if options_in(flat) is None and kind in _MADE:
                made = self._object(flat, place) if kind == "object" else self._list(flat, place)
                if not only_known or (made and kind == "array"):
                    yield made, True
            elif not only_known:
                yield from ((value, False) for value in self._single(kind, flat))

    def _defaults(self, flats: Sequence[Schema]) -> Iterator[Any]:
        """What the schema itself has where nothing is said; what is made of parts may know better."""
        yield from (
            flat["default"]
            for flat in flats
            if "default" in flat and (options_in(flat) is not None or _MADE.isdisjoint(kinds_in(flat)))
        )

    def _known(self, flat: Schema, known: Sequence[Any]) -> Iterator[Any]:
        options = options_in(flat)
        if options is not None:
            yield from (option for option in options if is_named(option, known))
            return
        for kind in kinds_in(flat):
            for value in known:
                yield from typed(kind, value)

    def _single(self, kind: str, flat: Schema) -> Iterator[Any]:
        options = options_in(flat)
        yield from placeholders(kind, flat, self._document) if options is None else modest_first(options)

    def _list(self, flat: Schema, place: Place) -> list[Any]:
        first, rest = tuple_in(flat)
        least = bounded(flat, "minItems", MOST_ITEMS)
        most = _most_items(flat)
        found = [self.value(part, self._item(place, flat, at)) for at, part in enumerate(first[:most])]
        if "contains" in flat:
            wanted = {"allOf": [flat["contains"], rest]}
            for _ in range(bounded({"minContains": 1, **flat}, "minContains", MOST_ITEMS)):
                found.append(self._another(wanted, flat, place, found))
        if len(found) < most and rest is not False:
            found += self._items(rest, flat, place)[: most - len(found)]
        while len(found) < least:
            found.append(self._another(rest, flat, place, found))
        return found

    def _items(self, schema: Any, flat: Schema, place: Place) -> list[Any]:
        """The items that are known."""
        flats = list(self._document.alternatives(schema))
        seen = place.references | set(flat.get(REFERENCES, ()))
        if any(_returns(each, replace(place, references=seen)) for each in flats):
            return []  # what holds itself holds no more of it than it must
        if any("object" in kinds_in(each) for each in flats):
            return [
                self.value(schema, self._item(place, flat, at, known=known))
                for at, known in enumerate(islice(place.known.each(place.name), _most_items(flat)))
            ]
        values = [each for value in place.known.values(place.name, flat) for each in listed(value)]
        found = [next(self._fitting(schema, flats, value), None) for value in values]
        kept = [each for each in found if each is not None]
        return list({key_of(each): each for each in kept}.values())

    def _fitting(self, schema: Any, flats: Sequence[Schema], value: Any) -> Iterator[Any]:
        for flat in flats:
            for candidate in self._known(flat, [value]):
                if fits(candidate, schema, self._document):
                    yield candidate

    def _another(self, schema: Any, flat: Schema, place: Place, found: Sequence[Any]) -> Any:
        """One more item, another than all others where they have to differ."""
        at = self._item(place, flat, len(found), known=_Nothing())
        if flat.get("uniqueItems") is not True:
            return self.value(schema, at)
        taken = {key_of(value) for value in found}
        for turn in (len(found), *range(len(found))):
            value = self.value(schema, replace(at, turn=turn))
            if key_of(value) not in taken:
                return value
        raise Unsatisfied(f"Too few different values were found that fit the schema at {at.path}.")

    def _item(self, place: Place, flat: Schema, at: int, **changes: Any) -> Place:
        return place.below(f"[{at}]", flat, **changes)

    def _object(self, flat: Schema, place: Place) -> dict[str, Any]:
        required = set(required_in(flat, ()))
        found: dict[str, Any] = {}
        for name in dict.fromkeys([*flat.get("properties", {}), *sorted(required)]):
            self._add(found, name, flat, place, needed=name in required)
        for name in required_in(flat, list(found)):
            self._add(found, name, flat, place, needed=True)
        for name in self._more_names(flat):
            if len(found) >= bounded(flat, "minProperties", MOST_ITEMS):
                break
            self._add(found, name, flat, place, needed=False)
        for name in list(found)[::-1]:
            if len(found) > flat.get("maxProperties", MOST_ITEMS) and name not in required:
                del found[name]
        return found

    def _add(self, found: dict[str, Any], name: str, flat: Schema, place: Place, *, needed: bool) -> None:
        """Put in a property; one that is not needed may be left out."""
        if name in found:
            return
        parts = parts_of(name, flat, self._document)
        schema = parts[0] if len(parts) == 1 else {"allOf": parts}
        below = place.below(f".{name[:40]}", flat, name=name)
        declared = name in flat.get("properties", {})
        if not needed and declared and self._returns(schema, below):
            return
        only_known = not needed and declared and not place.known.complete
        try:
            found[name] = self.value(schema, below, only_known=only_known)
        except TooMuch:
            raise
        except Unsatisfied:
            if needed:
                raise

    def _returns(self, schema: Any, below: Place) -> bool:
        """Whether a schema leads back to one that holds it."""
        return all(_returns(flat, below) for flat in self._document.alternatives(schema))

    def _more_names(self, flat: Schema) -> Iterator[str]:
        """Names for properties that no schema names."""
        for pattern in flat.get("patternProperties", {}):
            yield from strings_of(tree_of(pattern), least=0, most=100, effort=self._document.effort)
        names = flat.get("propertyNames", True)
        for each in self._document.alternatives({"allOf": [{"type": "string"}, names]}):
            yield from options_in(each) or ()
            texts = (text for text in placeholders("string", each, self._document))
            yield from (text for text in islice(texts, MOST_ITEMS) if fits(text, names, self._document))
        yield from (f"unknown_{number}" for number in range(MOST_ITEMS))


class _Nothing:
    """Nothing is known."""

    complete = True

    def values(self, _: str, __: Schema, /) -> Iterable[Any]:
        return ()

    def each(self, _: str, /) -> Sequence[Known]:
        return ()


def _most_items(flat: Schema) -> int:
    return max(0, int(min(flat.get("maxItems", MOST_ITEMS), MOST_ITEMS)))


def _returns(flat: Schema, place: Place) -> bool:
    """Whether a flat schema is one that holds this place already."""
    return not place.references.isdisjoint(flat.get(REFERENCES, ()))
