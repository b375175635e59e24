"""Tables in the API's Batch endpoint: submitted, left, come back to, collected, and paid once."""

from __future__ import annotations

import _thread
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import batch_server
from batch_server import BatchServer
from imagine_nb import Gallery, Studio
from imagine_nb.bulk.plan import BulkPlan
from imagine_nb.bulk.results import Results
from imagine_nb.errors import BadRequestError, BudgetError, InputError, NotFoundError, Stopped
from imagine_nb.studio.bulk.batch import BatchJob
from imagine_nb.studio.bulk.batch_adding import AT_ONCE
from left_behind import written
from quick_server import TICKS

TABLE = [{"colour": colour} for colour in ("red", "blue", "green", "white", "black")]
PROMPT = "a {colour} fox"
FOXES = [f"a {each['colour']} fox" for each in TABLE]


@pytest.fixture
def server() -> Iterator[BatchServer]:
    made = BatchServer()
    yield made
    made.close()


def submit(studio: Studio, table: Any = TABLE, prompt: str | None = PROMPT, **options: Any) -> BatchJob:
    job: Any = studio.imagine_many(table, prompt, how="batch", **options)
    assert isinstance(job, BatchJob)
    return job


@pytest.fixture
def make_here(make: Any, server: BatchServer) -> Any:
    return lambda **options: make(base_url=server.base_url, **options)


def statuses(results: Results) -> list[str]:
    return [row.status for row in results]


def test_rows_are_added_at_once_and_read_as_they_come(make_here: Any, server: BatchServer) -> None:
    job = submit(make_here())
    assert (server.added, server.asked) == (FOXES, [])
    assert (job.batch_id, job.done, job.standing.n_ended) == ("batch_1", False, 0)
    assert statuses(job.results) == ["pending"] * 5
    server.answer(2)
    partial = job.collect()
    assert statuses(partial) == ["done", "done", *["pending"] * 3]
    assert (partial[1].picture.prompt, partial.cost_usd) == ("a blue fox", 0.04)
    assert job.standing.line.startswith("2 of 5 rows · $0.04")
    server.answer()
    results = job.result()
    assert (statuses(results), job.done) == (["done"] * 5, True)
    assert (results.cost_usd, server.asked, len(server.added)) == (0.10, [], 5)


def test_another_process_s_call_finds_the_batch_and_collects(make_here: Any, server: BatchServer) -> None:
    submit(make_here())
    server.answer(3)
    job = submit(make_here())  # as a restarted kernel
    assert (job.plan.n_requests, job.plan.n_pending, job.plan.price.usd) == (0, 5, 0)
    assert (job.batch_ids, len(server.added)) == (("batch_1",), 5)
    assert statuses(job.results) == ["done"] * 3 + ["pending"] * 2
    server.answer()
    assert statuses(job.collect()) == ["done"] * 5
    again = submit(make_here())
    assert (statuses(again.result()), again.batch_ids, len(server.added)) == (["kept"] * 5, (), 5)


def test_only_what_is_in_no_batch_is_added(make_here: Any, server: BatchServer) -> None:
    submit(make_here(), TABLE[:2])
    job = submit(make_here())
    assert (job.batch_ids, job.batch_id) == (("batch_1", "batch_2"), "batch_2")
    assert server.added == FOXES
    server.answer()
    assert (statuses(job.result()), job.results.cost_usd) == (["done"] * 5, 0.10)


def test_results_are_kept_once_however_often_and_by_whomever_they_are_read(
    make_here: Any, server: BatchServer, tmp_path: Path
) -> None:
    job = submit(make_here())
    server.answer()
    first, second = job.collect(), make_here().collect("batch_1")
    n_pages = server.pages
    assert job.collect().pictures == first.pictures == second.pictures
    assert server.pages == n_pages
    gallery = Gallery(tmp_path / "gallery")
    assert (len(gallery), gallery.cost_ticks) == (5, 5 * TICKS)


def test_a_plain_call_and_a_table_find_what_a_batch_brought(make_here: Any, server: BatchServer) -> None:
    job = submit(make_here())
    server.answer()
    job.result()
    studio = make_here()
    assert studio.imagine("a red fox").one == job.results[0].picture
    assert statuses(studio.imagine_many(TABLE, PROMPT)) == ["kept"] * 5
    assert server.asked == []


def test_what_was_asked_alone_is_not_put_in_a_batch(make_here: Any, server: BatchServer) -> None:
    studio = make_here()
    studio.imagine("a red fox")
    studio.imagine_many(TABLE[1:3], PROMPT)
    job = submit(studio)
    assert server.added == FOXES[3:]
    assert statuses(job.results) == ["kept"] * 3 + ["pending"] * 2


