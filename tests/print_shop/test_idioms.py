from __future__ import annotations

import pytest

from imagine_nb.print_shop.reading.parser import scene_of
from imagine_nb.print_shop.reading.scene import Subject


def only(prompt: str) -> Subject:
    (subject,) = scene_of(prompt).subjects
    return subject


def test_a_field_of_something_is_many_of_them_all_around() -> None:
    subject = only("a field of tulips")
    assert (subject.noun, subject.place) == ("tulip", "around")
    assert subject.count > 4


def test_a_slice_of_something_is_that_alone_and_a_vase_of_it_is_both() -> None:
    assert only("a slice of pizza").noun == "pizza"
    vase, rose = scene_of("a vase of roses").subjects
    assert (vase.noun, rose.noun, rose.relation, rose.to) == ("vase", "rose", "in", "vase")


def test_a_material_is_a_colour_where_none_is_asked_for() -> None:
    assert (only("a glass vase").noun, only("a wooden boat").colour) == ("vase", "brown")
    assert only("a red wooden boat").colour == "red"


def test_an_orchard_has_trees_and_a_pumpkin_field_pumpkins() -> None:
    assert only("an apple orchard").noun == "tree"
    assert (only("a pumpkin field").noun, only("a pumpkin field").place) == ("pumpkin", "around")


def test_what_somebody_does_has_its_tool_beside_it() -> None:
    bear, rod = scene_of("a bear fishing").subjects
    assert (bear.noun, rod.noun, rod.relation, rod.to) == ("bear", "fishing rod", "beside", "bear")


@pytest.mark.parametrize("prompt", ["a bear with a balloon", "children flying kites"])
def test_what_is_held_on_a_string_is_above_whoever_holds_it(prompt: str) -> None:
    bearer, borne = scene_of(prompt).subjects
    assert (borne.relation, borne.to) == ("above", bearer.noun)
