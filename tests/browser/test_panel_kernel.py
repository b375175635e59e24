"""The panel while its kernel works, when it is gone, and in a notebook that was saved and opened again."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.notebook_page import LAB, NOTEBOOK, NotebookPage
from browser.panel_page import OPEN

GONE = "The kernel is gone"
WITHIN = 6000  # milliseconds; three seconds are promised, on a machine with nothing else to do
WAITING = "import pathlib, time\nwhile not pathlib.Path('go').exists(): time.sleep(0.02)"


def test_it_works_while_a_cell_runs(notebook: Callable[..., NotebookPage]) -> None:
    book = notebook("busy", [OPEN, WAITING])
    panel = book.panel()
    book.start(1)
    expect(book.cell(1).locator(".jp-InputArea-prompt")).to_have_text("[*]:")
    panel.generate("a fox")
    expect(book.cell(1).locator(".jp-InputArea-prompt")).to_have_text("[*]:")
    (book.folder / "go").touch()
    book.wait()


@pytest.mark.parametrize(("ui", "how"), [(LAB, "kill"), (NOTEBOOK, "restart")])
def test_it_says_that_its_kernel_is_gone(notebook: Callable[..., NotebookPage], ui: str, how: str) -> None:
    book = notebook(f"gone-{ui}-{how}", [OPEN], ui=ui)
    panel = book.panel()
    panel.generate("a fox")
    book.restart_kernel() if how == "restart" else book.kill_kernel()
    expect(book.output(0)).to_contain_text(GONE, timeout=WITHIN)
    expect(book.output(0)).not_to_contain_text("model not found")
    book.wait_for_kernel()
    panel = book.panel()
    expect(book.output(0)).not_to_contain_text(GONE)
    panel.generate("a boat")


def test_what_was_saved_shows_the_last_pictures_without_a_kernel(
    notebook: Callable[..., NotebookPage], tmp_path: Path
) -> None:
    book = notebook("saved", [OPEN])
    panel = book.panel()
    panel.generate("a red fox")
    expect(book.output(0).locator("[data-imagine-still] img")).to_have_count(1)  # hidden, but there
    saved = book.saved()
    told = "".join(str(each.get("data", {}).get("text/html", "")) for each in saved.cells[0].outputs)
    assert "a red fox" in told
    assert "data:image/" in told
    assert "a red fox" in "".join(str(each.data.get("text/plain", "")) for each in saved.cells[0].outputs)

    book.shut_kernel_down()
    book.reopen()
    output = book.output(0)
    expect(output).to_contain_text("a red fox")
    expect(output).to_contain_text("model not found")  # JupyterLab's, of the live panel
    expect(output.get_by_text("model not found")).to_be_hidden()
    expect(output.locator("img").first).not_to_have_js_property("naturalWidth", 0)
    _converts_to_a_page_that_shows_it(book.folder / "saved.ipynb", tmp_path)


def _converts_to_a_page_that_shows_it(notebook: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "nbconvert", "--to", "html", f"--output-dir={folder}", str(notebook)]
    subprocess.run(command, check=True, capture_output=True)
    page = (folder / "saved.html").read_text()
    assert re.search(r'<img[^>]+alt="[^"]*a red fox', page)
