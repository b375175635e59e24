"""A count is a whole number within its bounds, and anything else is told by name."""

from __future__ import annotations

from typing import Any

import pytest

from imagine_nb.counts import checked_count
from imagine_nb.errors import InputError


@pytest.mark.parametrize("value", [1, 7, 10])
def test_a_count_within_its_bounds_is_itself(value: int) -> None:
    assert checked_count(value, of="n", most=10) == value


@pytest.mark.parametrize("value", [0, 11, -1, True, 2.0, "3", None, [1]])
def test_what_is_no_count_is_named_with_its_bounds(value: Any) -> None:
    with pytest.raises(InputError, match=r"n is .*1 to 10"):
        checked_count(value, of="n", most=10)


def test_without_a_most_only_the_least_is_told() -> None:
    assert checked_count(10**9, of="n") == 10**9
    with pytest.raises(InputError, match=r"a count from 1\."):
        checked_count(0, of="n")


def test_the_advice_may_be_the_callers_own() -> None:
    with pytest.raises(InputError, match="Ask for one"):
        checked_count(0, of="n", advice="Ask for one.")
