from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from distributed import KilledWorker
from distributed.comm import CommClosedError

from clusters import cluster
from imagine_nb import loop
from imagine_nb.errors import APIConnectionError, InputError
from imagine_nb.transport.dask_client import failed, is_private, outcome_of, there


def connected(address: str, told: str | None = None) -> Any:
    """What a client knows of a scheduler: how it reached it, and what that says of itself."""
    info = {} if told == "" else {"address": told or address}
    return SimpleNamespace(scheduler=SimpleNamespace(address=address), scheduler_info=lambda: info)


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        (connected("tcp://127.0.0.1:8786"), True),
        (connected("tcp://[::1]:8786"), True),
        (connected("inproc://192.0.2.7/1/1"), True),
        (connected("tls://192.0.2.7:8786"), True),
        (connected("wss://cluster.example:443"), True),
        (connected("tcp://192.0.2.7:8786"), False),
        (connected("ws://cluster.example:80"), False),
        (connected("tcp://127.0.0.1:8786", "tcp://192.0.2.7:8786"), False),  # through a tunnel
        (connected("tcp://127.0.0.1:8786", "tls://192.0.2.7:8786"), True),
        (connected("tcp://127.0.0.1:8786", ""), False),
    ],
)
def test_only_this_machine_and_encryption_keep_a_secret(client: Any, *, expected: bool) -> None:
    assert is_private(client) is expected


def test_what_fails_before_anything_is_sent_is_tried_again_and_what_may_be_charged_is_not() -> None:
    before = failed(CommClosedError("gone"), is_unknown=False)
    after = failed(asyncio.CancelledError("gone"), is_unknown=True)
    assert (before.before_sent, before.may_be_charged) == (True, False)
    assert (after.before_sent, after.may_be_charged) == (False, True)


def test_what_kills_workers_is_not_sent_to_more_of_them() -> None:
    error = failed(KilledWorker("a", SimpleNamespace(address="tcp://192.0.2.7:1"), 3), is_unknown=False)
    assert isinstance(error, APIConnectionError)
    assert (error.before_sent, error.may_be_charged) == (False, False)


@pytest.mark.parametrize(
    "failure",
    [
        ModuleNotFoundError("No module named 'imagine_nb'"),
        Exception("ModuleNotFoundError(\"No module named 'imagine_nb.transport.parcels'\")"),
        RuntimeError("Error during deserialization of the task graph. This frequently occurs if ..."),
    ],
)
def test_what_is_not_installed_is_said(failure: Exception) -> None:
    error = failed(failure, is_unknown=False)
    assert isinstance(error, InputError)
    assert "pip install imagine_nb" in error.advice


def test_the_end_of_a_task_is_told_not_raised() -> None:
    with cluster() as client:

        async def ends() -> list[Any]:
            good, bad, gone = (client.submit(divmod, 1, each, pure=False) for each in (1, 0, 1))
            await client.cancel([gone])
            return [await outcome_of(each) for each in (good, bad, gone)]

        good, bad, gone = loop.run(there(client, ends()))
    assert good == (1, 0)
    assert isinstance(bad, ZeroDivisionError)
    assert failed(gone, is_unknown=False).before_sent
