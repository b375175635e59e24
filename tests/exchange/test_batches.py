"""BatchExchange on their way: every request a row before it is sent, settled once when its result is read."""

from __future__ import annotations

import asyncio
import multiprocessing
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import batch
from faults_server import FaultServer, jpeg, pictures, reply
from imagine_nb import Gallery, loop
from imagine_nb.config import Target
from imagine_nb.errors import (
    APIConnectionError,
    APIError,
    BadRequestError,
    BudgetError,
    InputError,
    ModeratedError,
    NotFoundError,
)
from imagine_nb.exchange.batch_results import Result
from imagine_nb.exchange.batches import BatchExchange
from imagine_nb.exchange.engine import Engine
from imagine_nb.transport.pace import Pace
from imagine_nb.wire.batch_bodies import batched
from imagine_nb.wire.order import Order, image_order
from imagine_nb.wire.questions import answer_order

Make = Callable[..., Engine]
ADDED = reply(200, {})


def completion(text: str = "Paris.", ticks: int | None = 500, **more: Any) -> dict[str, Any]:
    """A result that is an answer."""
    usage = {} if ticks is None else {"usage": {"cost_in_usd_ticks": ticks, "prompt_tokens": 4}}
    choice = {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return {"response": {"chat_get_completion": {"model": "grok-4.3", "choices": [choice], **usage, **more}}}


def drawn(*data: bytes, ticks: int | None = 7) -> dict[str, Any]:
    """A result that is pictures."""
    return {"response": {"image_generation": pictures(*data, ticks=ticks)}, "error": {"code": 0}}


def page(token: str | None = None, **results: Any) -> Any:
    rows = [{"batch_request_id": name, "batch_result": each} for name, each in results.items()]
    return reply(200, {"results": rows, "pagination_token": token})


@pytest.fixture
def fox(to: Target) -> Order:
    return batched(image_order("a fox", target=to, model="grok-imagine-image"), "batch_1", "fox")


@pytest.fixture
def capital(to: Target) -> Order:
    messages = [{"role": "user", "content": [{"type": "input_text", "text": "Capital of France?"}]}]
    asked = answer_order("Capital of France?", target=to, model="grok-4.3", messages=messages)
    return batched(asked, "batch_1", "capital")


def rows(gallery: Gallery) -> list[tuple[str, str, int | None]]:
    """The prompt, the status and the bill of each request, the oldest first."""
    charges = [row.charges[0] for row in gallery.ledger()][::-1]
    return [(each.prompt, each.status, each.ticks if each.certainty == "exact" else None) for each in charges]


def read(batches: BatchExchange) -> list[Result]:
    return loop.run(batches.reading.results("batch_1"))[0]


def test_each_request_is_a_row_until_its_result_is_read(
    make: Make, faults: FaultServer, gallery: Gallery, fox: Order, capital: Order
) -> None:
    faults.then(ADDED, page(capital=completion(), fox=drawn(jpeg())))
    batches = BatchExchange(make())
    loop.run(batches.add("batch_1", [fox, capital]))
    assert rows(gallery) == [("a fox", "sent", None), ("Capital of France?", "sent", None)]
    assert faults.requests[0].json == {"batch_requests": [fox.body, capital.body]}
    answer, picture = read(batches)
    assert rows(gallery) == [("a fox", "done", 7), ("Capital of France?", "done", 500)]
    assert answer.reply is not None
    assert answer.reply.text == gallery.answers()[0].text == "Paris."
    assert picture.received is not None
    assert picture.received.data == (jpeg(),)
    assert [gallery.data(each) for each in gallery] == [jpeg()]
    assert faults.requests[1].path == "/v1/batches/batch_1/results"


def test_the_results_are_kept_once_however_often_they_are_read(
    make: Make, faults: FaultServer, gallery: Gallery, fox: Order, capital: Order
) -> None:
    once = page(capital=completion(), fox=drawn(jpeg()))
    faults.then(ADDED, once, once, once)
    batches = BatchExchange(make())
    loop.run(batches.add("batch_1", [fox, capital]))
    first, again = read(batches), read(BatchExchange(make()))
    assert [each.received.recorded for each in again if each.received] == [
        each.received.recorded for each in first if each.received
    ]
    read(batches)
    assert (len(gallery), len(gallery.answers()), gallery.cost_ticks) == (1, 1, 507)
    assert endings(gallery) == 2


def endings(gallery: Gallery) -> int:
    with sqlite3.connect(gallery.folder / "gallery.db") as db:
        (count,) = db.execute("SELECT count(*) FROM outcomes").fetchone()
    db.close()
    return int(count)


def test_pictures_at_addresses_are_fetched(
    make: Make, faults: FaultServer, gallery: Gallery, fox: Order
) -> None:
    url = f"{faults.base_url}/fox.jpg"
    result = {"response": {"image_generation": {"data": [{"url": url}], "usage": {"cost_in_usd_ticks": 3}}}}
    faults.then(ADDED, page(fox=result), reply(500), page(fox=result), reply(200, jpeg()))
    batches = BatchExchange(make())
    loop.run(batches.add("batch_1", [fox]))
    (lost,) = read(batches)
    assert isinstance(lost.error, APIConnectionError)
    assert len(gallery) == 0
    (found,) = read(batches)  # its address may be another by now
    assert found.received is not None
    assert found.received.data == (jpeg(),)
    assert rows(gallery) == [("a fox", "done", 3)]


@pytest.mark.parametrize(
    ("result", "kind", "status", "bill"),
    [
        ({"error": {"code": 3, "message": "No."}}, BadRequestError, "failed", 0),
        ({"error": "max_tokens must be positive"}, BadRequestError, "unknown", None),
        ({"error": "Generated image rejected by content moderation."}, ModeratedError, "moderated", None),
        ({"error": "Batch cancelled"}, BadRequestError, "cancelled", 0),
        ({"error": {"code": 1, "message": "Cancelled."}}, Exception, "cancelled", 0),
        ({"response": {"image_generation": {"data": 5}}}, Exception, "unknown", None),
        ({}, Exception, "unknown", None),
    ],
)  # fmt: skip
def test_what_a_request_failed_with_is_told_and_kept(
    make: Make,
    faults: FaultServer,
    gallery: Gallery,
    fox: Order,
    result: Any,
    kind: type[Exception],
    status: str,
    bill: int | None,
) -> None:
    faults.then(ADDED, page(fox=result), page(fox=result))
    batches = BatchExchange(make())
    loop.run(batches.add("batch_1", [fox]))
    for _ in range(2):
        (found,) = read(batches)
        assert isinstance(found.error, kind)
    assert rows(gallery) == [("a fox", status, bill)]


def test_a_result_may_come_though_the_batch_was_cancelled(
    make: Make, faults: FaultServer, gallery: Gallery, fox: Order
) -> None:
    faults.then(ADDED, page(fox={"error": "Batch cancelled"}), page(fox=drawn(jpeg())))
    batches = BatchExchange(make())
    loop.run(batches.add("batch_1", [fox]))
    assert read(batches)[0].error is not None
    assert read(batches)[0].error is None
    assert rows(gallery) == [("a fox", "done", 7)]


def test_a_refused_call_was_not_charged(
    make: Make, faults: FaultServer, gallery: Gallery, fox: Order, capital: Order
) -> None:
    faults.then(reply(400, {"code": "invalid-argument", "error": "Model is not supported."}), ADDED)
    engine = make(budget_usd=0.05)
    batches = BatchExchange(engine)
    with pytest.raises(BadRequestError, match="not supported"):
        loop.run(batches.add("batch_1", [fox, capital]))
    assert rows(gallery) == [("a fox", "failed", 0), ("Capital of France?", "failed", 0)]
    assert engine.budget.left_usd == 0.05
    loop.run(batches.add("batch_1", [fox]))  # its id is free again


def test_a_call_that_was_cut_may_have_been_charged_and_is_settled_by_its_results(
    make: Make, faults: FaultServer, gallery: Gallery, fox: Order
) -> None:
    faults.then(reply(500), page(fox=drawn(jpeg())))
    engine = make(budget_usd=0.05)
    batches = BatchExchange(engine)
    with pytest.raises(Exception, match="may have been charged"):
        loop.run(batches.add("batch_1", [fox]))
    assert rows(gallery) == [("a fox", "unknown", None)]
    assert engine.budget.left_usd == pytest.approx(0.03)
    with pytest.raises(InputError, match="already"):
        loop.run(batches.add("batch_1", [fox]))
    assert read(batches)[0].error is None
    assert rows(gallery) == [("a fox", "done", 7)]


def test_the_whole_call_is_held_against_the_budget(
    make: Make, faults: FaultServer, gallery: Gallery, to: Target
) -> None:
    engine = make(budget_usd=0.05)
    orders = [
        batched(image_order(f"{at} foxes", target=to, model="grok-imagine-image"), "batch_1", f"r{at}")
        for at in range(3)
    ]
    with pytest.raises(BudgetError, match="batch of 3 requests"):
        loop.run(BatchExchange(engine).add("batch_1", orders))
    assert (faults.requests, rows(gallery)) == ([], [])
    faults.then(ADDED, page(r0=drawn(jpeg(), ticks=100_000_000)))
    batches = BatchExchange(engine)
    loop.run(batches.add("batch_1", orders[:2]))
    assert engine.budget.left_usd == pytest.approx(0.01)
    read(batches)
    assert engine.budget.left_usd == pytest.approx(0.02)
    assert engine.budget.spent_usd == pytest.approx(0.01)


def test_another_process_finds_the_requests_by_their_ids(
    make: Make, faults: FaultServer, gallery: Gallery, fox: Order
) -> None:
    faults.then(ADDED, page(fox=drawn(jpeg())))
    loop.run(BatchExchange(make()).add("batch_1", [fox]))
    (found,) = read(BatchExchange(make()))
    assert found.received is not None
    assert found.received.recorded.request.sent == "a fox"
    assert rows(gallery) == [("a fox", "done", 7)]


def test_results_of_a_batch_from_elsewhere_are_kept_once_too(
    make: Make, faults: FaultServer, gallery: Gallery
) -> None:
    faults.then(page(a=drawn(jpeg()), b=completion()), page(a=drawn(jpeg()), b=completion()))
    for _ in range(2):
        assert [each.error for each in read(BatchExchange(make()))] == [None, None]
    assert sorted(rows(gallery)) == [("batch batch_1 a", "done", 7), ("batch batch_1 b", "done", 500)]


def test_without_a_gallery_the_budget_counts_each_result_once(
    make: Make, faults: FaultServer, fox: Order
) -> None:
    engine = make(gallery=False, budget_usd=1)
    batches = BatchExchange(engine)
    faults.then(ADDED, *[page(fox=drawn(jpeg(), ticks=10**9))] * 2)
    loop.run(batches.add("batch_1", [fox]))
    for _ in range(2):
        (found,) = read(batches)
        assert found.received is not None
        assert found.received.recorded.request.sent == "a fox"
    assert engine.budget.spent_usd == pytest.approx(0.1)
    assert loop.run(batches.reading.cost_ticks("batch_1")) == 10**9


def test_a_batch_that_is_gone_says_how_long_it_was_kept(make: Make, faults: FaultServer) -> None:
    faults.then(reply(404, {"code": "not-found", "error": "No such batch."}))
    with pytest.raises(NotFoundError, match="30 days"):
        read(BatchExchange(make()))


def test_two_processes_that_read_at_once_keep_each_result_once(
    make: Make, faults: FaultServer, gallery: Gallery, to: Target, tmp_path: Path
) -> None:
    names = [f"r{at}" for at in range(20)]
    orders = [
        batched(image_order(name, target=to, model="grok-imagine-image"), "batch_1", name) for name in names
    ]
    every = page(**{name: drawn(jpeg((at * 9, 1, 2))) for at, name in enumerate(names)})
    faults.then(ADDED, every, every)
    loop.run(BatchExchange(make()).add("batch_1", orders))
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(2)
    each = [
        context.Process(target=batch.read_results, args=(faults.base_url, gallery.folder, "batch_1", barrier))
        for _ in range(2)
    ]
    for process in each:
        process.start()
    for process in each:
        process.join(60)
        assert process.exitcode == 0
    assert (len(gallery), gallery.cost_ticks, endings(gallery)) == (20, 140, 20)
    assert gallery.verify()


def test_stopping_while_it_is_sent_leaves_the_requests_unknown(
    make: Make, faults: FaultServer, gallery: Gallery, fox: Order
) -> None:
    from faults_server import silent

    faults.then(silent())

    async def stopped() -> None:
        adding = asyncio.ensure_future(BatchExchange(make(timeout=None)).add("batch_1", [fox]))
        await asyncio.to_thread(faults.wait_for, 1)
        adding.cancel()
        with pytest.raises(asyncio.CancelledError):
            await adding

    loop.run(stopped())
    assert rows(gallery) == [("a fox", "unknown", None)]


def test_pictures_that_were_kept_back_are_gaps_and_billed_once(
    make: Make, faults: FaultServer, gallery: Gallery, fox: Order
) -> None:
    body = {"data": [{"respect_moderation": False}], "usage": {"cost_in_usd_ticks": 4}}
    kept_back = page(fox={"response": {"image_generation": body}})
    faults.then(ADDED, kept_back, kept_back)
    batches = BatchExchange(make())
    loop.run(batches.add("batch_1", [fox]))
    for _ in range(2):
        (found,) = read(batches)
        assert found.received is not None
        assert [gap.is_moderated for gap in found.received.gaps] == [True]
    assert rows(gallery) == [("a fox", "moderated", 4)]
    assert endings(gallery) == 1


MODERATED = {"data": [{"respect_moderation": False}], "usage": {"cost_in_usd_ticks": 10**9}}


@pytest.mark.parametrize(
    "result",
    [
        {"response": {"image_generation": MODERATED}},
        {"error": {"code": 3, "message": "No.", "usage": {"cost_in_usd_ticks": 10**9}}},
    ],
)
@pytest.mark.parametrize("kept", [True, False])
def test_what_brought_nothing_and_was_billed_counts_once_in_the_budget(
    make: Make, faults: FaultServer, fox: Order, result: Any, kept: bool
) -> None:
    engine = make(budget_usd=1) if kept else make(gallery=False, budget_usd=1)
    batches = BatchExchange(engine)
    faults.then(ADDED, *[page(fox=result)] * 3)
    loop.run(batches.add("batch_1", [fox]))
    for _ in range(3):
        read(batches)
    assert engine.budget.spent_usd == pytest.approx(0.1)
    assert loop.run(batches.reading.cost_ticks("batch_1")) == 10**9


def at_addresses(faults: FaultServer, *names: str) -> dict[str, Any]:
    """A result with pictures at addresses."""
    data = [{"url": f"{faults.base_url}/{name}.jpg"} for name in names]
    return {"response": {"image_generation": {"data": data, "usage": {"cost_in_usd_ticks": 10**9}}}}


def test_pictures_whose_addresses_expired_are_billed_and_written_down_once(
    make: Make, faults: FaultServer, gallery: Gallery, fox: Order
) -> None:
    gone = page(fox=at_addresses(faults, "fox")), reply(404, {"error": "Gone."})
    engine = make(budget_usd=1)
    faults.then(ADDED, *gone, *gone, *gone)
    loop.run(BatchExchange(engine).add("batch_1", [fox]))
    for _ in range(3):
        assert read(BatchExchange(engine))[0].error is not None
    assert engine.budget.spent_usd == pytest.approx(0.1)
    assert (endings(gallery), rows(gallery)) == (1, [("a fox", "failed", 10**9)])


def test_a_picture_that_was_missing_stays_a_gap_or_comes_later(
    make: Make, faults: FaultServer, gallery: Gallery, fox: Order
) -> None:
    result = page(fox=at_addresses(faults, "one", "two"))
    one, two, gone = jpeg((1, 2, 3)), jpeg((200, 9, 9)), reply(404, {"error": "Gone."})
    batches = BatchExchange(make(pace=Pace(1)))
    faults.then(ADDED, result, reply(200, one), gone, result, gone, result, reply(200, two), result)
    loop.run(batches.add("batch_1", [fox]))
    for _ in range(2):
        (found,) = read(batches)
        assert found.received is not None
        assert (found.received.data, [gap.index for gap in found.received.gaps]) == ((one,), [1])
    for _ in range(2):
        (found,) = read(batches)
        assert found.received is not None
        assert (found.received.data, found.received.gaps) == ((one, two), ())
    assert (len(gallery), gallery.cost_ticks, rows(gallery)) == (2, 10**9, [("a fox", "done", 10**9)])


def test_a_picture_whose_file_is_gone_is_still_a_result(
    make: Make, faults: FaultServer, gallery: Gallery, fox: Order
) -> None:
    faults.then(ADDED, *[page(fox=drawn(jpeg()))] * 2)
    batches = BatchExchange(make())
    loop.run(batches.add("batch_1", [fox]))
    read(batches)
    gallery.path(gallery.newest(1)[0]).unlink()
    (found,) = read(batches)
    assert found.received is not None
    assert found.received.data == (jpeg(),)
    assert (len(gallery), gallery.cost_ticks) == (1, 7)


def test_what_was_asked_is_known_though_its_gallery_was_deleted(
    make: Make, faults: FaultServer, gallery: Gallery, fox: Order
) -> None:
    faults.then(ADDED, page(fox=drawn(jpeg())))
    batches = BatchExchange(make())
    loop.run(batches.add("batch_1", [fox]))
    shutil.rmtree(gallery.folder)
    (found,) = read(batches)
    assert found.received is not None
    assert found.received.recorded.request.sent == "a fox"
    assert rows(gallery) == [("a fox", "done", 7)]


def test_an_answer_that_says_the_same_is_written_down_once(
    make: Make, faults: FaultServer, gallery: Gallery, fox: Order
) -> None:
    batches = BatchExchange(make())
    faults.then(ADDED, *[page(fox={"error": "No."})] * 3)
    loop.run(batches.add("batch_1", [fox]))
    for _ in range(3):
        read(batches)
    assert endings(gallery) == 1


def test_a_batch_can_be_priced_whatever_became_of_its_gallery(
    make: Make, faults: FaultServer, gallery: Gallery, fox: Order
) -> None:
    faults.then(ADDED)
    batches = BatchExchange(make())
    loop.run(batches.add("batch_1", [fox]))
    for each in gallery.folder.glob("gallery.db-*"):
        each.unlink()
    (gallery.folder / "gallery.db").write_bytes(b"no database" * 1000)
    assert loop.run(batches.reading.cost_ticks("batch_1")) == 0


def test_without_a_gallery_an_id_is_given_once(make: Make, faults: FaultServer, fox: Order) -> None:
    faults.then(ADDED)
    batches = BatchExchange(make(gallery=False))
    loop.run(batches.add("batch_1", [fox]))
    with pytest.raises(InputError, match="already"):
        loop.run(batches.add("batch_1", [fox]))
    assert len(faults.requests) == 1


def test_a_file_of_requests_is_refused_where_a_budget_has_a_limit(make: Make, faults: FaultServer) -> None:
    with pytest.raises(BudgetError, match="not known beforehand"):
        loop.run(BatchExchange(make(budget_usd=5)).of_file("mine", "file_1"))
    assert faults.requests == []
    faults.then(reply(500), reply(200, {"batch_id": "b", "input_file_id": "file_1"}))
    batches = BatchExchange(make())
    with pytest.raises(APIError, match="may have been charged"):
        loop.run(batches.of_file("mine", "file_1"))
    assert loop.run(batches.of_file("mine", "file_1")).input_file_id == "file_1"


@pytest.mark.skipif(sys.platform == "win32", reason="limits of files are of POSIX")
def test_results_that_could_not_be_kept_are_kept_once_there_is_room(
    faults: FaultServer, tmp_path: Path
) -> None:
    noise = {name: drawn(batch.noise(at)) for at, name in enumerate("abc")}
    faults.then(ADDED, page(**noise), page(**noise))
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=batch.read_without_room, args=(faults.base_url, tmp_path / "g"))
    process.start()
    process.join(60)
    assert process.exitcode == 0
