"""Jobs of a panel: one call each, followed until it has ended, told to the page, cancelled on demand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from imagine_nb.loop import Job
from imagine_nb.panels.messages import Message, Reply
from imagine_nb.panels.page import Page, error_json
from imagine_nb.panels.state import How
from imagine_nb.records import JSON, new_id

TICK_SECONDS = 0.25
Kind: TypeAlias = Literal["imagine", "ask", "describe"]


@dataclass(slots=True)
class Running:
    """A call under way: what it does, in words, and how it is told how it ended.

    `ended` is given the result, or None with the error that came instead, and returns its last words. It and
    `fields`, which are told along, are called outside of the event loop.
    """

    job: Job[Any]
    kind: Kind
    doing: str
    ended: Callable[[Any, BaseException | None], str]
    fields: Callable[[], dict[str, JSON]]
    id: str = field(default_factory=new_id)
    state: How = "running"
    text: str = ""
    error: dict[str, JSON] | None = None

    def json(self) -> dict[str, JSON]:
        """The job as the page shows it."""
        doing = ", ".join(filter(None, (self.doing, self.job.holdup)))
        told = {"job": self.id, "kind": self.kind, "state": self.state, "doing": doing}
        seconds = round(self.job.seconds, 1)
        return {**told, "seconds": seconds, "text": self.text, "error": self.error, **self.fields()}


class Jobs:
    """The calls of one panel; verb `cancel`."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._running: dict[str, Running] = {}
        self._following: set[Job[None]] = set()  # references, or they could vanish half way
        self.looks = {"cancel": self._cancel}

    @property
    def running(self) -> list[Running]:
        """What is under way."""
        return list(self._running.values())

    def follow(self, running: Running) -> None:
        """Tell the page how a call goes until it has ended."""
        self._running[running.id] = running
        self._tell(running)
        following = Job(self._followed(running))
        self._following.add(following)
        following.when_done(self._following.discard)

    def _cancel(self, message: Message) -> Reply:
        running = self._running.get(message.text("job", most=80))
        if running is not None:
            running.job.cancel()
        return Reply()

    def _tell(self, running: Running) -> None:
        self._page.tell("job", running.json())

    async def _followed(self, running: Running) -> None:
        told = 0.0
        while not running.job.done:
            await asyncio.sleep(TICK_SECONDS / 5)
            if running.job.seconds - told >= TICK_SECONDS:
                told = running.job.seconds
                self._tell(running)
        # thumbnails are made there: the loop has other requests to carry
        await asyncio.to_thread(self._ended, running)

    def _ended(self, running: Running) -> None:
        if running.job.future.cancelled():
            running.job.cancel()  # waits until what was being kept has come
        result, error = _outcome(running.job)
        running.state = how(error)
        try:
            running.text = running.ended(result, error)
        except Exception as failure:  # noqa: BLE001 - told, whatever it is
            running.state, error = "failed", failure
        if error is not None and running.state == "failed":
            running.error = error_json(error)
        self._running.pop(running.id, None)
        self._tell(running)


def _outcome(job: Job[Any]) -> tuple[Any, BaseException | None]:
    try:
        return job.result(), None
    except (Exception, CancelledError) as error:  # noqa: BLE001 - told, whatever it is
        return None, error


def how(error: BaseException | None) -> How:
    """How a call ended, by what came instead of its result."""
    if error is None:
        return "done"
    return "cancelled" if isinstance(error, CancelledError) else "failed"