def test_what_waits_in_a_batch_is_not_asked_alone_by_a_table(make_here: Any, server: BatchServer) -> None:
    submit(make_here(), TABLE[:3])
    results = make_here().imagine_many(TABLE, PROMPT)
    assert statuses(results) == ["unknown"] * 3 + ["done"] * 2
    assert "in the batch batch_1" in results[0].told_error()
    assert sorted(server.asked) == sorted(FOXES[3:])
    plan: Any = make_here().imagine_many(TABLE, PROMPT, dry_run=True)
    assert "3 in a batch already" in repr(plan)
    assert (
        statuses(make_here().imagine_many(TABLE, PROMPT, retry_unknown=True)) == ["done"] * 3 + ["kept"] * 2
    )


def test_an_error_and_a_refusal_fail_alone(make_here: Any, server: BatchServer) -> None:
    job = submit(make_here(), ["a fox", "gore", "a wrong fox", ""], None)
    server.answer()
    results = job.result()
    assert statuses(results) == ["done", "moderated", "failed", "failed"]
    assert "content moderation" in results[1].told_error()
    assert "It was wrong" in results[2].told_error()
    assert "no prompt" in results[3].told_error() or "empty" in results[3].told_error()
    assert job.standing.n_failed == 3
    again = submit(make_here(), ["a fox", "gore", "a wrong fox"], None)
    assert statuses(again.results) == ["kept", "moderated", "pending"]  # a refusal is not paid for again


def test_a_request_that_no_batch_takes_fails_alone(make_here: Any, server: BatchServer) -> None:
    table = [f"a fox, {number}" for number in range(20)]
    table[13] = "an unwanted fox"
    job = submit(make_here(), table, None)
    assert len(server.added) == 19
    assert job.results[13].status == "failed"
    assert "not supported" in job.results[13].told_error()
    server.answer()
    assert statuses(job.result()).count("done") == 19


def test_where_nothing_is_taken_the_call_fails(make_here: Any, server: BatchServer, tmp_path: Path) -> None:
    studio = make_here(budget=2)
    with pytest.raises(BadRequestError, match="not supported"):
        submit(studio, [f"unwanted {number}" for number in range(100)], None, yes=True)
    assert Gallery(tmp_path / "gallery").cost_ticks == 0
    submit(studio, [f"a fox, {number}" for number in range(100)], None, yes=True)  # the budget has all of it


def test_more_rows_than_one_call_takes_go_in_several(make_here: Any, server: BatchServer) -> None:
    table = [f"a fox, {number}" for number in range(AT_ONCE + 20)]
    submit(make_here(), table, None, yes=True)
    assert server.sizes == [AT_ONCE, 20]
    assert server.added == table


def test_all_of_it_is_agreed_to_before_anything_is_sent(make_here: Any, server: BatchServer) -> None:
    with pytest.raises(BudgetError, match=r"more than the \$0.05 allowed"):
        submit(make_here(), max_usd=0.05)
    with pytest.raises(BudgetError, match="of the budget"):
        submit(make_here(budget=0.05))
    with pytest.raises(BudgetError, match="nobody agreed"):
        submit(make_here(), [f"a fox, {number}" for number in range(60)], None)
    plan: Any = make_here().imagine_many(TABLE, PROMPT, how="batch", dry_run=True)
    assert isinstance(plan, BulkPlan)
    assert (plan.n_requests, plan.price.usd, plan.seconds) == (5, 0.10, None)
    assert server.added == []


def test_the_price_is_held_until_the_bill_is_known(make_here: Any, server: BatchServer) -> None:
    studio = make_here(budget=0.11)
    job = submit(studio)
    with pytest.raises(BudgetError, match="of the budget"):
        studio.imagine("an owl")
    server.answer()
    job.result()
    with pytest.raises(BudgetError, match=r"\$0.01 of the budget"):
        studio.imagine("an owl")


@pytest.mark.parametrize("option", [{"deadline": 60}, {"stop_after_failures": 3}])
def test_what_a_batch_cannot_keep_to_is_refused(make_here: Any, option: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="A batch takes no"):
        submit(make_here(), **option)


@pytest.mark.parametrize(("how", "told"), [("batches", "batches"), (5, "of type int"), (object(), "object")])
def test_there_is_no_other_way(make_here: Any, server: BatchServer, how: Any, told: str) -> None:
    with pytest.raises(InputError, match=told):
        make_here().imagine_many(TABLE, PROMPT, how=how, dry_run=True)
    assert server.asked == []


def test_without_a_gallery_there_is_no_batch(make_here: Any) -> None:
    with pytest.raises(InputError, match="needs a gallery"):
        submit(make_here(gallery=False))


