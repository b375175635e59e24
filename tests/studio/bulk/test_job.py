"""A bulk run under way: its figures, how it is stopped, and that nothing is lost by that."""

from __future__ import annotations

import _thread
import threading
import time
from typing import Any

import pytest

from faults_server import FaultServer, reply
from imagine_nb.errors import Stopped
from imagine_nb.studio.bulk.job import BulkJob
from quick_server import QuickServer
from table_server import TableServer
from waiting import wait_until

OWLS = [f"an owl, {number}" for number in range(20)]
REFUSED = "a-key-that-is-refused-for-an-hour"  # on a port that may be another server's soon


def test_its_figures_and_rows_while_it_runs(make: Any, quick: QuickServer) -> None:
    quick.hold(after=5)
    job = make().start_imagine_many(OWLS, max_in_flight=2)
    quick.wait_for(7)  # 2 are in flight, so 5 have ended
    standing = job.standing
    assert (standing.n, standing.n_done, standing.state, job.done) == (20, 5, "running", False)
    assert standing.line.startswith("5 of 20 rows · $0.10 · ")
    assert "left" in standing.line
    assert [row.status for row in job.results].count("done") == 5
    assert {row.prompt for row in job.results} == set(OWLS)
    quick.release()
    assert len(job.result().pictures) == 20
    assert job.standing.state == "done"
    assert repr(job).startswith("<BulkJob 20 of 20 rows · $0.40")


def test_it_tells_of_each_row_and_of_its_end(make: Any, quick: QuickServer) -> None:
    quick.hold()
    job = make().start_imagine_many(OWLS[:3])
    seen: list[tuple[int, str]] = []
    ended = threading.Event()
    job.when_changed(lambda job: seen.append((job.standing.n_ended, job.standing.state)))
    job.when_done(lambda job: ended.set())
    quick.release()
    assert ended.wait(10)
    assert seen[:3] == [(1, "running"), (2, "running"), (3, "running")]
    assert seen[-1] == (3, "done")
    late: list[Any] = []
    job.when_changed(late.append)
    assert late == [job]


def test_stop_finishes_what_is_in_flight(make: Any, quick: QuickServer) -> None:
    quick.hold(after=4)
    job = make().start_imagine_many(OWLS, max_in_flight=3)
    quick.wait_for(7)
    job.stop()
    assert job.standing.state == "stopping"
    quick.release()
    results = job.result()
    assert [row.status for row in results].count("done") == 7 == len(quick.bodies)
    assert [row.status for row in results].count("not asked") == 13
    assert results.standing.line.endswith(" · stopped")
    assert [row.status for row in make().imagine_many(OWLS)].count("kept") == 7


def test_stop_waits_for_nothing_that_has_not_left(make: Any, faults: FaultServer) -> None:
    faults.then(reply(429, {"error": "slow down"}, retry_after="3600"))
    studio = make(base_url=faults.base_url, api_key=REFUSED)
    job = studio.start_imagine_many(OWLS, max_in_flight=1)  # a second one might be about to leave
    faults.wait_for(1)
    job.stop()
    results = job.result()
    assert {row.status for row in results} == {"not asked"}
    assert results.cost_usd == 0
    plan = make(base_url=faults.base_url, api_key=REFUSED).plan_imagine_many(OWLS)
    assert (plan.n_requests, plan.n_unknown) == (20, 0)


def test_cancelled_while_it_waits_for_the_rate_nothing_is_charged(make: Any, faults: FaultServer) -> None:
    faults.then(*[reply(429, {"error": "slow down"}, retry_after="3600")] * 2)
    refused = threading.Event()
    studio = make(base_url=faults.base_url, api_key=REFUSED)
    job = studio.start_imagine_many(OWLS, max_in_flight=1)
    faults.wait_for(1)
    while not (stakes := list(job._run._in_flight._stakes.values())) or not stakes[0].holdup:
        refused.wait(0.01)
    job.cancel()
    assert {row.status for row in job.result()} == {"not asked"}
    assert make(base_url=faults.base_url, api_key=REFUSED).plan_imagine_many(OWLS).n_unknown == 0


def test_cancel_leaves_what_is_in_flight_at_once(make: Any, quick: QuickServer) -> None:
    quick.hold(after=4)
    job = make().start_imagine_many(OWLS, max_in_flight=3)
    quick.wait_for(7)
    job.cancel()
    wait_until(lambda: job.standing.has_ended)
    statuses = [row.status for row in job.result()]
    assert [statuses.count(each) for each in ("done", "unknown", "not asked")] == [4, 3, 13]
    assert all("may have been charged" in str(row.error) for row in job.results.unknown)


@pytest.mark.alone
def test_the_stop_button_ends_the_wait_within_a_second_and_keeps_what_came(
    make: Any, quick: QuickServer
) -> None:
    quick.hold(after=6)
    pressed: list[float] = []

    def press() -> None:
        quick.wait_for(7)
        pressed.append(time.monotonic())
        _thread.interrupt_main()

    presser = threading.Thread(target=press)
    presser.start()
    with pytest.raises(Stopped) as stopped:
        make().imagine_many(OWLS, max_in_flight=1)
    presser.join()
    assert time.monotonic() - pressed[0] < 1
    results = stopped.value.partial
    assert len(results.pictures) == 6
    assert "of 20 rows · 1 may have been charged · $0.12" in str(stopped.value)
    assert "What came is kept; run it again, and it goes on from there." in str(stopped.value)
    quick.release()
    again = make().imagine_many(OWLS)
    assert [row.status for row in again].count("kept") == 6
    assert [row.index for row in again.unknown] == [row.index for row in results.unknown]
    assert len({body["prompt"] for body in quick.bodies}) == len(quick.bodies)


def test_one_that_nobody_holds_is_cancelled(make: Any, quick: QuickServer) -> None:
    quick.hold()
    job = make().start_imagine_many(OWLS, max_in_flight=2)
    quick.wait_for(2)
    del job
    assert quick.left.wait(10)


@pytest.mark.parametrize("n_ended", [1, 2, 3, 5, 6, 7])
def test_a_cancelled_job_asks_for_nothing_more_and_says_once_that_it_is_over(make: Any, n_ended: int) -> None:
    with TableServer(0.05) as server:
        told: list[str] = []
        over = threading.Event()

        def end(job: BulkJob) -> None:
            told.append(job.standing.state)
            over.set()

        all_listen = threading.Event()
        job = make(base_url=server.base_url).start_imagine_many(
            OWLS, max_in_flight=4, on_row=lambda row: all_listen.wait(30)
        )
        job.when_done(end)
        job.when_changed(
            lambda job: job.standing.n_ended == n_ended and job.cancel()
        )  # others are being kept
        all_listen.set()
        assert over.wait(30)
        assert job.standing.has_ended
        n_asked = server.counts().total()
        assert n_asked <= n_ended + 4 + 4  # what was asked as it was cancelled, and what had been
        assert job.results[-1].status == "not asked"
    assert told == ["stopped"]
