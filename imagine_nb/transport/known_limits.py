"""Known rate limits: what this process, and those that it shares a gallery with, know of a key at a host."""

from __future__ import annotations

import asyncio
import hashlib
import random
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import urlsplit

from imagine_nb.forking import renew_in_child
from imagine_nb.transport.rate_limit import Kind, Limits, Refusal

if TYPE_CHECKING:
    from imagine_nb.config import Target

_HASHED = 10_000  # times: the keys of some local servers could be guessed
_LATEST = 512  # departures, from which a rate is read that nobody knows
_MOMENT = 0.1  # seconds, the shortest time that a rate is read from
_BUSY_SECONDS = 1.0  # others hold what is shared for less than a millisecond
_RETRY_SECONDS = 0.002

T = TypeVar("T")
Change = Callable[[Limits], tuple[Limits, T]]


class Shared(Protocol):
    """Where the processes of a machine keep what they know of the limits of each key and host."""

    def changed(self, name: str, change: Change[T]) -> T:
        """What `change` returns beside the new limits of `name`, which nobody else changes meanwhile.

        Raises BlockingIOError where somebody does, and another OSError where nothing can be shared.
        """


class KnownLimits:
    """Rate limits of one key at one host, as this process knows them; see `known_limits`."""

    def __init__(self, secret: str, place: str) -> None:
        self._secret, self._place = secret, place
        self._limits = Limits()
        self._unblocked = 0.0  # of a clock that nobody sets
        self._granted: dict[Kind, float] = {}  # when the newest left that was not refused
        self._left: deque[float] = deque(maxlen=_LATEST)
        self._lock = threading.Lock()
        renew_in_child(self)

    def __repr__(self) -> str:
        return f"<KnownLimits of {self._place}>"

    def forked(self) -> None:
        """The lock may have been held in the parent."""
        self._lock = threading.Lock()

    @cached_property
    def name(self) -> str:
        """The key and the host, by a salted hash that cannot be undone cheaply."""
        salt = f"imagine_nb rate limits of {self._place}".encode()
        return hashlib.pbkdf2_hmac("sha256", self._secret.encode(), salt, _HASHED, dklen=16).hex()

    async def taken(self, kind: Kind, limit: float | None, shared: Shared | None) -> float:
        """Let a request leave now, for 0; else the seconds to wait before asking again."""

        def change(known: Limits) -> tuple[Limits, float]:
            now = time.time()
            wait = max(known.wait(kind, now, limit), self._unblocked - time.monotonic())
            return (known, wait) if wait > 0 else (known.taken(kind, now, limit), 0.0)

        wait = await self._changed(change, shared)
        if wait <= 0:
            self._left.append(time.time())
        return wait

    async def is_blocked(self, shared: Shared | None) -> bool:
        """Whether nothing may leave now, since the server has refused something."""
        if self._unblocked > time.monotonic():
            return True
        return await self._changed(lambda known: (known, known.until > time.time()), shared)

    def granted(self, kind: Kind, left: float) -> None:
        """Note that a request which `left` at that moment was not refused."""
        self._granted[kind] = max(left, self._granted.get(kind, 0.0))

    async def refused(self, kind: Kind, shared: Shared | None, refusal: Refusal) -> None:
        """Note that a request was refused for the rate."""
        self._unblocked = max(self._unblocked, time.monotonic() + refusal.wait)
        usual = max(refusal.usual, self._seen(refusal.at))
        told = replace(refusal, usual=usual, granted=self._granted.get(kind, 0.0))
        await self._changed(lambda known: (known.refused(kind, told), None), shared)

    def _seen(self, now: float) -> float:
        """How many left in a second of late; those that began a moment ago would have gone on."""
        latest = [each for each in tuple(self._left) if now - 1 < each <= now]
        return len(latest) / max(now - latest[0], _MOMENT) if latest else 0.0

    async def _changed(self, change: Change[T], shared: Shared | None) -> T:
        """What a change returns: of what is shared, else of what this process knows."""

        def noted(known: Limits) -> tuple[Limits, T]:
            self._limits, found = change(known)
            return self._limits, found

        until = time.monotonic() + _BUSY_SECONDS
        while shared is not None:
            try:
                with self._lock:
                    return shared.changed(self.name, noted)
            except BlockingIOError:
                if time.monotonic() > until:
                    break
                await asyncio.sleep(random.uniform(0, _RETRY_SECONDS))
            except OSError:
                break
        with self._lock:
            return noted(self._limits)[1]


def known_limits(to: Target) -> KnownLimits:
    """What this process knows of the limits of a key at a host, one for all who ask there."""
    return _known("" if to.key is None else to.key.reveal(), urlsplit(to.base_url).netloc)


@lru_cache(maxsize=64)
def _known(secret: str, place: str) -> KnownLimits:
    return KnownLimits(secret, place)
