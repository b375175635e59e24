"""Bare base64 is told from a path: by how it begins, that it decodes, and that a picture is in it."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from PIL import Image

from imagine_nb.errors import SourceError
from imagine_nb.picture_files.base64_text import begins_as_picture, decoded_base64, encoded_picture
from imagine_nb.sources import source


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, (200, 60, 30)).save(file, kind)
    return file.getvalue()


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_base64_of_a_picture_is_a_source(kind: str) -> None:
    data = picture(kind)
    for text in (
        encoded(data),
        f"  {encoded(data)}\n",
        base64.encodebytes(data).decode(),
        base64.urlsafe_b64encode(data).decode().rstrip("="),
    ):
        assert begins_as_picture(text.strip())
        assert encoded_picture(text, name="it") == data
        assert source(text) == source(data)


@pytest.mark.parametrize(
    "text",
    ["", "/9j/", "/9j/fox", "/9j/fox.jpg", "UklGR", "iVBORw0KGgo=", "R0lGODlh/fox.gif", "a fox",
     encoded(b"\xff\xd8\xff no picture at all"), encoded(b"RIFF    WAVE"), encoded(b"BM" + bytes(60))],
)  # fmt: skip
def test_other_text_may_be_a_path(text: str) -> None:
    assert encoded_picture(text, name="it") is None


def test_a_file_of_that_name_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = encoded(picture("GIF", (1, 1))).replace("/", "_")
    Path(text).write_bytes(picture("PNG", (7, 5)))
    assert source(text).record.width == 7


def test_base64_that_was_cut_is_no_path_and_is_not_printed() -> None:
    noise = io.BytesIO()
    Image.effect_noise((200, 200), 90).save(noise, "PNG")
    text = encoded(noise.getvalue())
    for broken in (text[: len(text) // 2], text[:-9] + "!" * 9, text * 2 + "é"):
        with pytest.raises(SourceError) as refused:
            source(broken)
        assert text[:30] not in str(refused.value)
        assert len(str(refused.value)) < 300


@pytest.mark.parametrize("beginning", ["iVBORw0KGgo", "/9j/", "SUkqAAgAAA", "AAAA", "data:image/png;base64,"])
def test_an_error_about_ten_megabytes_of_text_is_short(beginning: str) -> None:
    with pytest.raises(SourceError) as refused:
        source(beginning + "A" * 10_000_000)
    assert len(str(refused.value)) < 400


def test_a_picture_that_would_burst_is_refused_in_base64_too() -> None:
    bomb = bytearray(picture("PNG"))
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2  # its width and height
    with pytest.raises(SourceError):
        source(encoded(bytes(bomb)))


def test_what_is_no_base64_is_refused() -> None:
    with pytest.raises(SourceError, match="It is not valid base64"):
        decoded_base64("not base64!", name="It")
