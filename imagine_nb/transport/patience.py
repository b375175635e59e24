"""Timeouts and retries: how long to wait for an engine, and how often to try without paying twice."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imagine_nb.durations import Duration, seconds
from imagine_nb.errors import APIConnectionError, APIError, APITimeoutError

if TYPE_CHECKING:
    import httpx

SLOWEST = 4096  # bytes a second, of what an answer may take longer for
LONGEST_ANSWER = 3600.0  # seconds
_GRACE = 0.5  # seconds in which the other two say more exactly what was late
_RETRIED_GETS = frozenset({408, 409, 429, 500, 502, 503, 504, 529})


@dataclass(frozen=True, slots=True, init=False)
class Patience:
    """Timeouts and retry policy: seconds to wait, or timedeltas, and how often to try.

    `connect` is for a connection, `read` for the next piece of an answer, `whole` for all of it, which may
    take longer the more it brings. A request is tried `attempts` times at most where nothing can have been
    charged; between two tries it waits as the server asks, else about `pause` seconds, doubled each time. A
    server that asks for more than `longest` gets an error.
    """

    connect: float
    read: float
    attempts: int
    pause: float
    longest: float
    whole: float

    def __init__(
        self,
        connect: Duration = 10.0,
        read: Duration = 300.0,
        attempts: int = 4,
        pause: Duration = 0.5,
        longest: Duration = 60.0,
        whole: Duration = 1800.0,
    ) -> None:
        for name, given in {"connect": connect, "read": read, "whole": whole}.items():
            object.__setattr__(self, name, seconds(given, of=name))  # it is frozen
        for name, given in {"pause": pause, "longest": longest}.items():
            object.__setattr__(self, name, seconds(given, of=name, least=0))
        object.__setattr__(self, "attempts", attempts)

    def seconds_for(self, n_bytes: int) -> float:
        """How long an answer may take of which so many bytes came, or were sent, its connection included.

        A large one over a slow line takes its time; a drip does not last.
        """
        return _GRACE + min(self.whole + n_bytes / SLOWEST, max(self.whole, LONGEST_ANSWER))

    def httpx_timeout(self) -> httpx.Timeout:
        """The same as httpx has it. A turn in the pool is waited for as long as it takes."""
        import httpx

        return httpx.Timeout(self.read, connect=min(self.connect, self.read), pool=None)

    def allows(self, attempt: int, error: APIError, *, method: str) -> bool:
        """Whether a request that failed with `error` is tried again after `attempt` tries."""
        if attempt >= self.attempts or (error.retry_after or 0) > self.longest:
            return False
        if error.status is None:
            passing = isinstance(error, (APIConnectionError, APITimeoutError))
            return passing and (error.before_sent or method == "GET")
        return error.status == 429 or (method == "GET" and error.status in _RETRIED_GETS)

    def wait(self, attempt: int, error: APIError) -> float:
        """Seconds before the next try: what the server asks, else doubling, with jitter."""
        if error.retry_after is not None:
            return error.retry_after
        first = self.pause * (2 if error.status == 429 else 1)
        return min(self.longest / 2, first * 2.0 ** (attempt - 1)) * random.uniform(0.5, 1.0)


def patience(timeout: Duration | Patience | None) -> Patience:
    """The patience that a client's `timeout=` means: seconds for an answer, or a Patience itself."""
    if isinstance(timeout, Patience):
        return timeout
    if timeout is None:
        return Patience()
    within = seconds(timeout, of="timeout")
    return Patience(read=within, whole=within)
