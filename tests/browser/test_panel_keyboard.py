"""The panel by keyboard alone: all of it is reached, and no key of it reaches the notebook."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from browser.notebook_page import LAB, NOTEBOOK, NotebookPage
from browser.panel_page import OPEN

# in the notebook these cut, insert, move, merge, split and turn cells
COMMANDS = ("d", "d", "x", "a", "b", "m", "y", "j", "k", "ArrowDown", "ArrowUp")
OF_A_PICTURE = {"a", "m", "y"}  # on a picture these keys are the panel's own
TYPED = ("Shift+Enter", "ArrowUp", "Escape")
STOPS = 15  # at least
FOCUS = """panel => {
    const at = panel.getRootNode().activeElement;
    return panel.contains(at) ? `${at.tagName} ${at.ariaLabel ?? at.textContent}` : ''; }"""
HAS_FOCUS = "e => e === e.getRootNode().activeElement"


def test_a_picture_is_made_combined_and_asked_about_by_keyboard_alone(
    notebook: Callable[..., NotebookPage],
) -> None:
    book = notebook("by-keyboard", [OPEN, "1"])
    panel = book.panel()
    before, keyboard = book.cells, book.page.keyboard
    panel.root.get_by_role("tab", name="Create").focus()
    _tab_to(panel.prompt)
    for prompt in ("a red fox", "a blue boat"):
        keyboard.press("ControlOrMeta+a")
        keyboard.type(prompt)
        keyboard.press("ControlOrMeta+Enter")
        expect(panel.picture(re.compile(prompt))).to_have_count(1)
    fox = panel.picture(re.compile("a red fox")).get_by_role("button", name=re.compile("^Open "))
    boat = panel.picture(re.compile("a blue boat")).get_by_role("button", name=re.compile("^Open "))
    _tab_to(boat)
    keyboard.press("Space")
    _tab_to(fox)
    keyboard.press("c")
    expect(panel.prompt).to_be_focused()
    expect(panel.pictures(panel.sources)).to_have_count(2)
    keyboard.press("ControlOrMeta+a")
    keyboard.type("the fox in the boat")
    keyboard.press("ControlOrMeta+Enter")
    both = panel.picture(re.compile("the fox in the boat")).first
    _tab_to(both.get_by_role("button", name=re.compile("^Open ")))
    keyboard.press("a")
    expect(panel.question).to_be_focused()
    keyboard.type("How large is it?")
    keyboard.press("ControlOrMeta+Enter")
    expect(panel.conversation).to_contain_text("1024 x 1024")
    assert book.cells == before


def _tab_to(element: Locator) -> None:
    for _ in range(100):
        if element.evaluate(HAS_FOCUS):
            return
        element.page.keyboard.press("Tab")
    pytest.fail(f"Tab does not lead to {element}")


@pytest.mark.parametrize("ui", [LAB, NOTEBOOK])
def test_no_key_pressed_in_the_panel_reaches_the_notebook(
    notebook: Callable[..., NotebookPage], ui: str
) -> None:
    book = notebook(f"keys-{ui}", [OPEN, "1", "2"], ui=ui)
    panel = book.panel()
    panel.generate("a boat")
    before, keyboard = book.cells, book.page.keyboard
    stops: list[str] = []
    panel.root.get_by_role("tab", name="Create").focus()
    while (at := panel.element.evaluate(FOCUS)) and len(stops) < 150:
        stops.append(at)
        for key in _keys(at):
            keyboard.press(key)
            assert book.cells == before, (at, key)
        keyboard.press("Escape")
        assert panel.element.evaluate(FOCUS), at
        keyboard.press("Tab")
    assert len(stops) > STOPS, stops


def _keys(at: str) -> list[str]:
    """The keys to press on an element: commands of the notebook that are none of its own."""
    if at.startswith(("TEXTAREA", "INPUT", "SELECT")):
        return list(TYPED)
    return [key for key in COMMANDS if not (at.startswith("BUTTON Open") and key in OF_A_PICTURE)]
