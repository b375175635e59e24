from __future__ import annotations

import pytest

from imagine_nb.print_shop.answering.schemas.effort import TooMuch, Unsatisfied
from imagine_nb.print_shop.answering.schemas.schema import REFERENCES, Document, checked, merged


def flat(schema: object) -> list[dict]:
    root = schema if isinstance(schema, dict) else {}
    return [
        {name: value for name, value in each.items() if name != REFERENCES}
        for each in Document(root).alternatives(schema)
    ]


def test_choices_are_laid_out_flat():
    choices = {"description": "x", "anyOf": [{"type": "string"}, {"type": "null"}]}
    assert [each["type"] for each in flat(choices)] == ["string", "null"]
    both = {"anyOf": [{"minimum": 1}, {"minimum": 2}], "oneOf": [{"maximum": 5}, {"maximum": 6}]}
    assert len(flat(both)) == 4


def test_references_are_followed_and_told():
    schema = {"$ref": "#/$defs/a~1b", "$defs": {"a/b": {"type": "integer"}}}
    assert flat(schema) == [{"type": "integer"}]
    assert next(Document(schema).alternatives(schema))[REFERENCES] == ["#/$defs/a~1b"]


def test_what_has_to_fit_all_is_merged():
    assert flat({"allOf": [{"minimum": 1, "maximum": 9}, {"minimum": 2, "maximum": 8}]}) == [
        {"minimum": 2, "maximum": 8}
    ]
    assert merged({"type": ["integer", "string"]}, {"type": "number"}) == {"type": ["integer"]}
    assert merged({"enum": [1, 2]}, {"enum": [2, 3]}) == {"enum": [2]}
    assert merged({"multipleOf": 4}, {"multipleOf": 6}) == {"multipleOf": 12}
    assert merged({"required": ["a"]}, {"required": ["b"]}) == {"required": ["a", "b"]}
    both = merged({"properties": {"a": 1, "b": 2}}, {"properties": {"b": 3}})
    assert both == {"properties": {"a": 1, "b": {"allOf": [2, 3]}}}
    assert merged({"pattern": "a"}, {"pattern": "b"}) == {"pattern": "a", "also": [{"pattern": "b"}]}


def test_booleans_are_schemas():
    assert flat(True) == [{}]
    assert flat(False) == [{"enum": []}]


@pytest.mark.parametrize(
    "schema",
    [
        7,
        {"properties": 7},
        {"minItems": "x"},
        {"minimum": True},
        {"multipleOf": 0},
        {"enum": 7},
        {"pattern": 7},
        {"type": 7},
        {"allOf": {}},
        {"maxLength": 1e301},
    ],
)
def test_a_schema_that_is_none_is_said_to_be(schema):
    with pytest.raises(Unsatisfied):
        checked(schema)


@pytest.mark.parametrize("reference", ["#/nowhere", "http://a.example/b", "#/$defs/0", 7])
def test_a_reference_that_leads_nowhere_is_said_to(reference):
    with pytest.raises(Unsatisfied, match="leads"):
        flat({"$ref": reference, "$defs": {}})


def test_a_circle_of_references_ends():
    with pytest.raises(TooMuch):
        flat({"$ref": "#"})
