"""Claims: a task that Dask may run again, because its worker died, does once what must not be done twice.

The scheduler holds one token for it, in a queue, and hands it to the first run that asks, or back to the
client.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from distributed import Client

_ANSWERS = 5.0  # seconds in which a scheduler says whether it still holds a token


class Claim:
    """The token of one task; its coroutines belong to the loop of Dask's client."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self._name = name

    async def offer(self) -> None:
        """Give the scheduler the token."""
        # by hand: a `distributed.Queue` that is awaited is counted twice there, and never goes
        await self._client.scheduler.queue_create(name=self._name, maxsize=1)
        await self._client.scheduler.queue_put(name=self._name, data=1, timeout=None)

    async def withdrawn(self) -> bool:
        """Whether the token is taken back: then no run ever had it, and none will."""
        try:
            async with asyncio.timeout(_ANSWERS):
                return bool(await self._client.scheduler.queue_get(name=self._name, batch=True))
        except Exception:  # noqa: BLE001 - of the scheduler, or of the way there: nobody knows then
            return False

    def close(self) -> None:
        """Let the scheduler forget it; who asks for the token from now on gets none."""
        if self._client.status == "running":
            self._client._send_to_scheduler({"op": "queue_release", "name": self._name})


async def claimed(name: str) -> bool:
    """Whether this run of a task, in a worker, is the one that gets the token."""
    from distributed import get_worker

    try:
        return bool(await get_worker().scheduler.queue_get(name=name, batch=True))
    except Exception:  # noqa: BLE001 - the token is gone, or the scheduler: what cannot be claimed is not done
        return False
