"""Forms over a studio, made of widgets: `panel` opens one in a notebook."""

from __future__ import annotations

from imagine_nb.panels.tabs import Panel
from imagine_nb.studio import Studio

__all__ = ["Panel", "panel"]


def panel(*, studio: Studio | None = None) -> Panel:
    """A panel to make pictures and to ask about them, as the last line of a cell shows it.

    It works with `studio`, None for the notebook's own, and keeps what it makes in that studio's gallery.
    """
    if studio is None:
        from imagine_nb import notebook

        studio = notebook.studio()
    return Panel(studio)
