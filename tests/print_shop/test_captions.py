from __future__ import annotations

import pytest

from imagine_nb.print_shop.drawing.finishing.captions import note
from imagine_nb.print_shop.reading.parser import scene_of


@pytest.mark.parametrize(
    ("prompt", "drawn"),
    [
        ("a red fox in the snow at sunset", "1 red fox, snow, sunset"),
        ("three sheep and two mice", "3 sheep, 2 mice, meadow"),
        ("a cat on a chair", "1 cat on the chair, 1 chair, room"),
        ("a king in front of a castle", "1 king in front of the castle, 1 castle, meadow"),
        ("two boys flying kites", "2 boys, 3 kites above the boys, meadow"),
        ("a fox in a pumpkin field", "1 fox, 12 pumpkins (all around), meadow"),
        ('a whale "HELLO" as a watercolour', "1 whale, sea, watercolour, the words “HELLO”"),
    ],
)
def test_a_caption_says_what_was_drawn(prompt: str, drawn: str) -> None:
    assert note(scene_of(prompt)) == f"Print shop, not Grok. Drew: {drawn}."


def test_a_caption_names_what_was_not_understood() -> None:
    assert note(scene_of("a majestic fox")).endswith("Not understood: majestic.")
    abstract = note(scene_of("zxqv"))
    assert "abstract" in abstract
    assert "It knows English words; python -m imagine_nb.print_shop --words lists them." in abstract


def test_seasons_are_drawn_or_look_as_the_setting_does_anyway() -> None:
    for season, drawn in (
        ("spring", "meadow"),
        ("summer", "meadow"),
        ("autumn", "meadow, leaf fall"),
        ("winter", "snow"),
    ):
        assert note(scene_of(f"a fox in {season}")) == f"Print shop, not Grok. Drew: 1 fox, {drawn}."
    assert note(scene_of("a beach in winter")).endswith("Not understood: winter.")


@pytest.mark.parametrize(
    "prompt", ["a fox as a photo", "a photo of a fox", "a fox, photograph", "a fox, photo style"]
)
def test_a_caption_says_that_it_is_no_photograph(prompt: str) -> None:
    assert "It makes no photographs" in note(scene_of(prompt))
    assert "photographs" not in note(scene_of("a fox in a photo frame"))
