from __future__ import annotations

import io

import pytest
from PIL import Image

from imagine_nb.errors import SourceError
from imagine_nb.picture_files import pixels


def saved(kind: str, image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_kind_is_told_by_the_first_bytes(kind: str) -> None:
    assert pixels.mime_type(saved(kind, Image.new("RGB", (3, 2)))) == f"image/{kind.lower()}"
    assert pixels.mime_type(b"text") is pixels.mime_type(b"") is None


def test_a_jpeg_of_what_is_transparent_is_on_white() -> None:
    data = pixels.jpeg(Image.new("RGBA", (8, 8), (0, 0, 0, 0)))
    assert Image.open(io.BytesIO(data)).convert("RGB").getpixel((4, 4)) == (255, 255, 255)


def test_a_thumbnail_keeps_to_its_size_in_pixels_and_bytes() -> None:
    noise = Image.effect_noise((900, 600), 90).convert("RGB")
    data = pixels.thumbnail(noise, side=256, max_bytes=6_000)
    assert len(data) <= 6_000
    assert max(Image.open(io.BytesIO(data)).size) <= 256


def test_what_cannot_be_read_names_itself() -> None:
    with pytest.raises(SourceError, match=r"^fox\.png is empty"):
        pixels.decoded(b"", name="fox.png")
