from __future__ import annotations

import pytest

from imagine_nb.print_shop.reading.operation_words import operations_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("make it black and white", ("black and white",)),
        ("tint it blue", ("tint blue",)),
        ("give it a red tint and more contrast", ("tint red", "more contrast")),
        ("warmer, please", ("warmer",)),
        ("crop to 16:9", ("crop 16:9",)),
        ("crop it square", ("crop 1:1",)),
        ("rotate 90 degrees", ("rotate 90",)),
        ("rotate it 90 degrees counterclockwise", ("rotate 270",)),
        ("flip it", ("flip",)),
        ("blur the background", ("blur the background",)),
        ("put it in a gold frame", ("frame gold",)),
        ("upscale it", ("upscale",)),
        ("a fox in the snow", ()),
    ],
)
def test_words_name_operations(text: str, expected: tuple[str, ...]) -> None:
    assert operations_in(text)[0] == expected


def test_the_rest_of_the_text_is_left() -> None:
    assert operations_in("Make it warmer, a fox in a boat")[1].split()[-5:] == ["a", "fox", "in", "a", "boat"]
