"""Cells that return at once: their results fill in when they are made, and are usable before that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from imagine_nb.cells.screen import Screen
from imagine_nb.errors import ImagineError, InputError

if TYPE_CHECKING:
    from imagine_nb.cells.waiting import Making
    from imagine_nb.display import Bundle
    from imagine_nb.loop import Job
    from imagine_nb.pictures import Picture, Pictures
    from imagine_nb.sources import Source


class Pending:
    """Pictures that are still being made. Whoever reads them waits for them; they act as Pictures then."""

    def __init__(self, number: int, job: Job[Pictures], making: Making, screen: Screen) -> None:
        self.number = number
        self._job = job
        self._making = making
        self._screen = screen

    def __repr__(self) -> str:
        return repr(self.result()) if self.done else f"<Pending {self.number}: {self._state()}>"

    @property
    def done(self) -> bool:
        """Whether they are made, or never will be."""
        return self._job.done

    def result(self) -> Pictures:
        """The pictures; waits for them. Raises what stood in their way."""
        return self._job.result()

    def cancel(self) -> None:
        """Ask no further; what was sent may have been charged."""
        self._job.cancel()
        self.show()

    def show(self) -> None:
        """Show the state as it is, in the cell that asked."""
        self._screen.show(self._bundle())

    def _state(self) -> str:
        return f"{self._making.doing} in the background … %imagine_wait {self.number} waits for it"

    def _bundle(self) -> Bundle:
        if not self.done:
            return self._making.shown(self._state())
        try:
            return self.result()._repr_mimebundle_()
        except ImagineError as error:
            return self._making.shown(f"{type(error).__name__}: {error}")
        except BaseException:  # noqa: BLE001 - a cancelled job raises what its future raises
            return self._making.shown(f"Cancelled after {self._job.seconds:.1f} s; it may have been charged.")

    def as_source(self) -> Source:
        """The single picture as a source; waits for it."""
        return self.result().as_source()

    def __len__(self) -> int:
        return len(self.result())

    def __iter__(self) -> Iterator[Picture]:
        return iter(self.result())

    def __getitem__(self, index: Any) -> Any:
        return self.result()[index]

    def __getattr__(self, name: str) -> Any:
        if name.startswith(("__", "_repr_", "_ipython")):
            raise AttributeError(name)
        return getattr(self.result(), name)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002
        return self._bundle()


class Background:
    """The jobs of a shell that outlive their cells."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._pending: dict[int, Pending] = {}

    def start(self, job: Job[Pictures], making: Making) -> Pending:
        """Let a job go on after its cell, shown there; its result, before it is made."""
        number = len(self._pending) + 1
        pending = self._pending[number] = Pending(number, job, making, Screen(self._shell))
        pending.show()
        job.when_done(lambda _: pending.show())
        return pending

    def of(self, text: str) -> list[Pending]:
        """The jobs that `text` names by number, all of them where it is empty."""
        if not text.strip():
            return list(self._pending.values())
        if not text.strip().isdigit() or int(text) not in self._pending:
            known = ", ".join(map(str, self._pending)) or "none"
            raise InputError(f"There is no background job {text.strip()!r}.", advice=f"Jobs: {known}.")
        return [self._pending[int(text)]]

    def wait(self, text: str) -> None:
        """Wait for jobs and show each in its own cell; the first error of them is raised."""
        for pending in self.of(text):
            try:
                pending.result()
            finally:
                pending.show()  # sent from this cell: a headless run drops what comes from outside of one
