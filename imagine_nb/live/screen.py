"""Updatable output: one place below a cell that changes as work goes on, and ends as the result."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
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
            with _uninterrupted():  # what is shown and not known to be would stay beside the result
                self._handle = display(bundle, raw=True, display_id=self._changes or None)
        else:
            self._handle.update(bundle, raw=True)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """The stop button, pressed meanwhile, is heard at the end; only the main thread hears of it."""
    before, pressed = signal.getsignal(signal.SIGINT), list[Any]()
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return
    signal.signal(signal.SIGINT, lambda *how: pressed.append(how))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if pressed:
            before(*pressed[0])


def is_headless(shell: Any) -> bool:
    """Whether nobody watches: a terminal, or a kernel whose cells are run by a program (nbclient, papermill).

    A front end tells its kernel of the notebook, and offers to ask its user.
    """
    vscode = "__vsc_ipynb_file__" in vars(sys.modules.get("__main__"))
    has_front_end = os.environ.get("JPY_SESSION_NAME") or vscode or "google.colab" in sys.modules
    return not (has_front_end and getattr(getattr(shell, "kernel", None), "_allow_stdin", True))
