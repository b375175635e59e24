"""Validation: whether a value fits a schema, by the keywords of JSON Schema 2020-12 and before."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from fractions import Fraction
from math import inf
from typing import Any

from imagine_nb.print_shop.answering.schemas.effort import DEEPEST, TooMuch
from imagine_nb.print_shop.answering.schemas.patterns import is_found, tree_of
from imagine_nb.print_shop.answering.schemas.schema import Document, Schema, checked, is_number, types_in
from imagine_nb.print_shop.answering.schemas.text_formats import has_format


def fits(value: Any, schema: Any, document: Document, depth: int = 0) -> bool:
    """Whether `value` fits `schema`. Raises Unsatisfied where the schema cannot be read."""
    if depth > 2 * DEEPEST:
        raise TooMuch.deep()
    schema = checked(schema)
    document.effort.spend(10 + len(schema) + len(schema.get("enum", ())))
    return _Check(document, depth).all(value, schema)


class _Check:
    """One level of a validation."""

    def __init__(self, document: Document, depth: int) -> None:
        self._document = document
        self._depth = depth

    def _fits(self, value: Any, schema: Any) -> bool:
        return fits(value, schema, self._document, self._depth + 1)

    def all(self, value: Any, schema: Schema) -> bool:
        checks: list[Callable[[Any, Schema], bool]] = [self._plain, self._combined]
        if isinstance(value, str):
            checks.append(self._text)
        elif isinstance(value, list):
            checks.append(self._list)
        elif isinstance(value, dict):
            checks.append(self._object)
        elif is_number(value):
            checks.append(_number)
        return all(check(value, schema) for check in checks)

    def _plain(self, value: Any, schema: Schema) -> bool:
        if "type" in schema and not any(_is_of(value, kind) for kind in types_in(schema["type"])):
            return schema.get("nullable") is True and value is None
        if "const" in schema and not same(value, schema["const"]):
            return False
        return "enum" not in schema or any(same(value, option) for option in schema["enum"])

    def _combined(self, value: Any, schema: Schema) -> bool:
        if "$ref" in schema and not self._fits(value, self._document.at(schema["$ref"])):
            return False
        if not all(self._fits(value, part) for part in schema.get("allOf", ())):
            return False
        if "anyOf" in schema and not any(self._fits(value, part) for part in schema["anyOf"]):
            return False
        if "oneOf" in schema and sum(self._fits(value, part) for part in schema["oneOf"]) != 1:
            return False
        if "not" in schema and self._fits(value, schema["not"]):
            return False
        return "if" not in schema or self._conditional(value, schema)

    def _conditional(self, value: Any, schema: Schema) -> bool:
        branch = "then" if self._fits(value, schema["if"]) else "else"
        return self._fits(value, schema.get(branch, True))

    def _text(self, text: str, schema: Schema) -> bool:
        self._document.effort.spend(len(text) // 4)  # it has to be sent, too
        if not schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", len(text)):
            return False
        if "format" in schema and not has_format(schema["format"], text):
            return False
        if not all(has_format(name, text) for name in contents_in(schema)):
            return False
        return "pattern" not in schema or self._matches(schema["pattern"], text)

    def _matches(self, pattern: str, text: str) -> bool:
        return is_found(tree_of(pattern), text, effort=self._document.effort)

    def _list(self, values: list[Any], schema: Schema) -> bool:
        if not schema.get("minItems", 0) <= len(values) <= schema.get("maxItems", len(values)):
            return False
        first, rest = tuple_in(schema)
        if not all(self._fits(value, part) for value, part in zip(values, first, strict=False)):
            return False
        if not all(self._fits(value, rest) for value in values[len(first) :]):
            return False
        if schema.get("uniqueItems") is True and len({key_of(value) for value in values}) < len(values):
            return False
        return "contains" not in schema or self._contains(values, schema)

    def _contains(self, values: list[Any], schema: Schema) -> bool:
        found = sum(self._fits(value, schema["contains"]) for value in values)
        return bool(schema.get("minContains", 1) <= found <= schema.get("maxContains", found))

    def _object(self, values: dict[str, Any], schema: Schema) -> bool:
        if not schema.get("minProperties", 0) <= len(values) <= schema.get("maxProperties", len(values)):
            return False
        if not all(name in values for name in required_in(schema, values)):
            return False
        names = schema.get("propertyNames", True)
        return all(
            self._fits(name, names) and all(self._fits(value, part) for part in self.parts(name, schema))
            for name, value in values.items()
        )

    def parts(self, name: str, schema: Schema) -> Iterable[Any]:
        """The schemas that a property of this name has to fit."""
        own = [schema["properties"][name]] if name in schema.get("properties", {}) else []
        patterns = schema.get("patternProperties", {})
        own += [part for pattern, part in patterns.items() if self._matches(pattern, name)]
        return own or [schema.get("additionalProperties", True)]


def parts_of(name: str, schema: Schema, document: Document) -> list[Any]:
    """The schemas that the property `name` of an object of this flat schema has to fit."""
    return list(_Check(document, 0).parts(name, schema))


def tuple_in(schema: Schema) -> tuple[list[Any], Any]:
    """The schemas of a list's first items, and that of all others."""
    if "prefixItems" in schema:
        return schema["prefixItems"], schema.get("items", True)
    items = schema.get("items", True)
    return (items, schema.get("additionalItems", True)) if isinstance(items, list) else ([], items)


def contents_in(schema: Schema) -> list[str]:
    """The formats of what a text holds in turn: base64, or JSON."""
    encoding, media = str(schema.get("contentEncoding", "")), schema.get("contentMediaType")
    named = [encoding if encoding in {"base64", "base64url"} else ""]
    named.append("json-string" if media == "application/json" and not encoding else "")
    return [name for name in named if name]


def required_in(schema: Schema, names: Iterable[str]) -> list[str]:
    """The properties that must be there, given that those of `names` are."""
    depending = schema.get("dependentRequired", {})
    lists = [depending.get(name) for name in names] if isinstance(depending, dict) else []
    more = [each for found in lists if isinstance(found, list) for each in found]
    return [name for name in [*schema.get("required", ()), *more] if isinstance(name, str)]


def same(one: Any, other: Any) -> bool:
    """Whether two values of JSON are equal; true is not 1."""
    return one == other and key_of(one) == key_of(other)


def key_of(value: Any) -> str:
    """A text that is the same for equal values of JSON alone."""
    if is_number(value) and value == int(value):
        return str(int(value))
    return json.dumps(value, sort_keys=True)


def _is_of(value: Any, kind: str) -> bool:
    match kind:
        case "integer":
            return is_number(value) and value == int(value)
        case "number":
            return is_number(value)
        case "boolean":
            return isinstance(value, bool)
        case "null":
            return value is None
    return isinstance(value, {"string": str, "array": list, "object": dict}.get(kind, ()))


def _number(value: float, schema: Schema) -> bool:
    if not schema.get("minimum", -inf) <= value <= schema.get("maximum", inf):
        return False
    if not schema.get("exclusiveMinimum", -inf) < value < schema.get("exclusiveMaximum", inf):
        return False
    step = schema.get("multipleOf")
    return step is None or _is_multiple(value, step)


def _is_multiple(value: float, step: float) -> bool:
    """As numbers, and as floats divide: some who check know only these."""
    if (Fraction(str(value)) / Fraction(str(step))).denominator != 1:
        return False
    if isinstance(value, int) and isinstance(step, int):
        return True
    try:
        return (value / step).is_integer()
    except OverflowError:
        return True
