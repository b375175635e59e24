"""Notice: one line that is shown at once, as a cell's output, or on stderr outside of a notebook."""

from __future__ import annotations

import sys

from imagine_nb.printable import printable


def say(text: str) -> None:
    """Show a notice: as a line of the cell's output, or on stderr outside of a notebook."""
    if "IPython" in sys.modules:
        from IPython import get_ipython
        from IPython.display import display

        if get_ipython() is not None:
            from imagine_nb.display.html import line_bundle

            display(line_bundle(text), raw=True)
            return
    sys.stderr.write(f"{printable(text)}\n")
