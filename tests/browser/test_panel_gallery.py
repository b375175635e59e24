"""The gallery: 20,000 pictures searched, filtered and scrolled through; and what is done with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from browser.notebook_page import NotebookPage
from browser.panel_page import OPEN

MOST = 200  # pictures in the page at once


def test_twenty_thousand_pictures_are_searched_filtered_and_scrolled(
    notebook: Callable[..., NotebookPage], large_gallery: Path
) -> None:
    book = notebook("large", [OPEN], gallery=large_gallery)
    panel = book.panel()
    shown = panel.pictures(panel.gallery)
    expect(panel.picture(re.compile("number20000"), panel.gallery)).to_be_visible()
    expect(panel.element).to_contain_text(re.compile("20,?000"))

    panel.search.fill("number17777")
    expect(shown).to_have_count(1)
    panel.has_come(panel.picture(re.compile("number17777"), panel.gallery))
    panel.search.fill("zeppelin")
    expect(shown).to_have_count(0)
    panel.search.fill("")
    expect(panel.picture(re.compile("number20000"), panel.gallery)).to_be_visible()

    shown.nth(4).hover()
    for _ in range(30):
        book.page.mouse.wheel(0, 4000)
        assert shown.count() < MOST
    expect(panel.picture(re.compile("number20000"), panel.gallery)).to_have_count(0)
    panel.has_come(shown.first)


def test_a_picture_is_looked_at_whole_by_keys(notebook: Callable[..., NotebookPage]) -> None:
    book = notebook("lightbox", [OPEN])
    panel = book.panel()
    panel.generate("a fox")
    panel.generate("a boat")
    keyboard = book.page.keyboard
    panel.picture(re.compile("a boat"), panel.gallery).locator("img").click()
    dialog = panel.root.get_by_role("dialog")
    expect(dialog).to_contain_text("a boat")
    whole = dialog.locator("img").first
    expect(whole).to_have_js_property("naturalWidth", 1024)
    keyboard.press("ArrowRight")
    expect(dialog).to_contain_text("a fox")
    keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert len(book.cells[1]) == 1


def test_a_picture_is_deleted_and_the_deletion_taken_back(notebook: Callable[..., NotebookPage]) -> None:
    panel = notebook("undo", [OPEN]).panel()
    panel.generate("a fox")
    fox = panel.picture(re.compile("a fox"), panel.gallery)
    panel.act(fox, "Delete")
    expect(fox).to_have_count(0)
    expect(panel.pictures()).to_have_count(0)
    panel.press("Undo")
    expect(fox).to_be_visible()
    panel.act(fox, "Favourite")
    panel.act(fox, "Details")
    details = panel.root.get_by_role("dialog")
    expect(details).to_contain_text("%%imagine")
    details.get_by_role("button", name="Describe").click()
    expect(details.get_by_label("Alt text")).to_have_value("A fox in a meadow.")
    expect(details).to_contain_text("By print shop, not Grok")
    expect(details.get_by_role("button", name="Describe again")).to_be_enabled()


def test_lineage_is_a_tree_to_click_in(notebook: Callable[..., NotebookPage]) -> None:
    panel = notebook("lineage", [OPEN]).panel()
    panel.generate("a fox")
    panel.act(panel.pictures().first, "Edit")
    expect(panel.pictures(panel.sources)).to_have_count(1)
    panel.generate("as a drawing")
    panel.act(panel.pictures().first, "Lineage")
    family = panel.root.get_by_role("list", name=re.compile("^Family of"))
    expect(panel.pictures(family)).to_have_count(2)
    parent = panel.picture(re.compile("a fox"), family).get_by_role("button")
    parent.click()
    expect(parent).to_have_attribute("aria-pressed", "true")
    expect(panel.root.get_by_role("tabpanel", name="Lineage")).to_contain_text("1 picture came of it")
