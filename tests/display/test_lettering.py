"""Lettering: lines that fit, and letters of many scripts that are no boxes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from imagine_nb.display.lettering import Lettering

LETTERS = Lettering(20)


def drawn(text: str) -> bytes:
    image = Image.new("L", (120, 40), 255)
    LETTERS.draw(ImageDraw.Draw(image), (10, 5), text, "#000000")
    return image.tobytes()


@pytest.mark.parametrize(
    "pair",
    ["ab", "éœ", "жλ", "שא", "مص", "हन", "বক", "தக", "กข", "ქა", "ԱԲ", "🦊🐳", "→★", "∑√"],
    ids=["Latin", "accents", "Cyrillic and Greek", "Hebrew", "Arabic", "Devanagari", "Bengali", "Tamil",
         "Thai", "Georgian", "Armenian", "emoji", "signs", "mathematics"],
)  # fmt: skip
def test_letters_of_many_scripts_are_drawn_and_are_no_boxes(pair: str) -> None:
    first, second = map(drawn, pair)
    assert len({first, second, drawn("\ue123"), drawn(" ")}) == 4  # which no font has


def test_fonts_change_within_a_line() -> None:
    whole = LETTERS.width("fox 🦊 fox")
    assert whole == pytest.approx(2 * LETTERS.width("fox ") + LETTERS.width("🦊"), abs=3)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("a fox", ["a fox"]),
        ("a red fox in the snow", ["a red fox in", "the snow"]),
        ("a\nred\tfox", ["a red fox"]),
    ],
)
def test_text_is_wrapped_at_words(text: str, lines: list[str]) -> None:
    assert LETTERS.wrapped(text, LETTERS.width("in the snow") + 1, most=3) == lines


def test_what_does_not_fit_is_cut() -> None:
    (line,) = LETTERS.wrapped("a red fox in the snow", LETTERS.width("a red fox in"), most=1)
    assert line.startswith("a red fox")
    assert line.endswith("…")


@given(st.text(max_size=80), st.integers(20, 200), st.integers(1, 4))
def test_no_line_is_too_wide_and_there_are_not_too_many(text: str, width: int, most: int) -> None:
    lines = LETTERS.wrapped(text, width, most=most)
    assert len(lines) <= most
    assert all(LETTERS.width(line) <= width + LETTERS.size * 1.5 for line in lines)
    for line in lines:
        drawn(line)
