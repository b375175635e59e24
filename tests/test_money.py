import pytest

from imagine_nb.money import TICKS_PER_USD, cost


@pytest.mark.parametrize(
    ("ticks", "words"),
    [
        (0, "$0.00"),
        (200_000_000, "$0.02"),
        (215_000_000, "$0.0215"),
        (TICKS_PER_USD, "$1.00"),
        (None, "cost unknown"),
    ],
)
def test_a_bill_in_words_is_exact(ticks: int | None, words: str) -> None:
    assert cost(ticks) == words
