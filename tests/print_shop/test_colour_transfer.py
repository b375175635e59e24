from __future__ import annotations

import numpy as np
from PIL import Image

from imagine_nb.print_shop.drawing.finishing.colour_transfer import with_colours_of


def gradient(tint: tuple[float, float, float]) -> Image.Image:
    ramp = np.linspace(40, 200, 120)[None, :, None] * np.ones((80, 1, 1))
    return Image.fromarray((ramp * np.array(tint)).clip(0, 255).astype(np.uint8))


def test_the_colours_come_from_the_model_and_the_forms_stay() -> None:
    forms, model = gradient((1.0, 1.0, 1.0)), gradient((1.2, 0.6, 0.3))
    out = np.asarray(with_colours_of(forms, model), np.float32)
    red, green, blue = out.mean((0, 1))
    assert red > green > blue
    brightness = out.mean(axis=2)[40]
    assert (np.diff(brightness) >= -1).all()


def test_a_picture_in_its_own_colours_hardly_changes() -> None:
    image = gradient((1.2, 0.6, 0.3))
    off = np.asarray(with_colours_of(image, image), np.int32) - np.asarray(image, np.int32)
    assert np.abs(off).mean() < 6


def test_a_plain_model_and_a_plain_picture_are_no_problem() -> None:
    plain = with_colours_of(Image.new("RGB", (30, 20), "grey"), Image.new("RGB", (5, 5), "red"))
    assert plain.size == (30, 20)
    red, green, blue = plain.getpixel((15, 10))
    assert red > 150 > max(green, blue)
