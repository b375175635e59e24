from __future__ import annotations

import numpy as np
from matplotlib.cbook import get_sample_data
from PIL import Image

from imagine_nb.print_shop.drawing.photographs.cutouts import cut_of, die_cut


def test_a_portrait_is_cut_from_its_background() -> None:
    with Image.open(get_sample_data("grace_hopper.jpg", asfileobj=False)) as image:
        photo = image.convert("RGB")
    cut = cut_of(photo)
    mask = np.asarray(cut.mask) > 128
    height, width = mask.shape
    assert cut.clean > 0.72
    assert mask[height // 2, width // 2]  # the face
    assert mask[int(height * 0.95), width // 2]  # the uniform
    assert not mask[: height // 3, int(width * 0.85) :].any()  # the wall
    stamp = die_cut(photo, cut, 200)
    assert stamp.mode == "RGBA"
    assert abs(stamp.height - 200) < 30


def test_a_plain_picture_has_no_clean_cut() -> None:
    assert cut_of(Image.new("RGB", (100, 80), "grey")).clean < 0.72
