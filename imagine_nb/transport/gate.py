"""Gate of one engine: a request leaves when it has its turn, and when its key and host may be asked again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from imagine_nb.engines import ENGINES
from imagine_nb.errors import APIError, RateLimitError
from imagine_nb.stops import held_up
from imagine_nb.transport.departure import MayLeave
from imagine_nb.transport.known_limits import Shared, known_limits
from imagine_nb.transport.pace import Pace, kind_of, usual_rate
from imagine_nb.transport.rate_limit import LONGEST_SPACING, Kind, Refusal, told_rate

if TYPE_CHECKING:
    from imagine_nb.config import Target
    from imagine_nb.transport.connections import Connections
    from imagine_nb.transport.patience import Patience

_SOON = 0.01  # seconds
_LOOKS_AGAIN = 5.0  # seconds: a clock may have been set meanwhile


class HeldBack(Exception):  # noqa: N818 - nothing is wrong
    """The server refused another request while this one was connecting: it has to wait like all others."""


def nothing_shared() -> Shared | None:
    """Limits are this process's alone."""
    return None


class Gate:
    """Gate of one engine, by the pace of who asks. `shared` is where other processes know the limits too."""

    def __init__(
        self,
        to: Target,
        connections: Connections,
        *,
        pace: Pace,
        patience: Patience,
        shared: Callable[[], Shared | None] = nothing_shared,
    ) -> None:
        self._to = to
        self._connections = connections
        self._pace = pace
        self._patience = patience
        self._shared = nothing_shared if ENGINES[to.engine].is_embedded else shared
        self._known = known_limits(to)

    @asynccontextmanager
    async def passed(self, path: str) -> AsyncIterator[MayLeave | None]:
        """A context in which a POST is under way, once it may leave; a refusal in it is learned from.

        It brings what is to be asked again when there is a connection, which raises HeldBack. Raises
        RateLimitError where it would wait too long: it was not sent then.
        """
        kind = kind_of(path)
        async with self._connections.turn() as turns:
            if kind is None:
                yield None
                return
            await self._departure(kind)
            left = time.time()
            try:
                yield partial(self._require_unblocked, left)
            except RateLimitError as error:
                if error.status == 429:
                    turns.refused(left)
                    await self._known.refused(kind, self._shared(), self._refusal(kind, error, left))
                raise
            turns.granted()
            self._known.granted(kind, left)

    def wait(self, count: int, error: APIError, *, method: str) -> float | None:
        """Seconds before a request that failed is tried again, after `count` tries; None where it is not."""
        wait, is_refused = self._patience.wait(count, error), error.status == 429 and method == "POST"
        if is_refused and self._pace.tries is not None:
            is_tried = count < self._pace.tries and not self._is_late(wait)
        else:
            is_tried = self._patience.allows(count, error, method=method)
        if is_refused and is_tried:
            held_up(wait)
        return wait if is_tried else None

    async def _departure(self, kind: Kind) -> None:
        limit, shared = self._pace.limit(self._to, kind), self._shared()
        async with self._connections.queue(kind):  # one asks for all who wait here
            while (wait := await self._known.taken(kind, limit, shared)) > 0:
                self._require_worth(wait)
                held_up(wait)
                await asyncio.sleep(min(wait, _LOOKS_AGAIN))

    async def _require_unblocked(self, left: float) -> None:
        # a connection that is there takes no time in which others could have been refused
        shared = self._shared() if time.time() - left > _SOON else None
        if await self._known.is_blocked(shared):
            raise HeldBack

    def _refusal(self, kind: Kind, error: RateLimitError, left: float) -> Refusal:
        return Refusal(
            time.time(),
            left,
            self._pace.limit(self._to, kind),
            usual_rate(self._to, kind),
            error.retry_after or 0.0,
            told_rate(error.message),
        )

    def _require_worth(self, wait: float) -> None:
        longest = max(self._patience.longest, LONGEST_SPACING)
        if self._is_late(wait) or (self._pace.tries is None and wait > longest):
            error = RateLimitError(
                f"The rate limit lets nothing through for {wait:.0f} s; nothing was sent.",
                advice="Run it again then.",
                retry_after=wait,
            )
            error.before_sent = True
            raise error

    def _is_late(self, wait: float) -> bool:
        return self._pace.until is not None and time.time() + wait > self._pace.until
