from __future__ import annotations

import io

from PIL import Image

from imagine_nb.print_shop.answering.comparison import compared, difference, scene_difference
from imagine_nb.print_shop.answering.facts import Facts, facts_of
from imagine_nb.print_shop.reading.parser import scene_of
from imagine_nb.print_shop.reading.scene_edits import edited_scene


def plain(colour: str, size: tuple[int, int] = (40, 40)) -> Facts:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return facts_of(out.getvalue())


def test_black_and_white_are_as_far_apart_as_can_be() -> None:
    assert difference(plain("black"), plain("white")) == 1
    assert difference(plain("red"), plain("red")) == 0
    assert difference(plain("red"), Facts("unseen")) == 1


def test_two_pictures_are_compared_in_size_and_brightness() -> None:
    text = compared([(0, plain("black")), (2, plain("white", (80, 40)))])
    assert "Images 1 and 3 look different: on average their pixels are 100% as far apart in colour as" in text
    assert "Image 1 is mostly black (100%); image 3 is mostly white (100%)." in text
    assert "Image 1 is 40 x 40 pixels, image 3 80 x 40" in text
    assert "Image 3 is brighter than image 1" in text


def test_a_picture_that_was_not_seen_is_compared_with_none() -> None:
    text = compared([(0, plain("black")), (1, Facts("puppy"))])
    assert "Image 2 was not seen (puppy)" in text
    assert "no two pictures" in text


def test_what_an_edit_changed_is_told_and_nothing_else() -> None:
    before = scene_of("a red fox in the snow")
    text = scene_difference(before, edited_scene(before, "make it night and add a dog"))
    assert "the same scene" in text
    assert "time from day to night; new: 1 dog." in text
    assert "nothing" in scene_difference(before, before)
    assert "scenes of their own" in scene_difference(before, scene_of("a cat"))
