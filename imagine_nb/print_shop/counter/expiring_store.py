"""An in-memory store: values under a key, until they expire or the oldest must make room."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import time
from typing import Generic, TypeVar

T = TypeVar("T")
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    thing: T
    weight: int
    until: float


class ExpiringStore(Generic[T]):
    """Up to `room` units of weight; each value stays for `lifetime` seconds. Safe between threads."""

    def __init__(self, *, room: int, lifetime: float, clock: Clock = time) -> None:
        self._room = room
        self._lifetime = lifetime
        self._clock = clock
        self._kept: dict[str, _Kept[T]] = {}
        self._lock = threading.Lock()

    def put(self, key: str, thing: T, *, weight: int = 1, lifetime: float | None = None) -> None:
        """Keep `thing` under `key`, at the cost of the oldest where there is no room left."""
        until = self._clock() + (self._lifetime if lifetime is None else lifetime)
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = _Kept(thing, weight, until)
            self._make_room()

    def get(self, key: str) -> T | None:
        """What is kept under `key`, None where nothing is or it has expired."""
        with self._lock:
            self._drop_expired()
            kept = self._kept.get(key)
        return None if kept is None else kept.thing

    def pop(self, key: str) -> T | None:
        """The same, and it is kept no longer."""
        with self._lock:
            self._drop_expired()
            kept = self._kept.pop(key, None)
        return None if kept is None else kept.thing

    def everything(self) -> list[T]:
        """All that is kept, oldest first."""
        with self._lock:
            self._drop_expired()
            return [kept.thing for kept in self._kept.values()]

    def _make_room(self) -> None:
        self._drop_expired()
        excess = sum(kept.weight for kept in self._kept.values()) - self._room
        for key in list(self._kept)[:-1]:  # the newest stays, however heavy it is
            if excess <= 0:
                return
            excess -= self._kept.pop(key).weight

    def _drop_expired(self) -> None:
        now = self._clock()
        for key in [key for key, kept in self._kept.items() if kept.until <= now]:
            del self._kept[key]
