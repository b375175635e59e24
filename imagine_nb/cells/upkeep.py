"""Upkeep of the gallery in a cell: it is verified, pruned, rebuilt or packed, a line says how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from imagine_nb.errors import InputError
from imagine_nb.gallery import Gallery
from imagine_nb.live.screen import Screen

MB = 1e6
_HOW = "Write %imagine_gallery --verify, --rebuild, or --prune 30 for what is older than 30 days."


class WorkLine:
    """One line below a cell: how far long work is, and in the end what came of it."""

    def __init__(self, shell: Any, doing: str) -> None:
        self._screen, self._doing = Screen(shell), doing

    def __call__(self, done: int, total: int, n_bytes: int) -> None:
        """Show how far it is, where that is due."""
        if self._screen.due():
            from imagine_nb.display.html import line_bundle

            size = f" · {n_bytes / MB:,.0f} MB" if n_bytes else ""
            self._screen.progress(line_bundle(f"{self._doing}: {done:,} of {total:,}{size}"))

    def end(self, told: str) -> None:
        """Show what came of it."""
        from imagine_nb.display.html import line_bundle

        self._screen.show(line_bundle(told))


def kept_up(shell: Any, line: str, opened: Callable[[], Gallery]) -> bool:
    """Do what the line of a cell says: `--verify`, `--rebuild` or `--prune DAYS`; False where it says none.

    The gallery is not opened to be rebuilt. Raises InputError.
    """
    option, *values = line.split() or [""]
    if option not in {"--verify", "--rebuild", "--prune"}:
        return False
    if len(values) != (option == "--prune"):
        raise InputError(f"{line.strip()[:60]!r} is not understood.", advice=_HOW)
    shown = WorkLine(
        shell, {"--verify": "Verifying", "--rebuild": "Rebuilding", "--prune": "Pruning"}[option]
    )
    if option == "--rebuild":
        shown.end(_told(Gallery.rebuild(progress=shown)))
    elif option == "--verify":
        shown.end(_told(opened().verify(progress=shown)))
    else:
        shown.end(_told(opened().prune(older_than=_days(values[0]), progress=shown)))
    return True


def _told(result: object) -> str:
    return repr(result)[1:-1]


def _days(text: str) -> float:
    try:
        days = float(text)
    except ValueError:
        days = -1
    if not 0 <= days < float("inf"):
        raise InputError(f"--prune {text[:20]!r} is no number of days.", advice=_HOW)
    return days
