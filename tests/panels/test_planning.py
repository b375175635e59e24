"""The price before the click, and what stands in its way, as the form is typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desk import FORM, Desk
from quick_server import QuickServer


def test_the_price_follows_the_form(billed: Callable[..., Desk], quick: QuickServer) -> None:
    desk = billed(quick)
    told = desk.ask("form", **{**FORM, "prompt": "a fox", "count": 4})
    assert (told["price"], told["detail"]) == ("about $0.08", "4 pictures with grok-imagine-image")
    assert told["problems"] == []
    source = desk.ask("source", picture=desk.generate("a fox")[1][0]["id"])["source"]["key"]
    told = desk.ask("form", **{**FORM, "prompt": "a hat", "sources": [source]})
    assert told["price"] == "about $0.0220"
    assert len(quick.bodies) == 1


def test_an_empty_prompt_has_a_price_and_no_problem_yet(desk: Desk) -> None:
    told = desk.ask("form", **{**FORM, "count": 2})
    assert told.fields == {
        "price": "$0.00",
        "detail": "2 pictures, nothing is billed on the print shop; with a key about $0.04",
        "notices": [],
        "problems": [],
    }


@pytest.mark.parametrize(("count", "text"), [(0, "The count is 0."), (101, "The count is 101.")])
def test_a_problem_is_told_while_it_is_typed(desk: Desk, count: int, text: str) -> None:
    (problem,) = desk.ask("form", **{**FORM, "prompt": "a fox", "count": count})["problems"]
    assert (problem["field"], problem["text"].startswith(text)) == ("count", True)


def test_a_budget_is_told_before_the_click_and_holds_after_it(
    billed: Callable[..., Desk], quick: QuickServer
) -> None:
    desk = billed(quick, budget=0.05)
    settings = {**FORM, "prompt": "a fox", "count": 4}
    told = desk.ask("form", **settings)
    assert told["price"] == "about $0.08"
    assert "$0.05" in told["problems"][0]["text"]
    text, _ = desk.refused("generate", **settings)
    assert text == told["problems"][0]["text"]
    assert not quick.bodies


def test_the_form_is_what_a_new_view_sees(desk: Desk) -> None:
    desk.ask("form", **{**FORM, "prompt": "a <b>fox</b>", "count": 7, "aspect_ratio": "16:9"})
    form = desk.ask("hello")["state"]["form"]
    assert (form["prompt"], form["count"], form["aspect_ratio"]) == ("a <b>fox</b>", 7, "16:9")


def test_what_is_priced_is_not_sent(billed: Callable[..., Desk], quick: QuickServer) -> None:
    desk = billed(quick)
    for prompt in ("a", "a f", "a fox"):
        desk.ask("form", **{**FORM, "prompt": prompt})
    assert not quick.bodies
