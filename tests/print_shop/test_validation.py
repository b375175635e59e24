from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagine_nb.print_shop.answering.schemas.schema import Document
from imagine_nb.print_shop.answering.schemas.validation import fits, same

VALUES = [
    None, True, False, 0, 1, 1.0, 1.5, -3, 14, "", "a", "ab", "AAA-0000", "2026-01-01", [], [1], [1, 1],
    [1, True], ["a", 1], [[1], [1]], {}, {"a": 1}, {"a": "x", "b": 2}, {"c": None}, {"x1": 5, "x2": "6"},
]  # fmt: skip
SCHEMAS = [
    True, False, {}, {"type": "integer"}, {"type": ["number", "null"]}, {"type": "boolean"},
    {"enum": [1, "a", None]}, {"const": True}, {"const": 1}, {"minimum": 1}, {"exclusiveMaximum": 1},
    {"multipleOf": 7}, {"multipleOf": 0.5}, {"minLength": 2}, {"maxLength": 1},
    {"pattern": r"^[A-Z]{3}-\d+$"}, {"format": "date"}, {"prefixItems": [{"type": "string"}]},
    {"items": {"type": "integer"}}, {"items": False}, {"uniqueItems": True},
    {"prefixItems": [True], "items": {"type": "boolean"}}, {"minItems": 1, "maxItems": 1},
    {"contains": {"const": 1}}, {"contains": {"type": "number"}, "minContains": 2},
    {"contains": True, "maxContains": 1}, {"properties": {"a": {"type": "integer"}}}, {"required": ["a"]},
    {"additionalProperties": False},
    {"properties": {"a": True}, "additionalProperties": {"type": "string"}},
    {"propertyNames": {"pattern": "^x"}}, {"patternProperties": {"^x": {"type": "integer"}}},
    {"minProperties": 2}, {"maxProperties": 1}, {"dependentRequired": {"a": ["b"]}},
    {"allOf": [{"type": "integer"}, {"minimum": 1}]}, {"anyOf": [{"type": "string"}, {"minimum": 5}]},
    {"oneOf": [{"type": "number"}, {"type": "integer"}]}, {"not": {"type": "string"}},
    {"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"minimum": 1}}, {"if": {"type": "null"}},
    {"$ref": "#/$defs/n", "$defs": {"n": {"type": "null"}}},
    {"type": "object", "properties": {"a": {"$ref": "#"}}},
]  # fmt: skip


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: json.dumps(schema)[:60])
def test_a_value_fits_where_jsonschema_says_so(schema):
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    validator = jsonschema.Draft202012Validator(schema, format_checker=checker)
    document = Document(schema if isinstance(schema, dict) else {})
    assert [fits(value, schema, document) for value in VALUES] == [
        validator.is_valid(value) for value in VALUES
    ]


def test_older_tuples_and_nullable_are_known():
    older = {"items": [{"type": "string"}], "additionalItems": False}
    assert fits(["a"], older, Document(older))
    assert not fits(["a", 1], older, Document(older))
    assert fits(None, {"type": "string", "nullable": True}, Document({}))


def test_contents_are_looked_into():
    schema = {"type": "string", "contentMediaType": "application/json"}
    assert fits("{}", schema, Document(schema))
    assert not fits("{", schema, Document(schema))


@given(st.sampled_from(VALUES), st.sampled_from(VALUES))
def test_values_are_the_same_as_json_tells_them_apart(one, other):
    assert same(one, other) == jsonschema.Draft202012Validator({"const": one}).is_valid(other)
