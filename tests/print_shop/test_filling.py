"""Values that fit any schema: those of programs, those that Hypothesis makes up, and those that mean harm."""

from __future__ import annotations

import datetime
import decimal
import enum
import json
import re
import uuid
from ipaddress import IPv4Address
from pathlib import Path
from time import monotonic
from typing import Annotated, Any, Literal, Optional

import jsonschema
import pydantic
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from fuzzing import cases
from imagine_nb.print_shop.answering.as_json import filled
from imagine_nb.print_shop.answering.schemas.effort import TooMuch, Unsatisfied
from imagine_nb.print_shop.answering.schemas.filling import filled_value

CHECKER = jsonschema.Draft202012Validator.FORMAT_CHECKER


class Nothing:
    """Nothing is known."""

    complete = True

    def values(self, name: str, schema: object) -> tuple[()]:
        return ()

    def each(self, name: str) -> tuple[()]:
        return ()


def value_of(schema: Any) -> Any:
    """A value that fits the schema, as jsonschema says too."""
    value = json.loads(json.dumps(filled_value(schema, Nothing())))
    jsonschema.Draft202012Validator(schema, format_checker=CHECKER).validate(value)
    return value


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Node(BaseModel):
    value: int
    next: Optional[Node] = None  # noqa: UP045 - a name in quotes takes no |
    children: list[Node] = []


class Item(BaseModel):
    name: str
    quantity: int
    price_in_cents: int


class Receipt(BaseModel):
    date: datetime.datetime
    items: list[Item]
    currency: str
    total_in_cents: int


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    barks: bool


Pet = Annotated[Cat | Dog, Field(discriminator="kind")]
Slug = Annotated[str, pydantic.StringConstraints(pattern="^[a-z ]+$", min_length=12)]


@pytest.mark.parametrize(
    ("kind", "rules"),
    [
        (int, {}), (float, {}), (bool, {}), (str, {}), (bytes, {}), (Any, {}), (Path, {}),
        (datetime.datetime, {}), (datetime.date, {}), (datetime.time, {}), (datetime.timedelta, {}),
        (uuid.UUID, {}), (pydantic.UUID1, {}), (pydantic.UUID4, {}), (decimal.Decimal, {}), (Colour, {}),
        (Literal["q", "w"], {}), (int | None, {}), (int | str, {}), (dict[str, int], {}), (list[int], {}),
        (tuple[int, str], {}), (set[str], {}), (pydantic.HttpUrl, {}), (pydantic.PostgresDsn, {}),
        (pydantic.Json, {}), (pydantic.Base64Str, {}), (pydantic.SecretStr, {}), (IPv4Address, {}),
        (int, {"ge": 5, "le": 7}), (int, {"multiple_of": 7, "gt": 10}), (int, {"le": -5}),
        (int, {"ge": 10**20}),
        (float, {"gt": 0, "lt": 1}), (float, {"multiple_of": 0.1, "gt": 0.25}),
        (decimal.Decimal, {"max_digits": 5, "decimal_places": 2, "gt": 1}),
        (str, {"min_length": 20}), (str, {"max_length": 3}), (str, {"pattern": r"^[A-Z]{3}-\d{4}$"}),
        (Slug, {}),
        (list[str], {"min_length": 3}), (set[str], {"min_length": 4}), (set[int], {"min_length": 4}),
        (set[Colour], {"min_length": 2}), (set[tuple[int, str]], {"min_length": 3}),
        (dict[str, int], {"min_length": 3}), (dict[str, list[tuple[int, Colour]]], {"min_length": 1}),
        (Node, {}), (Receipt, {}), (Receipt | None, {}), (Pet, {}), (list[Pet], {"min_length": 1}),
    ],
)  # fmt: skip
def test_models_of_pydantic_read_what_their_schemas_are_filled_with(kind: Any, rules: dict[str, Any]) -> None:
    model = pydantic.create_model("Model", x=(kind, Field(**rules)))
    assert model.model_validate(value_of(model.model_json_schema())) is not None


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"anyOf": [{"enum": ["red", "blue"]}, {"type": "null"}]}, None),
        ({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}, None),
        ({"type": ["string", "null"]}, "unknown"),
        ({"enum": ["good", "bad", "neutral"]}, "neutral"),
        ({"enum": ["EUR", "USD"], "default": "USD"}, "USD"),
        ({"type": "integer", "default": "x"}, 0),
        ({"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 20}, 1),
        ({"type": "string", "pattern": "^[A-Z]{2}[0-9]{2}$"}, "XX00"),
    ],
)  # fmt: skip
def test_a_placeholder_looks_like_nothing_that_is_known(schema: Any, value: Any) -> None:
    assert value_of(schema) == value


