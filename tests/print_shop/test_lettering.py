from __future__ import annotations

import numpy as np
from PIL import Image

from imagine_nb.print_shop.drawing.finishing.lettering import fitting, lettered, letters, lines_of


def test_a_long_text_is_broken_into_lines_of_much_the_same_length() -> None:
    lines = lines_of(["the quick brown fox jumps over the lazy dog and away"])
    assert len(lines) == 3
    assert " ".join(lines) == "the quick brown fox jumps over the lazy dog and away"
    assert max(map(len, lines)) < 2 * min(map(len, lines))


def test_there_are_four_lines_at_most_and_one_at_least() -> None:
    assert len(lines_of(["one", "two", "three", "four", "five"])) == 4
    assert lines_of([]) == [""]
    assert lines_of(["x" * 200]) == ["x" * 48]


def test_letters_fit_the_width_and_the_height() -> None:
    size = fitting(["HELLO SUMMER", "HI"], 300, 80)
    assert letters(size).getbbox("HELLO SUMMER")[2] <= 300
    assert fitting(["HI"], 10_000, 60) == 50
    assert fitting(["x" * 48], 1, 1) == 8


def test_a_label_stands_near_the_foot_and_leaves_the_rest_alone() -> None:
    plain = Image.new("RGB", (300, 200), (40, 90, 140))
    changed = (np.asarray(lettered(plain, ["HELLO"])) != np.asarray(plain)).any(axis=2)
    ys, xs = np.nonzero(changed)
    assert ys.min() > 130
    assert abs((xs.min() + xs.max()) / 2 - 150) < 4
    assert plain.getcolors() == [(60_000, (40, 90, 140))]
