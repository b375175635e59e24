"""The tour: the call becomes the first cell, and each cell that runs has the next one below it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from browser.notebook_page import LAB, NOTEBOOK
from imagine_nb.cells.tour import LOAD, STEPS


@pytest.mark.parametrize("ui", [LAB, NOTEBOOK])
def test_the_tour_is_four_cells_in_their_order(notebook: Callable, ui: str) -> None:
    book = notebook(f"tour-{ui}", [LOAD, "%imagine_tour"], ui=ui)
    book.run(0)
    expect(book.run(1)).to_contain_text("Here is a cell that makes a picture: run it.")
    texts = [each.text for each in STEPS]
    for at, text in enumerate(texts, 1):
        expect(book.cell(at).locator(".cm-content")).to_have_text(text.replace("\n", ""))
        book.run(at)
    assert book.cells[1][: len(texts) + 1] == [LOAD, *texts]
    expect(book.output(len(texts))).to_contain_text("The picture is a print of")