def test_a_schema_that_holds_itself_ends_soon() -> None:
    assert value_of(Node.model_json_schema()) == {"value": 0, "next": None, "children": []}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": r"^\+?[1-9]\d{1,14}$"},
        {"type": "string", "pattern": "^(?=.*[A-Z])(?=.*[0-9]).{8,}$"},
        {"type": "string", "pattern": "foo", "minLength": 20},
        {"type": "string", "allOf": [{"pattern": "^a"}, {"pattern": "z$"}, {"pattern": "^[az]{2}$"}]},
        {
            "type": "array",
            "uniqueItems": True,
            "minItems": 30,
            "items": {"type": "string", "pattern": "^[a-z]{3}$"},
        },
        {"type": "array", "contains": {"const": 7}, "minContains": 2, "items": {"type": "integer"}},
        {
            "prefixItems": [{"type": "integer"}, {"type": "string"}],
            "minItems": 4,
            "items": {"type": "boolean"},
        },
        {"type": "object", "patternProperties": {"^x-": {"type": "integer"}}, "minProperties": 2},
        {"type": "object", "propertyNames": {"pattern": "^[A-Z]{2}$"}, "minProperties": 4},
        {"type": "object", "propertyNames": {"enum": ["a", "b"]}, "minProperties": 2},
        {"type": "object", "required": ["a"], "dependentRequired": {"a": ["b"]}},
        {"type": "object", "properties": {"a": {}, "b": {}, "c": {}}, "maxProperties": 1, "required": ["b"]},
        {"oneOf": [{"type": "number"}, {"type": "integer"}]},
        {"not": {"const": "unknown"}, "type": "string"},
        {"if": {"type": "string"}, "then": {"minLength": 9}, "type": "string"},
        {"allOf": [{"type": ["integer", "string"]}, {"type": "number"}, {"minimum": 3}, {"multipleOf": 4}]},
        {"anyOf": [{"type": "integer", "minimum": 2, "maximum": 1}, {"const": {"a": [1]}}]},
        {"enum": [{"a": 1}, [2]]},
        True,
    ],
    ids=lambda schema: json.dumps(schema)[:70],
)
def test_keywords_are_honoured(schema: Any) -> None:
    value_of(schema)


KEYWORDS = re.findall(
    r"\S+",
    "type enum const properties items required minItems maxItems uniqueItems contains minContains maxContains"
    " minLength maxLength pattern format contentEncoding contentMediaType anyOf allOf oneOf not if then else"
    " $ref $refs $defs also prefixItems additionalItems additionalProperties patternProperties propertyNames"
    " dependentRequired minProperties maxProperties multipleOf minimum maximum exclusiveMinimum"
    " exclusiveMaximum nullable title",
)
NASTY = [
    *("string", "object", "array", "integer", "number", "#", "#/$defs", "date", "^a+$", "base64", "a"),
    *(0, 1, 2, -5, 1.5, 1e299, 10**400, True, None),
]
SCALARS = st.one_of(
    st.just({"type": "string"}),
    st.builds(lambda n, m: {"type": "string", "minLength": n, "maxLength": n + m}, *[st.integers(0, 30)] * 2),
    st.sampled_from(["date", "date-time", "time", "uuid", "email", "uri", "ipv4", "duration"]).map(
        lambda name: {"type": "string", "format": name}
    ),
    st.sampled_from([r"^[a-f]{2,5}$", r"\d+", r"^(ab|c)*d?$", r"^[^\W\d]{3}-$"]).map(
        lambda pattern: {"type": "string", "pattern": pattern}
    ),
    st.builds(lambda n, m: {"type": "integer", "minimum": n, "maximum": n + m}, *[st.integers(0, 99)] * 2),
    st.builds(lambda n, m: {"type": "integer", "minimum": n, "multipleOf": m}, *[st.integers(1, 99)] * 2),
    st.floats(-1e6, 1e6).map(lambda low: {"type": "number", "exclusiveMinimum": low}),
    st.lists(st.integers() | st.text() | st.none() | st.booleans(), min_size=1).map(
        lambda each: {"enum": each}
    ),
    st.sampled_from([{"type": "boolean"}, {"type": "null"}, {"type": ["integer", "null"]}, {}, True]),
)
NAMES = st.sampled_from(["a", "b", "colour", "count", "$ref"])


