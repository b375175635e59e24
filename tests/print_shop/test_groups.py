from __future__ import annotations

import pytest

from imagine_nb.print_shop.drawing.arranging.groups import Group, in_order, leans, loads
from imagine_nb.print_shop.reading.scene import Subject


def nouns_of(subjects: list[Subject]) -> list[str]:
    return [s.noun for s in in_order(subjects)]


def test_subjects_stand_from_left_to_right_as_asked() -> None:
    right, left = Subject("fox", place="right"), Subject("cat", place="left")
    assert nouns_of([right, Subject("dog"), left]) == ["cat", "dog", "fox"]


def test_what_is_beside_something_stands_next_to_it() -> None:
    fox = Subject("fox", relation="beside", to="tree")
    assert nouns_of([fox, Subject("cat"), Subject("tree")]) == ["cat", "tree", "fox"]
    before = Subject("fox", relation="left of", to="tree")
    assert nouns_of([Subject("tree"), before]) == ["fox", "tree"]


def test_a_group_grows_with_its_number_and_size() -> None:
    one, six = Group.of(Subject("sheep"), 1.2), Group.of(Subject("sheep", count=6), 1.2)
    assert (one.rows, six.rows) == (1, 2)
    assert six.width > 2 * one.width
    assert Group.of(Subject("sheep", size="huge"), 1.2).height > one.height
    assert Group.of(Subject("sheep"), 1.2, laden=True).height < one.height


def test_buildings_and_large_plants_stand_behind() -> None:
    assert Group.of(Subject("castle"), 1.0).stands_behind
    assert Group.of(Subject("fox", place="back"), 1.0).stands_behind
    assert not Group.of(Subject("castle", place="front"), 1.0).stands_behind
    assert not Group.of(Subject("fox"), 1.0).stands_behind


@pytest.mark.parametrize(
    ("subject", "leaning"),
    [
        (Subject("bird", relation="on", to="tree"), True),
        (Subject("hat", relation="on", to="fox"), True),
        (Subject("bird", relation="on", to="lamp"), False),
        (Subject("fox", relation="beside", to="tree"), False),
        (Subject("king", relation="before", to="castle"), False),
        (Subject("fox", relation="on", to="fox"), False),
    ],
)
def test_who_leans_on_another_subject_of_the_scene(subject: Subject, leaning: bool) -> None:
    assert leans(subject, {"tree", "fox", "castle", subject.noun}) is leaning


def test_a_load_needs_room_above_and_a_hat_does_not() -> None:
    assert loads(Subject("bird", relation="on", to="tree"))
    assert loads(Subject("rose", relation="in", to="vase"))
    assert not loads(Subject("fox", relation="in", to="car"))
    assert not loads(Subject("hat", relation="on", to="fox"))
