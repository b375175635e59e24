"""Vary: the form of the request that made a picture, its sources held anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk import Desk
from imagine_nb import Studio


def test_the_form_is_the_request_that_made_the_picture(desk: Desk) -> None:
    _, cards = desk.generate("a {{fox}}", count=3, aspect_ratio="16:9")
    told = desk.ask("vary", id=cards[1]["id"])
    form = told["form"]
    assert (form["prompt"], form["count"], form["aspect_ratio"]) == ("a {{fox}}", 3, "16:9")
    ended, again = desk.generate(**form)
    assert (ended["state"], len(again)) == ("done", 3)
    assert {each["id"] for each in again}.isdisjoint(each["id"] for each in cards)


def test_its_sources_are_held_anew(desk: Desk, png: bytes) -> None:
    upload = desk.upload(png)["key"]
    _, (fox,) = desk.generate("a fox")
    picture = desk.ask("source", picture=fox["id"])["source"]["key"]
    _, (mix,) = desk.generate("mix", sources=[picture, upload])
    fresh = Desk(desk.core.studio)
    told = fresh.ask("vary", id=mix["id"])
    assert [each["picture"] for each in told["sources"]] == [fox["id"], ""]
    assert told["form"]["sources"] == [each["key"] for each in told["sources"]]
    assert fresh.generate(**told["form"])[0]["state"] == "done"


def test_a_region_is_asked_for_again(desk: Desk) -> None:
    _, (fox,) = desk.generate("a fox")
    key = desk.ask("source", picture=fox["id"])["source"]["key"]
    _, (edit,) = desk.generate("a hat", sources=[key], region="40,30,200,100")
    told = Desk(desk.core.studio).ask("vary", id=edit["id"])
    assert (told["form"]["prompt"], told["form"]["region"]) == ("a hat", "40,30,200,100")
    assert [each["picture"] for each in told["sources"]] == [fox["id"]]


def test_a_source_that_is_lost_is_said(desk: Desk, png: bytes, tmp_path: Path) -> None:
    _, (edit,) = desk.generate("a hat", sources=[desk.upload(png)["key"]])
    kept = desk.core.studio.gallery
    for path in [each for each in kept.folder.rglob("*.png") if each.is_file()]:
        path.unlink()
    text, _ = Desk(desk.core.studio).refused("vary", id=edit["id"])
    assert "fox.png is not kept" in text


def test_what_is_not_kept_cannot_be_varied() -> None:
    studio = Studio(engine="print-shop", gallery=False, notify=lambda text: None)
    desk = Desk(studio)
    _, (card,) = desk.generate("a fox")
    assert "is not kept" in desk.refused("vary", id=card["id"])[0]
    studio.close()


@pytest.mark.parametrize("id_", ["0" * 16, "", None, 7, {}])
def test_what_is_no_picture_cannot_be_varied(desk: Desk, id_: object) -> None:
    assert "Unexpected" not in desk.refused("vary", id=id_)[0]
