"""Page object of the panel: its parts by their accessible names, as a screen reader says them."""

from __future__ import annotations

import re
from typing import Self

from playwright.sync_api import Locator, expect

OPEN = "%load_ext imagine_nb\nimport imagine_nb\npanel = imagine_nb.panel()\npanel"  # a cell that shows one

OVERFLOW = """panel => {
    const edge = panel.getBoundingClientRect().right + 1;
    return [...panel.querySelectorAll('button, input, textarea, select, [role=tab], [role=status]')]
        .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > edge
                     && !e.closest('[role=list], [role=tree]'))
        .map(e => e.outerHTML.slice(0, 120)); }"""


class PanelPage:
    """One panel in a page; `root` is what it is looked for in."""

    def __init__(self, root: Locator) -> None:
        self.page = root.page
        self.root = root
        self.element = root.get_by_role("region", name="Imagine panel", exact=True)
        self.prompt = root.get_by_role("textbox", name="Prompt", exact=True)
        self.count = root.get_by_role("spinbutton", name="Count", exact=True)
        self.sources = root.get_by_role("region", name="Sources", exact=True)
        self.results = root.get_by_role("list", name="Results", exact=True)
        self.gallery = root.get_by_role("list", name="Gallery", exact=True)
        self.search = root.get_by_role("searchbox", name="Search the gallery", exact=True)
        self.question = root.get_by_role("textbox", name="Question", exact=True)
        self.conversation = root.get_by_role("log", name="Conversation", exact=True)
        self.price = root.get_by_role("status", name="Price", exact=True)
        self.progress = root.get_by_role("status", name="Progress", exact=True)

    def ready(self) -> Self:
        """This panel, once it can be used."""
        expect(self.prompt).to_be_visible()
        expect(self.price).to_contain_text(re.compile(r"\$\d"))
        return self

    def button(self, name: str) -> Locator:
        """A button of the panel, not of a picture in it."""
        return self.root.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> None:
        """Click a button of the panel."""
        self.button(name).click()

    def view(self, name: str) -> Locator:
        """Go to one of the views; its tab."""
        tab = self.root.get_by_role("tab", name=name, exact=True)
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        return tab

    def pictures(self, where: Locator | None = None) -> Locator:
        """The pictures among the results, or in another list."""
        return (where or self.results).get_by_role("listitem")

    def picture(self, name: str | re.Pattern[str], where: Locator | None = None) -> Locator:
        """The picture of this name (its alt text) among the results, or in another list."""
        return (where or self.results).get_by_role("listitem", name=name)

    def select(self, *pictures: Locator) -> None:
        """Select these pictures, too."""
        for each in pictures:
            each.hover()
            each.get_by_role("checkbox", name=re.compile("^Select ")).check()

    def act(self, picture: Locator, action: str) -> None:
        """Choose what is done with a picture, on it or in its menu."""
        picture.hover()
        direct = picture.get_by_role("button", name=action, exact=True)
        if direct.count():
            direct.click()
        else:
            picture.get_by_role("button", name="More", exact=True).click()
            self.root.get_by_role("menuitem", name=action).click()

    def choose(self, name: str) -> None:
        """Choose one of several ways by the keyboard; it is drawn as something else than a radio button."""
        one = self.root.get_by_role("radio", name=name, exact=True)
        one.focus()
        one.press("Space")
        expect(one).to_be_checked()

    def set_width(self, width: int) -> None:
        """Make the page so wide that the panel has this width."""
        for _ in range(3):  # what stands beside it may be narrower in a narrow page
            box, view = self.element.bounding_box(), self.page.viewport_size
            assert box
            assert view
            beside = view["width"] - round(box["width"])
            self.page.set_viewport_size({"width": width + beside, "height": view["height"]})

    def out_of_reach(self) -> list[str]:
        """The controls that stand beyond the panel's right edge, outside of lists that scroll."""
        return list(self.element.evaluate(OVERFLOW))

    def generate(self, prompt: str, *, count: int = 1) -> None:
        """Make pictures, and wait until they are there, drawn."""
        before = self.pictures().count()
        self.prompt.fill(prompt)
        self.count.fill(str(count))
        self.press("Generate")
        expect(self.pictures()).to_have_count(before + count)
        for each in self.pictures().all()[:count]:
            self.has_come(each)

    def ask(self, question: str) -> Locator:
        """Ask, in the view of questions, and wait for the whole answer; the turn of the conversation."""
        self.question.fill(question)
        self.press("Ask")
        turn = self.conversation.get_by_role("article", name=question, exact=True)
        expect(turn.get_by_role("button", name="Use as prompt")).to_be_visible()
        return turn

    def has_come(self, picture: Locator) -> None:
        """Wait until the picture of this item is drawn."""
        image = picture.locator("img").first
        expect(image).to_have_js_property("complete", value=True)
        expect(image).not_to_have_js_property("naturalWidth", 0)
