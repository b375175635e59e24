from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from distributed import Client

from clusters import BODY, KEY, PATH, cluster, kill, paid, wait_for_tasks
from faults_server import FaultServer, jpeg, pictures, reply, stalled
from imagine_nb import loop
from imagine_nb.config import Target, target
from imagine_nb.engines import PRINT_SHOP
from imagine_nb.errors import APIConnectionError, APITimeoutError, InputError, RateLimitError
from imagine_nb.transport.cluster import Cluster
from imagine_nb.transport.patience import Patience
from imagine_nb.transport.transport import Transport
from quick_server import QuickServer
from waiting import wait_until


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """Of one worker with one thread: a second request waits for the first one's end."""
    with cluster() as made:
        yield made


@pytest.fixture
def by_worker(client: Client) -> Iterator[Callable[..., Transport]]:
    made = []

    def transport(to: Target, **options: Any) -> Transport:
        made.append(Transport(to, carrier=Cluster(client), **options))
        return made[-1]

    yield transport
    for each in made:
        loop.run(each.aclose())


def no_wait() -> Patience:
    return Patience(attempts=2, pause=0)


def test_a_worker_makes_the_request_as_this_process_would(
    by_worker: Callable[..., Transport], faults: FaultServer
) -> None:
    faults.then(reply(200, pictures(jpeg())), reply(200, pictures(jpeg())))
    begun: list[int] = []
    headers = {"x-team": "a"}
    there = loop.run(
        by_worker(paid(faults.base_url), headers=headers).post(PATH, BODY, begun=lambda: begun.append(1))
    )
    here = Transport(paid(faults.base_url), headers=headers)
    direct = loop.run(here.post(PATH, BODY))
    loop.run(here.aclose())
    assert faults.requests[0] == faults.requests[1]
    assert faults.requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert (there.status, there.reason, there.body) == (direct.status, direct.reason, direct.body)
    assert begun == [1]


def test_what_a_server_refuses_is_told_as_ever_and_tried_again_where_that_costs_nothing(
    by_worker: Callable[..., Transport], faults: FaultServer
) -> None:
    faults.then(reply(429, {"error": "slow down"}, retry_after="0"), reply(200, pictures(jpeg())))
    assert loop.run(by_worker(paid(faults.base_url), patience=no_wait()).post(PATH, BODY)).status == 200
    faults.then(reply(429, {"error": "slow down"}, retry_after="7"))
    with pytest.raises(RateLimitError) as caught:
        loop.run(by_worker(paid(faults.base_url), patience=Patience(attempts=1)).post(PATH, BODY))
    assert (caught.value.retry_after, caught.value.may_be_charged) == (7, False)


def test_the_bytes_of_a_picture_come_as_they_are(
    by_worker: Callable[..., Transport], faults: FaultServer
) -> None:
    data = jpeg() + KEY.encode()
    faults.then(reply(200, data, content_type="image/jpeg"))
    assert loop.run(by_worker(paid(faults.base_url)).fetch(f"{faults.base_url}/a.jpg")) == data


def test_no_text_of_an_answer_holds_the_key(by_worker: Callable[..., Transport], faults: FaultServer) -> None:
    faults.then(reply(200, {"data": KEY}, x_said=KEY))
    found = loop.run(by_worker(paid(faults.base_url)).post(PATH, BODY))
    assert KEY not in f"{found.headers} {found.body.decode()}"


def test_no_connection_of_a_worker_costs_nothing(by_worker: Callable[..., Transport]) -> None:
    begun: list[int] = []
    with pytest.raises(APIConnectionError, match="No connection") as caught:
        loop.run(
            by_worker(paid("http://127.0.0.1:9/v1"), patience=no_wait()).post(
                PATH, BODY, begun=lambda: begun.append(1)
            )
        )
    assert (caught.value.before_sent, caught.value.may_be_charged, begun) == (True, False, [])


def test_an_answer_that_stalls_may_be_charged(
    by_worker: Callable[..., Transport], faults: FaultServer
) -> None:
    faults.then(stalled(pictures(jpeg())))
    with pytest.raises(APITimeoutError) as caught:
        loop.run(by_worker(paid(faults.base_url), patience=Patience(read=0.2)).post(PATH, BODY))
    assert caught.value.may_be_charged


