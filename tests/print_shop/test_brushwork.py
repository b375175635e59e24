from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from imagine_nb.print_shop.drawing.finishing.brushwork import oil


def picture() -> Image.Image:
    image = Image.new("RGB", (240, 160), (40, 90, 180))
    image.paste((220, 60, 40), (0, 0, 120, 160))
    return image


def test_strokes_keep_the_colours_where_they_were() -> None:
    painted = np.asarray(oil(picture(), lambda: None), np.float32)
    assert painted.shape == (160, 240, 3)
    assert np.abs(painted[40:120, 20:100].mean((0, 1)) - (220, 60, 40)).max() < 25
    assert np.abs(painted[40:120, 140:220].mean((0, 1)) - (40, 90, 180)).max() < 25


def test_a_flat_picture_is_no_longer_flat() -> None:
    assert np.asarray(oil(picture(), lambda: None), np.float32)[40:120, 20:100].std(axis=(0, 1)).min() > 1


def test_the_work_can_be_stopped_at_its_steps() -> None:
    def stop() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        oil(picture(), stop)
