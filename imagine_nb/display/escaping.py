"""HTML escaping: text as HTML that shows it, whatever is in it."""

from __future__ import annotations

import html

from imagine_nb.printable import printable


def escape(text: str) -> str:
    """`text` as HTML, in quotes or not: no tags of its own, no control characters, no direction overrides."""
    return html.escape(text if text.isprintable() else printable(text))  # most is plain already