def test_a_request_whose_worker_died_is_not_paid_twice_and_one_that_waited_there_is_made(
    client: Client, by_worker: Callable[..., Transport], quick: QuickServer
) -> None:
    transport = by_worker(paid(quick.base_url))
    quick.hold()
    first = loop.Job(transport.post(PATH, BODY))
    quick.wait_for(1)
    second = loop.Job(transport.post(PATH, BODY))
    wait_for_tasks(client, 2)
    kill(client)
    quick.release()
    with pytest.raises(APIConnectionError, match="died") as caught:
        first.result()
    assert caught.value.may_be_charged
    assert second.result().status == 200
    assert len(quick.bodies) == 2


@pytest.mark.alone
def test_a_stop_charges_what_a_worker_has_begun_alone(
    client: Client, by_worker: Callable[..., Transport], quick: QuickServer
) -> None:
    transport = by_worker(paid(quick.base_url))
    quick.hold()
    begun: list[str] = []
    first = loop.Job(transport.post(PATH, BODY, begun=lambda: begun.append("first")))
    quick.wait_for(1)
    second = loop.Job(transport.post(PATH, BODY, begun=lambda: begun.append("second")))
    wait_for_tasks(client, 2)
    first.cancel()
    second.cancel()
    wait_until(lambda: first.is_over and second.is_over)  # while the server still holds the first
    assert begun == ["first"]
    quick.release()
    assert loop.run(transport.post(PATH, BODY)).status == 200  # the worker is free again
    assert len(quick.bodies) == 2


def test_the_key_is_in_nothing_that_dask_shows(
    client: Client, by_worker: Callable[..., Transport], quick: QuickServer
) -> None:
    quick.hold()
    job = loop.Job(by_worker(paid(quick.base_url)).post(PATH, BODY))
    quick.wait_for(1)
    shown = client.run_on_scheduler(told_of_tasks)
    logged = [client.get_scheduler_logs(), client.get_worker_logs(), client.processing(), client.call_stack()]
    quick.release()
    job.result()
    assert "imagine-" in shown
    assert KEY not in f"{shown} {logged}"
    assert BODY["prompt"] not in f"{shown} {logged}"


def test_the_print_shop_draws_in_a_worker_what_it_draws_here(by_worker: Callable[..., Transport]) -> None:
    here = Transport(target(engine=PRINT_SHOP.name))
    there = by_worker(target(engine=PRINT_SHOP.name))
    assert loop.run(there.post(PATH, BODY, take=3)).body == loop.run(here.post(PATH, BODY, take=3)).body
    loop.run(here.aclose())


def test_what_bills_nothing_is_simply_asked_again_where_a_worker_died(
    client: Client, by_worker: Callable[..., Transport]
) -> None:
    jobs = [
        loop.Job(by_worker(target(engine=PRINT_SHOP.name)).post(PATH, {**BODY, "n": 8})) for _ in range(2)
    ]
    wait_for_tasks(client, 1)
    kill(client)
    assert [job.result().status for job in jobs] == [200, 200]


def test_a_client_that_is_closed_meanwhile_leaves_no_row_waiting(quick: QuickServer) -> None:
    with cluster() as client:
        transport = Transport(paid(quick.base_url), carrier=Cluster(client), patience=no_wait())
        quick.hold()
        begun = loop.Job(transport.post(PATH, BODY))
        quick.wait_for(1)
        client.close()
        with pytest.raises(APIConnectionError) as caught:
            begun.result()
        assert caught.value.may_be_charged
        with pytest.raises(InputError, match="closed"):
            loop.run(transport.post(PATH, BODY))
        quick.release()
        loop.run(transport.aclose())


def told_of_tasks(dask_scheduler: Any) -> str:
    """All that the scheduler could show of its tasks."""
    return " ".join(f"{each!r} {each.run_spec!r} {each.group!r}" for each in dask_scheduler.tasks.values())
