"""What a view is told when it opens: who answers, what can be set at which price, and the state."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desk import FORM, KEY, Desk
from imagine_nb import Studio
from imagine_nb.panels.state import Group
from quick_server import QuickServer


def test_a_view_is_told_who_answers_and_what_can_be_set(desk: Desk) -> None:
    told = desk.ask("hello")
    assert (told["engine"]["name"], told["engine"]["is_billed"], told["engine"]["needs_key"]) == (
        "print-shop",
        False,
        False,
    )
    assert "not Grok" in told["engine"]["label"]
    assert told["limits"]["count"] == 100
    names = [each["name"] for each in told["models"]]
    assert "grok-imagine-image" in names
    assert all(each["price"].startswith("$") for each in told["models"])
    assert [each["name"] for each in told["sorts"]] == ["newest", "oldest", "dearest", "largest"]


def test_a_view_is_told_the_whole_state(desk: Desk, png: bytes) -> None:
    key = desk.upload(png)["key"]
    _, cards = desk.generate("a fox", sources=[key], count=2)
    desk.ask("select", ids=[cards[1]["id"], cards[0]["id"]])
    desk.ask("about", ids=[cards[0]["id"]])
    desk.ask("view", name="ask")
    state = desk.ask("hello")["state"]
    assert (state["view"], state["selected"]) == ("ask", [cards[1]["id"], cards[0]["id"]])
    assert [each["id"] for each in state["about"]] == [cards[0]["id"]]
    assert [each["key"] for each in state["sources"]] == [key]
    assert [len(each["cards"]) for each in state["results"]] == [2]


def test_without_a_key_the_page_asks_for_one(quick: QuickServer, tmp_path: Path) -> None:
    studio = Studio(engine="xai", gallery=tmp_path, notify=lambda text: None)
    desk = Desk(studio)
    engine = desk.ask("hello")["engine"]
    assert (engine["name"], engine["needs_key"], engine["is_billed"]) == ("xai", True, True)
    ended, cards = desk.generate("a fox")
    assert (ended["state"], cards) == ("failed", [])
    assert "There is no key" in ended["error"]["text"]
    told = desk.ask("key", value=f" {KEY} ")
    assert (told["engine"]["name"], told["engine"]["needs_key"]) == ("xai", False)
    assert desk.event("engine")["engine"] == told["engine"]
    assert KEY not in repr(desk.core.state)
    studio.close()


@pytest.mark.parametrize("value", ["", "  ", None, 7, {}, "two words", "x" * 501, "\n", "ключ"])
def test_what_can_be_no_key_is_refused_and_not_said(
    billed: Callable[..., Desk], quick: QuickServer, value: object
) -> None:
    desk = billed(quick)
    text, _ = desk.refused("key", value=value)
    assert text
    assert not (isinstance(value, str) and value.strip() and value.strip() in text)
    assert desk.ask("hello")["engine"]["name"] == "xai"


def test_a_gallery_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / "gallery").write_text("no folder")
    studio = Studio(engine="print-shop", gallery=tmp_path / "gallery", notify=lambda text: None)
    desk = Desk(studio)
    told = desk.ask("hello")
    assert (told["engine"]["needs_key"], told["state"]["results"]) == (False, [])
    assert "gallery" in told["engine"]["introduction"]
    assert desk.ask("page").fields["cards"] == []
    assert "Unexpected" not in desk.refused("generate", **{**FORM, "prompt": "a fox"})[0]


def test_a_view_opens_over_a_database_that_broke_since(desk: Desk) -> None:
    gallery = desk.core.studio.gallery
    for each in gallery.folder.glob("gallery.db*"):
        each.write_bytes(b"no database" * 1000)
    told = desk.ask("hello")
    assert (told["engine"]["name"], told["state"]["results"]) == ("print-shop", [])


def test_of_very_many_results_a_view_is_told_the_newest(desk: Desk) -> None:
    desk.generate("a fox", count=4)
    pictures = desk.core.state.groups[0].pictures
    desk.core.state.groups = [Group(f"fox {each}", 4, pictures=pictures) for each in range(200)]
    told = desk.ask("hello")
    assert [each["prompt"] for each in told["state"]["results"]] == [f"fox {each}" for each in range(12)]
    assert len(told.buffers) == 48
