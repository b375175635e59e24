"""A table in the panel: brought, planned, gone through with its figures, and taken back as a cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, expect

from browser.axe import has_no_barriers
from browser.files import choose, drop
from browser.notebook_page import NotebookPage
from browser.panel_page import OPEN, PanelPage

CSV = "colour,animal\nred,fox\nblue,fox\ngreen,cat\n"
WIDTHS = (400, 700, 1280)


class TableView:
    """The view Table of a panel, by the names that a screen reader says."""

    def __init__(self, panel: PanelPage) -> None:
        panel.view("Table")
        self.panel, self.root = panel, panel.root
        self.rows = self._region("Rows")
        self.run = self._region("Run")
        self.prompt = self.root.get_by_role("textbox", name="Prompt of each row", exact=True)
        self.plan = self.root.get_by_role("status", name="Plan", exact=True)
        self.sheet = self.root.get_by_role("list", name="Newest pictures of the table", exact=True)

    def _region(self, name: str) -> Locator:
        return self.root.get_by_role("region", name=name, exact=True)

    def name(self, text: str) -> None:
        """Name a variable or a file as the table."""
        self.root.get_by_role("textbox", name="Name or path of a table").fill(text)
        self.panel.press("Use")


def test_a_table_is_brought_planned_started_and_copied(notebook: Callable[..., NotebookPage]) -> None:
    book = notebook("table", [OPEN])
    panel = book.panel()
    view = TableView(panel)
    expect(panel.button("Start")).to_be_disabled()
    choose(panel.button("Upload CSV"), "pets.csv", CSV.encode(), "text/csv")
    expect(view.rows).to_contain_text("pets.csv: 3 rows")

    view.prompt.fill("a ")
    view.prompt.press("End")
    view.prompt.press_sequentially("{co")
    expect(panel.root.get_by_role("option", name="{colour}")).to_be_visible()
    view.prompt.press("Enter")
    expect(view.prompt).to_have_value("a {colour}")
    view.rows.get_by_role("button", name="animal", exact=True).click()
    expect(view.prompt).to_have_value("a {colour} {animal}")
    expect(view.plan).to_contain_text("3 requests for 3 rows")

    panel.press("Start")
    expect(view.run).to_contain_text("3 of 3 rows")
    expect(panel.pictures(view.sheet)).to_have_count(3)
    for each in panel.pictures(view.sheet).all():
        panel.has_come(each)
    expect(view.plan).to_contain_text("3 kept already")
    has_no_barriers(panel.element)
    with book.dark():
        has_no_barriers(panel.element)

    panel.press("Copy as cell")
    expect(panel.root).to_contain_text("The cell stands below the panel")
    assert re.match(
        r"%%imagine --table \S*tables/pets-\w+\.csv\"?\na \{colour\} \{animal\}$", book.cells[1][1]
    )
    shown = book.run(1)
    expect(shown).to_contain_text("3 of 3 rows · 3 kept already · $0.00")


def test_a_variable_is_a_table_and_its_failures_are_listed(notebook: Callable[..., NotebookPage]) -> None:
    book = notebook("frame", [f"table = [{{'animal': a}} for a in ('fox', '', 'cat')]\n{OPEN}"])
    view = TableView(book.panel())
    view.name("tabel")
    expect(view.rows).to_contain_text("There is no table 'tabel'. Did you mean table?")
    view.name("table")
    view.prompt.fill("a {animl}")
    expect(view.panel.element).to_contain_text("Did you mean 'animal'?")
    view.prompt.fill("a {animal}")
    expect(view.panel.element).to_contain_text("Rows that cannot be asked: 1")
    view.prompt.press("Control+Enter")
    expect(view.run).to_contain_text("3 of 3 rows · 1 failed")
    expect(view.run.get_by_role("list", name="Rows that failed")).to_contain_text("Row 1")


def test_a_csv_file_may_fall_anywhere_and_fits_from_400_pixels_on(
    notebook: Callable[..., NotebookPage], tmp_path: Path
) -> None:
    book = notebook("fall", [OPEN])
    panel = book.panel()
    (tmp_path / "pets.csv").write_text(CSV)
    drop(panel.results, [tmp_path / "pets.csv"])
    view = TableView(panel)
    expect(view.rows).to_contain_text("pets.csv: 3 rows")
    view.prompt.fill("a {colour} {animal}")
    expect(view.plan).to_contain_text("3 requests")
    panel.press("Start")
    expect(view.run).to_contain_text("3 of 3 rows")
    for width in WIDTHS:
        panel.set_width(width)
        assert panel.out_of_reach() == [], width
