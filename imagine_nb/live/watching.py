"""Watching a bulk request: shown in the cell that asked, or as a line in a terminal, until it has ended."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, Any, Protocol

from imagine_nb.errors import ImagineError, Stopped
from imagine_nb.live.once import ONCE
from imagine_nb.live.progress import BulkProgress, ended
from imagine_nb.live.screen import Screen
from imagine_nb.live.terminal import Line
from imagine_nb.options import ON_ROW
from imagine_nb.studio.bulk.job import BulkJob
from imagine_nb.values import call_given, flag_given

if TYPE_CHECKING:
    from imagine_nb.bulk.results import Results
    from imagine_nb.bulk.row import Row
    from imagine_nb.studio.bulk.many import AnyJob

SHARE = 10  # drawing takes at most one part in so many of the time
_SECONDS = (0.4, 2.0)  # between two updates of a cell: of a short run, and of a long one
_LONG = 60.0  # seconds


class Watcher(Protocol):
    """Where a bulk request is watched."""

    def tick(self) -> None:
        """Show how it stands, where that is due."""

    def end(self) -> None:
        """Show how it ended, where it brought no results."""

    def show(self, results: Results) -> None:
        """Show what it brought."""


class Seldom:
    """Shows something again and again: less often the longer it goes on, and the longer the showing takes."""

    def __init__(self, show: Callable[[], object]) -> None:
        self._show = show
        self._started, self._due_at = time.monotonic(), 0.0

    def __call__(self) -> None:
        if (began := time.monotonic()) < self._due_at:
            return
        self._show()
        ended = time.monotonic()
        least, most = _SECONDS
        pause = min(most, least + (most - least) * (ended - self._started) / _LONG)
        self._due_at = ended + max(pause, SHARE * (ended - began))


class InCell:
    """Watcher in a cell's output: figures and a contact sheet, then the results in their place."""

    def __init__(self, progress: BulkProgress, screen: Screen) -> None:
        self._progress, self._screen = progress, screen
        self._seldom = Seldom(lambda: screen.progress(progress.shown(progress.doing)))

    def tick(self) -> None:
        """Show how it stands."""
        self._seldom()

    def end(self) -> None:
        """Show how it ended, beside what had come."""
        self._screen.show(self._progress.shown(self._progress.doing))

    def show(self, results: Results) -> None:
        """Show the results."""
        self._screen.show(ended(results, self._progress.doing))


class InTerminal:
    """Watcher in a terminal, or in the log of a program: one line on stderr."""

    def __init__(self, progress: BulkProgress, line: Line | None = None) -> None:
        self._progress, self._line = progress, line or Line()
        self._line.end(progress.plan)

    def tick(self) -> None:
        """Write how it stands."""
        if self._line.due():
            self._line.progress(self._progress.doing)

    def end(self) -> None:
        """Write how it ended."""
        self._line.end(self._progress.doing)

    def show(self, results: Results) -> None:  # noqa: ARG002 - a program has them
        """Write the last figures."""
        self._line.end(self._progress.doing)


def watcher(progress: BulkProgress, shell: Any = None, *, is_silent: bool = False) -> Watcher:
    """A watcher for wherever this runs: a notebook's cell, else a terminal."""
    if hasattr(shell, "kernel") or is_silent:
        return InCell(progress, Screen(shell, is_silent=is_silent))
    return InTerminal(progress)


def watched(job: AnyJob, seen: Watcher) -> Results:
    """The results of a bulk request, shown while it runs; the stop button is a Stopped with `.partial`."""
    try:
        results = job.result(tick=seen.tick)
    except (Stopped, ImagineError):
        seen.end()
        raise
    seen.show(results)
    return results


def refresh(job: AnyJob, show: Callable[[], object]) -> None:
    """Show a job in the background again and again, from a thread of its own, until it has ended."""

    def follow() -> None:
        with suppress(ImagineError):  # whoever waits for it is told
            job.result(tick=Seldom(show))

    Thread(target=follow, name="imagine_nb.live", daemon=True).start()


def seen_through(
    ask: Callable[..., Any], table: Any, text: str | None, options: Mapping[str, Any], *, of_pictures: bool
) -> Any:
    """What a bulk request brings, which `ask` of a studio starts; shown meanwhile, unless it is `quiet`.

    What does not wait for it, a plan or a job in the background, is as the studio gives it.
    """
    given = {name: value for name, value in options.items() if name != "quiet"}
    returns_at_once = any(options.get(name) for name in ("dry_run", "background"))
    if flag_given(options.get("quiet"), of="quiet") or returns_at_once:
        return ask(table, text, **given)
    progress, shell = BulkProgress(of_pictures=of_pictures), shell_here()
    on_row = call_given(options.get("on_row"), of="on_row", advice=ON_ROW)

    def arrive(row: Row) -> None:
        progress.arrive(row)
        if on_row is not None:
            on_row(row)

    job = ask(table, text, **{**given, "background": True, "on_row": arrive})
    if not isinstance(job, BulkJob):  # a batch, which nobody waits for
        return job
    results = watched(job, watcher(progress.of(job), shell))
    if hasattr(shell, "kernel"):
        ONCE.watch(shell, type(results).__module__, type(results).__name__)
        ONCE.note(shell, results)
    return results


def shell_here() -> Any:
    """The IPython shell of this process, None where there is none."""
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    return get_ipython()
