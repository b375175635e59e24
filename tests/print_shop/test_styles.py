from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from imagine_nb.print_shop.drawing.finishing.operations import at_once
from imagine_nb.print_shop.drawing.finishing.styles import STYLES, styled
from imagine_nb.print_shop.drawing.rendering import rendered
from imagine_nb.print_shop.reading.parser import scene_of


@pytest.fixture(scope="module")
def photo() -> Image.Image:
    y, x = np.mgrid[:150, :200]
    return Image.fromarray(np.stack([x, y, 255 - x], axis=-1).astype(np.uint8))


@pytest.mark.parametrize("name", sorted(STYLES))
def test_a_style_changes_a_picture_and_keeps_its_size(name: str, photo: Image.Image) -> None:
    out = styled(photo, name, step=at_once)
    assert (out.size, out.mode) == (photo.size, "RGB")
    assert np.abs(np.asarray(out, np.float32) - np.asarray(photo, np.float32)).mean() > 3
    assert out.tobytes() == styled(photo, name, step=at_once).tobytes()


@pytest.mark.parametrize("name", sorted(STYLES))
def test_a_style_takes_the_smallest_picture(name: str) -> None:
    assert styled(Image.new("RGB", (8, 5), "red"), name, step=at_once).size == (8, 5)


def test_pencil_has_no_colour(photo: Image.Image) -> None:
    a = np.asarray(styled(photo, "pencil", step=at_once), np.int32)
    assert np.ptp(a, axis=2).max() < 16


def test_pixel_art_has_few_colours(photo: Image.Image) -> None:
    assert len(styled(photo, "pixel", step=at_once).getcolors(1000)) <= 24


@pytest.mark.parametrize(
    "words",
    [
        "linocut",
        "watercolour",
        "pencil",
        "stencil",
        "pixel art",
        "risograph",
        "poster",
        "oil painting",
        "charcoal",
        "blueprint",
    ],
)
def test_the_ten_styles_draw_ten_different_pictures(words: str) -> None:
    plain = rendered(scene_of("a fox", seed=1), width=128, height=128)
    scene = scene_of(f"a fox, {words}", seed=1)
    assert scene.style
    assert rendered(scene, width=128, height=128).tobytes() != plain.tobytes()
