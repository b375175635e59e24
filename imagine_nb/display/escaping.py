"""HTML escaping: text as HTML that shows it, whatever is in it."""

from __future__ import annotations

import html

from imagine_nb.printable import printable

# class of what is shown: dollars are money there, which MathJax (3 and 2) would set as a formula
OURS = "imagine-nb mathjax_ignore tex2jax_ignore"
WIDE = 'style="overflow-x:auto" tabindex="0"'  # of what may be wider than its page: keys scroll it too
FORMULAS = "mathjax_process tex2jax_process"  # class of a text within that may hold formulas


def escape(text: str) -> str:
    """`text` as HTML, in quotes or not: no tags of its own, no control characters, no direction overrides."""
    return html.escape(text if text.isprintable() else printable(text))  # most is plain already