def test_answers_go_in_batches_too_and_cost_less(make_here: Any, server: BatchServer, png: bytes) -> None:
    studio = make_here()
    table = {"question": ["What is it?", "Is it red?"], "picture": [png, png]}
    alone: Any = studio.ask_many(table, images="picture", dry_run=True)
    plan: Any = studio.ask_many(table, images="picture", how="batch", dry_run=True)
    assert plan.price.usd == pytest.approx(alone.price.usd * 0.8, abs=1e-5)
    job: Any = studio.ask_many(table, images="picture", how="batch")
    server.answer()
    results = job.result()
    assert [row.answer.text for row in results] == ["A fox."] * 2
    assert results.cost_usd == pytest.approx(1000 / 10**10)
    assert studio.ask("What is it?", images=png).text == "A fox."
    assert server.asked == []


def test_each_take_is_a_request_of_its_own(make_here: Any, server: BatchServer) -> None:
    job = submit(make_here(), ["a fox", "a fox"], None, takes=2)
    server.answer()
    assert [[each.record.take for each in row.pictures] for row in job.result()] == [[1, 2], [3, 4]]
    assert statuses(submit(make_here(), ["a fox", "a fox"], None, takes=2).results) == ["kept"] * 2


def test_equal_rows_are_asked_once(make_here: Any, server: BatchServer) -> None:
    job = submit(make_here(), ["a fox", "an owl", "a fox"], None)
    server.answer()
    assert [row.cost_ticks for row in job.result()] == [TICKS, TICKS, 0]
    assert server.added == ["a fox", "an owl"]


def test_a_cancelled_batch_keeps_what_it_has_answered(make_here: Any, server: BatchServer) -> None:
    job = submit(make_here())
    server.answer(2)
    results = job.cancel()
    assert (statuses(results), job.done) == (["done"] * 2 + ["failed"] * 3, True)
    assert "cancelled" in results[4].told_error().lower()
    assert (results.cost_usd, results[4].cost_ticks) == (0.04, 0)
    submit(make_here())
    assert server.added == [*FOXES, *FOXES[2:]]  # they were never made


def test_of_a_batch_that_the_api_has_forgotten_the_rows_may_have_been_charged(
    make_here: Any, server: BatchServer
) -> None:
    submit(make_here())
    server.forget()
    job = submit(make_here())
    assert (statuses(job.results), job.done, job.batch) == (["unknown"] * 5, True, None)
    assert "30 days" in job.results[0].told_error()
    assert statuses(submit(make_here()).results) == ["unknown"] * 5
    assert len(server.added) == 5
    submit(make_here(), retry_unknown=True)
    assert len(server.added) == 10


def test_a_batch_is_reached_by_its_id_alone(make_here: Any, server: BatchServer) -> None:
    submit(make_here())
    server.answer(1)
    results = make_here().collect("batch_1")
    assert [(row.prompt, row.status) for row in results][:2] == [
        ("a red fox", "done"),
        ("a blue fox", "pending"),
    ]
    with pytest.raises(NotFoundError, match="Nobody knows a batch"):
        make_here().collect("batch_9")
    with pytest.raises(InputError, match="batch_id"):
        make_here().collect("")


def test_whoever_watches_hears_what_was_read(make_here: Any, server: BatchServer) -> None:
    rows: list[int] = []
    heard: list[bool] = []
    job = submit(make_here(), on_row=lambda row: rows.append(row.index))
    job.when_changed(lambda each: heard.append(each.done))
    server.answer(2)
    job.collect()
    server.answer()
    job.result()
    assert (rows, heard) == ([0, 1, 2, 3, 4], [False, True])


def test_that_all_of_it_was_read_is_told_once(make_here: Any, server: BatchServer) -> None:
    ended: list[Any] = []
    job = submit(make_here())
    job.when_done(ended.append)
    server.answer()
    job.result()
    job.collect()
    assert ended == [job]
    job.when_done(ended.append)
    assert ended == [job] * 2


def test_a_stop_ends_the_wait_alone(make_here: Any, server: BatchServer) -> None:
    job = submit(make_here())
    server.answer(2)

    def press() -> None:
        if job.standing.n_done == 2:
            raise KeyboardInterrupt

    with pytest.raises(Stopped, match=r"The batch goes on .*studio.collect\('batch_1'\)") as stopped:
        job.result(tick=press)
    assert statuses(stopped.value.partial) == ["done"] * 2 + ["pending"] * 3
    server.answer()
    assert statuses(job.result()) == ["done"] * 5


