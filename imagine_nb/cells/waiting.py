"""Waiting for what a cell asked for: progress, the stop button, and the result, shown once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from imagine_nb.cells.screen import Screen
from imagine_nb.errors import ImagineError, Stopped

if TYPE_CHECKING:
    from imagine_nb.display import Bundle
    from imagine_nb.loop import Job
    from imagine_nb.pictures import Picture
    from imagine_nb.sources import Source


class Shows(Protocol):
    """What shows itself in a notebook."""

    def _repr_mimebundle_(self) -> Bundle: ...


T = TypeVar("T", bound=Shows)


class Progress(Protocol):
    """What there is to see so far, with a line that says how it stands."""

    def shown(self, state: str) -> Bundle: ...


@dataclass
class Making:
    """Pictures on their way: those that have arrived, and how many there will be."""

    verb: str
    count: int
    arrived: list[Picture] = field(default_factory=list)
    _bundle: tuple[int, str] = (0, "")

    @property
    def doing(self) -> str:
        """`Making 25 pictures, 10 of 25`."""
        what = "a picture" if self.count == 1 else f"{self.count} pictures"
        return f"{self.verb} {what}" + (f", {len(self.arrived)} of {self.count}" if self.arrived else "")

    def arrive(self, pictures: Sequence[Picture]) -> None:
        """Take the pictures of one request; called from the background thread."""
        self.arrived.extend(pictures)

    def shown(self, state: str) -> Bundle:
        """The pictures that have arrived, and the state."""
        from imagine_nb.display import line_bundle

        line = line_bundle(state)
        return {**line, "text/html": self._html() + line["text/html"]}

    def _html(self) -> str:
        """The grid so far, made anew only when a picture has come."""
        from imagine_nb.display import pictures_bundle

        count = len(self.arrived)
        if count != self._bundle[0]:
            html = pictures_bundle([each.shown() for each in self.arrived[:count]])["text/html"]
            self._bundle = (count, html)
        return self._bundle[1]


@dataclass
class Answering:
    """An answer on its way, beside the pictures that it is about."""

    about: Sequence[Source]
    pieces: list[str] = field(default_factory=list)
    doing: str = "Answering"
    _beside: str | None = None

    def shown(self, state: str) -> Bundle:
        """The text that has come, and the state."""
        from imagine_nb.display import answer_html, beside

        if self._beside is None:
            self._beside = beside([(each.record, each.data) for each in self.about])
        text = "".join(self.pieces)
        html = answer_html(text, self._beside, facts=[state])
        return {"text/html": html, "text/plain": f"{text}\n{state}".strip()}


class Waiting:
    """Waits for jobs in one shell, and remembers what the cell that runs has shown already."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._shown: tuple[int, Any] = (0, None)

    def result(self, job: Job[T], progress: Making | Answering, *, is_silent: bool = False) -> T:
        """The job's result, shown; raises Stopped where the stop button ended it."""
        screen = Screen(self._shell, is_silent=is_silent)

        def tick() -> None:
            if screen.due():
                screen.progress(progress.shown(f"{progress.doing} … {job.seconds:.1f} s"))

        tick()
        try:
            result = job.result(tick=tick)
        except KeyboardInterrupt:
            screen.progress(progress.shown(f"Stopped after {job.seconds:.1f} s."))
            raise Stopped("The request was cancelled; it may have been charged.") from None
        except ImagineError:
            screen.progress(progress.shown(f"Failed after {job.seconds:.1f} s."))
            raise
        screen.show(result._repr_mimebundle_())
        self.remember(result)
        return result

    def remember(self, value: Any) -> None:
        """This value is in the cell's output already."""
        self._shown = (self._shell.execution_count, value)

    def show_unless_shown(self, value: Any) -> None:
        """IPython's display hook of a result: what is in the cell's output already is not shown again."""
        shown, self._shown = self._shown, (0, None)
        if shown[0] != self._shell.execution_count or shown[1] is not value:
            raise NotImplementedError  # IPython then goes on with its other formatters


OnJob = Callable[["Job[Any]"], None]
