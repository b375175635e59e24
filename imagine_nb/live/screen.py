"""Updatable output: one place below a cell that changes as work goes on, and ends as the result."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from imagine_nb.display.html import Bundle

UPDATE_SECONDS = 0.2


class Screen:
    """Updatable display: each bundle stands in place of the one before; a terminal gets the last one only."""

    def __init__(self, shell: Any, *, is_silent: bool = False) -> None:
        self._changes = hasattr(shell, "kernel")  # a terminal cannot take back what it printed
        self._is_silent = is_silent
        self._handle: Any = None
        self._shown_at = 0.0

    def due(self) -> bool:
        """Whether it is time to show progress again."""
        return self._changes and not self._is_silent and time.monotonic() - self._shown_at >= UPDATE_SECONDS

    def announce(self, text: str) -> None:
        """Say what comes, in a terminal: elsewhere the progress does."""
        if not (self._changes or self._is_silent):
            from imagine_nb.display.html import line_bundle

            self.show(line_bundle(text))

    def progress(self, bundle: Bundle) -> None:
        """Show a state that will pass."""
        if self._changes:
            self.show(bundle)

    def show(self, bundle: Bundle) -> None:
        """Show a state that may stay."""
        from IPython.display import display

        if self._is_silent:
            return
        self._shown_at = time.monotonic()
        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=self._changes or None)
        else:
            self._handle.update(bundle, raw=True)


def is_headless(shell: Any) -> bool:
    """Whether nobody watches: a terminal, or a kernel whose cells are run by a program (nbclient, papermill).

    A front end tells its kernel of the notebook, and offers to ask its user.
    """
    vscode = "__vsc_ipynb_file__" in vars(sys.modules.get("__main__"))
    has_front_end = os.environ.get("JPY_SESSION_NAME") or vscode or "google.colab" in sys.modules
    return not (has_front_end and getattr(getattr(shell, "kernel", None), "_allow_stdin", True))
