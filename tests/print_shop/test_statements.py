from __future__ import annotations

import pytest

from imagine_nb.print_shop.answering import statements
from imagine_nb.print_shop.answering.facts import Facts
from imagine_nb.print_shop.reading.parser import scene_of

FOXES = Facts("", seen=True, width=32, height=16, scene=scene_of('two red foxes and a cat in the snow, "HI"'))
PHOTO = Facts("", seen=True, width=32, height=16, brightness=0.2, colours=(("teal", 0.8),))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how many foxes?", "shows 2 foxes"),
        ("how many animals?", "shows 3 animals"),
        ("how many people?", "shows 0 people"),
        ("how many?", "shows 3 things: 2 red foxes, 1 cat"),
    ],
)
def test_things_are_counted_by_what_is_asked(question: str, said: str) -> None:
    assert statements.count(FOXES, question) == said


def test_presence_is_said_of_subject_and_surroundings() -> None:
    assert statements.presence(FOXES, "is there a cat?") == "shows 1 cat"
    assert statements.presence(FOXES, "is there a dog?") == "shows no dog"
    assert statements.presence(FOXES, "is it night?") == "shows day, not night"
    assert statements.presence(FOXES, "is it?") == ""


def test_the_colour_asked_for_is_that_of_the_subject() -> None:
    assert statements.colours(FOXES, "what colour is the fox?") == "shows 2 red foxes"
    assert "80%" in statements.colours(PHOTO, "what colours?")


def test_lettering_and_setting_come_from_the_scene() -> None:
    assert statements.lettering(FOXES) == "bears the words “HI”"
    assert statements.setting(FOXES) == "shows this place: snow; time: day; weather: fair"


@pytest.mark.parametrize("name", ["lettering", "setting", "style", "making"])
def test_of_a_photograph_nothing_is_claimed(name: str) -> None:
    assert getattr(statements, name)(PHOTO).startswith("was not ")


def test_a_photograph_is_measured() -> None:
    assert statements.brightness(PHOTO) == "is dark: its mean lightness is 20%"
    assert statements.size(PHOTO) == "is 32 x 16 pixels, landscape (2:1)"
    assert "beyond the print shop" in statements.contents(PHOTO, "what is it?")
