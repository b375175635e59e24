"""Reading a schema: its references, and the alternatives that `anyOf` and its like leave open.

Each alternative is one flat schema without references, `allOf`, `anyOf`, `oneOf` and `if`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from math import inf, lcm
from typing import Any
from urllib.parse import unquote

from imagine_nb.print_shop.answering.schemas.effort import DEEPEST, Effort, TooMuch, Unsatisfied

Schema = Mapping[str, Any]

REFERENCES = "$refs"  # in a flat schema: the references that led to it
ALSO = "also"  # in a flat schema: keywords that it has besides others of the same name
_NOTHING: Schema = {"enum": []}
_MOST_ALTERNATIVES = 200
_HIGHEST = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"})
_LOWEST = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"})
_CHOICES = ("anyOf", "oneOf")
_NUMBERS = frozenset({*_HIGHEST, *_LOWEST, "multipleOf"})
_OBJECTS = frozenset({"properties", "patternProperties", "$defs", "definitions"})
_LISTS = frozenset({"enum", "required", "allOf", "anyOf", "oneOf", "prefixItems"})


@dataclass(frozen=True, slots=True)
class Document:
    """A whole schema, into which references point, and the effort that may be spent on it."""

    root: Schema
    effort: Effort = field(default_factory=Effort)

    def alternatives(self, schema: Any) -> Iterator[Schema]:
        """The flat schemas of which a value has to fit one; a bounded number of them."""
        yield from islice(self._flat(schema, 0), _MOST_ALTERNATIVES)

    def _flat(self, schema: Any, depth: int) -> Iterator[Schema]:
        if depth > DEEPEST:
            raise TooMuch.deep()
        schema = checked(schema)
        self.effort.spend(5 + len(schema))
        plain, others = _parted(schema)
        if "$ref" in schema:
            others.append([self.at(schema["$ref"])])
            plain = {**plain, REFERENCES: [schema["$ref"]]}
        yield from self._combined(plain, others, depth)

    def _combined(self, plain: Schema, others: list[list[Any]], depth: int) -> Iterator[Schema]:
        if not others:
            yield plain
            return
        for option in others[0]:
            for flat in self._flat(option, depth + 1):
                self.effort.spend(len(flat) + len(plain.get("enum", ())) * len(flat.get("enum", ())) // 10)
                yield from self._combined(merged(plain, flat), others[1:], depth)

    def at(self, reference: object) -> Any:
        """What a reference within the document points to."""
        if not isinstance(reference, str) or not reference.startswith("#"):
            raise Unsatisfied(f"The reference {str(reference)[:80]!r} leads out of the schema.")
        place: Any = self.root
        for step in reference[1:].split("/")[1:]:
            name = unquote(step).replace("~1", "/").replace("~0", "~")
            if isinstance(place, list) and name.isdigit() and int(name[:6]) < len(place):
                place = place[int(name[:6])]
            elif isinstance(place, dict) and name in place:
                place = place[name]
            else:
                raise Unsatisfied(f"The reference {reference[:80]!r} leads nowhere.")
        return place


def checked(schema: Any) -> Schema:
    """A schema of which the keywords have the types that they must have. Raises Unsatisfied."""
    if isinstance(schema, bool):
        return {} if schema else _NOTHING
    if not isinstance(schema, dict):
        raise Unsatisfied(f"A schema is an object or a boolean, not {str(schema)[:40]!r}.")
    for name, value in schema.items():
        if not _has_its_type(name, value):
            raise Unsatisfied(f"The keyword {name} of a schema cannot be {str(value)[:40]!r}.")
    return schema


def _has_its_type(name: str, value: Any) -> bool:
    if name in _NUMBERS:
        return is_number(value) and abs(value) < 1e300 and (name != "multipleOf" or value > 0)
    if name in _OBJECTS:
        return isinstance(value, dict)
    if name in _LISTS:
        return isinstance(value, list)
    if name in {"pattern", "format"}:
        return isinstance(value, str)
    return name != "type" or isinstance(value, str | list)


def _parted(schema: Schema) -> tuple[Schema, list[list[Any]]]:
    """The keywords that constrain at once, and the lists of which one schema each has to fit as well."""
    aside = {
        REFERENCES,
        ALSO,
        "$ref",
        "allOf",
        "anyOf",
        "oneOf",
        "if",
        "then",
        "else",
        "$defs",
        "definitions",
    }
    plain = {name: value for name, value in schema.items() if name not in aside}
    others = [[part] for part in schema.get("allOf", ())]
    others += [schema[name] for name in _CHOICES if name in schema]
    if "if" in schema:
        then = {"allOf": [schema["if"], schema.get("then", True)]}
        others.append([then, {"allOf": [{"not": schema["if"]}, schema.get("else", True)]}])
    return plain, others


def merged(one: Schema, other: Schema) -> Schema:
    """The flat schema of what fits both."""
    found = dict(one)
    for name, value in other.items():
        if name not in found or found[name] == value:
            found[name] = value
        elif name in _MERGES:
            found[name] = _MERGES[name](found[name], value)
        else:
            found[ALSO] = [*found.get(ALSO, ()), {name: value}]
    return found


def _both(mine: Any, value: Any) -> Any:
    return {"allOf": [mine, value]}


def _both_each(mine: Schema, values: Schema) -> Schema:
    common = {key: _both(mine[key], values[key]) for key in mine.keys() & values.keys()}
    return {**mine, **values, **common}


def is_number(value: Any) -> bool:
    """Whether a value of JSON is a number; Python reads a few that are none, as NaN."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < inf


def types_in(value: Any) -> list[str]:
    """The names in the keyword `type`."""
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str)]


def _common_types(mine: list[str], others: list[str]) -> list[str]:
    whole = ["integer"] if {"integer", "number"} <= {*mine, *others} else []
    return [each for each in mine if each in others] or whole


def _common_multiple(one: float, other: float) -> float:
    a, b = Fraction(str(one)), Fraction(str(other))
    common = Fraction(
        lcm(a.numerator * b.denominator, b.numerator * a.denominator), a.denominator * b.denominator
    )
    return common.numerator if common.denominator == 1 else float(common)


_MERGES: dict[str, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(_HIGHEST, max),
    **dict.fromkeys(_LOWEST, min),
    **dict.fromkeys(("required", REFERENCES), lambda mine, value: [*mine, *value]),
    **dict.fromkeys(("properties", "patternProperties"), _both_each),
    **dict.fromkeys(("items", "additionalProperties", "propertyNames"), _both),
    **dict.fromkeys(("title", "description", "default", "examples"), lambda mine, _: mine),
    "type": lambda mine, value: _common_types(types_in(mine), types_in(value)),
    "enum": lambda mine, value: [each for each in mine if each in value],
    "multipleOf": _common_multiple,
}
