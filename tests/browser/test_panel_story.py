"""One story from a first picture to a cell of the notebook, in each front end that runs notebooks."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.files import copied_text
from browser.notebook_page import LAB, NOTEBOOK, VOILA, AppPage, NotebookPage
from browser.panel_page import OPEN, PanelPage

COMBINED = "the fox of one in the snow of the other"


def n_requests(folder: Path) -> int:
    """How many requests the gallery beside a notebook holds."""
    with closing(sqlite3.connect(folder / "imagine_gallery/gallery.db")) as db:
        return int(db.execute("SELECT count(*) FROM requests").fetchone()[0])


@pytest.mark.parametrize("ui", [LAB, NOTEBOOK, VOILA])
def test_make_pick_combine_ask_and_take_it_back_as_a_cell(
    notebook: Callable[..., NotebookPage],
    voila: Callable[..., AppPage],
    ui: str,
) -> None:
    name = f"story-{ui}"
    book = voila(name, [OPEN]) if ui == VOILA else notebook(name, [OPEN], ui=ui)
    panel = book.panel()

    panel.generate("a red fox in the snow", count=4)
    expect(panel.progress).to_contain_text("Made 4 pictures")
    first, second = panel.pictures().nth(0), panel.pictures().nth(2)
    panel.select(first, second)
    panel.act(second, "Combine")
    expect(panel.pictures(panel.sources)).to_have_count(2)
    panel.generate(COMBINED)
    combined = panel.pictures().first
    expect(combined).to_have_attribute("aria-label", re.compile(COMBINED))

    _asks_twice(panel)
    panel.view("Create")
    before = n_requests(book.folder)
    panel.press("Copy as cell")
    if isinstance(book, AppPage):
        expect(panel.root).to_contain_text("The cell is on the clipboard")
        assert _is_the_cell(copied_text(book.page))
    else:
        expect(panel.root).to_contain_text("The cell stands below the panel")
        assert _is_the_cell(book.cells[1][1])
        shown = book.run(1)
        expect(shown).to_contain_text(re.compile(r"reused · \$0"))
        expect(shown.locator("img")).to_have_count(1)
    assert n_requests(book.folder) == before


def _asks_twice(panel: PanelPage) -> None:
    """Ask about the newest picture, and on from the answer."""
    panel.act(panel.pictures().first, "Ask about it")
    expect(panel.root.get_by_role("tab", name="Ask", exact=True)).to_have_attribute("aria-selected", "true")
    expect(panel.ask("How large is this picture?")).to_contain_text("1024 x 1024")
    expect(panel.ask("And what colour is it?")).to_contain_text("print shop")
    expect(panel.conversation.get_by_role("article")).to_have_count(2)


def _is_the_cell(text: str) -> bool:
    first, _, prompt = text.partition("\n")
    return bool(re.fullmatch(r"%%imagine( -i \d+){2}.*", first)) and prompt.strip() == COMBINED
