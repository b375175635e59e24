from __future__ import annotations

import numpy as np

from imagine_nb.print_shop.drawing.chance import chance, wavering


def test_the_same_words_give_the_same_numbers() -> None:
    assert chance("fox", 1).random(8).tolist() == chance("fox", 1).random(8).tolist()
    assert chance("fox", 1).random() != chance("fox", 2).random()


def test_half_a_surrogate_pair_is_a_word_too() -> None:
    assert 0 <= chance("\ud800").random() < 1


def test_a_wavering_line_is_smooth_and_stays_within_its_waves() -> None:
    line = wavering(chance("line"), 400, [(4, 1.0), (9, 0.5)])
    assert line.shape == (400,)
    assert np.abs(line).max() <= 1.5
    assert np.abs(np.diff(line)).max() < 0.1
    assert np.ptp(line) > 0.2
