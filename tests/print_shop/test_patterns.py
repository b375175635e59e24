from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagine_nb.print_shop.answering.schemas.effort import Effort, TooMuch, Unsatisfied
from imagine_nb.print_shop.answering.schemas.patterns import is_found, tree_of

PATTERNS = [
    r"^[A-Z]{3}-\d{4}$",
    r"^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$",
    r"^(?=.*[A-Z])(?=.*\d).{8,}$",
    r"^[a-z]+(-[a-z]+)*$",
    r"(a|bc){2}x?",
    r"\bfoo\b",
    r"(?<=a)b|(?<!a)c",
    r"^a{0,2}?b*+$",
    r"[^a-z]\W\S",
    r"",
    r"^$",
]


def found(pattern: str, text: str) -> bool:
    return is_found(tree_of(pattern), text, effort=Effort())


@pytest.mark.parametrize("pattern", PATTERNS)
@given(text=st.text("aAbcfo0-. \n", max_size=10))
def test_a_pattern_is_found_where_python_finds_it(pattern, text):
    if not text.endswith("\n"):  # where Python's $ also matches before it
        assert found(pattern, text) == bool(re.search(pattern, text, re.ASCII))


def test_what_backtracking_never_finishes_is_done_at_once():
    assert not found(r"^(a+)+$", "a" * 500 + "b")
    assert not found(r"^(a|a|a)*$", "a" * 500 + "b")


def test_the_work_is_bounded():
    with pytest.raises(TooMuch):
        is_found(tree_of("((((a*)*)*)*)*"), "a" * 5000, effort=Effort(1000))


def test_the_names_of_groups_may_be_written_as_in_javascript():
    assert found(r"^(?<year>\d{4})$", "2026")


@pytest.mark.parametrize("pattern", ["(a", "[z-a]", r"\p{L}", r"(a)\1", "(" * 400 + ")" * 400, "a" * 1001])
def test_a_pattern_that_cannot_be_read_is_said_to_be(pattern):
    with pytest.raises(Unsatisfied, match="pattern"):
        tree_of(pattern)