def test_a_stop_while_rows_are_added_leaves_the_rest_unasked(make_here: Any, server: BatchServer) -> None:
    table = [f"a fox, {number}" for number in range(AT_ONCE + 5)]
    server.lose = "after"
    studio = make_here()
    pressed = threading.Thread(target=lambda: server.lost.wait(60) and _thread.interrupt_main())
    pressed.start()
    with pytest.raises(Stopped, match="batch_1 was stopped") as stopped:
        submit(studio, table, None, yes=True)
    pressed.join()
    assert statuses(stopped.value.partial) == ["pending"] * AT_ONCE + ["not asked"] * 5
    server.lose = ""
    assert statuses(make_here().collect("batch_1")) == ["pending"] * AT_ONCE
    server.answer()
    job = submit(make_here(), table, None, yes=True)  # what may have come is looked for, the rest is added
    assert server.added == table
    server.answer()
    assert statuses(job.result()) == ["done"] * len(table)


def test_a_broken_connection_while_waiting_is_waited_out(make_here: Any, server: BatchServer) -> None:
    job = submit(make_here())
    server.fail_next_looks = 5  # more than one look is tried
    server.answer()
    assert statuses(job.result()) == ["done"] * 5


def test_a_row_that_an_ended_batch_has_no_result_of_is_not_waited_for(
    make_here: Any, server: BatchServer, tmp_path: Path
) -> None:
    job = submit(make_here())
    server.answer()
    server.mute = "green"
    written(Gallery(tmp_path / "gallery"), "UPDATE requests SET created = created - 3600")
    results = job.result()
    assert statuses(results) == ["done", "done", "unknown", "done", "done"]
    assert "has no result of it" in results[2].told_error()
    server.mute = ""
    assert statuses(submit(make_here()).results) == ["kept", "kept", "done", "kept", "kept"]
    assert server.added == FOXES


def test_nothing_that_a_job_offers_asks_again(make_here: Any, server: BatchServer) -> None:
    job: Any = submit(make_here())
    server.answer()
    offered = {name for name in dir(job) if not name.startswith("_") and callable(getattr(job, name))}
    for name in sorted(offered - {"when_changed", "when_done"}):  # which take a call
        getattr(job, name)()
    assert (server.added, statuses(job.results)) == (FOXES, ["done"] * 5)


def elsewhere(server: BatchServer, tmp_path: Path) -> Any:
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=batch_server.submit, args=(server.base_url, tmp_path / "gallery", FOXES))
    process.start()
    return process


def test_submitted_by_one_process_and_collected_by_another(
    make_here: Any, server: BatchServer, tmp_path: Path
) -> None:
    process = elsewhere(server, tmp_path)
    process.join(60)
    assert process.exitcode == 0
    server.answer()
    job = submit(make_here())
    assert (statuses(job.results), len(server.added), job.results.cost_usd) == (["done"] * 5, 5, 0.10)


def killed(server: BatchServer, tmp_path: Path, lose: str) -> None:
    """Another process is killed while it adds; the server loses the call as `lose` says."""
    server.lose = lose
    process = elsewhere(server, tmp_path)
    assert server.lost.wait(60)
    os.kill(process.pid, signal.SIGKILL)
    process.join(60)
    server.lose = ""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a kill is of POSIX")
def test_killed_before_it_came_it_may_have_been_charged(
    make_here: Any, server: BatchServer, tmp_path: Path
) -> None:
    killed(server, tmp_path, "before")
    job = submit(make_here())
    assert statuses(job.results) == ["unknown"] * 5
    assert "not known to have come" in job.results[0].told_error()
    assert (server.added, server.asked) == ([], [])
    assert statuses(make_here().imagine_many(TABLE, PROMPT)) == ["unknown"] * 5
    retried = submit(make_here(), retry_unknown=True)
    server.answer()
    assert statuses(retried.result()) == ["done"] * 5
    assert server.added == FOXES


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a kill is of POSIX")
def test_killed_after_it_came_nothing_is_asked_again(
    make_here: Any, server: BatchServer, tmp_path: Path
) -> None:
    killed(server, tmp_path, "after")
    server.answer()
    job = submit(make_here())
    assert statuses(job.results) == ["done"] * 5
    assert (server.added, job.results.cost_usd) == (FOXES, 0.10)


def test_a_table_in_a_batch_of_the_embedded_print_shop(make: Any) -> None:
    studio = make(engine="print-shop", base_url=None)
    job = submit(studio, [*FOXES[:2], "gore"], None)
    results = job.result()
    assert statuses(results) == ["done", "done", "moderated"]
    assert (results.cost_usd, results[2].cost_ticks) == (0, 0)
    assert statuses(studio.imagine_many(FOXES[:2])) == ["kept"] * 2
