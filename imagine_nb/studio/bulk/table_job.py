"""What is common to tables under way, one by one or in a batch: figures, rows so far, and who is told."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import CancelledError
from threading import Lock
from typing import Self

from imagine_nb.bulk.plan import BulkPlan
from imagine_nb.bulk.results import Results
from imagine_nb.bulk.standing import Standing
from imagine_nb.errors import Stopped
from imagine_nb.loop import Job
from imagine_nb.studio.bulk.tally import Tally


class TableJob(ABC):
    """A table that is worked through. `plan` is what it set out to do."""

    def __init__(self, plan: BulkPlan, tally: Tally) -> None:
        self.plan = plan
        self._tally = tally
        self._calls: list[Callable[[Self], object]] = []

    @property
    def standing(self) -> Standing:
        """The figures as they are now; of a batch, as of what was read last."""
        return self._tally.standing

    @property
    def results(self) -> Results:
        """The rows as they are now: others are `not asked` yet, or `pending` until a batch is read."""
        return self._tally.results

    @property
    @abstractmethod
    def done(self) -> bool:
        """Whether it is over."""

    def when_changed(self, call: Callable[[Self], object]) -> None:
        """Call with this job when a row has ended or was read, and when all is over.

        The calls of a run come from the background thread, those of a batch from whoever reads it.
        """
        self._calls.append(call)
        if self.done:
            call(self)

    def when_done(self, call: Callable[[Self], object]) -> None:
        """Call with this job, once, when all is over; after a `cancel` that is a moment later."""
        once = Lock()  # two threads may see the end
        self.when_changed(lambda job: call(job) if job._is_over and once.acquire(blocking=False) else None)

    @property
    def _is_over(self) -> bool:
        return self.done

    def _changed(self: Self) -> None:
        for call in list(self._calls):
            call(self)

    def _waited(self, wait: Job[Results], tick: Callable[[], None] | None) -> Results:
        """What a wait for the results brings; the Stopped of one that is cut has what had come."""
        try:
            return wait.result(tick=tick)
        except CancelledError:
            return self.results
        except Stopped as stopped:
            stopped.partial = self.results
            raise