def _object(parts: dict[str, Any], needed: list[str], more: Any) -> dict[str, Any]:
    required = [name for name in needed if name in parts]
    return {"type": "object", "properties": parts, "required": required, "additionalProperties": more}


def _grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(_object, st.dictionaries(NAMES, inner, max_size=4), st.lists(NAMES), st.booleans()),
        st.builds(
            lambda each, n, m: {"type": "array", "items": each, "minItems": n, "maxItems": n + m},
            inner,
            *[st.integers(0, 3)] * 2,
        ),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda parts: {"prefixItems": parts, "minItems": len(parts)}
        ),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"anyOf": parts}),
        inner.map(lambda each: {"allOf": [each, {"title": "x"}]}),
    )


@settings(max_examples=cases(300), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.recursive(SCALARS, _grown, max_leaves=12))
def test_any_schema_that_can_be_satisfied_is(schema: Any) -> None:
    value_of(schema)


@settings(max_examples=cases(500), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(KEYWORDS),
                inner | st.sampled_from(NASTY),
                max_size=5,
            )
        ),
        max_leaves=20,
    )
)
def test_anything_for_a_schema_is_filled_or_refused(schema: Any) -> None:
    try:
        value = filled_value(schema, Nothing())
    except Unsatisfied:
        return
    json.dumps(value)


def deep(levels: int, around: Any) -> Any:
    schema: Any = {"type": "string"}
    for _ in range(levels):
        schema = around(schema)
    return schema


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]},
        {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]},
        {"type": "array", "items": {"$ref": "#"}, "minItems": 2},
        {"type": "array", "minItems": 10**9},
        {"type": "string", "minLength": 10**9},
        {"type": "object", "minProperties": 10**9},
        {"items": {"items": {"items": {}, "minItems": 900}, "minItems": 900}, "minItems": 900},
        {"type": "array", "minItems": 1000, "uniqueItems": True, "items": {"type": "integer"}},
        {"$defs": {"a": {"anyOf": [{"$ref": "#/$defs/a"}] * 50}}, "$ref": "#/$defs/a"},
        deep(400, lambda inner: {"type": "object", "properties": {"a": inner}, "required": ["a"]}),
        deep(900, lambda inner: {"allOf": [inner]}),
        deep(900, lambda inner: {"not": inner}),
        {"enum": list(range(100_000)), "not": {}},
        {"allOf": [{"enum": list(range(100_000))}, {"enum": list(range(1, 100_000))}]},
        {"allOf": [{str(k): k for k in range(100_000)}] * 50},
        {"type": "array", "minItems": 900, "items": {"type": "string", "minLength": 10_000}},
        {"type": "array", "minItems": 999, "uniqueItems": True, "items": {"pattern": "^[a-z]{5,9}$"}},
    ],
    ids=range(18),
)
def test_a_schema_that_asks_for_too_much_is_refused_soon(schema: Any) -> None:
    begun = monotonic()
    with pytest.raises(TooMuch):
        filled_value(schema, Nothing())
    assert monotonic() - begun < 30  # seconds: it has no end without a bound


def test_nothing_more_is_done_once_nobody_waits() -> None:
    asked: list[bool] = []
    with pytest.raises(TooMuch, match="Nobody waits"):
        filled_value(
            {"type": "array", "minItems": 900}, Nothing(), stop=lambda: len(asked) > 9 or asked.append(True)
        )
    assert len(asked) == 10


@pytest.mark.parametrize(
    "schema",
    [
        False,
        {"enum": []},
        {"not": {}},
        {"type": "integer", "minimum": 3, "maximum": 2},
        {"type": "array", "uniqueItems": True, "minItems": 3, "items": {"type": "boolean"}},
        {"type": "object", "required": ["a"], "properties": {"a": False}},
        {"type": "nothing"},
        {"allOf": [{"type": "string"}, {"type": "integer"}]},
        {"type": "string", "pattern": "("},
        {"enum": [float("inf")], "type": "number"},
    ],
)
def test_a_schema_that_nothing_fits_is_said_to_be_one(schema: Any) -> None:
    with pytest.raises(Unsatisfied):
        filled(schema, [])
