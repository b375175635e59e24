from __future__ import annotations

import pytest

from imagine_nb.print_shop.counter.moderation import REFUSED_WORDS, is_refused


@pytest.mark.parametrize("word", REFUSED_WORDS)
def test_a_refused_word_is_refused_in_any_case(word: str) -> None:
    assert is_refused(f"A picture, {word.upper()}, of a fox")


@pytest.mark.parametrize("prompt", ["", "a fox", "nasi goreng", "denuded hills", "the Gorey books"])
def test_a_word_is_refused_only_whole(prompt: str) -> None:
    assert not is_refused(prompt)
