"""What the panel refuses, it refuses in one sentence beside what caused it; markup is text everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from browser.notebook_page import NotebookPage
from browser.panel_page import OPEN

MARKUP = "a fox <img src=x onerror=\"document.title='broken'\"> & <b>bold</b>"


def test_a_name_that_is_nearly_one_is_asked_about_before_anything_is_sent(
    notebook: Callable[..., NotebookPage],
) -> None:
    book = notebook("near", ["%load_ext imagine_nb\nfox = %imagine a red fox", OPEN])
    book.run(0)
    panel = book.panel(1)
    panel.prompt.fill("{foxx} in the rain")
    panel.press("Generate")
    expect(panel.element).to_contain_text("{fox}?")
    expect(panel.pictures()).to_have_count(0)
    assert len(list((book.folder / "imagine_gallery").glob("0*.*"))) == 1
    panel.root.get_by_role("button", name="{fox}").click()
    expect(panel.prompt).to_have_value("{fox} in the rain")
    panel.press("Generate")
    expect(panel.pictures()).to_have_count(1)


def test_a_count_out_of_range_is_refused_and_stays_as_typed(notebook: Callable[..., NotebookPage]) -> None:
    panel = notebook("count", [OPEN]).panel()
    panel.prompt.fill("a fox")
    panel.count.fill("101")
    expect(panel.element).to_contain_text(re.compile("Count.* 100"))
    panel.press("Generate")
    expect(panel.count).to_have_value("101")
    expect(panel.pictures()).to_have_count(0)


def test_markup_in_prompts_names_and_answers_is_text(notebook: Callable[..., NotebookPage]) -> None:
    book = notebook("markup", [OPEN])
    panel = book.panel()
    title = book.page.title()
    panel.generate(MARKUP)
    panel.act(panel.pictures().first, "Details")
    expect(panel.root.get_by_role("dialog")).to_contain_text("<b>bold</b>")
    book.page.keyboard.press("Escape")
    panel.act(panel.pictures().first, "Ask about it")
    expect(panel.ask(f"Say this: {MARKUP}")).to_contain_text("Say this: a fox <img")
    assert book.saved()
    assert book.page.title() == title
    assert panel.element.locator("b", has_text="bold").count() == 0
