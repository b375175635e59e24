"""Client of a Dask cluster: coroutines on its event loop, what becomes of its tasks, and who could listen."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from imagine_nb.errors import APIConnectionError, ImagineError, InputError
from imagine_nb.hosts import is_loopback

if TYPE_CHECKING:
    from distributed import Client, Future

INSTALL = "Run pip install imagine_nb for the Dask scheduler and each worker, and start them again."
_PRIVATE = frozenset({"inproc", "tls", "wss"})
# what another try may mend: connections and cancelled tasks; Dask's word for these is not asyncio's
_PASSING = (OSError, asyncio.CancelledError, CancelledError)

T = TypeVar("T")


async def there(client: Client, coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine on the loop of Dask's client. Raises InputError where it has none."""
    if client.status != "running":
        coroutine.close()
        raise InputError(f"The Dask client is {client.status}.", advice="Connect to the cluster first.")
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, client.loop.asyncio_loop))


async def outcome_of(future: Future[Any]) -> Any:
    """What a task returned, or the error that it ended with: what is raised is the caller's own end."""
    waiting = asyncio.ensure_future(_result(future))
    try:
        await asyncio.wait({waiting})
    finally:
        waiting.cancel()
    return asyncio.CancelledError() if waiting.cancelled() else waiting.exception() or waiting.result()


def is_private(client: Client) -> bool:
    """Whether what is sent by the scheduler to any worker is encrypted, or stays on this machine."""
    # a scheduler that is reached here on loopback may have workers elsewhere: its own address tells
    told = client.scheduler_info().get("address", "")
    return all(_is_private(address) for address in (client.scheduler.address, told))


def failed(failure: BaseException | None, *, is_unknown: bool) -> ImagineError:
    """The error that a failure of Dask is: of a connection, of a worker, or of what is installed there."""
    from distributed import KilledWorker

    failure = failure or ConnectionError("a worker could not reach the scheduler")
    if is_not_installed(failure):
        return InputError("imagine_nb is not installed in the Dask cluster.", advice=INSTALL)
    if isinstance(failure, KilledWorker):
        what = "Each worker that took this request died."
        advice = "Their logs say why: memory was short, or imagine_nb is not installed there."
    else:
        said = " ".join(str(failure).split())[:200] or "no reason given"
        what = f"The Dask cluster did not make this request ({type(failure).__name__}: {said})."
        advice = "Look at the cluster's dashboard or logs."
    error = APIConnectionError(what, advice=advice, may_be_charged=is_unknown)
    passes = isinstance(failure, _PASSING)
    error.before_sent = passes and not is_unknown
    return error


def is_not_installed(failure: BaseException) -> bool:
    """Whether a task failed because there is no imagine_nb, or none that knows of workers, where it ran."""
    said = str(failure)  # Dask may have made another class of it on the way
    return "No module named 'imagine_nb" in said or "deserialization of the task graph" in said


async def _result(future: Future[Any]) -> Any:
    return await future


def _is_private(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in _PRIVATE or is_loopback(parts.hostname or "")
