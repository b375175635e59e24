"""Kinds of files by their names, and what is said of a name that asks for none of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from imagine_nb.display.kinds import PAGE, SHEET, is_paged, kind_named
from imagine_nb.errors import InputError


def test_a_name_asks_for_a_kind_by_its_end() -> None:
    names = ("a.PNG", "a.b.jpeg", "a.pdf", "a.htm")
    assert [kind_named(name, SHEET, of="It") for name in names] == ["PNG", "JPEG", "PDF", "HTML"]


def test_another_end_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InputError, match=r"as \.gif\. .*ends with \.png, \.jpg, \.pdf or \.html\."):
        kind_named("sheet.gif", SHEET, of="A sheet")
    with pytest.raises(InputError, match=r"A page .* a file without a suffix\. .*ends with \.html\."):
        kind_named("sheet", PAGE, of="A page")


@pytest.mark.parametrize(
    ("name", "is_one"), [("a.PDF", True), ("a.htm", True), ("a.png", False), ("pdf", False)]
)
def test_pages_are_told_from_pictures(name: str, is_one: bool) -> None:
    assert is_paged(Path(name)) is is_one
