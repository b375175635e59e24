from __future__ import annotations

import re
from itertools import islice

import pytest

from imagine_nb.print_shop.answering.schemas.effort import Effort
from imagine_nb.print_shop.answering.schemas.patterns import tree_of
from imagine_nb.print_shop.answering.schemas.strings import strings_of


def made(pattern: str, least: int = 0, most: int = 3000) -> list[str]:
    return list(islice(strings_of(tree_of(pattern), least=least, most=most, effort=Effort()), 100))


@pytest.mark.parametrize(
    "pattern",
    [
        r"[A-Z]{3}-\d{4}",
        r"\+?[1-9]\d{1,14}",
        r"#[0-9a-fA-F]{6}",
        r"(a|bc){3}x?",
        r"[a-z]+(-[a-z]+)*",
        r"([^<>()\s@]+(\.[^<>()\s@]+)*)@((\d{1,3}\.){3}\d{1,3}|([a-z\-0-9]+\.)+[a-z]{2,})",
        r"[\u4e00-\u9fff]{2}",
        r"[^a-zA-Z]",
        r"((a{9}){3}){3}",
        r".{1200}",
        r"",
    ],
)
def test_every_string_of_a_pattern_matches_it(pattern):
    strings = made(pattern)
    assert strings
    assert all(re.fullmatch(pattern, text) for text in strings)


def test_the_length_is_as_asked_for():
    assert {len(text) for text in made(r"(ab)+", least=5, most=8)} == {6, 8}
    assert made(r"(ab)+", least=5, most=5) == []
    assert made(r"a{100000}") == []


def test_there_are_many_different_ones():
    assert len(set(made(r"[A-Z]{3}"))) > 50


def test_characters_of_every_kind_are_among_them():
    assert any(re.search(r"[A-Z]", text) and re.search(r"\d", text) for text in made(r".{8}"))


def test_repetitions_of_repetitions_are_bounded():
    assert made(r"((a{1,1000}){1,1000}){1,1000}")[0] == "a"
