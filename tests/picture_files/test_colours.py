from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from imagine_nb.errors import SourceError
from imagine_nb.picture_files import pixels
from imagine_nb.picture_files.colours import PLAIN, in_srgb, plain, profile
from imagine_nb.sources import Source, source

RED, BLUE = (220, 40, 30), (30, 60, 220)


def scene(mode: str = "RGB") -> Image.Image:
    """Left red, right blue."""
    image = Image.new("RGB", (40, 20), BLUE)
    image.paste(RED, (0, 0, 20, 20))
    if mode == "LAB":
        srgb, lab = (ImageCms.createProfile(name) for name in ("sRGB", "LAB"))
        return ImageCms.applyTransform(image, ImageCms.buildTransform(srgb, lab, "RGB", "LAB"))
    if mode in {"PA", "La"}:
        return image.convert("P").convert("PA") if mode == "PA" else image.convert("LA").convert("La")
    return image.convert("RGBA").convert("RGBa") if mode == "RGBa" else image.convert(mode)


def tiff(image: Image.Image, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, "TIFF", **options)
    return file.getvalue()


def seen(found: Source) -> Image.Image:
    image = Image.open(io.BytesIO(found.data or b""))
    image.load()
    return image


def is_near(image: Image.Image, at: tuple[int, int], colour: tuple[int, ...], *, most: int = 12) -> bool:
    got = image.convert("RGB").getpixel(at)
    return max(abs(a - b) for a, b in zip(got, colour, strict=True)) <= most


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "PA", "CMYK", "YCbCr", "HSV", "LAB", "RGBX", "RGBa"])
def test_colours_stay_what_they_are_in_every_mode(mode: str) -> None:
    image = scene(mode)
    for encoded in (pixels.png(image), pixels.jpeg(image), pixels.webp(image)):
        shown = pixels.decoded(encoded)
        assert shown.mode in PLAIN
        assert is_near(shown, (5, 10), RED, most=40)  # P has a palette of 216 colours
        assert is_near(shown, (35, 10), BLUE, most=40)
    assert is_near(seen(source(image)), (5, 10), RED, most=30)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "La"])
def test_grey_stays_grey_in_every_mode(mode: str) -> None:
    image = scene(mode)
    light, dark = (93, 69) if mode != "1" else (None, None)
    shown = seen(source(image))
    if light is not None:
        assert is_near(shown, (5, 10), (light,) * 3)
        assert is_near(shown, (35, 10), (dark,) * 3)
    else:
        assert np.array_equal(np.asarray(shown.convert("L")), np.asarray(image.convert("L")))


