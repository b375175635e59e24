from __future__ import annotations

import json

import jsonschema
import pytest

from imagine_nb.print_shop.answering.functions import Function, calls_of
from imagine_nb.print_shop.answering.schemas.effort import Unsatisfied


def function(name: str, description: str = "", required: str = "", **properties: dict) -> Function:
    schema = {"type": "object", "properties": properties, "required": required.split()}
    return Function(name, description, schema)


TEXT, NUMBER = {"type": "string"}, {"type": "number"}
WEATHER = function(
    "get_weather",
    "Get the weather for a given city.",
    required="city units",
    city={"type": "string", "description": "The name of the city."},
    units={"type": "string", "enum": ["C", "F"]},
)
TIME = function("get_current_time", "The time in a timezone", required="timezone", timezone=TEXT)
STOCK = function("get_stock_price", required="symbol", symbol=TEXT, days={"type": "integer", "minimum": 1})
ADD = function("add", "Add two numbers", required="a b", a=NUMBER, b=NUMBER)
CALCULATOR = function("calculator", "Evaluates an expression", required="expression", expression=TEXT)
LOOKUP = function("web_lookup", required="query", query=TEXT, most={"type": "integer", "default": 5})
FLIGHT = function(
    "book_flight",
    required="origin destination date",
    origin=TEXT,
    destination=TEXT,
    date={"type": "string", "format": "date"},
    passengers={"type": "integer"},
    window={"type": "boolean"},
)
EMAIL = function("send_email", required="to", to={"type": "string", "format": "email"}, subject=TEXT)
ALL = [WEATHER, TIME, STOCK, ADD, CALCULATOR, LOOKUP, FLIGHT, EMAIL]


def called(question: str, functions=ALL, **how) -> list[tuple[str, dict]]:
    return [(call.name, json.loads(call.arguments)) for call in calls_of(question, functions, **how)]


@pytest.mark.parametrize(
    ("question", "name", "arguments"),
    [
        ("What is the weather in Paris?", "get_weather", {"city": "Paris", "units": "C"}),
        ("weather in paris in F please", "get_weather", {"city": "paris", "units": "F"}),
        ("What's the temperature in New York City?", "get_weather", {"city": "New York City", "units": "C"}),
        ("What time is it in Tokyo?", "get_current_time", {"timezone": "Tokyo"}),
        ("What is 12 * (3+4)?", "calculator", {"expression": "12 * (3+4)"}),
        ("Add 3 and 5.5", "add", {"a": 3, "b": 5.5}),
        ("Price of TSLA stock over 7 days", "get_stock_price", {"symbol": "TSLA", "days": 7}),
        (
            "Do a web lookup on red pandas",
            "web_lookup",
            {"query": "Do a web lookup on red pandas", "most": 5},
        ),
        (
            "Book a flight from Berlin to New York on 2026-12-01 for 2 passengers with a window",
            "book_flight",
            {
                "origin": "Berlin",
                "destination": "New York",
                "date": "2026-12-01",
                "passengers": 2,
                "window": True,
            },
        ),
        (
            'Send an email to bob@example.com with subject "Lunch"',
            "send_email",
            {"to": "bob@example.com", "subject": "Lunch"},
        ),
    ],
)
def test_the_function_that_is_asked_for_is_called_with_what_the_question_says(question, name, arguments):
    assert called(question) == [(name, arguments)]


@pytest.mark.parametrize("question", ["hello", "What is in this picture?", "Thanks!", ""])
def test_a_question_for_none_of_them_calls_none(question):
    assert called(question) == []
    assert called(question, []) == []


def test_a_forced_call_comes_with_placeholders():
    assert called("hello", [WEATHER], forced=True) == [("get_weather", {"city": "unknown", "units": "C"})]
    assert called("add 1 and 2", [WEATHER, ADD], forced=True) == [("add", {"a": 1, "b": 2})]


def test_several_cities_are_several_calls_unless_one_at_a_time_is_asked_for():
    question = "What's the weather in San Francisco, Tokyo and Paris?"
    cities = [arguments["city"] for _, arguments in called(question)]
    assert cities == ["San Francisco", "Tokyo", "Paris"]
    assert len(called(question, several=False)) == 1


def test_several_functions_can_be_asked_for_at_once():
    assert [name for name, _ in called("What's the weather and the time in Oslo?")] == [
        "get_weather",
        "get_current_time",
    ]


def test_the_parameters_may_be_any_schema():
    nested = function("save_user", required="user", user={"$ref": "#/$defs/User"})
    user = {
        "type": "object",
        "properties": {
            "email": {"type": "string", "format": "email"},
            "tags": {"type": "array", "items": TEXT},
        },
        "required": ["email", "tags"],
    }
    schema = {**nested.parameters, "$defs": {"User": user}}
    ((_, arguments),) = called("Save the user ann@example.com", [Function("save_user", "", schema)])
    jsonschema.validate(arguments, schema)
    assert arguments["user"]["email"] == "ann@example.com"


def test_a_function_without_parameters_is_called_without():
    assert called("ping the server", [Function("ping")]) == [("ping", {})]


def test_parameters_that_nothing_fits_are_said():
    broken = function("ping", required="x", x={"enum": []})
    with pytest.raises(Unsatisfied):
        calls_of("ping", [broken])


def test_a_very_long_question_is_read_soon():
    assert called("a" * 1_000_000) == called("make " * 200_000, [WEATHER]) == []
