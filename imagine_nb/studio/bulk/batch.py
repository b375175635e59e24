"""A table in the API's Batch endpoint: how it stands, what has come by now, and how to come back to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from imagine_nb import loop
from imagine_nb.bulk.plan import BulkPlan
from imagine_nb.bulk.results import Results
from imagine_nb.errors import Stopped
from imagine_nb.loop import Job
from imagine_nb.printable import printable
from imagine_nb.studio.bulk.batch_run import BatchRun
from imagine_nb.studio.bulk.table_job import TableJob
from imagine_nb.wire.batches import Batch

if TYPE_CHECKING:
    from imagine_nb.display.html import Bundle


class BatchJob(TableJob):
    """A table whose rows are in a batch of the API, which works through it while nobody waits.

    `plan` is what it set out to do; `collect()` reads what has come, `result()` waits for all of it. The same
    call finds the batch again, in any process with this gallery, as `studio.collect(batch_id)` does.
    """

    def __init__(self, plan: BulkPlan, run: BatchRun) -> None:
        super().__init__(plan, run.tally)
        self._run = run
        self._waits: set[Job[Results]] = set()

    def __repr__(self) -> str:
        return printable(f"<BatchJob {self._line}>")

    @property
    def _line(self) -> str:
        return " · ".join(filter(None, (self.batch_id, self.standing.line)))

    @property
    def batch_id(self) -> str:
        """The id of the newest of its batches; empty where the gallery had everything."""
        return next(reversed(self.batch_ids), "")

    @property
    def batch_ids(self) -> tuple[str, ...]:
        """The ids of its batches: those that had some of its rows, and the one that was made for it."""
        return tuple(self._run.stands)

    @property
    def batch(self) -> Batch | None:
        """The newest of its batches, as it stood when it was read; None where the API has forgotten it."""
        return self._run.stands.get(self.batch_id)

    @property
    def done(self) -> bool:
        """Whether every row has come to its end, and was read."""
        return self._run.is_over

    def collect(self) -> Results:
        """The rows with all that has come by now, and is kept; others are `pending`. Raises APIError."""
        return self._read(loop.run(self._run.collected()))

    def result(self, *, tick: Callable[[], None] | None = None) -> Results:
        """The results; waits for them, which may take a day.

        `tick` is called about ten times a second in the caller's thread. The stop button ends the wait alone:
        what had come is `partial` of the Stopped that is raised, and the batch goes on.
        """
        wait = Job(self._run.waited(), stopped=self._left)
        self._waits.add(wait)
        try:
            return self._read(self._waited(wait, tick))
        finally:
            self._waits.discard(wait)

    def cancel(self) -> Results:
        """End its batches at the API; what is answered already is read and kept. Raises APIError."""
        return self._read(loop.run(self._run.cancelled()))

    def stop(self) -> None:
        """Wait no longer, whoever waits; the batch goes on."""
        for wait in list(self._waits):
            wait.cancel()

    def _left(self) -> str:
        return (
            f"The batch goes on ({self._line}). The same call finds it again, "
            f"and studio.collect({self.batch_id!r}) reads what has come."
        )

    def _read(self, results: Results) -> Results:
        self._changed()
        return results

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002
        from imagine_nb.display.html import line_bundle

        return line_bundle(printable(self._line))


def submitted(plan: BulkPlan, run: BatchRun) -> BatchJob:
    """The job of a run, once what is missing is in a batch. Raises what stands in the way of all of it."""
    job = BatchJob(plan, run)

    def cut() -> str:
        where = f" to the batch {job.batch_id}" if job.batch_id else ""
        return f"Adding{where} was stopped. What was added is answered; the same call adds the rest."

    try:
        Job(run.submitted(), stopped=cut).result()
    except Stopped as stopped:
        stopped.partial = job.results
        raise
    return job
