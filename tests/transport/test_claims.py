from __future__ import annotations

from collections.abc import Coroutine, Iterator
from typing import Any

import pytest
from distributed import Client

from clusters import cluster
from imagine_nb import loop
from imagine_nb.transport.claims import Claim, claimed
from imagine_nb.transport.dask_client import there
from waiting import wait_until


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with cluster(2) as made:
        yield made


def on(client: Client, coroutine: Coroutine[Any, Any, Any]) -> Any:
    return loop.run(there(client, coroutine))


def test_of_many_runs_at_once_one_gets_the_token(client: Client) -> None:
    claim = Claim(client, "many")
    on(client, claim.offer())
    runs = [client.submit(claimed, "many", pure=False) for _ in range(12)]
    assert sorted(client.gather(runs)) == [False] * 11 + [True]
    assert on(client, claim.withdrawn()) is False
    claim.close()


def test_a_token_that_is_taken_back_is_nobody_s(client: Client) -> None:
    claim = Claim(client, "back")
    on(client, claim.offer())
    assert on(client, claim.withdrawn()) is True
    assert client.submit(claimed, "back", pure=False).result() is False
    claim.close()


def test_what_was_never_offered_cannot_be_claimed(client: Client) -> None:
    assert client.submit(claimed, "never", pure=False).result() is False
    assert on(client, Claim(client, "never").withdrawn()) is False


def test_nothing_of_it_is_left_at_the_scheduler(client: Client) -> None:
    claim = Claim(client, "left")
    on(client, claim.offer())
    assert client.run_on_scheduler(names_of_queues) == ["left"]
    claim.close()
    wait_until(lambda: client.run_on_scheduler(names_of_queues) == [])


def names_of_queues(dask_scheduler: Any) -> list[str]:
    """The queues that the scheduler holds."""
    return list(dask_scheduler.extensions["queues"].queues)
