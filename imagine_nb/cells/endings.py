"""Endings of cells: what was asked for is waited for or goes on in the background, is named, and saved."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from imagine_nb.errors import ImagineError, Stopped
from imagine_nb.live.screen import is_headless
from imagine_nb.notice import say

if TYPE_CHECKING:
    from imagine_nb.cells.background import Background, Ends
    from imagine_nb.cells.waiting import Progress

_IN_FRONT = "No front end shows what comes later, so --background waits here."


class Asking(Protocol):
    """What a cell that asked for something has of the magics."""

    shell: Any
    background: Background

    def named(self, options: Namespace, result: Any) -> Any: ...


def brought(
    cell: Asking,
    options: Namespace,
    job: Ends,
    progress: Progress,
    *,
    wait: Callable[[], Any],
    save: Callable[[Any], object],
) -> Any:
    """What a job brings, by `wait`, or its Pending; where it fails, what had come is still given."""
    if options.background and not is_headless(cell.shell):
        pending = cell.background.start(job, progress, then=save, is_silent=options.no_display)
        return cell.named(options, pending)
    if options.background and not options.no_display:
        say(_IN_FRONT)
    try:
        result = wait()
    except (Stopped, ImagineError):
        # what had come was paid for: the variable holds it though the cell fails
        if progress.so_far is not None:
            cell.named(options, progress.so_far)
        raise
    named = cell.named(options, result)  # first: a file that cannot be written takes nothing away
    save(result)
    return named
