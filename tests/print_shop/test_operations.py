from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from imagine_nb.print_shop.drawing.finishing.operations import operated


@pytest.fixture(scope="module")
def photo() -> Image.Image:
    y, x = np.mgrid[:120, :160]
    return Image.fromarray(np.stack([40 + x, 60 + y, 200 - x], axis=-1).astype(np.uint8))


def mean(image: Image.Image) -> list[float]:
    return [float(v) for v in np.asarray(image, np.float32).mean((0, 1))]


def test_tones_do_what_they_say(photo: Image.Image) -> None:
    r, _, b = mean(photo)
    assert mean(operated(photo, "warmer"))[0] > r
    assert mean(operated(photo, "colder"))[2] > b
    assert sum(mean(operated(photo, "brighter"))) > sum(mean(photo)) > sum(mean(operated(photo, "darker")))
    contrast = [np.asarray(operated(photo, f"{k} contrast")).std() for k in ("less", "more")]
    assert contrast[0] < np.asarray(photo).std() < contrast[1]
    grey = np.asarray(operated(photo, "black and white"), np.int32)
    assert np.ptp(grey, axis=2).max() == 0
    blue = mean(operated(photo, "tint blue"))
    assert blue[2] > blue[0]


def test_shapes_change_as_told(photo: Image.Image) -> None:
    assert operated(photo, "crop 1:1").size == (120, 120)
    assert operated(photo, "crop 16:9").size == (160, 90)
    assert operated(photo, "rotate 90").size == (120, 160)
    assert operated(photo, "upscale").size == (320, 240)
    assert operated(photo, "frame brown").size == photo.size
    assert operated(operated(photo, "flip"), "flip").tobytes() == photo.tobytes()


def test_a_blurred_background_keeps_the_middle(photo: Image.Image) -> None:
    noisy = Image.effect_noise((160, 120), 80).convert("RGB")
    out = np.asarray(operated(noisy, "blur the background"), np.float32)
    assert out[50:70, 70:90].std() > 2 * out[:20, :20].std()


def test_an_unknown_operation_changes_nothing(photo: Image.Image) -> None:
    assert operated(photo, "no such thing") is photo
