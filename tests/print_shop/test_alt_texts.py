"""Alt texts of prints: what was drawn, as a sentence."""

from __future__ import annotations

import pytest

from imagine_nb.print_shop.answering.alt_texts import alt_text
from imagine_nb.print_shop.answering.answers import answer
from imagine_nb.print_shop.answering.facts import Facts
from imagine_nb.print_shop.reading.parser import scene_of
from imagine_nb.print_shop.reading.scene import Scene, Subject
from imagine_nb.print_shop.reading.scene_edits import edited_scene

ASKED = "Write the alt text of this picture, with the words that can be read in it."


def of(scene: Scene | None, note: str = "") -> Facts:
    colours = (("blue", 0.6), ("white", 0.3), ("grey", 0.1))
    return Facts("", seen=True, width=40, height=30, colours=colours, scene=scene, note=note)


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("a red fox in the snow at sunset", "A red fox in the snow at sunset."),
        ("two cats on a beach, watercolour", "Two cats on a beach, as a watercolour."),
        ("an owl in a forest at night, in the rain", "An owl in a forest at night in rain."),
        ('a sign that says "OPEN" in a city', "It bears the words “OPEN”."),
        ("a desert at dawn", "A desert at dawn."),
        ("a cat and a dog in a room, oil painting", "A cat and a dog in a room, as an oil painting."),
        ("a cat under a tree", "A cat under a tree, in a meadow."),
        ("a cat and a dog on a red sofa", "A cat and a dog on a red sofa, in a room."),
        ("a cat on a chair beside a tree", "A cat on a chair beside a tree, in a meadow."),
        ("a fox wearing a green scarf in the city", "A fox with a green scarf, in a city."),
        ("a bear wearing red glasses", "A bear with a pair of red glasses, in a forest."),
        ("bread and a coffee", "A loaf of bread and a cup of coffee on a table."),
        ("a unicorn, an hourglass and scissors", "A unicorn, an hourglass and a pair of scissors"),
        ("a dog under the moon", "A dog under the moon, in a meadow."),
        ("two boys flying kites", "Two boys and three kites above one of the boys, in a meadow."),
    ],
)
def test_a_print_is_told_in_a_sentence(prompt: str, told: str) -> None:
    assert told in alt_text(of(scene_of(prompt)))


def test_what_somebody_wears_and_stands_beside_is_told_once_and_with_it() -> None:
    fox = edited_scene(scene_of("a red fox in the snow"), "put a green scarf on the fox")
    visit = edited_scene(fox, "put the fox beside an owl on a cliff")
    assert alt_text(of(visit)) == "A red fox with a green scarf beside an owl, on a cliff."


def test_subjects_that_stand_on_each_other_are_told_and_end() -> None:
    two = Scene(subjects=(Subject("cat", relation="on", to="dog"), Subject("dog", relation="on", to="cat")))
    assert alt_text(of(two)) == "A cat on a dog on the cat, in a meadow."


def test_what_was_not_printed_here_is_told_by_its_colours() -> None:
    assert alt_text(of(None)) == "Landscape picture, mostly blue, white and grey; what it shows is not known."
    made = alt_text(of(None, "Print shop, not Grok. Did to the photograph: grey, blur."))
    assert made.endswith("white and grey; made from a photograph. Did to the photograph: grey, blur.")
    assert alt_text(of(Scene())) == "An abstract print, mostly blue, white and grey."


def test_any_scene_that_a_file_may_record_is_told() -> None:
    wild = Scene(
        subjects=(Subject("photograph 1"), Subject("fox", 99), Subject("fox", 0, relation="on", to="fox")),
        setting="nowhere", time="never", weather="odd", style="pixel", tones=("sepia",), colours=("red",),
    )  # fmt: skip
    assert alt_text(of(wild)).startswith("A photograph, 99 foxes and no foxes on one of the foxes")


def test_a_question_for_alt_text_gets_that_alone() -> None:
    fox, cat = (of(scene_of(prompt)) for prompt in ("a red fox in the snow", "a cat in a room"))
    assert answer(ASKED, [fox]) == "Print shop, not Grok: A red fox in the snow."
    told = "Image 1: A red fox in the snow. Image 2: A cat in a room."
    assert answer("Alternative text for both, please", [fox, cat]) == f"Print shop, not Grok: {told}"
    assert "was not seen" in answer(ASKED, [Facts("fox.jpg")])