RAMP = np.linspace(0, 65535, 256).astype(np.uint16).reshape(16, 16)
DEEP = {
    "16 bits": Image.fromarray(RAMP),
    "16 bits, big-endian": Image.frombytes("I;16B", (16, 16), RAMP.astype(">u2").tobytes()),
    "16 bits in 32": Image.fromarray(RAMP.astype(np.int32)),
    "8 bits in 32": Image.fromarray((RAMP // 257).astype(np.int32)),
    "floats to 1": Image.fromarray((RAMP / 65535).astype(np.float32)),
    "floats to 255": Image.fromarray((RAMP / 257).astype(np.float32)),
}


@pytest.mark.parametrize("kind", DEEP)
def test_deep_grey_becomes_eight_bits_of_the_same_grey(kind: str) -> None:
    wanted = np.round(RAMP / 257.0)
    for value in (DEEP[kind], tiff(DEEP[kind])):
        found = source(value)
        shown = seen(found)
        assert shown.mode == "L"
        assert np.abs(np.asarray(shown, np.float64) - wanted).max() <= 1
        assert "8-bit" in found.notice
    for encoded in (pixels.jpeg(DEEP[kind]), pixels.thumbnail(DEEP[kind], side=16, max_bytes=4000)):
        grey = np.asarray(pixels.decoded(encoded).convert("L"), np.float64)
        assert np.abs(grey - wanted).mean() < 4


@pytest.mark.parametrize(
    "values",
    [
        np.array([[0, 70_000]], np.int32),
        np.array([[-1, 5]], np.int32),
        np.array([[0.0, 3.0]], np.float32),
        np.array([[0.0, 1e9]], np.float32),
        np.array([[-0.5, 0.5]], np.float32),
        np.array([[0.0, np.inf]], np.float32),
    ],
    ids=str,
)
def test_values_that_do_not_say_what_is_white_are_refused(values: Any) -> None:
    with pytest.raises(SourceError, match="does not say what is black"):
        source(Image.fromarray(values))
    with pytest.raises(SourceError, match="does not say what is black"):
        source(tiff(Image.fromarray(values)))


def test_nothing_is_nothing_in_a_picture_of_floats() -> None:
    image = Image.fromarray(np.array([[np.nan, 1.0]], np.float32))
    assert np.asarray(seen(source(image))).tolist() == [[0, 255]]


def test_transparency_stays() -> None:
    clear = Image.new("RGBA", (4, 4), (255, 0, 0, 0))
    palette = Image.new("P", (4, 4), 0)
    palette.info["transparency"] = 0
    grey = Image.new("L", (4, 4), 9)
    grey.info["transparency"] = 9
    for image in (clear, palette, grey, clear.convert("RGBa"), clear.convert("LA"), clear.convert("PA")):
        assert seen(source(image)).convert("RGBA").getpixel((1, 1))[3] == 0
        assert pixels.decoded(pixels.jpeg(image)).getpixel((1, 1)) == (255, 255, 255)


def icc(space: bytes, *, swapped: bool = False) -> bytes:
    """The sRGB profile; or one that takes red for blue; or one that says it is for another colour space."""
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if swapped:
        data = data.replace(b"rXYZ", b"????", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"????", b"bXYZ", 1)
    return data[:16] + space + data[20:]


@pytest.mark.parametrize("mode", ["CMYK", "LAB"])
@pytest.mark.parametrize("space", [b"CMYK", b"Lab ", b"GRAY", b"RGB "])
def test_a_profile_for_other_colours_does_not_stay_on_a_picture_in_rgb(mode: str, space: bytes) -> None:
    image = scene(mode)
    image.info["icc_profile"] = icc(space)
    for encoded in (pixels.png(image), pixels.jpeg(image), pixels.webp(image)):
        shown = pixels.decoded(encoded)
        assert not shown.info.get("icc_profile")
        assert is_near(shown, (5, 10), RED, most=30)
    found = source(tiff(image, icc_profile=icc(space)))
    assert not seen(found).info.get("icc_profile")
    assert "to RGB" in found.notice


@pytest.mark.parametrize(("mode", "space"), [("RGB", b"CMYK"), ("RGB", b"GRAY"), ("L", b"RGB ")])
def test_a_profile_that_does_not_fit_its_picture_is_left_out(mode: str, space: bytes) -> None:
    image = scene(mode)
    image.info["icc_profile"] = icc(space)
    assert profile(image) is None
    assert not pixels.decoded(pixels.png(image)).info.get("icc_profile")


def test_a_profile_that_fits_stays_with_the_pixels_and_is_applied_in_a_thumbnail() -> None:
    image = scene()
    image.info["icc_profile"] = odd = icc(b"RGB ", swapped=True)
    for encoded in (pixels.png(image), pixels.jpeg(image), pixels.webp(image)):
        assert pixels.decoded(encoded).info["icc_profile"] == odd
    shown = pixels.decoded(pixels.thumbnail(image, side=40, max_bytes=4000))
    assert not shown.info.get("icc_profile")
    red, _, blue = shown.getpixel((5, 10))
    assert blue > red  # as the profile says
    assert "icc_profile" not in in_srgb(image).info


def test_a_profile_stays_where_what_is_transparent_goes_on_white() -> None:
    image = scene("RGBA")
    image.info["icc_profile"] = icc(b"RGB ")
    assert pixels.decoded(pixels.jpeg(image)).info["icc_profile"] == icc(b"RGB ")


def test_a_broken_profile_breaks_nothing() -> None:
    for mode in ("RGB", "L", "CMYK"):
        image = scene(mode)
        image.info["icc_profile"] = b"junk" * 100
        assert is_near(pixels.decoded(pixels.thumbnail(image, side=40, max_bytes=4000)), (5, 10),
                       RED if mode != "L" else (93,) * 3, most=30)  # fmt: skip
        assert seen(source(image)).size == (40, 20)


def test_a_plain_picture_is_not_copied() -> None:
    image = scene()
    assert plain(image) is image
