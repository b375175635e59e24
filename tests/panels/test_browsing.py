"""What a panel looks up of its gallery: pages, filters, whole pictures, details and lineage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from desk import Desk
from imagine_nb import Studio
from imagine_nb.picture_files import pixels


@pytest.fixture
def shelf(desk: Desk) -> Desk:
    """A panel over five pictures: a fox, its edit, and three hats."""
    filled(desk)
    return desk


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The same for tests that only look."""
    studio = Studio(engine="print-shop", gallery=tmp_path_factory.mktemp("library"), notify=lambda text: None)
    desk = Desk(studio)
    filled(desk)
    yield desk
    studio.close()


def filled(desk: Desk) -> None:
    _, (fox,) = desk.generate("a red fox")
    desk.generate("make it night", sources=[desk.ask("source", picture=fox["id"])["source"]["key"]])
    desk.generate("a hat", count=3)


def numbers(desk: Desk, **query: Any) -> list[int]:
    return [each["number"] for each in desk.ask("page", query=query)["cards"]]


def test_pages_have_cards_thumbnails_and_the_total(library: Desk) -> None:
    library.ask("cards", ids=[each["id"] for each in library.ask("page")["cards"]], side=256)  # all are made
    told = library.ask("page", offset=1, limit=2)
    assert (told["total"], told["offset"]) == (5, 1)
    assert [each["number"] for each in told["cards"]] == [4, 3]
    assert [each["thumb"] for each in told["cards"]] == [0, 1]
    assert max(pixels.decoded(told.buffers[0], side=1000).size) <= 256


def test_a_page_is_narrowed_down_and_sorted(shelf: Desk) -> None:
    assert numbers(shelf, text="hat") == [5, 4, 3]
    assert numbers(shelf, edited=True) == [2]
    assert numbers(shelf, edited=False, sort="oldest") == [1, 3, 4, 5]
    assert numbers(shelf, engine="xai") == []
    assert numbers(shelf, since="2001-01-01", until="2001-01-02") == []
    ids = [each["id"] for each in shelf.ask("page")["cards"]]
    shelf.ask("favourite", ids=ids[:2], on=True)
    assert numbers(shelf, favourites=True) == [5, 4]
    assert shelf.ask("page", query={"text": "hat"}, limit=1)["total"] == 3


@pytest.mark.parametrize(
    "query",
    [
        None, 7, [], {"text": 7}, {"text": None, "engine": [], "edited": "x", "favourites": 1},
        {"text": "\"' OR 1=1 --"}, {"text": "NEAR( *"}, {"since": ""},
    ],
)  # fmt: skip
def test_an_odd_query_is_answered(library: Desk, query: Any) -> None:
    assert library.ask("page", query=query)["total"] in {0, 5}


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "x"},
        {"since": "soon"},
        {"until": "9" * 200},
        {"since": "2026-99-99"},
        {"text": "x" * 501},
    ],
)
def test_a_query_that_is_none_is_refused(library: Desk, query: dict[str, Any]) -> None:
    assert "Unexpected" not in library.refused("page", query=query)[0]


@pytest.mark.parametrize("limit", [101, -1, "x", None, 1e308])
def test_a_page_has_its_bounds(library: Desk, limit: object) -> None:
    assert len(library.ask("page", limit=limit)["cards"]) == 5
    assert library.ask("page", offset=10**7, limit=100)["cards"] == []


def test_facets_tell_what_there_is_to_choose_from(library: Desk) -> None:
    told = library.ask("facets")
    assert (told["total"], [each["name"] for each in told["engines"]]) == (5, ["print-shop"])
    assert told["models"] == ["grok-imagine-image"]


def test_cards_come_in_either_size_and_in_order(library: Desk) -> None:
    ids = [each["id"] for each in library.ask("page")["cards"]][::-1]
    for side in (256, 512):
        told = library.ask("cards", ids=ids, side=side)
        assert [each["id"] for each in told["cards"]] == ids
        assert max(pixels.decoded(told.buffers[0], side=1000).size) == side
    assert "256 or 512" in library.refused("cards", ids=ids, side=100)[0]
    assert "not in the gallery any more" in library.refused("cards", ids=["0" * 16])[0]


def test_the_whole_picture_and_the_file_to_save(library: Desk) -> None:
    (card, *_) = library.ask("page")["cards"]
    image, file = library.ask("image", id=card["id"]), library.ask("file", id=card["id"])
    assert (image["mime"], image["name"]) == (file["mime"], file["name"])
    assert image["name"].endswith(".jpg")
    assert b"a hat" in file.buffers[0]
    assert pixels.decoded(image.buffers[0], side=2000).size == (card["width"], card["height"])


def test_details_tell_the_recipe_and_the_sources(library: Desk) -> None:
    edit = library.ask("page", query={"edited": True})["cards"][0]
    told = library.ask("details", id=edit["id"])
    rows = dict(told["rows"])
    assert (rows["Prompt"], rows["Number"], rows["Take"]) == ("make it night", "2", "1")
    assert "%%imagine" in told["recipe"]
    assert told["sources"][0]["picture"] == edit["parents"][0]


def test_lineage_has_the_family_and_its_edges(library: Desk) -> None:
    fox, edit = sorted(library.ask("page", limit=100)["cards"], key=lambda each: each["number"])[:2]
    for focus in (fox, edit):
        told = library.ask("lineage", id=focus["id"])
        assert told["focus"] == focus["id"]
        assert [each["id"] for each in told["cards"]] == [fox["id"], edit["id"]]
        assert [each[:2] for each in told["edges"]] == [[fox["id"], edit["id"]]]


@pytest.mark.parametrize("verb", ["image", "file", "details", "lineage"])
@pytest.mark.parametrize("id_", ["0" * 16, "", None, 7, {}, "../../etc/passwd"])
def test_what_is_no_picture_is_refused(desk: Desk, verb: str, id_: object) -> None:
    assert "Unexpected" not in desk.refused(verb, id=id_)[0]


def test_a_picture_whose_file_is_gone_has_a_card_and_no_thumbnail(shelf: Desk) -> None:
    gallery = shelf.core.studio.gallery
    for path in gallery.folder.glob("*.jpg"):
        path.unlink()
    told = shelf.ask("page")
    assert len(told["cards"]) == 5
    (card, *_) = told["cards"]
    for verb in ("image", "file"):
        assert "Unexpected" not in shelf.refused(verb, id=card["id"])[0]
    for verb in ("details", "lineage"):
        assert shelf.ask(verb, id=card["id"])
    again = Desk(shelf.core.studio)  # which has no thumbnail of it yet
    assert again.ask("cards", ids=[card["id"]], side=512)["cards"][0]["thumb"] == -1
    assert shelf.results()[0]["cards"]
