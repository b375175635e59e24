"""Collection of batches: what has come is kept once, and what never came to a batch is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from faults_server import FaultServer, jpeg, pictures, reply
from imagine_nb import Gallery, loop
from imagine_nb.config import Target
from imagine_nb.exchange.batch_collection import BatchCollection
from imagine_nb.exchange.batches import BatchExchange
from imagine_nb.exchange.engine import Engine
from imagine_nb.wire.batch_bodies import batched
from imagine_nb.wire.batches import Batch
from imagine_nb.wire.order import Order, image_order
from left_behind import written

Make = Callable[..., Engine]
ADDED = reply(200, {})


@pytest.fixture
def orders(to: Target) -> list[Order]:
    """Three generations of a batch."""
    made = {name: image_order(name, target=to, model="grok-imagine-image") for name in ("fox", "hat", "owl")}
    return [batched(order, "batch_1", name) for name, order in made.items()]


@pytest.fixture
def collect(make: Make, faults: FaultServer, orders: list[Order]) -> Callable[[], Batch | None]:
    """Collects a batch to which three requests were added by a process that is no more."""
    faults.then(ADDED)
    loop.run(BatchExchange(make()).add("batch_1", orders))
    batches = BatchExchange(make())
    return lambda: loop.run(BatchCollection(batches).collected("batch_1"))[0]


def stand(**facts: Any) -> Any:
    """The batch, as the server tells of it."""
    counts = {name: value for name, value in facts.items() if name.startswith("num_")}
    more = {name: value for name, value in facts.items() if name not in counts}
    return reply(200, {"batch_id": "batch_1", "state": {"num_requests": 3} | counts} | more)


def page(token: str | None = None, **results: Any) -> Any:
    rows = [{"batch_request_id": name, "batch_result": each} for name, each in results.items()]
    return reply(200, {"results": rows, "pagination_token": token})


def drawn(number: int) -> dict[str, Any]:
    return {"response": {"image_generation": pictures(jpeg((number, 0, 0)), ticks=7)}}


def listed(*names: str) -> Any:
    return reply(200, {"batch_request_metadata": [{"batch_request_id": each} for each in names]})


def statuses(gallery: Gallery) -> dict[str, str]:
    return {row.charges[0].prompt: row.charges[0].status for row in gallery.ledger()}


def forsaken(gallery: Gallery) -> None:
    """The process that wrote the requests down is no more."""
    written(gallery, "UPDATE requests SET session = 'rebuilt:0:0'")


def test_what_has_come_is_kept_and_the_rest_waits(
    collect: Callable[[], Batch | None], faults: FaultServer, gallery: Gallery
) -> None:
    faults.then(stand(num_success=1, num_pending=2), page(fox=drawn(1)))
    batch = collect()
    assert batch is not None
    assert (batch.state.num_success, len(gallery), gallery.cost_ticks) == (1, 1, 7)
    assert statuses(gallery) == {"fox": "done", "hat": "sent", "owl": "sent"}


def test_results_are_read_page_by_page_and_not_again_while_there_is_no_news(
    collect: Callable[[], Batch | None], faults: FaultServer, gallery: Gallery
) -> None:
    ended = stand(num_success=3)
    faults.then(ended, page("next", fox=drawn(1)), page(hat=drawn(2), owl=drawn(3)), ended, ended)
    for _ in range(3):
        collect()
    assert (len(gallery), gallery.cost_ticks) == (3, 21)
    assert [each.path.partition("?")[0].rpartition("/")[2] for each in faults.requests[1:]] == [
        *["batch_1", "results", "results"],
        *["batch_1", "batch_1"],
    ]
    assert "pagination_token=next" in faults.requests[3].path


def test_an_error_is_written_down_and_is_no_news_either(
    collect: Callable[[], Batch | None], faults: FaultServer, gallery: Gallery
) -> None:
    refused = {"error": {"code": 3, "message": "No."}}
    stands = stand(num_success=2, num_error=1)
    faults.then(stands, page(fox=drawn(1), hat=drawn(2), owl=refused), stands)
    collect()
    collect()
    assert statuses(gallery) == {"fox": "done", "hat": "done", "owl": "failed"}
    assert len(faults.requests) == 4


def test_what_was_written_down_and_never_came_may_have_been_charged(
    collect: Callable[[], Batch | None], faults: FaultServer, gallery: Gallery
) -> None:
    forsaken(gallery)
    faults.then(stand(num_requests=2, num_pending=2), listed("fox", "owl"))
    collect()
    assert statuses(gallery) == {"fox": "sent", "hat": "unknown", "owl": "sent"}
    faults.then(stand(num_success=3), page(fox=drawn(1), hat=drawn(2), owl=drawn(3)))  # it had come after all
    collect()
    assert set(statuses(gallery).values()) == {"done"}


def test_what_an_ended_batch_has_no_result_of_may_have_been_charged(
    collect: Callable[[], Batch | None], faults: FaultServer, gallery: Gallery
) -> None:
    faults.then(stand(num_success=3), page(fox=drawn(1), hat=drawn(2)))
    collect()
    assert statuses(gallery) == {"fox": "done", "hat": "done", "owl": "sent"}  # it may be on its way
    forsaken(gallery)
    faults.then(stand(num_success=3), page(fox=drawn(1), hat=drawn(2)))
    collect()
    assert statuses(gallery) == {"fox": "done", "hat": "done", "owl": "unknown"}
    request_id = next(row.charges[0].request_id for row in gallery.ledger() if row.charges[0].prompt == "owl")
    assert "has no result of it" in str(gallery.recorded(request_id).outcome.error)
    faults.then(stand(num_success=3), page(fox=drawn(1), hat=drawn(2), owl=drawn(3)))  # it comes after all
    collect()
    assert set(statuses(gallery).values()) == {"done"}


def test_what_never_came_beside_one_that_failed_is_not_waited_for(
    collect: Callable[[], Batch | None], faults: FaultServer, gallery: Gallery
) -> None:
    forsaken(gallery)
    stands = stand(num_requests=2, num_success=1, num_error=1)
    faults.then(stands, page(fox=drawn(1), hat={"error": {"code": 3, "message": "No."}}))
    collect()
    assert statuses(gallery) == {"fox": "done", "hat": "failed", "owl": "unknown"}


def test_what_is_being_sent_is_not_called_lost(
    collect: Callable[[], Batch | None], faults: FaultServer, gallery: Gallery
) -> None:
    faults.then(stand(num_requests=2, num_pending=2))
    collect()
    assert set(statuses(gallery).values()) == {"sent"}


def test_of_a_batch_that_the_api_has_forgotten_nothing_is_known(
    collect: Callable[[], Batch | None], faults: FaultServer, gallery: Gallery
) -> None:
    faults.then(reply(404, {"error": "Batch not found"}))
    assert collect() is None
    assert set(statuses(gallery).values()) == {"unknown"}
    request_id = gallery.ledger().rows[0].charges[0].request_id
    assert "30 days" in str(gallery.recorded(request_id).outcome.error)


def test_what_a_cancelled_batch_never_answered_was_cancelled(
    collect: Callable[[], Batch | None], faults: FaultServer, gallery: Gallery
) -> None:
    faults.then(stand(num_success=1, num_cancelled=2, cancel_time="2026-11-28"), page(fox=drawn(1)))
    collect()
    assert statuses(gallery) == {"fox": "done", "hat": "cancelled", "owl": "cancelled"}
