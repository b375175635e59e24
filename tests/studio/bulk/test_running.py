"""Running a table: limits that stop it, rows that fail alone, and the bill, to the tick."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from faults_server import FaultServer, jpeg, pictures, reply
from imagine_nb import Studio
from imagine_nb.errors import AuthenticationError, ImagineError, InputError
from limited_server import LimitedServer
from quick_server import QuickServer
from table_server import TICKS, TableServer

OWLS = [f"an owl, {number}" for number in range(40)]


@pytest.fixture
def server() -> Iterator[TableServer]:
    with TableServer() as made:
        yield made


def test_of_100_rows_each_failure_is_its_row_s_and_the_bill_is_right_to_the_tick(
    make: Any, server: TableServer, png: bytes, tmp_path: Path
) -> None:
    (tmp_path / "fox.png").write_bytes(png)
    table = [{"what": f"night {number}", "photo": str(tmp_path / "fox.png")} for number in range(100)]
    table[10]["photo"] = str(tmp_path / "fix.png")
    table[20]["what"], table[30]["what"], table[40]["what"] = "gore", "busy", "broken"
    studio = make(base_url=server.base_url)
    results = studio.imagine_many(table, "make it {what}", images="photo", yes=True, max_in_flight=16)

    odd = {row.index: row.status for row in results if row.status != "done"}
    assert odd == {10: "failed", 20: "moderated", 40: "unknown"}
    assert len(results.pictures) == 97
    assert "Cannot read" in str(results[10].error)
    assert "moderation" in str(results[20].error)
    assert "It may have been charged." in str(results[40].error)
    counts = server.counts()
    assert counts == {f"make it {row['what']}": 1 for number, row in enumerate(table) if number != 10} | {
        "make it busy": 2
    }
    paid = (len(counts) - 1) * TICKS  # all but the broken one, of which nobody told
    assert sum(row.cost_ticks or 0 for row in results) == paid == studio.gallery.cost_ticks
    assert results.standing.cost_ticks == paid


def test_two_processes_at_once_pay_each_row_once(server: TableServer, tmp_path: Path) -> None:
    program = """
