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
    assert "abstract" in note(scene_of("zxqv"))
