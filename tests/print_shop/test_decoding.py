from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from imagine_nb.print_shop.drawing.photographs.decoding import MOST_PIXELS, Unreadable, decoded, upright


def encoded(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="no picture"):
        decoded(data)


def test_a_broken_picture_is_refused() -> None:
    whole = encoded(Image.effect_noise((64, 64), 90).convert("RGB"), "JPEG")
    with pytest.raises(Unreadable, match="broken"):
        decoded(whole[: len(whole) // 2])


def test_too_many_pixels_are_refused_before_they_are_decoded() -> None:
    data = encoded(Image.new("1", (MOST_PIXELS // 8000 + 1, 8000)))
    with pytest.raises(Unreadable, match="more than can be read"):
        decoded(data)


def test_a_photograph_is_turned_as_its_exif_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    image = Image.new("RGB", (40, 20), "blue")
    image.paste("red", (0, 0, 20, 20))
    turned = upright(decoded(encoded(image, "JPEG", exif=exif, quality=95)))
    assert turned.size == (20, 40)
    red, _, blue = turned.getpixel((10, 4))
    assert red > 200 > blue


def test_transparency_becomes_paper() -> None:
    clear = upright(decoded(encoded(Image.new("RGBA", (4, 4), (255, 0, 0, 0)))))
    assert clear.mode == "RGB"
    assert min(clear.getpixel((1, 1))) > 230


def test_sixteen_bits_of_grey_keep_their_contrast() -> None:
    deep = Image.fromarray(np.linspace(1000, 3000, 64).reshape(8, 8).astype(np.uint16))
    grey = np.asarray(upright(decoded(encoded(deep))), np.int32)
    assert (grey.min(), grey.max()) == (0, 255)