import sys
from imagine_nb import Studio
studio = Studio(api_key="k", base_url=sys.argv[1], gallery=sys.argv[2], notify=lambda text: None)
results = studio.imagine_many([f"an owl, {number}" for number in range(40)])
print(sum(row.cost_ticks for row in results), len(results.pictures))
"""
    command = [sys.executable, "-c", program, server.base_url, str(tmp_path / "gallery")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = [process.communicate(timeout=60)[0].split() for process in running]
    assert server.counts() == dict.fromkeys(OWLS, 1)
    assert [count for _, count in told] == ["40", "40"]
    assert sum(int(ticks) for ticks, _ in told) == 40 * TICKS


def test_no_more_are_in_flight_than_may_be(make: Any) -> None:
    with TableServer(0.5) as server:
        make(base_url=server.base_url).imagine_many(OWLS[:10], max_in_flight=5)
        assert server.most_at_once() == 5


def test_requests_leave_at_the_rate_that_is_named(make: Any) -> None:
    server, began = LimitedServer(), time.monotonic()
    try:
        make(base_url=server.base_url).imagine_many(OWLS[:8], requests_per_second=10, max_in_flight=8)
    finally:
        server.close()
    assert len(server.came) == 8
    assert server.came[-1] - began > 0.65  # seven times a tenth of a second


def test_max_usd_stops_before_more_is_spent(make: Any, quick: QuickServer) -> None:
    results = make().imagine_many(OWLS, max_usd=0.21, max_in_flight=4)
    assert [row.status for row in results].count("done") == 10 == len(quick.bodies)
    left = [row for row in results if row.status == "not asked"]
    assert len(left) == 30
    said = "It was not asked. It may cost $0.21, of which $0.01 is left; the next request costs about $0.02."
    assert str(left[0].error) == said
    assert results.standing.state == "stopped"
    assert make().imagine_many(OWLS, max_usd=0.6).cost_usd == pytest.approx(0.6)  # goes on from there


def test_a_bill_below_its_estimate_leaves_room_for_more(make: Any, quick: QuickServer, png: bytes) -> None:
    table = [{"question": f"What is it, {number}?", "photo": png} for number in range(6)]
    job = make().start_ask_many(table, images="photo", max_usd=0.006, max_in_flight=4)
    assert [row.status for row in job.result()] == ["done"] * 6  # each about $0.005, and billed as $0.000004


def test_a_deadline_lets_what_is_in_flight_end(make: Any) -> None:
    with TableServer(0.5) as server:
        results = make(base_url=server.base_url).imagine_many(
            OWLS, deadline=timedelta(seconds=2), max_in_flight=4
        )
        asked = server.counts()
    assert {row.prompt for row in results if row.status == "done"} == set(asked)
    assert 0 < len(asked) < 40
    assert {row.status for row in results} == {"done", "not asked"}
    told = {str(row.error) for row in results if row.status == "not asked"}
    assert told == {"It was not asked. Its deadline had passed."}
    assert results.standing.state == "stopped"


def test_a_deadline_is_a_moment_too(make: Any, quick: QuickServer) -> None:
    results = make().imagine_many(OWLS[:4], deadline=datetime.now() + timedelta(hours=1))  # noqa: DTZ005
    assert [row.status for row in results] == ["done"] * 4
    with pytest.raises(ImagineError, match="is past"):
        make().imagine_many(OWLS[:4], deadline=datetime.now() - timedelta(hours=1))  # noqa: DTZ005


def test_so_many_failures_stop_it(make: Any, quick: QuickServer) -> None:
    table = [f"gore {number}" for number in range(40)]
    results = make().imagine_many(table, stop_after_failures=3, max_in_flight=2)
    statuses = [row.status for row in results]
    assert 3 <= statuses.count("moderated") == len(quick.bodies) <= 4
    assert "rows had failed" in str(results[-1].error)
    again = make().imagine_many(
        [*table[:4], "an owl"], stop_after_failures=1
    )  # what was met before counts not
    assert again[4].status == "done"


def test_a_key_that_is_refused_stops_it_at_once(make: Any, faults: FaultServer) -> None:
    faults.then(*[reply(401, {"error": "Invalid API key."})] * 2)
    with pytest.raises(AuthenticationError):
        make(base_url=faults.base_url).imagine_many(OWLS, max_in_flight=1)
    assert len(faults.requests) == 1


def test_where_something_came_a_refused_key_is_told_in_the_rows(make: Any, faults: FaultServer) -> None:
    faults.then(reply(200, pictures(jpeg())), reply(401, {"error": "Invalid API key."}))
    results = make(base_url=faults.base_url).imagine_many(OWLS[:4], max_in_flight=1)
    assert [row.status for row in results] == ["done", "failed", "not asked", "not asked"]
    assert results.standing.reason.startswith("The API: Invalid API key")


def test_what_is_refused_for_the_rate_until_the_deadline_was_not_asked(
    make: Any, faults: FaultServer
) -> None:
    faults.then(reply(200, pictures(jpeg())), reply(429, {"error": "slow down"}, retry_after="60"))
    results = make(base_url=faults.base_url).imagine_many(OWLS[:3], max_in_flight=1, deadline=5)
    assert [row.status for row in results] == ["done", "not asked", "not asked"]
    assert [row.cost_ticks for row in results] == [TICKS, 0, 0]


def test_a_deadline_ends_the_wait_for_the_rate(make: Any, faults: FaultServer) -> None:
    faults.then(reply(200, pictures(jpeg())), *[reply(429, {"error": "slow down"}, retry_after="1")] * 9)
    results = make(base_url=faults.base_url).imagine_many(OWLS[:3], max_in_flight=1, deadline=2.5)
    assert [row.status for row in results] == ["done", "not asked", "not asked"]
    assert results.seconds < 6


def test_a_deadline_ends_the_wait_for_what_another_asks_too(make: Any, quick: QuickServer) -> None:
    quick.hold()
    first = make().imagine_many(["a fox"], background=True)
    quick.wait_for(1)
    second = make().imagine_many(["a fox"], background=True, deadline=0.5)
    over = threading.Event()
    second.when_done(lambda job: over.set())
    assert over.wait(10)
    assert [row.status for row in second.result()] == ["not asked"]
    quick.release()
    assert [row.status for row in first.result()] == ["done"]


def test_rows_are_told_as_they_end(make: Any, quick: QuickServer) -> None:
    told: list[int] = []
    make().imagine_many(OWLS[:6], on_row=lambda row: told.append(row.index))
    assert sorted(told) == list(range(6))


def test_what_cannot_be_called_is_refused_before_anything_is_asked(make: Any, quick: QuickServer) -> None:
    with pytest.raises(InputError, match=r"on_row is .print.\. It is a function of a Row"):
        make().imagine_many(OWLS[:1], on_row="print")
    assert not quick.bodies


def test_a_caller_s_own_error_ends_it_and_nothing_is_lost(make: Any, quick: QuickServer) -> None:
    def on_row(row: Any) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        make().imagine_many(OWLS, on_row=on_row, max_in_flight=2)
    n_paid = len(quick.bodies)
    assert n_paid <= 3
    assert len(make().gallery) == n_paid


def test_what_nobody_knows_of_is_not_paid_again_unless_asked(make: Any, faults: FaultServer) -> None:
    faults.then(reply(500, {"error": "broken"}), reply(200, pictures(jpeg())))
    assert make(base_url=faults.base_url).imagine_many(["a fox"])[0].status == "unknown"
    plan = make(base_url=faults.base_url).plan_imagine_many(["a fox"])
    assert (plan.n_unknown, plan.n_requests) == (1, 0)
    again = make(base_url=faults.base_url).imagine_many(["a fox"])
    assert (again[0].status, again[0].cost_ticks) == ("unknown", None)
    assert "retry_unknown=True" in str(again[0].error)
    assert len(faults.requests) == 1
    assert make(base_url=faults.base_url).imagine_many(["a fox"], retry_unknown=True)[0].status == "done"
    assert make(base_url=faults.base_url).imagine_many(["a fox"])[0].status == "kept"


def test_what_only_failed_is_asked_again(make: Any, faults: FaultServer) -> None:
    faults.then(reply(400, {"error": "no such thing"}), reply(200, pictures(jpeg())))
    assert make(base_url=faults.base_url).imagine_many(["a fox"])[0].status == "failed"
    assert make(base_url=faults.base_url).imagine_many(["a fox"])[0].status == "done"


def test_with_fewer_pictures_than_asked_for_a_row_is_partial(make: Any, faults: FaultServer) -> None:
    faults.then(reply(200, {"data": [*pictures(jpeg())["data"], {}], "usage": {"cost_in_usd_ticks": TICKS}}))
    row = make(base_url=faults.base_url).imagine_many(["a fox"], n=2)[0]
    assert (row.status, len(row.pictures), row.cost_ticks) == ("partial", 1, TICKS)
    assert "Picture 2" in str(row.error)


def test_files_that_are_gone_when_their_turn_comes_fail_alone(
    make: Any, quick: QuickServer, png: bytes, tmp_path: Path
) -> None:
    (tmp_path / "fox.png").write_bytes(png)
    (tmp_path / "owl.png").write_bytes(jpeg())
    studio = make()
    table = [{"photo": str(tmp_path / name)} for name in ("fox.png", "owl.png")]
    plan = studio.plan_imagine_many(table, "make it night", images="photo")
    (tmp_path / "fox.png").unlink()
    assert [row.status for row in studio.start_many(plan).result()] == ["failed", "done"]


def test_regions_are_set_in(studio: Studio, png: bytes) -> None:
    table = [{"photo": png, "where": "10%,10%,30%,30%"}, {"photo": png, "where": None}]
    results = studio.imagine_many(table, "a hat", images="photo", region="{where}")
    assert results[0].picture.size == (320, 240)
    assert [row.status for row in results] == ["done", "done"]
