"""A bulk run under way: its figures, what has come so far, and how to stop it or wait for it."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING

from imagine_nb.bulk.plan import BulkPlan
from imagine_nb.bulk.results import Results
from imagine_nb.bulk.standing import BY_HAND
from imagine_nb.loop import Job
from imagine_nb.studio.bulk.running import Run
from imagine_nb.studio.bulk.table_job import TableJob

if TYPE_CHECKING:
    from imagine_nb.display.html import Bundle


def _told(of: weakref.ref[BulkJob]) -> Callable[[object], None]:
    """What tells those who watch a job that it has changed."""

    def tell(_: object) -> None:
        if (job := of()) is not None:
            job._changed()

    return tell


class BulkJob(TableJob):
    """A table that is worked through in the background. Any thread may wait for it or stop it.

    `plan` is what it set out to do, `standing` how far it is, `results` the rows as they are now; those that
    have not ended are `not asked`.
    """

    def __init__(self, plan: BulkPlan, run: Run) -> None:
        super().__init__(plan, run.tally)
        self._run = run
        tell = _told(weakref.ref(self))  # the run goes on only as long as somebody holds its job
        run.watched(tell)
        self._job: Job[Results] = Job(run(), stopped=lambda: run.tally.standing.left)
        self._job.when_over(tell)

    def __repr__(self) -> str:
        return f"<BulkJob {self.standing.line}>"

    @property
    def done(self) -> bool:
        """Whether it is over."""
        return self._job.done

    def stop(self) -> None:
        """Ask for nothing more. What is in flight is finished, as it is paid for."""
        self._run.stop(BY_HAND)

    def cancel(self) -> None:
        """Ask for nothing more, and leave what is in flight, which may be charged."""
        self._job.cancel()

    def result(self, *, tick: Callable[[], None] | None = None) -> Results:
        """The results; waits for them. Raises what every row met.

        `tick` is called about ten times a second in the caller's thread. The stop button cancels it: what had
        come is `partial` of the Stopped that is raised.
        """
        return self._waited(self._job, tick)

    @property
    def _is_over(self) -> bool:
        return self._job.is_over

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002
        from imagine_nb.display.html import line_bundle

        return line_bundle(self.standing.line)
