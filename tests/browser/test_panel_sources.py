"""Sources of a picture: dropped, pasted, chosen, named and picked from the gallery; and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from browser.files import choose, copy_picture, drop, png
from browser.notebook_page import AppPage, NotebookPage
from browser.panel_page import OPEN


def test_files_dropped_pasted_and_chosen_become_one_picture(
    notebook: Callable[..., NotebookPage], tmp_path: Path
) -> None:
    book = notebook("sources", [OPEN])
    panel = book.panel()
    (tmp_path / "hat.png").write_bytes(png("gold"))
    drop(panel.sources, [tmp_path / "hat.png"])
    expect(panel.pictures(panel.sources)).to_have_count(1)
    copy_picture(book.page, png("navy"))
    panel.prompt.focus()
    book.page.keyboard.press("ControlOrMeta+v")
    expect(panel.pictures(panel.sources)).to_have_count(2)
    choose(panel.sources.get_by_role("button", name="Upload", exact=True), "teal.png", png("teal"))
    expect(panel.pictures(panel.sources)).to_have_count(3)
    for each in panel.pictures(panel.sources).all():
        panel.has_come(each)
    expect(panel.sources).to_contain_text("hat.png")
    expect(panel.sources).to_contain_text("<IMAGE_2>")
    assert len(book.cells[1]) == 1  # what was pasted went to the panel, not into a cell

    panel.generate("<IMAGE_0> on <IMAGE_1> beside <IMAGE_2>")
    panel.press("Copy as cell")
    expect(panel.root).to_contain_text("The cell stands below the panel")
    before = len(list((book.folder / "imagine_gallery").glob("0*.*")))
    expect(book.run(1)).to_contain_text("reused")
    assert len(list((book.folder / "imagine_gallery").glob("0*.*"))) == before


def test_what_cannot_be_a_source_leaves_none_and_says_why(
    notebook: Callable[..., NotebookPage], tmp_path: Path
) -> None:
    panel = notebook("refused", [OPEN]).panel()
    (tmp_path / "notes.png").write_text("no picture at all")
    drop(panel.sources, [tmp_path / "notes.png"])
    expect(panel.sources.get_by_role("alert").filter(has_text="notes.png")).to_be_visible()
    expect(panel.pictures(panel.sources)).to_have_count(0)


def test_a_file_over_the_limit_is_made_smaller_in_the_page_and_that_is_said(
    notebook: Callable[..., NotebookPage], tmp_path: Path
) -> None:
    panel = notebook("huge", [OPEN]).panel()
    huge = tmp_path / "huge.png"
    Image.effect_noise((5200, 4400), 90).save(huge, compress_level=0)
    assert huge.stat().st_size > 20 * 2**20
    drop(panel.sources, [huge])
    expect(panel.sources).to_contain_text("5200 x 4400")
    panel.has_come(panel.pictures(panel.sources).first)


def test_sources_change_places_and_leave(notebook: Callable[..., NotebookPage], tmp_path: Path) -> None:
    panel = notebook("places", [OPEN]).panel()
    files = [tmp_path / f"{colour}.png" for colour in ("red", "green", "blue")]
    for each in files:
        each.write_bytes(png(each.stem))
    drop(panel.sources, files)
    sources = panel.pictures(panel.sources)
    expect(sources).to_have_count(3)
    sources.nth(2).get_by_role("button", name=re.compile("^Move .* left")).click()
    expect(sources.nth(1)).to_contain_text("blue.png")
    sources.nth(0).get_by_role("button", name=re.compile("^Remove ")).click()
    expect(sources).to_have_count(2)
    expect(sources.nth(0)).to_contain_text("blue.png")


def test_a_file_dropped_in_marimo(marimo: AppPage, tmp_path: Path) -> None:
    panel = marimo.panel()
    (tmp_path / "hat.png").write_bytes(png("gold"))
    drop(panel.sources, [tmp_path / "hat.png"])
    expect(panel.pictures(panel.sources)).to_have_count(1)
    panel.generate("in a field of snow")
