"""How the panel looks to everybody: without barriers, light and dark, from 400 pixels on."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from browser.axe import has_no_barriers
from browser.notebook_page import AppPage, NotebookPage
from browser.panel_page import OPEN, PanelPage

VIEWS = ("Create", "Ask", "Table", "Lineage", "Compare")
WIDTHS = (400, 700, 1280)


def _made(panel: PanelPage) -> None:
    """A panel in which each view has something to show."""
    panel.generate("a red fox", count=2)
    panel.select(*panel.pictures().all())
    for action in ("Lineage", "Ask about it"):
        panel.act(panel.pictures().first, action)
        panel.view("Create")
    panel.act(panel.pictures().first, "Compare")
    panel.view("Ask")
    panel.ask("What is this?")


def test_axe_finds_no_barriers_light_and_dark(notebook: Callable[..., NotebookPage]) -> None:
    book = notebook("axe", [OPEN])
    panel = book.panel()
    _made(panel)
    for view in VIEWS:
        panel.view(view)
        has_no_barriers(panel.element)
    with book.dark():
        for view in VIEWS:
            panel.view(view)
            has_no_barriers(panel.element)


def test_axe_finds_no_barriers_in_voila(voila: Callable[..., AppPage]) -> None:
    for dark in (False, True):
        panel = voila(f"axe-voila-{dark}", [OPEN], dark=dark).panel()
        panel.generate("a red fox")
        has_no_barriers(panel.element)


def test_axe_finds_no_barriers_in_marimo(marimo: AppPage) -> None:
    panel = marimo.panel()
    panel.generate("a red fox")
    for scheme in ("light", "dark"):
        marimo.page.emulate_media(color_scheme=scheme)
        has_no_barriers(panel.element)


def test_nothing_is_out_of_reach_from_400_pixels_on(notebook: Callable[..., NotebookPage]) -> None:
    book = notebook("narrow", [OPEN])
    panel = book.panel()
    _made(panel)
    for width in WIDTHS:
        panel.set_width(width)
        for view in VIEWS:
            panel.view(view)
            assert panel.out_of_reach() == [], (width, view)
            expect(panel.pictures(panel.gallery).first).to_be_in_viewport(ratio=0.1)
