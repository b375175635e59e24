"""One place in a cell's output that changes as work goes on, and ends as the result."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from imagine_nb.display import Bundle

UPDATE_SECONDS = 0.2


class Screen:
    """Shows bundles in one place, each in place of the one before; a terminal gets the last one only."""

    def __init__(self, shell: Any) -> None:
        self._changes = hasattr(shell, "kernel")  # a terminal cannot take back what it printed
        self._handle: Any = None
        self._shown_at = 0.0

    def due(self) -> bool:
        """Whether it is time to show progress again."""
        return self._changes and time.monotonic() - self._shown_at >= UPDATE_SECONDS

    def progress(self, bundle: Bundle) -> None:
        """Show a state that will pass."""
        if self._changes:
            self.show(bundle)

    def show(self, bundle: Bundle) -> None:
        """Show a state that may stay."""
        from IPython.display import display

        self._shown_at = time.monotonic()
        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=self._changes or None)
        else:
            self._handle.update(bundle, raw=True)
