"""Job controls: a start button, a cancel button and a status line, over one job at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from typing import Any

import ipywidgets as w

from imagine_nb.loop import Job
from imagine_nb.panels.callbacks import told
from imagine_nb.panels.markup import failure_html, progress_html, status_html

TICK_SECONDS = 0.1


class Work(w.VBox):
    """Job controls: buttons and a status line over the jobs that `begin` starts.

    `begin` returns what is being done, in words, and its job; `end` takes the job's result and how many
    seconds it took, and returns how it ended, in words. Meanwhile `progress` is called about ten times a
    second from the background thread, and `broken` where the job ends without a result. `billed` tells
    whether a cancelled request may cost money. An error of any of them is shown in the status line.
    """

    def __init__(
        self,
        label: str,
        *,
        begin: Callable[[], tuple[str, Job[Any]]],
        end: Callable[[Any, float], str],
        progress: Callable[[], None] = lambda: None,
        broken: Callable[[], None] = lambda: None,
        billed: Callable[[], bool],
        beside: Sequence[w.Widget] = (),
    ) -> None:
        self._begin, self._end, self._progress, self._broken = begin, end, progress, broken
        self._billed = billed
        self._job: Job[Any] | None = None
        self._following: Job[None] | None = None  # a reference, or it could vanish half way
        self._start = w.Button(description=label, button_style="primary", layout={"width": "auto"})
        self._cancel = w.Button(description="Cancel", disabled=True, layout={"width": "auto"})
        self._cancel.tooltip = "Stop waiting, and cancel the request"
        self._status = w.HTML()
        for name, widget in (("start", self._start), ("cancel", self._cancel), ("status", self._status)):
            widget.add_class(f"imagine-{name}")
        row = w.HBox([self._start, self._cancel, *beside], layout={"flex_flow": "row wrap"})
        super().__init__([row, self._status])
        self._start.on_click(told(self._started, self.tell))
        self._cancel.on_click(told(self._cancelled, self.tell))

    @property
    def busy(self) -> bool:
        """Whether a job is under way."""
        return self._job is not None and not self._job.done

    def tell(self, html: str) -> None:
        """Show this in the status line."""
        self._status.value = html

    def _started(self, _: Any) -> None:
        if self.busy:
            return
        doing, self._job = self._begin()
        self._start.disabled, self._cancel.disabled = True, False
        self.tell(progress_html(f"{doing} …"))
        self._following = Job(self._followed(doing, self._job))

    def _cancelled(self, _: Any) -> None:
        if self._job is not None:
            self._job.cancel()

    async def _followed(self, doing: str, job: Job[Any]) -> None:
        """Show how a job goes until it has ended; nobody waits for this, so it tells its own errors."""
        try:
            while not job.done:
                self.tell(progress_html(f"{doing} … {job.seconds:.1f} s"))
                self._progress()
                await asyncio.sleep(TICK_SECONDS)
            # thumbnails are made there: the loop has other requests to carry
            self.tell(await asyncio.to_thread(self._ending, job, job.seconds))
        except Exception as error:  # noqa: BLE001 - told, whatever it is
            self.tell(failure_html(error))
        finally:
            self._start.disabled, self._cancel.disabled = False, True

    def _ending(self, job: Job[Any], seconds: float) -> str:
        """How a job ended, as HTML."""
        try:
            result = job.result()
        except CancelledError:
            self._broken()
            charge = "It may have been charged." if self._billed() else "Nothing was charged."
            return status_html(f"Cancelled after {seconds:.1f} s. {charge}")
        except Exception:
            self._broken()
            raise
        return status_html(self._end(result, seconds))
