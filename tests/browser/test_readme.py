"""The README's first cells and a panel below them, in JupyterLab; a picture of both is the README's own."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from browser.notebook_page import NotebookPage
from browser.panel_page import PanelPage
from readme import blocks

COMBINED = "the fox of one beside the fox of the other, on a beach at night"
GAP = 12  # pixels between what stands in the picture


def test_the_readmes_cells_make_pictures_that_a_panel_goes_on_with(
    notebook: Callable[..., NotebookPage], pytestconfig: pytest.Config
) -> None:
    setup, *making = blocks()[:3]
    book = notebook("readme", [setup, *making, "%imagine_panel"])
    book.run(0)
    for index in (1, 2):
        expect(book.run(index).locator("img")).to_have_count(1)
    panel = book.panel(3)
    sketch, fox = (panel.pictures(panel.gallery).nth(number) for number in (0, 1))
    expect(fox).to_have_accessible_name(re.compile("a red fox"))
    panel.select(fox, sketch)
    panel.act(sketch, "Combine")
    panel.generate(COMBINED, count=4)
    expect(panel.progress).to_contain_text("Made 4 pictures")
    panel.has_come(panel.picture(re.compile(COMBINED)).last)
    if path := pytestconfig.getoption("--picture"):
        _photograph(book, panel, Path(path))


def _photograph(book: NotebookPage, panel: PanelPage, path: Path) -> None:
    """The two cells beside each other, and the panel below them."""
    page = book.page
    page.set_viewport_size({"width": 790, "height": 1100})
    left, right = (_image(book.cell(index)) for index in (1, 2))
    page.set_viewport_size({"width": 1400, "height": 1100})
    page.mouse.move(0, 0)
    below = _image(panel.element)
    top = max(left.height, right.height) + GAP
    both = Image.new("RGB", (max(left.width + right.width, below.width), top + below.height), "white")
    both.paste(left, (0, 0))
    both.paste(right, (left.width, 0))
    both.paste(below, ((both.width - below.width) // 2, top))
    both.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def _image(part: Locator) -> Image.Image:
    return Image.open(io.BytesIO(part.screenshot())).convert("RGB")
