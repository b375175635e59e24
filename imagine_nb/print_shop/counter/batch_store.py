"""Batches and the work on them: their requests wait, are answered in the background, and keep results."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from imagine_nb.print_shop.counter.refusals import BUG, Refusal, not_found, too_large

log = logging.getLogger(__name__)

MOST_BATCHES = 100
MOST_REQUESTS = 50_000  # of one batch
ROOM = 512 * 2**20  # bytes of all requests that wait, and of all results
LIFETIME = 30 * 24 * 3600.0  # seconds
PENDING, SUCCEEDED, CANCELLED, FAILED = "pending", "succeeded", "cancelled", "failed"

_WORKERS = 2  # requests of batches that are under way at once: whoever waits for an answer goes first
_PAUSE = 0.25  # seconds until one is tried again that there was no room for
_BUSY = frozenset({429, 503})
_CANCELLED = b'{"error": "Batch cancelled"}'

Ask = Callable[[str, bytes, str, int], Awaitable[tuple[int, bytes]]]
ResultOf = Callable[[str, int, dict[str, Any]], dict[str, Any]]


@dataclass(slots=True)
class Item:
    """One request of a batch: its `body` as JSON while it waits, its `result` as JSON from then on.

    Identical ones of other takes bring other pictures.
    """

    id: str
    kind: str
    path: str
    model: str
    body: bytes = field(repr=False)
    created: float
    take: int = 1
    state: str = PENDING
    result: bytes = field(default=b"", repr=False)
    finished: float | None = None
    digest: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.digest = sha256(f"{self.kind} {self.take}\0".encode() + self.body).digest()

    def end(self, state: str, result: bytes, now: float) -> None:
        """Keep what it brought; what was asked is needed no more."""
        self.state, self.body, self.result, self.finished = state, b"", result, now

    @property
    def weight(self) -> int:
        """Its bytes."""
        return len(self.body) + len(self.result)


@dataclass(slots=True)
class Batch:
    """One batch. `address` is the server's as its client knows it; `complaint` says why it was given up."""

    id: str
    name: str
    created: float
    address: str
    file_id: str | None = None
    items: dict[str, Item] = field(default_factory=dict)
    cancelled: float | None = None
    complaint: str | None = None
    task: asyncio.Task[None] | None = None
    waiting: list[Item] = field(default_factory=list)  # the next one last

    @property
    def expires(self) -> float:
        """When it is forgotten, in unix seconds."""
        return self.created + LIFETIME

    @property
    def is_over(self) -> bool:
        """Whether nothing of it waits."""
        return self.task is None or self.task.done()

    @property
    def counts(self) -> Counter[str]:
        """How many of its requests stand how."""
        return Counter(item.state for item in self.items.values())

    @property
    def weight(self) -> int:
        """Its bytes."""
        return sum(item.weight for item in self.items.values())

    def ended(self) -> list[Item]:
        """The requests that have a result, by their ids, as the API sorts them."""
        return sorted((item for item in self.items.values() if item.result), key=lambda item: item.id)

    def require_new(self, items: Sequence[Item]) -> list[Item]:
        """Those that it lacks. Refuses an id that stands for something else (412), and too many (400)."""
        new: dict[str, Item] = {}
        for item in items:
            known = self.items.get(item.id) or new.get(item.id)
            if known is not None and known.digest != item.digest:
                raise Refusal(
                    412,
                    f"batch_request_id '{item.id[:80]}' content differs from originally submitted",
                    code="failed-precondition",
                )
            if known is None:
                new[item.id] = item
        if len(self.items) + len(new) > MOST_REQUESTS:
            raise Refusal(400, f"A batch of the print shop holds at most {MOST_REQUESTS} requests.")
        return list(new.values())


