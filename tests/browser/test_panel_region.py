"""A region painted over a source: only there is the edit set in, and outside it no pixel changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from browser.files import drop
from browser.notebook_page import NotebookPage
from browser.panel_page import OPEN


def test_outside_the_region_every_pixel_is_the_source_s(
    notebook: Callable[..., NotebookPage], tmp_path: Path
) -> None:
    book = notebook("region", [OPEN])
    panel = book.panel()
    file = tmp_path / "noise.png"
    source = Image.effect_noise((400, 300), 80).convert("RGB")
    source.save(file)
    drop(panel.sources, [file])
    panel.sources.get_by_role("button", name="Region").click()
    dialog = panel.root.get_by_role("dialog")
    expect(dialog).to_contain_text("no masks")
    for name, value in {"X": 100, "Y": 80, "Width": 120, "Height": 90}.items():
        dialog.get_by_role("spinbutton", name=name, exact=True).fill(str(value))
    dialog.get_by_role("button", name="Add the rectangle").click()
    dialog.get_by_role("button", name="Use this region").click()
    expect(dialog).to_have_count(0)
    expect(panel.sources.get_by_role("button", name="Remove region")).to_be_visible()
    panel.generate("a red balloon")

    (made,) = (book.folder / "imagine_gallery").glob("0*.png")
    before, after = np.asarray(source), np.asarray(Image.open(made).convert("RGB"))
    assert after.shape == before.shape
    changed = np.any(before != after, axis=2)
    assert changed[85:165, 105:215].mean() > 0.5
    changed[80:170, 100:220] = False
    assert not changed.any()

    panel.press("Copy as cell")
    expect(panel.root).to_contain_text("The cell stands below the panel")
    assert "--region 100,80,120,90" in book.cells[1][1]
    expect(book.run(1)).to_contain_text("reused")
