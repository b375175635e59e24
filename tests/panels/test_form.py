"""The form as the page sends it: what is wrong with it stands beside its field, before anything is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desk import FORM, Desk
from imagine_nb.panels.form import Form, form_of
from imagine_nb.panels.messages import Message
from imagine_nb.settings import IMAGE_MODEL
from quick_server import QuickServer


@pytest.mark.parametrize(
    ("typed", "count"),
    [(3, 3), (0, 0), (-1, -1), (101, 101), ("x", 0), ("5", 0), (None, 0), (True, 0), (10**400, 0)],
)  # fmt: skip
def test_a_count_stays_as_it_was_typed(typed: object, count: int) -> None:
    assert form_of(Message("a", "form", {"count": typed})).count == count  # type: ignore[dict-item]


def test_a_form_that_says_nothing_is_the_usual_one() -> None:
    assert form_of(Message("a", "form", {"count": 1})) == Form(model=IMAGE_MODEL)
    assert Form(sources=("a",)).json()["sources"] == ["a"]


@pytest.mark.parametrize(
    ("settings", "field", "words"),
    [
        ({"prompt": ""}, "prompt", "There is no prompt"),
        ({"prompt": " \n"}, "prompt", "There is no prompt"),
        ({"prompt": "\u200b"}, "prompt", "There is no prompt"),
        ({"prompt": "x" * 100_001}, "prompt", "more than 100,000 characters"),
        ({"prompt": "say xai-" + "k" * 30}, "prompt", "looks like an API key"),
        ({"count": 0}, "count", "The count is 0. A call makes 1 to 100 pictures."),
        ({"count": 101}, "count", "The count is 101. A call makes 1 to 100 pictures."),
        ({"count": -1}, "count", "The count is -1."),
        ({"count": "x"}, "count", "A call makes 1 to 100 pictures."),
        ({"sources": ["nothing"]}, "sources", "A source is not here any more. Add it again."),
        ({"aspect_ratio": "5:17"}, "aspect_ratio", "There is no aspect ratio '5:17'"),
        ({"resolution": "9k"}, "resolution", "There is no resolution '9k'"),
        ({"quality": "best", "model": "grok-imagine-image-quality"}, "quality", "There is no quality 'best'"),
        ({"mask": "nothing"}, "region", "The mask is not here any more. Paint it again."),
        ({"region": "1,2,3,4"}, "region", "A region is of one picture"),
        ({"region": "x" * 201}, "region", "more than 200 characters"),
        ({"model": "grok-2-image"}, "", "shut down"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    billed: Callable[..., Desk], quick: QuickServer, settings: dict[str, Any], field: str, words: str
) -> None:
    desk = billed(quick)
    text, beside = desk.refused("generate", **{**FORM, "prompt": "a fox", **settings})
    assert (words in text, beside) == (True, field), text
    assert not quick.bodies
    assert desk.results() == []


def test_more_sources_than_a_model_takes_stand_beside_the_sources(desk: Desk) -> None:
    _, cards = desk.generate("a fox", count=6)
    keys = [desk.ask("source", picture=each["id"])["source"]["key"] for each in cards]
    text, field = desk.refused("generate", **{**FORM, "prompt": "mix", "sources": keys})
    assert ("at most" in text, field) == (True, "sources")


@pytest.mark.parametrize("region", ["x", "1,2,3", "0,0,0,0", "9999,0,5,5", "1e400,0,1,1", "<b>,0,1,1"])
def test_a_region_that_is_none_stands_beside_the_region(desk: Desk, region: str) -> None:
    _, (card,) = desk.generate("a fox")
    key = desk.ask("source", picture=card["id"])["source"]["key"]
    settings = {**FORM, "prompt": "a hat", "sources": [key]}
    text, field = desk.refused("generate", **settings, region=region)
    assert field == "region", text
    assert desk.ask("form", **settings, region=region)["problems"][0]["field"] == "region"
