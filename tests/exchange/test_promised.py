"""Pictures under way at the API: asked for by their id until they are there, or are not to come."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from faults_server import Act, FaultServer, jpeg, pictures, reply
from imagine_nb import Gallery, loop
from imagine_nb.errors import BadRequestError, NotFoundError
from imagine_nb.exchange.engine import Engine
from imagine_nb.exchange.promised import PICTURES, Promised, promised
from imagine_nb.wire.order import Order

Make = Callable[..., Engine]
BEGUN = reply(200, {"request_id": "r-1"})
DONE = reply(200, {"status": "done", **pictures(jpeg(), ticks=7)})


def statuses(gallery: Gallery) -> list[str]:
    return [row.charges[0].status for row in gallery.ledger()]


@pytest.mark.parametrize("pending", [reply(202), reply(202, {}), reply(200, {"status": "pending"})])
def test_until_they_are_there_nothing_is_received(
    make: Make, faults: FaultServer, gallery: Gallery, order: Order, pending: Act
) -> None:
    faults.then(BEGUN, pending, pending, DONE)
    exchange = make().exchange
    begun = loop.run(promised(exchange, order, PICTURES))
    assert begun.request_id == "r-1"
    assert [loop.run(begun.received()) for _ in range(2)] == [None, None]
    assert statuses(gallery) == ["sent"]
    received = loop.run(begun.received())
    assert received is not None
    assert received.data == (jpeg(),)
    assert received.recorded.request.sent == "a fox"
    assert statuses(gallery) == ["done"]


def test_an_id_that_the_api_does_not_know_ends_the_request(
    make: Make, faults: FaultServer, gallery: Gallery, order: Order
) -> None:
    engine = make(budget_usd=0.05)
    faults.then(BEGUN, reply(404, {"code": "not-found", "error": "No such request."}))
    begun = loop.run(promised(engine.exchange, order, PICTURES))
    assert engine.budget.left_usd == pytest.approx(0.03)
    with pytest.raises(NotFoundError, match="24 hours"):
        loop.run(begun.received())
    assert statuses(gallery) == ["failed"]
    assert engine.budget.left_usd == 0.05


def test_a_request_that_failed_there_fails_here(
    make: Make, faults: FaultServer, gallery: Gallery, order: Order
) -> None:
    failed = {"status": "failed", "error": {"code": "invalid_argument", "message": "It did not work."}}
    faults.then(BEGUN, reply(200, failed))
    begun = loop.run(promised(make().exchange, order, PICTURES))
    with pytest.raises(BadRequestError, match="It did not work"):
        loop.run(begun.received())
    assert statuses(gallery) == ["failed"]


def test_an_id_of_another_process_is_enough(make: Make, faults: FaultServer, gallery: Gallery) -> None:
    faults.then(reply(202), DONE)
    again = Promised(make().exchange, "r-1", PICTURES)
    assert loop.run(again.received()) is None
    assert len(gallery.ledger()) == 0
    assert loop.run(again.received()) is not None
    assert [(each.prompt, each.cost_ticks) for each in gallery] == [("deferred r-1", 7)]
    assert [each.path for each in faults.requests] == ["/v1/images/r-1"] * 2
