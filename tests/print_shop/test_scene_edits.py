from __future__ import annotations

import pytest

from imagine_nb.print_shop.reading.parser import scene_of
from imagine_nb.print_shop.reading.scene import Scene
from imagine_nb.print_shop.reading.scene_edits import edited_scene

PARK = scene_of("a cat and two dogs in a park")


def subjects(scene: Scene) -> dict[str, tuple[int, str]]:
    return {s.noun: (s.count, s.colour) for s in scene.subjects}


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        ("add a red balloon", {"cat": (1, ""), "dog": (2, ""), "balloon": (1, "red")}),
        ("Add a hat", {"cat": (1, ""), "dog": (2, ""), "hat": (1, "")}),
        ("remove the cat", {"dog": (2, "")}),
        ("remove one dog", {"cat": (1, ""), "dog": (1, "")}),
        ("replace the cat with a fox", {"fox": (1, ""), "dog": (2, "")}),
        ("turn the cat into a blue fox", {"fox": (1, "blue"), "dog": (2, "")}),
        ("make the cat green", {"cat": (1, "green"), "dog": (2, "")}),
        ("paint the dogs purple", {"cat": (1, ""), "dog": (2, "purple")}),
        ("add two more dogs", {"cat": (1, ""), "dog": (4, "")}),
        ("one dog fewer", {"cat": (1, ""), "dog": (1, "")}),
        ("add another cat", {"cat": (2, ""), "dog": (2, "")}),
        ("make it five dogs", {"cat": (1, ""), "dog": (5, "")}),
        ("add a second cat", {"cat": (2, ""), "dog": (2, "")}),
        ("a fox instead of the cat", {"fox": (1, ""), "dog": (2, "")}),
        ("replace everything with a castle", {"castle": (1, "")}),
        ("make three of them", {"cat": (3, ""), "dog": (2, "")}),
        ("remove the cat and add an owl", {"dog": (2, ""), "owl": (1, "")}),
    ],
)
def test_subjects_change_as_told(instruction: str, expected: dict[str, tuple[int, str]]) -> None:
    after = edited_scene(PARK, instruction)
    assert subjects(after) == expected
    assert after.remarks == ()


@pytest.mark.parametrize(
    ("instruction", "name", "value"),
    [
        ("make it night", "time", "night"),
        ("make it rain", "weather", "rain"),
        ("put it on the beach", "setting", "beach"),
        ("change the background to a city", "setting", "city"),
        ("as a pencil sketch", "style", "pencil"),
        ("turn this into pixel art", "style", "pixel"),
        ('write "HELLO THERE" on it', "lettering", ("HELLO THERE",)),
        ("make it sepia", "tones", ("sepia",)),
        ("flip it", "tones", ("flip",)),
        ("turn the park into a city", "setting", "city"),
        ("less bright", "tones", ("darker",)),
        ("zoom in", "tones", ("zoom in",)),
        ("keep everything the same but make it night", "time", "night"),
        ("make it warmer and brighter", "tones", ("warmer", "brighter")),
    ],
)
def test_surroundings_change_as_told(instruction: str, name: str, value: object) -> None:
    after = edited_scene(PARK, instruction)
    assert getattr(after, name) == value
    assert after.subjects == PARK.subjects
    assert after.key == PARK.key


def test_several_changes_in_one_instruction() -> None:
    after = edited_scene(PARK, "make it night, add three owls, remove the dogs and make the cat blue")
    assert after.time == "night"
    assert subjects(after) == {"cat": (1, "blue"), "owl": (3, "")}


def test_a_hat_goes_on_somebody_and_follows_a_replacement() -> None:
    after = edited_scene(edited_scene(PARK, "add a hat"), "replace the cat with a fox")
    hat = next(s for s in after.subjects if s.noun == "hat")
    assert (hat.relation, hat.to) == ("on", "fox")


def test_moving_and_sizing() -> None:
    after = edited_scene(PARK, "move the cat to the left and make it bigger")
    assert (after.subjects[0].place, after.subjects[0].size) == ("left", "large")


def test_rain_stops() -> None:
    wet = scene_of("a cat in the rain")
    assert edited_scene(wet, "remove the rain").weather == ""


def test_what_cannot_be_followed_is_said_and_nothing_is_faked() -> None:
    after = edited_scene(PARK, "remove the elephant")
    assert subjects(after) == subjects(PARK)
    assert "no elephant" in after.remarks[0]
    odd = edited_scene(PARK, "make it more sublunary")
    assert odd.remarks
    assert "sublunary" in odd.unknown


def test_what_has_no_noun_here_does_not_colour_somebody_else() -> None:
    after = edited_scene(PARK, "make the sky purple")
    assert subjects(after) == subjects(PARK)
    assert after.unknown == ("sky",)


@pytest.mark.parametrize(
    "instruction",
    [
        "remove the clouds",
        "remove the trees",
        "make the background blue",
        "blue background",
        "make the trees red",
        "make the sky purple",
    ],
)
def test_scenery_that_nobody_asked_for_is_said_to_stay(instruction: str) -> None:
    after = edited_scene(PARK, instruction)
    assert (after.subjects, after.weather, after.setting) == (PARK.subjects, PARK.weather, PARK.setting)
    assert f"Not done: “{instruction}”: scenery, as" in after.remarks[0]


def test_what_changes_nothing_is_said_to_change_nothing() -> None:
    night = edited_scene(PARK, "make it night")
    again = edited_scene(night, "make it night and add a hat")
    assert again.remarks == ("Not done: “make it night”: it changes nothing here.",)
    assert "hat" in subjects(again)
    assert edited_scene(again, "make the cat bigger").remarks == ()


def test_what_is_not_there_is_not_changed() -> None:
    after = edited_scene(PARK, "make the owl blue")
    assert subjects(after) == subjects(PARK)
    assert after.remarks == ("Not done: there is no owl to change.",)


def test_a_mild_season_ends_the_fall_of_leaves() -> None:
    autumn = edited_scene(PARK, "make it autumn")
    after = edited_scene(autumn, "make it summer")
    assert (autumn.weather, after.weather, after.remarks, after.unknown) == ("leaf fall", "", (), ())


def test_another_take_has_another_composition() -> None:
    assert edited_scene(PARK, "make it night", seed=2).key != edited_scene(PARK, "make it night", seed=1).key
