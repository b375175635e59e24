from __future__ import annotations

import json

import pytest

from imagine_nb.print_shop.answering.as_json import filled, plain_json, schema_in, wants_json
from imagine_nb.print_shop.answering.facts import Facts, facts_of
from imagine_nb.print_shop.press import generated


@pytest.fixture(scope="module")
def fox() -> Facts:
    return facts_of(generated("two red foxes in the snow at sunset", width=96, height=96).data)


def test_json_without_a_schema_holds_the_facts(fox: Facts) -> None:
    plain = json.loads(plain_json([fox]))
    assert plain["subjects"] == ["fox"]
    assert (plain["width"], plain["time"], plain["setting"]) == (96, "sunset", "snow")
    assert len(json.loads(plain_json([fox, fox]))) == 2
    assert json.loads(plain_json([])) == {}


def test_a_schema_is_filled_with_the_right_types(fox: Facts) -> None:
    schema = {
        "type": "object",
        "properties": {
            "subject": {"type": "string"},
            "animal_count": {"type": "integer"},
            "dominant_colors": {"type": "array", "items": {"type": "string"}, "maxItems": 2},
            "brightness": {"type": "number"},
            "is_dark": {"type": "boolean"},
            "time_of_day": {"enum": ["day", "night", "sunset"]},
            "mood": {"type": ["string", "null"]},
            "size": {"$ref": "#/$defs/Size"},
        },
        "$defs": {
            "Size": {
                "type": "object",
                "properties": {"width": {"type": "integer"}, "height": {"type": "integer"}},
            }
        },
    }
    out = json.loads(filled(schema, [fox]))
    assert (out["subject"], out["animal_count"], out["time_of_day"]) == ("fox", 2, "sunset")
    assert len(out["dominant_colors"]) == 2
    assert 0 < out["brightness"] < 1
    assert out["is_dark"] is False
    assert out["mood"] == "unknown"
    assert out["size"] == {"width": 96, "height": 96}


def test_a_list_of_objects_has_one_for_every_picture(fox: Facts) -> None:
    schema = {"type": "array", "items": {"type": "object", "properties": {"description": {"type": "string"}}}}
    assert len(json.loads(filled(schema, [fox, fox, fox]))) == 3


def test_a_schema_is_found_in_text() -> None:
    assert (
        schema_in('Answer with {"type": "object", "properties": {"a": {"type": "string"}}} please')
        is not None
    )
    assert schema_in("no schema { here") is None
    assert wants_json("Return JSON")
    assert not wants_json("Describe it")


def test_the_things_of_a_picture_are_told_and_no_other_list_is_made_of_it(fox: Facts) -> None:
    item = {"type": "object", "properties": {"label": {"type": "string"}, "count": {"type": "integer"}}}
    lists = {name: {"type": "array", "items": item} for name in ("objects", "line_items", "pets")}
    out = json.loads(filled({"type": "object", "properties": {**lists, "total": {"type": "integer"}}}, [fox]))
    assert out == {"objects": [{"label": "fox", "count": 2}], "line_items": [], "pets": [], "total": 0}


def test_a_schema_is_looked_for_in_any_text_and_not_without_end() -> None:
    assert schema_in('{"a":' * 5_000) is None
    assert schema_in('{"a":[' * 900 + "1," * 100_000) is None
