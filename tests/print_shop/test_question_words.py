from __future__ import annotations

from time import monotonic

import pytest

from imagine_nb.print_shop.answering.question_words import KnownWords, names_in, several_names

TEXT, WHOLE, FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}


@pytest.mark.parametrize(
    ("question", "name", "schema", "value"),
    [
        ("Is it cold in Oslo today?", "city", TEXT, "Oslo"),
        ("A train from Bern to Rome", "origin", TEXT, "Bern"),
        ("A train from Bern to Rome", "destination", TEXT, "Rome"),
        ('Say "good night" to her', "text", TEXT, "good night"),
        ("Show 12 rows of 3 tables", "tables", WHOLE, 3),
        ("Show 12 rows of 3 tables", "rows", WHOLE, 12),
        ("Write to a.b@example.com, now", "to", TEXT | {"format": "email"}, "a.b@example.com"),
        ("Read https://a.example/b?c=d.", "url", TEXT | {"format": "uri"}, "https://a.example/b?c=d"),
        ("with snow", "include_snow", FLAG, True),
        ("without snow", "include_snow", FLAG, False),
        ("in fahrenheit, please", "unit", {"enum": ["celsius", "fahrenheit"]}, "fahrenheit"),
        ("Compare Rome and Oslo", "cities", {"type": "array", "items": TEXT}, ["Rome", "Oslo"]),
        ("Sum 1, 2 and 3.5", "numbers", {"type": "array", "items": {"type": "number"}}, [1, 2, 3.5]),
        ("hello", "limit", WHOLE | {"default": 5}, 5),
    ],
)
def test_a_field_is_found_in_the_question(question, name, schema, value):
    assert next(iter(KnownWords(question).values(name, schema))) == value


def test_what_the_question_does_not_say_is_not_known():
    assert list(KnownWords("hello").values("city", TEXT)) == []
    assert list(KnownWords("a cat").values("unit", {"enum": ["C", "F"]})) == []
    assert not KnownWords("hello").complete


def test_names_are_those_that_are_written_so_in_a_sentence():
    assert names_in("What about New York City and Saint John? Is Rome's weather good?") == [
        "New York City",
        "Saint John",
        "Rome",
    ]
    assert several_names("weather in Paris, Rome and Oslo") == ["Paris", "Rome", "Oslo"]
    assert several_names("weather in Paris") == []


def test_a_long_question_is_read_soon():
    begun = monotonic()
    for question in ("in " * 300_000, "A " * 300_000, "1 " * 300_000, '"' * 300_000, "(1+" * 300_000):
        list(KnownWords(question).values("city_expression_day", TEXT))
        several_names(question)
    assert monotonic() - begun < 30  # seconds: only the beginning is read
