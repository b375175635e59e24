"""The panel and the cells around it: what one sets, the other shows."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from browser.notebook_page import NotebookPage
from browser.panel_page import OPEN


def test_cells_read_and_set_what_the_panel_shows(notebook: Callable[..., NotebookPage]) -> None:
    cells = [
        OPEN,
        "fox = %imagine a red fox",
        "panel.prompt = 'a boat on {fox}'",
        "panel.selected = [fox]",
        "seen = []\npanel.observe(lambda change: seen.append(change.new), 'prompt')",
        "print(panel.prompt, seen, len(panel.pictures), panel.answer)",
    ]
    book = notebook("live", cells)
    panel = book.panel()
    book.run(1)
    fox = panel.picture(re.compile("a red fox"), panel.gallery)
    panel.has_come(fox)
    book.run(2)
    expect(panel.prompt).to_have_value("a boat on {fox}")
    book.run(3)
    expect(fox.get_by_role("checkbox", name="Select")).to_be_checked()
    book.run(4)
    panel.generate("a lighthouse")
    expect(book.run(5)).to_contain_text(re.compile(r"a lighthouse \[.*'a lighthouse'\] 1 None"))


def test_the_form_and_the_results_come_back_when_the_cell_runs_again(
    notebook: Callable[..., NotebookPage],
) -> None:
    book = notebook("again", [OPEN, OPEN])
    panel = book.panel()
    panel.generate("a red fox")
    panel.prompt.fill("half a thought")
    panel.count.fill("3")
    expect(panel.price).to_contain_text("3 pictures")
    again = book.panel(0)
    expect(again.prompt).to_have_value("half a thought")
    panel.has_come(again.pictures().first)
    other = book.panel(1)
    expect(other.pictures()).to_have_count(0)
    other.generate("a boat")
    panel.has_come(again.picture(re.compile("a boat"), again.gallery))
