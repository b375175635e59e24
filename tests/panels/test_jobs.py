"""Jobs: told as they begin, run and end, and cancelled by their ids."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from desk import FORM, Desk
from faults_server import FaultServer, silent
from quick_server import QuickServer
from waiting import wait_until


def test_a_job_is_told_while_it_runs_and_a_new_view_sees_it(
    billed: Callable[..., Desk], faults: FaultServer
) -> None:
    desk = billed(faults)
    faults.then(silent())
    job = desk.ask("generate", **{**FORM, "prompt": "a fox", "count": 4})["job"]
    told = desk.event("job", lambda each: each["seconds"] >= 0.5)
    assert (told["state"], told["doing"], told["arrived"], told["of"]) == (
        "running",
        "Making 4 pictures",
        0,
        4,
    )
    assert [each["job"] for each in desk.ask("hello")["state"]["jobs"]] == [job]
    desk.ask("cancel", job=job)
    assert desk.ended(job)["state"] == "cancelled"
    seconds = [each["seconds"] for each in desk.heard if each["event"] == "job"]
    assert all(0 <= later - sooner <= 10 for sooner, later in pairwise(seconds))
    assert desk.ask("hello")["state"]["jobs"] == []


def test_each_of_several_jobs_is_cancelled_by_itself(billed: Callable[..., Desk], quick: QuickServer) -> None:
    desk = billed(quick)
    quick.hold()
    first, second = (desk.ask("generate", **{**FORM, "prompt": each})["job"] for each in ("a fox", "a hat"))
    desk.ask("cancel", job=first)
    assert desk.ended(first)["state"] == "cancelled"
    quick.release()
    assert desk.ended(second)["state"] == "done"
    assert [each["state"] for each in desk.results()] == ["done", "cancelled"]


@pytest.mark.parametrize("job", ["nothing", "", None, 7, {}, "0" * 16])
def test_what_is_no_job_cannot_be_cancelled_and_harms_nothing(desk: Desk, job: object) -> None:
    assert desk.ask("cancel", job=job).fields == {}


def test_a_page_that_cannot_be_reached_ends_no_job(billed: Callable[..., Desk], quick: QuickServer) -> None:
    desk = billed(quick)
    to_page = desk.core.page.send

    def broken(content: object, buffers: object) -> None:
        raise RuntimeError("no connection")

    quick.hold()
    desk.ask("generate", **{**FORM, "prompt": "a fox"})
    (running,) = desk.core.jobs.running
    desk.core.page.send = broken
    quick.release()
    assert running.job.result().one.prompt == "a fox"
    wait_until(lambda: not desk.core.jobs.running)
    desk.core.page.send = to_page
    assert [each["state"] for each in desk.results()] == ["done"]
