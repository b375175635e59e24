from __future__ import annotations

import pytest

from imagine_nb.print_shop.reading.instructions import clauses, counted, number_in, replacement_in


@pytest.mark.parametrize(
    ("instruction", "parts"),
    [
        ("make it night and add a cat and a dog", ["make it night", "add a cat and a dog"]),
        ('write "stop, and make tea", then flip it', ['write "stop, and make tea"', "flip it"]),
        ("remove the fox; add a dog", ["remove the fox", "add a dog"]),
        ("a cat and a dog", ["a cat and a dog"]),
        ("", []),
    ],
)
def test_clauses_are_cut_at_verbs_and_never_within_quotes(instruction: str, parts: list[str]) -> None:
    assert clauses(instruction) == parts


@pytest.mark.parametrize(
    ("clause", "pair"),
    [
        ("replace the cat with a dog", ("the cat", "a dog")),
        ("turn the fox into a wolf", ("the fox", "a wolf")),
        ("a dog instead of the cat", ("the cat", "a dog")),
        ("make it bigger", None),
    ],
)
def test_a_replacement_names_old_and_new(clause: str, pair: tuple[str, str] | None) -> None:
    assert replacement_in(clause) == pair


@pytest.mark.parametrize(
    ("clause", "number"), [("add 3 cats", 3), ("two more", 2), ("another cat", 0), ("a cat", 0)]
)
def test_articles_are_no_numbers(clause: str, number: int) -> None:
    assert number_in(clause) == number
    assert counted(clause) == (number > 0)
