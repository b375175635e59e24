"""A page of pictures in a browser: nobody is kept out, and the keyboard shows a picture large."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.axe import has_no_barriers
from imagine_nb import Studio


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_exported_page_has_no_barriers_and_shows_a_picture_large(
    page: Page, studio: Studio, tmp_path: Path, scheme: str
) -> None:
    foxes = studio.imagine("a red fox", n=2, aspect_ratio="3:2")
    path = foxes.to_html(tmp_path / "page.html", title="Foxes", width=640)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(path.as_uri())
    has_no_barriers(page.locator("html"))
    second = page.get_by_role("img").nth(1)
    small = second.bounding_box()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    back = page.get_by_role("link", name="Show all pictures")
    expect(back).to_be_in_viewport()
    large = second.bounding_box()
    assert small is not None
    assert large is not None
    assert large["width"] > 1.5 * small["width"]
    has_no_barriers(page.locator("html"))
    page.keyboard.press("Tab")
    expect(back).to_be_focused()
    page.keyboard.press("Enter")
    expect(back).to_be_hidden()
    assert second.bounding_box() == small
