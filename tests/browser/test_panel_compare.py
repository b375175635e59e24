"""Two pictures compared: by a slider, side by side, in turn, and by their difference."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from browser.notebook_page import NotebookPage
from browser.panel_page import OPEN

MODES = ("Slider", "Side by side", "Blink", "Difference")


def test_two_pictures_are_compared_in_four_ways(notebook: Callable[..., NotebookPage]) -> None:
    book = notebook("compare", [OPEN])
    panel = book.panel()
    panel.generate("a fox", count=2)
    panel.select(*panel.pictures().all())
    panel.act(panel.pictures().first, "Compare")
    tab = panel.root.get_by_role("tab", name="Compare", exact=True)
    expect(tab).to_have_attribute("aria-selected", "true")
    slider = panel.root.get_by_role("slider").first
    before = slider.get_attribute("aria-valuenow")
    slider.focus()
    book.page.keyboard.press("ArrowRight")
    expect(slider).not_to_have_attribute("aria-valuenow", before or "")
    for mode in MODES[1:]:
        panel.choose(mode)
    expect(panel.root.get_by_role("tabpanel", name="Compare")).to_contain_text("%")
