"""Shown once: what a cell has in its output already is not shown again as its value."""

from __future__ import annotations

from typing import Any


class Once:
    """What the cell that runs has shown last, and IPython's display hook that leaves it out."""

    def __init__(self) -> None:
        self._shell: Any = None
        self._cell, self._value = 0, None

    def note(self, shell: Any, value: Any) -> None:
        """The cell that runs in this shell has `value` in its output."""
        self._shell, self._cell, self._value = shell, shell.execution_count, value

    def unless_shown(self, value: Any) -> None:
        """Show nothing of what is in the output already; IPython goes on with its other formatters else."""
        cell, shown, self._value = self._cell, self._value, None
        if shown is not value or self._shell.execution_count != cell:
            raise NotImplementedError

    def watch(self, shell: Any, module: str, name: str) -> None:
        """Leave out values of the class of this module and name."""
        formatter = shell.display_formatter.ipython_display_formatter
        formatter.for_type_by_name(module, name, self.unless_shown)


ONCE = Once()  # of this process, which has one shell
