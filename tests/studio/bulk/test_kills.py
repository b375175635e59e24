"""Killed at any moment, a run goes on with the same call: every row is paid once, or listed as unknown."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from imagine_nb import Gallery, Studio
from imagine_nb.bulk.results import Results
from quick_server import QuickServer
from table_server import TICKS, TableServer

ROWS, IN_FLIGHT, KILLS, SEED = 400, 8, 20, 20261128
TABLE = [f"an owl, {number}" for number in range(ROWS)]

RUN = """
import sys
from imagine_nb import Studio
studio = Studio(api_key="k", base_url=sys.argv[1], gallery=sys.argv[2], notify=lambda text: None)
table = [f"an owl, {number}" for number in range(int(sys.argv[3]))]
job = studio.start_imagine_many(table, yes=True, max_in_flight=int(sys.argv[4]))
job.when_changed(lambda job: print(job.standing.n_done, flush=True))
job.result()
"""


def resumed(url: str, folder: Path, **options: bool) -> Results:
    studio = Studio(api_key="k", base_url=url, gallery=folder, notify=lambda text: None)
    try:
        return studio.imagine_many(TABLE, yes=True, max_in_flight=IN_FLIGHT, **options)
    finally:
        studio.close()


def killed(url: str, folder: Path, n_done: int, moment: float) -> None:
    """Run the table in a process of its own, and kill it so long after so many rows are done."""
    command = [sys.executable, "-c", RUN, url, str(folder), str(ROWS), str(IN_FLIGHT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= n_done:
                break
        until = time.monotonic() + moment  # between two rows, too
        while time.monotonic() < until:
            pass
        process.kill()


@pytest.mark.alone
def test_20_kills_of_400_rows(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    with TableServer(0.02) as server:
        for _ in range(KILLS):
            killed(server.base_url, tmp_path / "gallery", chance.randint(0, 16), chance.uniform(0, 0.02))
        results = resumed(server.base_url, tmp_path / "gallery")
        counts = server.counts()
        lost = {row.prompt for row in results.unknown}

        assert set(counts.values()) == {1}, "a row was asked for twice"
        assert {row.status for row in results} <= {"done", "kept", "unknown"}
        assert len(lost) <= KILLS * IN_FLIGHT
        assert len(results.pictures) == ROWS - len(lost)
        assert set(TABLE) - lost <= set(counts)  # of those that are listed some were not sent yet
        gallery = Gallery(tmp_path / "gallery")
        assert gallery.cost_ticks == (ROWS - len(lost)) * TICKS
        gallery.recover(api_key="k", base_url=server.base_url)  # drops files that were written by half
        assert gallery.verify()

        again = resumed(server.base_url, tmp_path / "gallery", retry_unknown=True)
        assert len(again.pictures) == ROWS
        assert {row.prompt for row in again if row.status == "done"} == lost
        assert sum(server.counts().values()) <= ROWS + len(lost)
    print(
        f"\n{KILLS} kills: {len(lost)} rows may have been charged, {sum(counts[each] for each in lost)} were"
    )


@pytest.mark.parametrize("is_waiting", [False, True])
def test_what_another_kernel_had_in_flight_when_it_was_killed_is_not_paid_again(
    make: Any, quick: QuickServer, tmp_path: Path, is_waiting: bool
) -> None:
    foxes = [f"a fox, {number}" for number in range(4)]
    studio = make()
    studio.imagine("an owl")  # the gallery is in use here before the other one dies
    quick.hold()
    program = f"""
from imagine_nb import Studio
studio = Studio(api_key="k", base_url={quick.base_url!r}, gallery={str(tmp_path / "gallery")!r})
studio.imagine_many({foxes!r})
"""
    other = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.DEVNULL)
    quick.wait_for(5)
    job = studio.imagine_many(foxes, background=True) if is_waiting else None
    other.send_signal(signal.SIGKILL)
    other.wait()
    if job is None:
        assert studio.plan_imagine_many(foxes).n_unknown == 4
    results = studio.imagine_many(foxes) if job is None else job.result()
    assert [(row.status, row.cost_ticks) for row in results] == [("unknown", None)] * 4
    assert "retry_unknown=True" in str(results[0].error)
    assert len(quick.bodies) == 5
    quick.release()
    again = studio.imagine_many(foxes, retry_unknown=True)
    assert [row.status for row in again] == ["done"] * 4
    assert len(quick.bodies) == 9
