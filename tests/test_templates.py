"""Templates: columns by their names, checked once, filled row by row; what is hardly meant is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from imagine_nb import Studio
from imagine_nb.errors import InputError
from imagine_nb.templates import template

COLUMNS = ("colour", "animal", "Product name", "data.id", "data", "tags")
ROW: dict[str, Any] = {
    "colour": "red", "animal": "fox", "Product name": "Hat {colour}", "data.id": 7,
    "data": {"id": 8, "who": {"name": "Ann"}}, "tags": ["snow", "night"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("a {colour} {animal}", "a red fox"),
        ("{colour} {colour}", "red red"),
        ("no name at all", "no name at all"),
        ("{{colour}} {colour}", "{colour} red"),
        ("{{Product name}}", "{Product name}"),
        ("{Product name}", "Hat {colour}"),
        ("{data.id} {data['who'].name}", "7 Ann"),
        ("{tags[0]}, {tags[-1]}", "snow, night"),
        ('{"a": 1} {} {1} { }', '{"a": 1} {} {1} { }'),
    ],
)
def test_columns_are_filled_in_in_one_pass(text: str, filled: str) -> None:
    values = {**ROW, "data": {**ROW["data"], "who": type("Who", (), {"name": "Ann"})}}
    assert template(text, COLUMNS).filled(values) == filled


@pytest.mark.parametrize(
    ("value", "text"), [(3, "3"), (0.5, "0.5"), (date(2026, 3, 1), "2026-03-01"), (True, "True"), (0, "0")]
)
def test_numbers_and_dates_are_text(value: object, text: str) -> None:
    assert template("{colour}", COLUMNS).filled({**ROW, "colour": value}) == text


def test_a_template_knows_its_columns() -> None:
    assert template("{colour} {tags[0]} {{animal}} {colour}", COLUMNS).columns == ("colour", "tags")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a {color}",
            r"The prompt names 'color', which is no column\. Did you mean 'colour'\? Double braces",
        ),
        ("a {Colour}", r"Did you mean 'colour'\?"),
        ("a {fgh}", r"which is no column\. Columns: colour, animal, Product name, data\.id, data, tags\."),
        ("a { colour }", r"The prompt: { colour } is not read as a column\. Did you mean {colour}\?"),
        ("a {colour!r}", r"Did you mean {colour}\?"),
        ("a {colour:>10}", r"Did you mean {colour}\?"),
        ("a { Product name }", r"Did you mean {Product name}\?"),
    ],
)
def test_what_names_no_column_is_refused_before_any_row(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        template(text, COLUMNS)


@pytest.mark.parametrize("empty", [None, "", "  \n"])
def test_an_empty_cell_is_its_rows_own_error(empty: object) -> None:
    made = template("a {colour}", COLUMNS)
    with pytest.raises(InputError, match=r"{colour} is empty in this row\. Fill the cell"):
        made.filled({**ROW, "colour": empty})
    assert template("a {animal}", COLUMNS).filled({**ROW, "colour": empty}) == "a fox"


@pytest.mark.parametrize(
    ("value", "kind"), [([1], "a list"), ({}, "a dict"), (b"a", "a bytes"), (object(), "an object")]
)
def test_a_cell_that_is_no_text_is_its_rows_own_error(value: object, kind: str) -> None:
    with pytest.raises(InputError, match=rf"{{colour}} is {kind} in this row, which is no text\."):
        template("a {colour}", COLUMNS).filled({**ROW, "colour": value})


def test_a_step_that_leads_nowhere_is_its_rows_own_error() -> None:
    with pytest.raises(InputError, match=r"{tags\[7\]} is empty in this row"):
        template("{tags[7]}", COLUMNS).filled(ROW)


def test_a_picture_in_a_text_is_to_be_named_as_a_source(studio: Studio) -> None:
    fox = studio.imagine("a fox")
    with pytest.raises(InputError, match="images='colour'"):
        template("a {colour}", COLUMNS).filled({**ROW, "colour": fox})


def test_a_setting_that_is_one_column_is_its_cell() -> None:
    assert template("{data.id}", COLUMNS).value(ROW) == 7
    assert template("{data.id}:{data.id}", COLUMNS).value(ROW) == "7:7"
    assert template("{{colour}}", COLUMNS).value(ROW) == "{colour}"
