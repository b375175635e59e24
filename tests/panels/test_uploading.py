"""Uploads in pieces, each acknowledged; one that fails leaves nothing."""

from __future__ import annotations

from typing import Any

import pytest

from desk import Desk
from imagine_nb.panels.uploading import MAX_UPLOADS, PIECE, UPLOAD


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


@pytest.mark.parametrize("kind", ["film", "x" * 80, "../table"])
def test_a_file_of_no_kind_that_there_is_is_refused(desk: Desk, kind: str) -> None:
    assert "no kind" in desk.refused("upload", name="x", size=3, kind=kind)[0]


def test_a_mask_is_a_source_too(desk: Desk, png: bytes) -> None:
    assert desk.upload(png, kind="mask")["name"] == "mask"
