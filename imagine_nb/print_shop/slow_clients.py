"""Deadlines of connections under uvicorn: who brings no request, or reads no answer, is dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How patient the server is: seconds, and connections at once.

    `head` is for the whole head of a request, from the connection's beginning or the last answer on; `read`
    for a client that leaves an answer unread.
    """

    head: float = 10.0
    read: float = 30.0
    connections: int = 512


class PunctualProtocol(H11Protocol):
    """HTTP/1.1 over one connection, which is dropped where its client lets the server wait for too long.

    Where there are too many, the oldest that brings no request makes room for the newest.
    """

    deadlines = Deadlines()
    _head_timer: asyncio.TimerHandle | None = None
    _read_timer: asyncio.TimerHandle | None = None
    _began = 0.0

    @property
    def is_serving(self) -> bool:
        """Whether a request has come that is not answered yet."""
        return self.cycle is not None and not self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._began = self.loop.time()
        if len(self.connections) > self.deadlines.connections:
            self._make_room()
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in filter(None, (self._head_timer, self._read_timer)):
            timer.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._wait_for_head()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._read_timer = self.loop.call_later(self.deadlines.read, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._read_timer is not None:
            self._read_timer.cancel()

    def _wait_for_head(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
        self._head_timer = self.loop.call_later(self.deadlines.head, self._drop_unless_serving)

    def _drop_unless_serving(self) -> None:
        if not self.is_serving:
            self.transport.abort()

    def _make_room(self) -> None:
        waiting = [each for each in cast("set[PunctualProtocol]", self.connections) if not each.is_serving]
        oldest = min(waiting, key=lambda each: each._began)  # itself, where all others are served
        self.connections.discard(oldest)
        oldest.transport.abort()
