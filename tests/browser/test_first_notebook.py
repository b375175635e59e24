"""The first notebook, run in JupyterLab from top to bottom as a newcomer does."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, expect

FIRST = Path(__file__).parents[2] / "notebooks" / "01_first_picture.ipynb"


def _sources() -> list[str]:
    cells = json.loads(FIRST.read_text())["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def _is_drawn(image: Locator) -> None:
    expect(image).to_have_js_property("complete", value=True)
    expect(image).not_to_have_js_property("naturalWidth", 0)
    expect(image).to_have_attribute("alt", re.compile(r"\w{3}"))


# Notes how long the text of a cell's output is, each time that it changes.
WATCH = """cell => { window.lengths = [];
    const note = () => window.lengths.push(cell.querySelector('.jp-Cell-outputArea')?.innerText.length ?? 0);
    new MutationObserver(note).observe(cell, {childList: true, subtree: true, characterData: true}); }"""


def test_the_first_notebook_shows_each_picture_once_and_streams_its_answers(notebook: Callable) -> None:
    book = notebook("first", copy_of=FIRST)
    sources = _sources()
    imagining = [i for i, source in enumerate(sources) if re.search(r"%imagine\b", source)]
    asking = [i for i, source in enumerate(sources) if "%ask_image" in source]
    assert len(imagining) >= 4
    assert asking
    for index, _ in enumerate(sources):
        book.cell(index).evaluate(WATCH)
        output = book.run(index)
        expect(output.locator("[data-mime-type='application/vnd.jupyter.error']")).to_have_count(0)
        expect(book.cell(index).locator(".jp-InputArea-prompt")).to_have_text(re.compile(r"\[\d+\]:"))
        if index in imagining:
            _shows_one_picture(output)
        if index in asking:
            _has_streamed(output)
    _opens_in_full_size(book.output(imagining[0]))


def _shows_one_picture(output: Locator) -> None:
    expect(output.locator("img")).to_have_count(1)
    _is_drawn(output.locator("img"))
    expect(output.locator("figcaption")).to_contain_text("print shop, not Grok")


def _has_streamed(output: Locator) -> None:
    expect(output).to_contain_text(re.compile("print shop, not Grok", re.IGNORECASE))
    expect(output.locator("p").first).to_be_visible()
    lengths = output.page.evaluate("() => window.lengths")
    assert len(set(lengths)) > 3, lengths


def _opens_in_full_size(output: Locator) -> None:
    """A click on a picture opens its file, larger than what the notebook shows."""
    width = "element => element.naturalWidth"
    shown = output.locator("img").evaluate(width)
    output.locator("img").click()
    whole = output.page.locator(".jp-ImageViewer img")
    expect(whole).to_have_js_property("complete", value=True)
    expect(whole).not_to_have_js_property("naturalWidth", 0)
    assert whole.evaluate(width) > shown
