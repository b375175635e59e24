"""Cancel, pressed while most of what was asked for is still on its way."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from browser.notebook_page import NotebookPage
from browser.panel_page import OPEN
from quick_server import QuickServer


def test_cancel_keeps_what_had_come(notebook: Callable[..., NotebookPage], quick: QuickServer) -> None:
    settings = {"XAI_BASE_URL": quick.base_url, "XAI_API_KEY": "none", "IMAGINE_NB_ENGINE": "xai"}
    book = notebook("cancel", [f"import os\nos.environ.update({settings!r})", OPEN, "print(panel.pictures)"])
    book.run(0)
    panel = book.panel(1)
    quick.hold(after=1)  # of three requests, each of ten pictures
    panel.prompt.fill("a boat")
    panel.count.fill("30")
    expect(panel.price).to_contain_text("$0.60")
    panel.press("Generate")
    expect(panel.pictures()).to_have_count(10)
    expect(panel.button("Cancel")).to_be_enabled()
    panel.press("Cancel")
    expect(panel.progress).to_contain_text("Cancelled")
    assert quick.left.wait(10)
    expect(panel.pictures()).to_have_count(10)
    expect(panel.button("Generate")).to_be_enabled()
    expect(panel.button("Cancel")).to_be_disabled()
    quick.release()
    panel.generate("another boat")
    assert len(list((book.folder / "imagine_gallery").glob("0*.*"))) == 11
