from __future__ import annotations

import json

from imagine_nb.print_shop.answering.as_json import filled
from imagine_nb.print_shop.answering.results import Result, passed_on

FORECAST = {"city": "Oslo", "forecast": {"high": 4}, "days": [{"name": "Monday"}, {"name": "Tuesday"}]}


def test_results_are_quoted_and_passed_on():
    text = passed_on([Result("weather", " sunny "), Result("", "12:00")])
    assert "weather answered: “sunny”" in text
    assert "The function answered: “12:00”" in text
    assert "only passes that on" in text


def test_a_long_result_is_cut():
    assert len(passed_on([Result("weather", "x" * 100_000)])) < 3_000


def test_results_in_json_fill_the_fields_of_their_names():
    schema = {
        "type": "object",
        "properties": {
            "city": {"type": "string"},
            "high": {"type": "integer"},
            "days": {
                "type": "array",
                "items": {"type": "object", "properties": {"name": {"type": "string"}}},
            },
            "wind": {"type": "string"},
        },
    }
    found = json.loads(filled(schema, [], [Result("weather", json.dumps(FORECAST)), Result("", "no JSON")]))
    assert found == {"city": "Oslo", "high": 4, "days": FORECAST["days"], "wind": "unknown"}


def test_deep_results_are_looked_into_only_so_far():
    assert filled({"type": "string"}, [], [Result("", "[" * 50_000 + "]" * 50_000)]) == '"unknown"'
