"""Sources of a panel: uploads in pieces, pictures, paths and addresses; a failed one leaves nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desk import FORM, Desk
from imagine_nb.panels.holding import MAX_HELD, MAX_UPLOADS, PIECE, UPLOAD


def begun(desk: Desk, size: int = 10, **fields: Any) -> str:
    return str(desk.ask("upload", name="fox.png", size=size, **fields)["upload"])


def test_an_upload_is_a_source_with_its_size_and_thumbnail(desk: Desk, png: bytes) -> None:
    source = desk.upload(png, name="../../my <b>fox.png")
    assert (source["name"], source["width"], source["height"]) == (
        "my <b>fox.png",
        320,
        240,
    )
    assert (source["thumb"], source["picture"]) == (0, "")
    told = desk.ask("source_image", key=source["key"])
    assert (told["width"], told.buffers) == (320, [png])


def test_an_upload_arrives_in_pieces(desk: Desk) -> None:
    from io import BytesIO

    from PIL import Image

    file = BytesIO()
    Image.effect_noise((1500, 1200), 90).save(file, "PNG")
    data = file.getvalue()
    assert len(data) > PIECE
    upload = begun(desk, len(data))
    assert desk.ask("piece", data[:PIECE], upload=upload, index=0)["received"] == PIECE
    assert desk.ask("piece", data[PIECE:], upload=upload, index=1)["source"]["width"] == 1500


def test_what_the_page_scaled_down_says_so(desk: Desk, png: bytes) -> None:
    notice = desk.upload(png, shrunk="from 30.0 MB, 6000 x 4000")["notice"]
    assert notice == "fox.png was scaled down here, from 30.0 MB, 6000 x 4000."


@pytest.mark.parametrize("size", [0, UPLOAD + 1, -1, "x", None, 10**30])
def test_an_upload_of_no_size_or_too_much_is_refused_before_it_comes(desk: Desk, size: object) -> None:
    text, _ = desk.refused("upload", name="fox.png", size=size)
    assert text


def test_an_upload_that_is_no_picture_is_refused_beside_the_sources_and_gone(desk: Desk) -> None:
    upload = begun(desk, 9)
    text, field = desk.refused("piece", b"no figure", upload=upload, index=0)
    assert ("fox.png" in text, field) == (True, "sources")
    assert "belongs to none" in desk.refused("piece", b"no figure", upload=upload, index=0)[0]
    assert desk.ask("hello")["state"]["sources"] == []


@pytest.mark.parametrize("index", [1, 2, 1000])
def test_a_piece_out_of_order_ends_its_upload(desk: Desk, png: bytes, index: int) -> None:
    upload = begun(desk, len(png))
    assert desk.refused("piece", png, upload=upload, index=index) == (
        "fox.png did not arrive whole. Add it again.",
        "sources",
    )
    desk.refused("piece", png, upload=upload, index=0)
    assert desk.upload(png)["width"] == 320


@pytest.mark.parametrize(
    ("buffers", "fields"),
    [
        ([], {"index": 0}), ([b"x" * (PIECE + 1)], {"index": 0}), ([b"x" * 11], {"index": 0}),
        ([b"x"], {}), ([b"x"], {"index": -1}), ([b"x"], {"index": "0"}), ([b"x"], {"index": "1e400"}),
        ([b"x"], {"index": 1001}),
    ],
)  # fmt: skip
def test_a_piece_that_is_none_is_refused(desk: Desk, buffers: list[bytes], fields: dict[str, Any]) -> None:
    upload = begun(desk)
    assert desk.refused("piece", *buffers, upload=upload, **fields)[0]
    assert desk.refused("piece", *buffers, upload="nothing", index=0)[0]


def test_uploads_that_are_given_up_make_room(desk: Desk, png: bytes) -> None:
    first = begun(desk, UPLOAD)
    desk.ask("piece", b"x" * PIECE, upload=first, index=0)
    for _ in range(MAX_UPLOADS):
        begun(desk, UPLOAD)
    assert "belongs to none" in desk.refused("piece", b"x", upload=first, index=1)[0]
    assert desk.upload(png)["width"] == 320


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
