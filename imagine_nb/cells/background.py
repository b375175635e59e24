"""Background jobs: cells that return at once; results fill in when they are made, usable before that."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from imagine_nb.errors import ImagineError, InputError, Stopped, told
from imagine_nb.live.screen import Screen

if TYPE_CHECKING:
    from imagine_nb.cells.waiting import Progress
    from imagine_nb.display.html import Bundle
    from imagine_nb.sources import Source

Then = Callable[[Any], object]


class Ends(Protocol):
    """Work in the background, which ends: a Job, or that of a table."""

    @property
    def done(self) -> bool: ...
    def cancel(self) -> Any: ...
    def result(self) -> Any: ...
    def when_done(self, call: Callable[[Any], object], /) -> None: ...


class Pending:
    """Future: a result still being made. Whoever reads it waits for it; it acts as that result then."""

    def __init__(self, number: int, job: Ends, progress: Progress, screen: Screen, then: Then) -> None:
        self.number = number
        self._job = job
        self._progress = progress
        self._screen = screen
        self._then = then
        self._started = time.monotonic()
        self._seconds = 0.0
        self._trouble = ""
        self._showing = Lock()
        self.show()
        job.when_done(self._end)

    def __repr__(self) -> str:
        return repr(self.result()) if self.done else f"<Pending {self.number}: {self._progress.doing}>"

    @property
    def done(self) -> bool:
        """Whether it is made, or never will be."""
        return self._job.done

    def result(self) -> Any:
        """The result; waits for it. Raises what stood in its way."""
        from concurrent.futures import CancelledError  # most notebooks run nothing in the background

        try:
            return self._job.result()
        except CancelledError:
            raise ImagineError(f"Job {self.number} was cancelled. {self._progress.stopped}") from None
        except KeyboardInterrupt:
            raise Stopped(self._progress.stopped) from None

    def cancel(self) -> None:
        """Ask no further; what was sent may have been charged."""
        self._job.cancel()
        self.show()

    def show(self) -> None:
        """Show the state as it is, in the cell that asked."""
        with self._showing:  # by several threads: what is shown last is how it stands
            self._screen.show(self._bundle())

    def tick(self) -> None:
        """Show how far it is."""
        if not self.done:
            self.show()

    def _end(self, _: object) -> None:
        """The job has ended; called from the background thread."""
        self._seconds = time.monotonic() - self._started
        result, error = self._outcome()
        if error is None:
            try:
                self._then(result)
            except ImagineError as failure:
                self._trouble = told(failure)
        self.show()

    def _outcome(self) -> tuple[Any, BaseException | None]:
        """What the job brought, or the error that came instead; it has ended."""
        from concurrent.futures import CancelledError

        try:
            return self._job.result(), None
        except (Exception, CancelledError) as error:  # noqa: BLE001 - told, whatever it is
            return None, error

    def _bundle(self) -> Bundle:
        if not self.done:
            doing = f"{self._progress.doing} in the background …"
            return self._progress.shown(f"{doing} %imagine_wait {self.number} waits for it.")
        from concurrent.futures import CancelledError

        result, error = self._outcome()
        if isinstance(error, CancelledError):
            return self._progress.shown(f"Cancelled after {self._seconds:.1f} s. {self._progress.stopped}")
        if error is not None:
            return self._progress.shown(f"Failed after {self._seconds:.1f} s. {told(error)}")
        bundle: Bundle = result._repr_mimebundle_()
        return {**bundle, **_with_trouble(bundle, self._trouble)} if self._trouble else bundle

    def as_source(self) -> Source:
        """The single picture as a source; waits for it."""
        source: Source = self.result().as_source()
        return source

    def __reduce__(self) -> tuple[Any, ...]:
        return _itself, (self.result(),)  # pickled, it is what it has become

    def __len__(self) -> int:
        return len(self.result())

    def __iter__(self) -> Iterator[Any]:
        return iter(self.result())

    def __getitem__(self, index: Any) -> Any:
        return self.result()[index]

    def __array__(self, *given: Any, **more: Any) -> Any:
        return self.result().__array__(*given, **more)

    def __getattr__(self, name: str) -> Any:
        if name.startswith(("__", "_repr_", "_ipython")):
            raise AttributeError(name)
        return getattr(self.result(), name)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002
        return self._bundle()


def _itself(result: Any) -> Any:
    return result


def _with_trouble(bundle: Bundle, trouble: str) -> Bundle:
    from imagine_nb.display.html import framed

    return framed(bundle["text/html"], trouble, text=bundle["text/plain"])


class Background:
    """Background jobs of one shell, which outlive their cells."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._pending: dict[int, Pending] = {}

    def start(self, job: Ends, progress: Progress, *, then: Then, is_silent: bool = False) -> Pending:
        """Let a job go on after its cell, shown there, `then` called with what it brings."""
        number = len(self._pending) + 1
        screen = Screen(self._shell, is_silent=is_silent)
        self._pending[number] = Pending(number, job, progress, screen, then)
        return self._pending[number]

    def of(self, text: str) -> list[Pending]:
        """The jobs that `text` names by number, all of them where it is empty."""
        if not text.strip():
            return list(self._pending.values())
        if not text.strip().isdigit() or int(text) not in self._pending:
            known = ", ".join(map(str, self._pending)) or "none"
            raise InputError(f"There is no background job {text.strip()!r}.", advice=f"Jobs: {known}.")
        return [self._pending[int(text)]]

    def wait(self, text: str = "") -> list[ImagineError]:
        """Wait for jobs and show each in its own cell; the errors that they met."""
        errors = []
        for pending in self.of(text):
            try:
                pending.result()
            except ImagineError as error:
                errors.append(error)
            finally:
                pending.show()  # sent from this cell: a headless run drops what comes from outside of one
        return errors
