"""Markdown renderer: a model's text as safe HTML, with no raw HTML, script address or remote picture."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING

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
        return html if isinstance(html, str) else ""

    return rendered
