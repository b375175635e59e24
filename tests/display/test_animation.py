"""Animations: a frame for each picture, whole on one size, for as long as was said."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from imagine_nb.display.animation import Animation
from imagine_nb.display.tiles import Tile
from imagine_nb.errors import GalleryError, InputError


def tile(colour: str, size: tuple[int, int] = (60, 40), **saved: Any) -> Tile:
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG", **saved)
    return Tile(file.getvalue, size=size)


def written(animation: Animation) -> Image.Image:
    file = BytesIO()
    animation.write(file)
    return Image.open(file)


def frames(found: Image.Image) -> list[Image.Image]:
    made = []
    for number in range(found.n_frames):  # type: ignore[attr-defined]
        found.seek(number)
        made.append(found.convert("RGB"))
    return made


def test_each_picture_has_its_frame_and_its_time() -> None:
    found = written(Animation([tile("red"), tile("green"), tile("blue")], [0.5, 1, 2.25], width=48))
    assert (found.format, found.size, found.info["loop"]) == ("GIF", (48, 32), 0)
    shown, times = [], []
    for number in range(3):
        found.seek(number)
        times.append(found.info["duration"])
        shown.append(found.convert("RGB").getpixel((24, 16)))
    assert times == [500, 1000, 2250]
    assert [max(range(3), key=each.__getitem__) for each in shown] == [0, 1, 2]
    assert "loop" not in written(Animation([tile("red"), tile("blue")], loop=False)).info


def test_a_picture_of_another_shape_is_whole_with_white_beside_it() -> None:
    _, tall = frames(written(Animation([tile("red"), tile("blue", (20, 40))], width=60)))
    assert tall.size == (60, 40)
    assert tall.getpixel((2, 20)) == (255, 255, 255)
    assert tall.getpixel((57, 20)) == (255, 255, 255)
    assert tall.getpixel((30, 1))[2] > 200
    assert written(Animation([tile("red", (10, 900))], width=60)).size == (60, 120)


def test_a_smooth_surface_has_no_bands() -> None:
    slope = Image.linear_gradient("L").resize((256, 256))
    sky = Image.merge("RGB", (slope, slope.rotate(90), Image.new("L", slope.size, 180)))
    file = BytesIO()
    sky.save(file, "PNG")
    (frame,) = frames(written(Animation([Tile(file.getvalue, size=sky.size)], width=256)))
    blurred = [each.reduce(8) for each in (frame, sky)]
    assert max(ImageStat.Stat(ImageChops.difference(*blurred)).mean) < 4


def test_nothing_of_a_file_but_its_pixels_comes_along() -> None:
    file = BytesIO()
    Animation([tile("red", comment=b"a secret prompt"), tile("blue")]).write(file)
    assert b"secret" not in file.getvalue()


def test_a_picture_that_cannot_be_read_has_the_reason_in_its_frame() -> None:
    def lost() -> bytes:
        raise GalleryError("Its file is gone.")

    first, second = frames(written(Animation([tile("red"), Tile(lost)], width=200)))
    assert first.size == second.size
    assert sum(second.convert("L").histogram()[:90]) > 50


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"seconds": 0}, "seconds is 0. It is a number from 0.02 to 600"),
        ({"seconds": float("nan")}, "seconds is nan"),
        ({"seconds": True}, "seconds is True"),
        ({"seconds": "1"}, "seconds is '1'"),
        ({"seconds": [1, "x"]}, "seconds is 'x'"),
        ({"seconds": [1]}, "seconds holds 1 numbers for 2 pictures"),
        ({"width": 8}, "width is 8"),
        ({"loop": 3}, "loop is 3"),
    ],
)
def test_what_can_be_no_animation_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        Animation([tile("red"), tile("blue")], **options)
    assert message in str(caught.value)


def test_more_than_a_machine_holds_is_refused() -> None:
    with pytest.raises(InputError, match="An animation of 501 pictures is too large"):
        Animation([tile("red")] * 501)
    with pytest.raises(InputError, match=r"400 frames of 2048 x 1365 pixels are too many\. Take a smaller"):
        Animation([tile("red")] * 400, width=2048)
    with pytest.raises(InputError, match="nothing to be shown"):
        Animation([])
