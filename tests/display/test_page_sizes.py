"""Page sizes as people write them."""

from __future__ import annotations

from typing import Any

import pytest

from imagine_nb.display.page_sizes import DPI, SCREEN_DPI, Page, page_of
from imagine_nb.errors import InputError

A4 = Page(1654, 2339, DPI)


@pytest.mark.parametrize(
    ("given", "page"),
    [
        ("A4", A4),
        ("a4 portrait", A4),
        ("210x297mm", A4),
        ("210 × 297 MM", A4),
        ("A4 landscape", Page(2339, 1654, DPI)),
        ("Letter", Page(1700, 2200, DPI)),
        ("legal landscape", Page(2800, 1700, DPI)),
        ("1200x1600", Page(1200, 1600, SCREEN_DPI)),
        ("1200x1600px", Page(1200, 1600, SCREEN_DPI)),
        ((1200, 1600), Page(1200, 1600, SCREEN_DPI)),
    ],
)
def test_a_page_is_read_as_it_was_meant(given: Any, page: Page) -> None:
    assert page_of(given) == page


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("A7", r"page is 'A7'\. Did you mean A"),
        ("leter", r"Did you mean Letter\?"),
        ("A4 sideways", r"page is 'A4 sideways'"),
        ("10x10mm", r"A page of 79 x 79 pixels is no page for pictures\. At least 200 pixels a side"),
        ("99999x99999", "at most 40 million"),
        ((1200,), r"page is \(1200,\)\. It is A3, A4"),
        ((1200, True), "page is"),
        ((1200.0, 1600), "page is"),
        (7, "page is 7"),
        ("", "page is ''"),
    ],
)
def test_what_is_no_page_is_refused(given: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        page_of(given)
