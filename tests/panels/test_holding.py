"""Sources of a panel: pictures, paths, addresses and uploads; a failed one leaves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk import FORM, Desk
from imagine_nb.panels.holding import MAX_HELD


def test_a_picture_a_number_and_a_path_are_sources(desk: Desk, tmp_path: Path, png: bytes) -> None:
    _, (card,) = desk.generate("a fox")
    (tmp_path / "hat.png").write_bytes(png)
    by_id = desk.ask("source", picture=card["id"])["source"]
    assert (by_id["picture"], by_id["thumb"]) == (card["id"], 0)
    assert desk.ask("source", text="1")["source"] == by_id
    assert desk.ask("source", text=str(tmp_path / "hat.png"))["source"]["name"] == "hat.png"


def test_an_address_is_a_source_that_nobody_fetches_here(desk: Desk) -> None:
    source = desk.ask("source", text="https://example.com/fox.png?a=1")["source"]
    assert (source["url"], source["width"], source["thumb"]) == ("https://example.com/fox.png?a=1", None, -1)
    text, field = desk.refused("source_image", key=source["key"])
    assert (text, field) == ("The picture is not here. A region needs its bytes.", "region")


@pytest.mark.parametrize(
    "text",
    ["", " ", "nothing.png", "/", "/dev/zero", "/dev/stdin", "../" * 50, "x" * 2_001, "\x00", "https://[",
     "99", "__import__('os')", "os.system", "~nobody/x", "data:image/png;base64,AAAA", "file:///etc/passwd",
     "*" * 60, "https://example.com/xai-" + "k" * 30],
)  # fmt: skip
def test_what_is_no_source_is_refused_beside_the_sources(desk: Desk, text: str) -> None:
    told, field = desk.refused("source", text=text)
    assert told
    assert (field if len(text) <= 2_000 else "sources") == "sources"
    assert "Unexpected" not in told
    assert "kkkk" not in told


@pytest.mark.parametrize("picture", ["0" * 16, "x", 7, None, {}, []])
def test_a_picture_that_is_none_is_no_source(desk: Desk, picture: object) -> None:
    assert desk.refused("source", picture=picture)[0]


def test_sources_are_held_once_and_not_without_end(desk: Desk, png: bytes) -> None:
    first = desk.upload(png)
    assert desk.upload(png)["key"] == first["key"]
    desk.ask("form", **{**FORM, "sources": [first["key"]]})
    for number in range(MAX_HELD + 5):
        desk.ask("source", text=f"https://example.com/{number}.png")
    assert len(desk.core.state.held) == MAX_HELD
    assert first["key"] in desk.core.state.held
    assert [each["key"] for each in desk.ask("hello")["state"]["sources"]] == [first["key"]]


def test_the_same_source_twice_in_a_form_is_one(desk: Desk, png: bytes) -> None:
    key = desk.upload(png)["key"]
    told = desk.ask("form", **{**FORM, "prompt": "a hat", "sources": [key, key]})
    assert told["problems"] == []
    assert desk.generate("a hat", sources=[key, key])[0]["state"] == "done"


def test_an_upload_is_kept_beside_the_gallery(desk: Desk, png: bytes) -> None:
    key = desk.upload(png)["key"]
    kept = desk.core.cards.gallery
    assert kept is not None
    assert kept.sources.data(desk.core.state.held[key].source.record.sha256 or "") == png
