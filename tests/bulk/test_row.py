"""Rows with their results: what came, what it cost, and why it did not, without holding any bytes."""

from __future__ import annotations

import json
import sys

import pytest

from imagine_nb import Studio
from imagine_nb.answers import Answer
from imagine_nb.bulk.row import Row, RowStatus
from imagine_nb.errors import APIConnectionError, InputError
from imagine_nb.money import TICKS_PER_USD
from imagine_nb.records import AnswerRecord


def answered(text: str) -> Row:
    return Row(0, {}, "done", answer=Answer(AnswerRecord("a", "r", "q", text, "m", "xai", 0.0)))


def test_a_row_has_its_picture_its_cost_and_its_cells(studio: Studio) -> None:
    foxes = studio.imagine("a fox", n=2)
    row = Row(3, {"animal": "fox"}, "done", "a fox", foxes, None, TICKS_PER_USD // 50, 1.5)
    assert (row.picture, row.cost_usd, row.bill) == (foxes[0], 0.02, "$0.02")
    assert repr(row) == "<Row 3 · done · a fox · 2 pictures · $0.02>"
    assert row._repr_mimebundle_()["text/html"].count("<img ") == 2


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('{"colour": "red", "n": [1]}', {"colour": "red", "n": [1]}),
        (" [1, 2] ", [1, 2]),
        ("5", None),
        ("a fox", None),
        ("{a fox}", None),
        ("[" * 100_000, None),
        (json.dumps({"deep": 1}), {"deep": 1}),
    ],
)
def test_the_data_of_an_answer_is_what_a_schema_asks_for(text: str, data: object) -> None:
    assert answered(text).data == data


def test_a_row_of_an_answer_shows_it() -> None:
    row = answered("A **red** fox.")
    assert row.picture is None
    assert repr(row) == "<Row 0 · done · A **red** fox. · $0.00>"
    assert "<strong>red</strong>" in row._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    ("status", "cost_ticks", "bill"),
    [("failed", 0, "$0.00"), ("unknown", None, "may have been charged"), ("not asked", 0, "$0.00")],
)
def test_a_row_without_a_result_says_why(status: RowStatus, cost_ticks: int | None, bill: str) -> None:
    row = Row(
        1, {}, status, "a fox", cost_ticks=cost_ticks, error=InputError("It <b> is so.", advice="Do it.")
    )
    assert repr(row) == f"<Row 1 · {status} · a fox · InputError: It <b> is so. Do it. · {bill}>"
    assert row.told_error() == "InputError: It <b> is so. Do it."
    assert "It &lt;b&gt; is so" in row._repr_mimebundle_()["text/html"]


def test_an_error_keeps_nothing_that_it_came_through() -> None:
    held = bytearray(10**6)

    def fails(data: bytearray) -> None:
        try:
            int(data)
        except ValueError as exc:
            raise APIConnectionError("It was cut.", may_be_charged=True) from exc

    before = sys.getrefcount(held)
    try:
        fails(held)
    except APIConnectionError as exc:
        row = Row(0, {}, "unknown", error=exc)
    assert sys.getrefcount(held) == before
    assert row.told_error().startswith("APIConnectionError: It was cut. It may have been charged.")


def test_a_row_is_a_row_of_the_next_table(studio: Studio) -> None:
    fox = studio.imagine("a fox")
    assert Row(0, {"animal": "fox"}, "done", "", fox)._asdict() == {"animal": "fox", "picture": fox[0]}
    assert Row(0, {"picture": "a.png"}, "done", "", fox)._asdict() == {"picture": "a.png", "picture_": fox[0]}
    assert answered('{"answer": 1, "n": 2}')._asdict() == {"answer": 1, "n": 2}
    assert Row(0, {"a": 1}, "failed")._asdict() == {"a": 1}
