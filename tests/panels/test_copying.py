"""Copy as cell: the cell of the form, a picture or a question, which says what it will bring."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desk import FORM, Desk
from imagine_nb import Studio
from quick_server import QuickServer

SAME = "Run next, it shows the same again, for nothing."


def test_the_cell_of_a_form_that_was_sent_shows_the_same(
    billed: Callable[..., Desk], quick: QuickServer
) -> None:
    desk = billed(quick)
    settings = {**FORM, "prompt": "a fox", "count": 2, "aspect_ratio": "16:9"}
    told = desk.ask("cell", of="form", **settings)
    assert (told["text"], "$0.04" in told["note"]) == ("%%imagine -n 2 -a 16:9\na fox", True)
    _, cards = desk.generate(**settings)
    assert desk.ask("cell", of="form", **settings)["note"] == SAME
    made = desk.core.studio.imagine("a fox", n=2, aspect_ratio="16:9")
    assert [each.id for each in made] == [each["id"] for each in cards]
    assert len(quick.bodies) == 1


def test_the_cell_of_an_edit_names_what_exists(desk: Desk, png: bytes) -> None:
    upload = desk.upload(png, name="my fox.png")["key"]
    _, (fox,) = desk.generate("a fox")
    picture = desk.ask("source", picture=fox["id"])["source"]["key"]
    text = desk.ask("cell", of="form", **{**FORM, "prompt": "mix", "sources": [picture, upload]})["text"]
    assert text.startswith("%%imagine -i 1 -i ")
    assert "my-fox" in text.replace(" ", "-")


def test_the_cell_of_a_picture_is_of_all_that_its_call_made(desk: Desk) -> None:
    _, cards = desk.generate("a {{fox}}", count=3)
    told = desk.ask("cell", of="picture", id=cards[1]["id"])
    assert told["text"] == "%%imagine -n 3\na {{fox}}"
    assert told["note"] == f"{SAME} This one is number 2 of 3."


def test_the_cell_of_a_question_names_its_pictures(desk: Desk) -> None:
    _, (fox,) = desk.generate("a fox")
    told = desk.ask("cell", of="question", question="What is it?", pictures=[fox["id"]])
    assert told["text"] == "%%ask_image -i 1\nWhat is it?"


def test_a_picture_that_is_not_kept_has_no_cell() -> None:
    desk = Desk(Studio(engine="print-shop", gallery=False, notify=lambda text: None))
    _, (fox,) = desk.generate("a fox")
    key = desk.ask("source", picture=fox["id"])["source"]["key"]
    edit = {**FORM, "prompt": "a hat", "sources": [key]}
    for asked in ({"of": "form", **edit}, {"of": "question", "question": "What?", "pictures": [fox["id"]]}):
        assert desk.refused("cell", **asked)[0].startswith("No cell can say this.")


@pytest.mark.parametrize(
    "fields",
    [{"of": "nothing"}, {}, {"of": "picture"}, {"of": "picture", "id": "0" * 16},
     {"of": "form", **FORM}, {"of": "form", **FORM, "prompt": "a", "count": 0},
     {"of": "question", "question": "?", "pictures": ["x"]}],
)  # fmt: skip
def test_what_has_no_cell_is_refused(desk: Desk, fields: dict[str, object]) -> None:
    assert "Unexpected" not in desk.refused("cell", **fields)[0]  # type: ignore[arg-type]
