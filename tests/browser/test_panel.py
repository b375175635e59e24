"""The panel, driven in JupyterLab as a reader does."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, expect

OPEN = "%load_ext imagine_nb\n%imagine_panel"


def _is_drawn(image: Locator) -> None:
    expect(image).to_have_js_property("complete", value=True)
    expect(image).not_to_have_js_property("naturalWidth", 0)


def _press(where: Locator, name: str) -> None:
    where.get_by_role("button", name=name, exact=True).click()


def _copied(form: Locator) -> str:
    """What Copy as cell shows, all of it selected by the keyboard."""
    _press(form, "Copy as cell")
    cell = form.get_by_label("The same request as a cell")
    cell.press("ControlOrMeta+a")
    return str(cell.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)"))


def test_a_picture_is_made_edited_and_asked_about(notebook: Callable) -> None:
    panel = notebook("panel", [OPEN]).run(0)
    create, ask = panel.locator(".imagine-create"), panel.locator(".imagine-ask")
    results = create.locator(".imagine-result")

    expect(create.get_by_label("Ratio").locator("option:checked")).to_have_text("default")
    create.get_by_label("Prompt").fill("a red fox in the snow")
    _press(create, "Generate")
    expect(create.locator(".imagine-status")).to_contain_text(
        re.compile(r"Made 1 picture in \d+\.\d s · \$0\.00")
    )
    expect(results).to_have_count(1)
    _is_drawn(results.get_by_role("img"))
    expect(results).to_contain_text("print shop, not Grok")

    _press(results, "Source 1")
    expect(create.locator(".imagine-slot-1 img")).to_be_visible()
    expect(create.get_by_label("Ratio")).to_be_disabled()
    expect(create).to_contain_text("keeps its shape")
    create.get_by_label("Prompt").fill("as a pencil sketch")
    _press(create, "Generate")
    expect(results.get_by_role("img")).to_have_attribute("alt", "Edited picture: as a pencil sketch")
    _is_drawn(results.get_by_role("img"))
    assert _copied(create) == "%%imagine -i 1\nas a pencil sketch"

    _press(results, "Ask about it")
    expect(ask.locator(".imagine-chosen img")).to_have_count(1)
    ask.get_by_label("Question").fill("How large is this picture?")
    _press(ask, "Ask")
    expect(ask.locator(".imagine-answer")).to_contain_text("1024 x 1024")
    expect(ask.locator(".imagine-status")).to_contain_text(re.compile(r"Answered in \d+\.\d s · \$0\.00"))
    assert _copied(ask) == "%%ask_image -i 2\nHow large is this picture?"


def test_an_uploaded_file_and_a_picture_of_a_cell_become_one_combination(notebook: Callable) -> None:
    book = notebook("upload", [OPEN, "%imagine a lighthouse"])
    panel = book.run(0)
    create = panel.locator(".imagine-create")
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, "PNG")
    with book.page.expect_file_chooser() as chooser:
        create.locator(".imagine-upload-1").click()
    chooser.value.set_files({"name": "teal.png", "mimeType": "image/png", "buffer": file.getvalue()})
    expect(create.locator(".imagine-slot-1")).to_contain_text("teal.png")
    _is_drawn(create.locator(".imagine-slot-1 img"))

    book.run(1)
    _press(panel, "Refresh")
    create.get_by_label("Source 2").select_option(label="1 · a lighthouse")
    _is_drawn(create.locator(".imagine-slot-2 img"))
    create.get_by_label("Prompt").fill("<IMAGE_1> on <IMAGE_0>")
    _press(create, "Generate")
    expect(create.locator(".imagine-status")).to_contain_text("Made 1 picture")
    assert _copied(create) == "%%imagine -i teal.png -i 1\n<IMAGE_1> on <IMAGE_0>"


def test_cancel_ends_a_slow_answer_and_keeps_what_had_come(notebook: Callable, slow_print_shop: Any) -> None:
    book = notebook("cancel", [slow_print_shop.setup, "%imagine a red fox\n%imagine_panel"])
    book.run(0)
    panel = book.run(1).locator(".imagine-panel")
    ask = panel.locator(".imagine-ask")
    panel.get_by_role("tab", name="Ask").click()
    ask.get_by_label("Pictures").select_option(label="1 · a red fox")
    ask.get_by_label("Question").fill("What is in this picture?")
    _press(ask, "Ask")
    expect(ask.locator(".imagine-answer")).to_contain_text("Answering")
    _press(ask, "Cancel")
    expect(ask.locator(".imagine-status")).to_contain_text("Cancelled after")
    expect(ask.locator(".imagine-answer")).to_contain_text("Not the whole answer")
    expect(ask.get_by_role("button", name="Cancel")).to_be_disabled()
    expect(ask.get_by_role("button", name="Ask", exact=True)).to_be_enabled()
