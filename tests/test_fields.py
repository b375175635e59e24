"""What others send is text and numbers of a bounded size, or nothing."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import pytest

from imagine_nb.fields import (
    MAX_COUNT,
    MAX_TICKS,
    bill_in,
    count_in,
    object_in,
    objects,
    text_in,
    texts_in,
    writable,
)


@pytest.mark.parametrize(
    "spelled",
    ["200000000", "2e8", "200000000.0", "2E+8", '"200000000"', '" 200000000 "', '"2e8"', '"200000000.0"'],
)
def test_a_bill_is_read_in_every_spelling(spelled: str) -> None:
    assert bill_in(json.loads(f'{{"cost_in_usd_ticks": {spelled}}}')) == 200_000_000


@pytest.mark.parametrize(
    "odd",
    [None, True, False, -5, -0.5, float("nan"), float("inf"), 10**30, 1e300, 2**63 - 1, MAX_TICKS + 1,
     "", "free", "1_000", "0x10", "-5", "nan", "inf", "9" * 40, "1e999", "$2", "٣", [5], {"a": 5}],
)  # fmt: skip
def test_what_is_no_bill_is_unknown(odd: Any) -> None:
    assert bill_in({"cost_in_usd_ticks": odd}) is None


def test_a_bill_of_nothing_is_a_bill() -> None:
    assert [bill_in({"cost_in_usd_ticks": nothing}) for nothing in (0, 0.0, "0", -0.0)] == [0, 0, 0, 0]


@pytest.mark.parametrize("odd", [-1, 10**30, MAX_COUNT + 1, 1e18, True, None, "9", float("nan"), [1]])
def test_a_count_beyond_all_measure_is_none(odd: Any) -> None:
    assert count_in({"total_tokens": odd}, "total_tokens") is None


def test_a_count_is_the_first_that_there_is() -> None:
    assert count_in({"b": 7.0, "a": -1, "c": 9}, "a", "b", "c") == 7
    assert count_in({"a": 20}, "a", most=19) is None


@pytest.mark.parametrize("most", [MAX_TICKS, MAX_COUNT])
def test_the_largest_numbers_of_a_large_gallery_can_be_summed(most: int) -> None:
    with sqlite3.connect(":memory:") as db:
        db.execute("CREATE TABLE t (n INTEGER)")
        db.executemany("INSERT INTO t VALUES (?)", [(most,)] * 90_000)
        assert db.execute("SELECT SUM(n) FROM t").fetchone() == (90_000 * most,)
    db.close()


def test_text_is_cut_and_can_be_written() -> None:
    assert text_in({"a": "\ud800" + "x" * 99}, "a", most=5) == "?xxxx"
    assert [writable(each) for each in ("a", "é", "\udfff")] == ["a", "é", "?"]


def test_texts_are_those_of_a_list_and_bounded() -> None:
    told = {"a": ["x", 1, None, "", "y" * 9, ["z"], "\ud800"], "b": "x", "c": ["x"] * 500}
    assert texts_in(told, "a", most=5) == ("x", "yyyyy", "?")
    assert texts_in(told, "b") == texts_in(told, "d") == ()
    assert len(texts_in(told, "c")) == 200


@pytest.mark.parametrize("odd", [None, 7, "x", [], [{}], True])
def test_an_object_that_is_none_is_empty(odd: Any) -> None:
    assert object_in({"a": odd}, "a") == object_in({}, "a") == {}
    assert object_in({"a": {"b": odd}}, "a") == {"b": odd}


def test_objects_are_those_of_a_list() -> None:
    assert list(objects([{"a": 1}, None, 7, [{}], "x", {}])) == [{"a": 1}, {}]
    assert [list(objects(odd)) for odd in (None, {"a": {}}, "x", 7)] == [[], [], [], []]
