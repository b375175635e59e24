"""Tables whose requests the workers of a Dask cluster make: one gallery, one budget, each row paid once."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import Client

from clusters import cluster, kill, wait_for_tasks
from imagine_nb import Studio
from imagine_nb.bulk.standing import STOPPED
from imagine_nb.errors import BudgetError, InputError
from limited_server import LimitedServer
from quick_server import TICKS, QuickServer
from waiting import wait_until

TABLE = [f"a fox, number {number}" for number in range(6)]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with cluster(2) as made:
        yield made


def test_a_picture_for_every_row_in_one_gallery(make: Any, quick: QuickServer, client: Client) -> None:
    results = make().imagine_many(TABLE, how=client)
    assert [row.status for row in results] == ["done"] * 6
    assert [row.picture.prompt for row in results] == TABLE
    assert (len(quick.bodies), sum(row.cost_ticks or 0 for row in results)) == (6, 6 * TICKS)
    again = make().imagine_many(TABLE)
    assert [row.status for row in again] == ["kept"] * 6
    assert again.pictures == results.pictures


def test_questions_too(make: Any, quick: QuickServer, client: Client, png: bytes) -> None:
    results = make().ask_many(["who?", "where?"], images=png, how=client)
    assert [row.answer.text for row in results] == ["A fox.", "A fox."]


def test_the_print_shop_draws_in_the_workers_what_it_draws_here(
    studio: Studio, tmp_path: Path, client: Client
) -> None:
    there = studio.imagine_many(TABLE[:2], how=client)
    here = Studio(engine="print-shop", gallery=tmp_path / "another", notify=lambda text: None)
    assert [each.data for each in there.pictures] == [
        each.data for each in here.imagine_many(TABLE[:2]).pictures
    ]
    here.close()


def test_as_many_are_under_way_as_keep_the_workers_busy_unless_told(
    make: Any, quick: QuickServer, client: Client
) -> None:
    quick.hold()
    job = make().start_imagine_many(TABLE, how=client)
    wait_for_tasks(client, 4)
    assert sum(map(len, client.processing().values())) == 4
    job.stop()
    quick.release()
    assert [row.status for row in job.result()].count("done") == 4
    quick.hold()
    job = make().start_imagine_many(["an owl", "a hen"], how=client, max_in_flight=1)
    quick.wait_for(5)
    assert sum(map(len, client.processing().values())) == 1
    quick.release()
    job.result()


def test_one_budget_for_all_workers(make: Any, quick: QuickServer, client: Client) -> None:
    with pytest.raises(BudgetError):
        make(budget=0.05).imagine_many(TABLE, how=client)
    assert quick.bodies == []
    results = make().imagine_many(TABLE, how=client, max_usd=0.06)
    assert [row.status for row in results].count("done") == 3


def test_one_rate_for_all_workers(make: Any, client: Client) -> None:
    server = LimitedServer()
    began = time.monotonic()
    make(base_url=server.base_url).imagine_many(TABLE[:4], how=client, requests_per_second=2)
    server.close()
    assert len(server.came) == 4
    assert server.came[-1] - began > 2.75 / 2  # the first was at once


def test_the_row_of_a_dead_worker_is_asked_again_only_where_told_to(make: Any, quick: QuickServer) -> None:
    with cluster() as client:
        quick.hold(after=1)
        one_is_done = threading.Event()
        job = make().start_imagine_many(TABLE, how=client, on_row=lambda row: one_is_done.set())
        assert one_is_done.wait(30)
        quick.wait_for(2)
        kill(client)
        quick.release()
        results = job.result()
        assert sorted(row.status for row in results) == [*["done"] * 5, "unknown"]
        assert len(quick.bodies) == 6
        again = make().imagine_many(TABLE, how=client)
        assert sorted(row.status for row in again) == [*["kept"] * 5, "unknown"]
        last = make().imagine_many(TABLE, how=client, retry_unknown=True)
        assert sorted(row.status for row in last) == ["done", *["kept"] * 5]
        assert len(quick.bodies) == 7


@pytest.mark.alone
def test_a_stop_leaves_what_a_worker_had_begun_alone_as_unknown(make: Any, quick: QuickServer) -> None:
    with cluster() as client:
        quick.hold()
        job = make().start_imagine_many(TABLE, how=client)
        quick.wait_for(1)
        wait_for_tasks(client, 2)
        job.cancel()
        wait_until(lambda: job.standing.state == STOPPED)
        assert sorted(row.status for row in job.results) == [*["not asked"] * 5, "unknown"]
        quick.release()


@pytest.mark.parametrize(
    ("how", "said"),
    [("btch", r"no how= 'btch'\. Did you mean 'batch'"), (3, r"of type int\..*dask\.distributed\.Client")],
)
def test_another_way_is_refused_with_nothing_sent(make: Any, quick: QuickServer, how: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        make().imagine_many(TABLE, how=how)
    assert quick.bodies == []


def test_a_cluster_is_not_its_client(make: Any, client: Client) -> None:
    with pytest.raises(InputError, match=r"LocalCluster.*cluster\.get_client"):
        make().imagine_many(TABLE, how=client.cluster)


def test_a_client_that_is_closed_refuses_the_call_unless_there_is_nothing_to_ask(
    make: Any, quick: QuickServer
) -> None:
    with cluster(0) as client:
        pass
    with pytest.raises(InputError, match="closed"):
        make().imagine_many(TABLE, how=client)
    assert quick.bodies == []
    make().imagine_many(TABLE)
    assert {row.status for row in make().imagine_many(TABLE, how=client)} == {"kept"}


def test_however_many_workers_die_no_row_is_paid_twice(make: Any, quick: QuickServer) -> None:
    table = [f"an owl, number {number}" for number in range(60)]
    with cluster(2) as client:
        job = make().start_imagine_many(table, how=client, yes=True)
        for n_done in (8, 24, 40):
            wait_until(lambda: job.standing.n_done >= n_done)  # noqa: B023 - called here
            kill(client)
        results = job.result()
        asked = Counter(body["prompt"] for body in quick.bodies)
        unknown = [row.prompt for row in results if row.status == "unknown"]
        assert {row.status for row in results} <= {"done", "unknown"}
        assert set(asked.values()) == {1}
        assert set(table) - set(asked) <= set(unknown)
        again = make().imagine_many(table, how=client, retry_unknown=True)
        assert [row.prompt for row in again if row.status == "done"] == unknown
        assert {row.status for row in again} <= {"done", "kept"}
