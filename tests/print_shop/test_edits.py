"""Edits of a photograph; those of a recorded scene are in test_scene_edits."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from imagine_nb.print_shop.drawing.canvas import Cancelled, never
from imagine_nb.print_shop.drawing.photographs.edits import edited_photo, plan_note, planned

PHOTO = Image.effect_noise((160, 120), 60).convert("RGB")


@pytest.mark.parametrize(
    ("instruction", "operations"),
    [
        ("make it warmer and flip it", ("warmer", "flip")),
        ("as a pencil sketch", ("pencil",)),
        ("make it night", ("night",)),
        ("make it black and white, then crop it to 1:1", ("black and white", "crop 1:1")),
    ],
)
def test_a_plan_has_the_operations_in_order(instruction: str, operations: tuple[str, ...]) -> None:
    plan = planned(instruction)
    assert plan.operations == operations
    assert plan.failed == ()


def test_what_is_in_a_photograph_cannot_be_changed_and_that_is_said() -> None:
    plan = planned("remove the dog")
    assert plan.operations == ()
    assert "does not know what is where" in plan.failed[0]
    assert "unchanged" in plan_note(plan)
    assert "Not done: “remove the dog”" in plan_note(plan)


def test_another_place_needs_a_scene() -> None:
    assert planned("put it on the beach").needs_scene
    assert not planned("make it warmer").needs_scene


def test_a_guess_is_called_one() -> None:
    assert "takes the middle for the subject" in plan_note(planned("blur the background"))
    assert "No detail was invented" in plan_note(planned("upscale it"))


def test_operations_and_lettering_change_the_photograph() -> None:
    flipped = edited_photo(PHOTO, planned("flip it"), size=None, stop=never)
    assert flipped.tobytes() == PHOTO.transpose(Image.Transpose.FLIP_LEFT_RIGHT).tobytes()
    lettered = edited_photo(PHOTO, planned('write "HELLO" on it'), size=None, stop=never)
    changed = (np.asarray(lettered) != np.asarray(PHOTO)).any(axis=2)
    assert changed[80:].any()
    assert not changed[:60].any()


@pytest.mark.parametrize("instruction", ["crop it to 1:1", "make it warmer", "rotate it 90 degrees"])
def test_a_size_that_is_asked_for_is_the_size(instruction: str) -> None:
    assert edited_photo(PHOTO, planned(instruction), size=(96, 64), stop=never).size == (96, 64)


def test_without_a_size_a_crop_has_its_own() -> None:
    assert edited_photo(PHOTO, planned("crop it to 1:1"), size=None, stop=never).size == (120, 120)


def test_it_stops_when_it_is_told_to() -> None:
    with pytest.raises(Cancelled):
        edited_photo(PHOTO, planned("warmer"), size=None, stop=lambda: True)
