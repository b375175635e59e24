"""Dask cluster: how many requests keep its workers busy, and whether they can make any."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from importlib.metadata import version
from os import getpid
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from imagine_nb.errors import ImagineError, InputError
from imagine_nb.printable import printable
from imagine_nb.transport.dask_client import INSTALL, is_not_installed, is_private, outcome_of, there
from imagine_nb.transport.parcels import About, about, no_key

if TYPE_CHECKING:
    from distributed import Client

    from imagine_nb.config import Target
    from imagine_nb.transport.patience import Patience
    from imagine_nb.transport.workers import WorkerTransport

MOMENT = 20.0  # seconds in which a cluster's first worker may come
_PER_THREAD = 2  # requests under way, so that each thread of a worker has its next one at hand


class Cluster:
    """The Dask cluster that `client` is connected to, as a carrier of requests, which its workers make.

    Raises InputError for a client that could not answer while somebody waits here.
    """

    def __init__(self, client: Client, *, moment: float = MOMENT) -> None:
        self._client = client
        self._moment = moment
        if client.status == "running" and client.loop.asyncio_loop is _running_loop():
            raise InputError(
                "This Dask client runs on the event loop that waits here, so it would never answer.",
                advice="Make one without asynchronous=True.",
            )

    def __repr__(self) -> str:
        scheduler = self._client.scheduler
        return printable(f"<Cluster {'not connected' if scheduler is None else scheduler.address}>")

    def transport(self, to: Target, patience: Patience) -> WorkerTransport:
        """The httpx transport to an engine."""
        from imagine_nb.transport.workers import WorkerTransport

        return WorkerTransport(self._client, to, patience)

    async def in_flight(self) -> int:
        """How many requests at once keep every thread of the workers busy."""
        return max(1, _PER_THREAD * sum((await there(self._client, self._threads())).values()))

    async def check(self, to: Target) -> str:
        """What is to be told of the workers before they ask an engine; empty where all is well.

        Raises InputError where they cannot: there are none, they lack this package, or they lack a key.
        """
        return await there(self._client, self._checked(to))

    async def _checked(self, to: Target) -> str:
        if not await self._threads():
            await self._first()
        async with asyncio.timeout(self._moment):
            found: Mapping[str, Any] = await self._client.run(about, on_error="return")
        lacking = sorted(address for address, each in found.items() if not isinstance(each, About))
        if lacking:
            raise _unable(lacking, found[lacking[0]])
        needs_key = to.key is not None and not is_private(self._client)
        if needs_key and any(not each.has_key for each in found.values()):
            raise no_key()
        others = sorted({each.version for each in found.values()} - {version("imagine_nb")})
        return (
            f"The workers have imagine_nb {', '.join(others)}, and this process has {version('imagine_nb')}."
            if others
            else ""
        )

    async def _first(self) -> None:
        """Wait a moment for the first worker; a task brings the one of a cluster that adapts."""
        # one that any Python knows: a worker that cannot import what a task needs leaves the cluster
        future = self._client.submit(getpid, key=f"imagine-first-{uuid4().hex}", pure=False)
        try:
            async with asyncio.timeout(self._moment):
                await outcome_of(future)
        except TimeoutError:
            raise InputError(
                f"The Dask cluster has no workers, and none came within {self._moment:.0f} s.",
                advice="Start some, such as with cluster.scale(2).",
            ) from None
        finally:
            future.release()

    async def _threads(self) -> Mapping[str, int]:
        found: Mapping[str, int] = await self._client.nthreads()
        return found


def cluster_of(client: object) -> Cluster | None:
    """The cluster of a `dask.distributed.Client`; None for anything else. Dask is not imported for that."""
    dask = sys.modules.get("distributed")
    return Cluster(client) if dask is not None and isinstance(client, dask.Client) else None


def _unable(addresses: list[str], failure: object) -> ImagineError:
    where = ", ".join(addresses[:3]) + (" and others" if len(addresses) > 3 else "")
    if isinstance(failure, BaseException) and is_not_installed(failure):
        return InputError(f"imagine_nb is not installed at {where}.", advice=INSTALL)
    return InputError(f"{where} cannot make requests: {str(failure)[:200]}.", advice=INSTALL)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
