from __future__ import annotations

import functools

import pytest
from PIL import Image

from imagine_nb.print_shop.drawing.figures.mounts import framed, mounted, on_easel

PHOTO = Image.new("RGB", (120, 80), (30, 160, 220))


@pytest.mark.parametrize("stamp", [framed, on_easel])
def test_the_photograph_is_in_the_middle_of_its_mount(stamp) -> None:
    drawn = stamp(PHOTO, 200, which=0)
    ys = [y for y in range(drawn.height) if drawn.getpixel((drawn.width // 2, y))[:3] == (30, 160, 220)]
    assert len(ys) > 60
    assert drawn.getpixel((2, drawn.height // 2))[:3] != (30, 160, 220)


def test_frames_are_not_all_alike() -> None:
    assert framed(PHOTO, 100, which=0).tobytes() != framed(PHOTO, 100, which=1).tobytes()


def test_a_mount_keeps_its_proportions_at_every_height() -> None:
    mount = mounted(functools.partial(framed, PHOTO, which=0), hangs=True)
    assert mount.hangs
    for height in (80, 400):
        drawn = mount.stamp(height)
        assert drawn.width / drawn.height == pytest.approx(mount.aspect, rel=0.05)
