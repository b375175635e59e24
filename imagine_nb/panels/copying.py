"""Copy button: shows the last request as the cell that makes the same one."""

from __future__ import annotations

from typing import Any

import ipywidgets as w

from imagine_nb.panels.markup import cell_html


class CellText:
    """Copy button: `button`, and `view`, where the text shows while it is pressed; the form places both."""

    def __init__(self) -> None:
        self._html = ""
        self.button = w.ToggleButton(description="Copy as cell", disabled=True, layout={"width": "auto"})
        self.button.tooltip = "Show the last request as a cell, to be copied"
        self.view = w.HTML(layout={"width": "auto"})
        self.button.add_class("imagine-copy")
        self.view.add_class("imagine-cell")
        self.button.observe(self._show, "value")

    def offer(self, text: str, *, note: str = "") -> None:
        """Have this text ready."""
        self._html = cell_html(text, note=note)
        self.button.disabled = False
        self._show()

    def _show(self, _: Any = None) -> None:
        self.view.value = self._html if self.button.value else ""
