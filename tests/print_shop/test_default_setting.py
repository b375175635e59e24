from __future__ import annotations

import pytest

from imagine_nb.print_shop.drawing.settings.default_setting import setting_of
from imagine_nb.print_shop.reading.parser import scene_of


@pytest.mark.parametrize(
    ("prompt", "setting"),
    [
        ("a fox on the beach", "beach"),
        ("a cow", "meadow"),
        ("a camel", "desert"),
        ("a whale", "sea"),
        ("an octopus", "underwater"),
        ("a goldfish in the sea", "underwater"),
        ("a goldfish in a bowl", "table"),
        ("a pizza", "table"),
        ("a pizza and a dog", "room"),
        ("a cup of coffee in the kitchen", "table"),
        ("a castle in a room", "meadow"),
        ("a fox, falling snow", "snow"),
        ("a fox as a stencil", "wall"),
        ("", "meadow"),
    ],
)
def test_a_scene_is_set_where_it_says_or_where_its_subjects_are_at_home(prompt: str, setting: str) -> None:
    assert setting_of(scene_of(prompt)) == setting
