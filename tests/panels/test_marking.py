"""Marks of a panel: favourites at once, deletions that can be taken back for a while."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from desk import FORM, Desk
from imagine_nb import Gallery


@pytest.fixture
def ids(desk: Desk) -> list[str]:
    """Three pictures of the panel."""
    return [each["id"] for each in desk.generate("a fox", count=3)[1]]


def card(desk: Desk, id_: str) -> dict[str, Any]:
    return dict(desk.ask("cards", ids=[id_])["cards"][0])


def test_a_favourite_is_told_to_the_page_and_kept(desk: Desk, ids: list[str]) -> None:
    desk.ask("favourite", ids=ids[:2], on=True)
    told = desk.event("changed", lambda each: len(each["cards"]) == 2)
    assert [(each["id"], each["favourite"]) for each in told["cards"]] == [(each, True) for each in ids[:2]]
    assert (told["gone"], told["total"]) == ([], 3)
    assert [card(desk, each)["favourite"] for each in ids] == [True, True, False]
    desk.ask("favourite", ids=ids, on=False)
    assert not any(card(desk, each)["favourite"] for each in ids)


def test_what_is_deleted_leaves_at_once_and_can_be_taken_back(desk: Desk, ids: list[str]) -> None:
    told = desk.ask("delete", ids=ids[:2])
    assert (told["text"], told["seconds"]) == ("Deleted 2 pictures.", 10)
    assert [each["is_deleted"] for each in desk.event("changed")["cards"]] == [True, True]
    assert len(desk.core.studio.gallery) == 3
    desk.ask("undo", token=told["undo"])
    assert [each["is_deleted"] for each in desk.event("changed")["cards"]] == [False, False]
    assert "too late" in desk.refused("undo", token=told["undo"])[0]


def test_after_a_while_it_is_deleted(desk: Desk, ids: list[str]) -> None:
    source = desk.ask("source", picture=ids[0])["source"]["key"]
    desk.core.marking.seconds = 0.2
    told = desk.ask("delete", ids=ids[:1])
    gone = desk.event("changed", lambda each: bool(each["gone"]))
    assert (gone["gone"], gone["total"]) == (ids[:1], 2)
    assert len(desk.core.studio.gallery) == 2
    assert "too late" in desk.refused("undo", token=told["undo"])[0]
    assert "not in the gallery any more" in desk.refused("favourite", ids=ids[:1], on=True)[0]
    assert len(desk.results()[0]["cards"]) == 3  # of what was made here the words stay
    text = desk.ask("cell", of="form", **{**FORM, "prompt": "in a hat", "sources": [source]})["text"]
    assert "/sources/" in text  # what it was is a source still


def test_a_picture_that_goes_already_is_not_deleted_twice(desk: Desk, ids: list[str]) -> None:
    first = desk.ask("delete", ids=ids[:1])
    second = desk.ask("delete", ids=ids[:2])
    assert second["text"] == "Deleted 1 picture."
    desk.ask("undo", token=second["undo"])
    assert [card(desk, each)["is_deleted"] for each in ids[:2]] == [True, False]
    desk.ask("undo", token=first["undo"])
    assert not card(desk, ids[0])["is_deleted"]


def test_what_somebody_else_deletes_meanwhile_harms_nothing(desk: Desk, ids: list[str]) -> None:
    desk.core.marking.seconds = 2.0
    other = Gallery(desk.core.studio.gallery.folder)
    (first,) = other.pictures(ids[:1])
    desk.ask("delete", ids=ids)
    other.delete(first)
    other.close()
    assert desk.event("changed", lambda each: len(each["gone"]) == 3)["total"] == 0


@pytest.mark.parametrize("verb", ["favourite", "delete"])
@pytest.mark.parametrize("wrong", [["0" * 16], ["x"], "x", None, [7], [[]]])
def test_what_is_no_picture_cannot_be_marked(desk: Desk, verb: str, wrong: object) -> None:
    assert "Unexpected" not in desk.refused(verb, ids=wrong, on=True)[0]


@pytest.mark.parametrize("token", ["", "x", None, 7, {}])
def test_what_was_not_deleted_cannot_be_taken_back(desk: Desk, token: object) -> None:
    assert "too late" in desk.refused("undo", token=token)[0]


def test_a_gallery_that_was_deleted_is_said_or_made_anew(desk: Desk, ids: list[str]) -> None:
    shutil.rmtree(desk.core.studio.gallery.folder)
    assert "Unexpected" not in desk.refused("favourite", ids=ids, on=True)[0]
    assert desk.ask("page")["cards"] == []
    assert desk.generate("a hat")[0]["state"] == "done"
    assert [each["prompt"] for each in desk.ask("page")["cards"]] == ["a hat"]
