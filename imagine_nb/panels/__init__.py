"""Widget panels: forms over a studio; `panel` opens one in a notebook."""

from imagine_nb.panels.panel import Panel, panel

__all__ = ["Panel", "panel"]
