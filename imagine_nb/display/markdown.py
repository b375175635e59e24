"""Markdown renderer: a model's text as safe HTML, with no raw HTML, script address or remote picture."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from imagine_nb.display.escaping import escape
from imagine_nb.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable


def html_of_markdown(text: str) -> str:
    """`text` as HTML; whatever HTML is in it shows as it was written."""
    return _renderer()(text)


@cache
def _renderer() -> Callable[[str], str]:
    import mistune

    class Safe(mistune.HTMLRenderer):
        def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
            """A picture that the model names is not fetched: its address would tell who reads."""
            return escape(f"[{text}]({url})")

    markdown = mistune.create_markdown(
        escape=True, renderer=Safe(escape=True), plugins=["table", "strikethrough"]
    )

    def rendered(text: str) -> str:
        html = markdown(text)
        return printable(html) if isinstance(html, str) else ""  # it also reads codes such as &#27;

    return rendered