class Batches:
    """All batches of one print shop. `ask` sends a body, and its take, to one of its own endpoints.

    At most `most` are kept, with `room` bytes in all; what was refused as too much at once is asked again
    after a `pause` in seconds.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        ask: Ask,
        result_of: ResultOf,
        room: int = ROOM,
        most: int = MOST_BATCHES,
        pause: float = _PAUSE,
    ) -> None:
        self._clock = clock
        self._ask = ask
        self._result_of = result_of
        self._kept: dict[str, Batch] = {}
        self._left = room
        self._most = most
        self._pause = pause
        self._turn = asyncio.Semaphore(_WORKERS)

    def now(self) -> float:
        """The time in unix seconds."""
        return self._clock()

    def open(self, batch: Batch) -> None:
        """Keep a new batch, at the cost of the oldest that is over. Refuses too many (429)."""
        self._drop_expired()
        if len(self._kept) >= self._most:
            over = next((each for each in self._kept.values() if each.is_over), None)
            if over is None:
                raise Refusal(429, f"{self._most} batches are under way.", code="resource-exhausted")
            self._drop(over)
        self._kept[batch.id] = batch

    def get(self, batch_id: str) -> Batch:
        """The batch of this id. Refuses an unknown one (404)."""
        self._drop_expired()
        batch = self._kept.get(batch_id)
        if batch is None:
            raise not_found(f"Batch {batch_id[:80]} not found.")
        return batch

    def all(self) -> list[Batch]:
        """All batches, the newest first."""
        self._drop_expired()
        return list(self._kept.values())[::-1]

    def add(self, batch: Batch, items: Sequence[Item]) -> None:
        """Let these requests wait for their turn; all of them are refused (413) where there is no room."""
        new = batch.require_new(items)
        weight = sum(item.weight for item in new)
        if weight > self._left:
            raise too_large("The requests and results of all batches would take more memory than there is")
        self._left -= weight
        batch.items.update((item.id, item) for item in new)
        batch.waiting[:0] = reversed(new)
        if batch.is_over:
            batch.task = asyncio.create_task(self.work(batch))

    def cancel(self, batch: Batch) -> None:
        """End a batch: what waits, and what is under way, is not answered."""
        batch.cancelled = batch.cancelled or self.now()
        batch.waiting.clear()
        for item in batch.items.values():
            if item.state == PENDING:
                self._end(item, CANCELLED, _CANCELLED)
        if batch.task is not None:
            batch.task.cancel()

    def give_up(self, batch: Batch, complaint: str) -> None:
        """End a batch whose requests cannot be read."""
        batch.cancelled, batch.complaint = self.now(), complaint

    def close(self) -> None:
        """End all of them."""
        for batch in self._kept.values():
            self.cancel(batch)

    async def work(self, batch: Batch) -> None:
        """Answer the requests of a batch, until none waits."""
        while batch.waiting:  # the last look before the task ends: what is added later has a task of its own
            async with asyncio.TaskGroup() as group:
                for _ in range(_WORKERS):
                    group.create_task(self._work(batch))

    async def _work(self, batch: Batch) -> None:
        while batch.waiting:
            async with self._turn:
                if batch.waiting:
                    await self._answer(batch, batch.waiting.pop())

    async def _answer(self, batch: Batch, item: Item) -> None:
        try:
            status, answer = await self._asked(batch, item)
            result = self._result_of(item.kind, status, json.loads(answer))
        except Exception:
            log.exception("A request of a batch met a bug.")
            result = {"error": BUG}
        kept = json.dumps(result).encode()
        if len(kept) > self._left:
            result = {"error": "The print shop has no room left for results: ask for fewer in a batch."}
            kept = json.dumps(result).encode()
        self._end(item, FAILED if "error" in result else SUCCEEDED, kept)

    async def _asked(self, batch: Batch, item: Item) -> tuple[int, bytes]:
        while True:
            status, answer = await self._ask(item.path, item.body, batch.address, item.take)
            if status not in _BUSY:
                return status, answer
            await asyncio.sleep(self._pause)

    def _end(self, item: Item, state: str, result: bytes) -> None:
        if item.state != PENDING:
            return  # the batch was ended while its answer was under way
        before = item.weight
        item.end(state, result, self.now())
        self._left -= item.weight - before

    def _drop_expired(self) -> None:
        now = self.now()
        for batch in [each for each in self._kept.values() if each.expires <= now]:
            self._drop(batch)

    def _drop(self, batch: Batch) -> None:
        self.cancel(batch)
        self._left += batch.weight
        del self._kept[batch.id]
