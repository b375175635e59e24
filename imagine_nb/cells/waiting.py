"""Waiting for what a cell asked for: progress, the stop button, and the result, shown once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from imagine_nb.errors import ImagineError, Stopped
from imagine_nb.live.once import ONCE
from imagine_nb.live.screen import Screen

if TYPE_CHECKING:
    from imagine_nb.display.html import Bundle
    from imagine_nb.loop import Job


class Shows(Protocol):
    """What shows itself in a notebook."""

    def _repr_mimebundle_(self) -> Bundle: ...


T = TypeVar("T", bound=Shows)


class Progress(Protocol):
    """Work that is under way, as the reader of its cell sees it."""

    @property
    def doing(self) -> str:
        """What is being done, and how far it is: `Making 25 pictures, 10 of 25`."""

    @property
    def is_large(self) -> bool:
        """Whether there is more than one request, whose number and price are told first."""

    @property
    def so_far(self) -> Any:
        """What has come already and is worth keeping; None where nothing has."""

    @property
    def stopped(self) -> str:
        """What a stop means for the rest, and for the bill."""

    def shown(self, state: str) -> Bundle:
        """What has come already, with a line that says how it stands."""


class Waiting:
    """Waits for jobs in one shell."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell

    def result(self, job: Job[T], progress: Progress, *, is_silent: bool = False) -> T:
        """The job's result, shown; raises Stopped where the stop button ended it."""
        screen = Screen(self._shell, is_silent=is_silent)

        def tick() -> None:
            if screen.due():
                doing = ", ".join(filter(None, (progress.doing, job.holdup)))
                screen.progress(progress.shown(f"{doing} … {job.seconds:.1f} s"))

        def ended(how: str) -> None:
            show = screen.progress if progress.so_far is None else screen.show
            show(progress.shown(f"{how} after {job.seconds:.1f} s."))

        if progress.is_large:
            screen.announce(f"{progress.doing}.")
            tick()
        try:
            result = job.result(tick=tick)
        except KeyboardInterrupt:
            ended("Stopped")
            raise Stopped(progress.stopped) from None
        except ImagineError:
            ended("Failed")
            raise
        screen.show(result._repr_mimebundle_())
        ONCE.note(self._shell, result)
        return result
