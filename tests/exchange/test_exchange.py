"""From an order to its record: what is sent, what is asked again, and what is told of what did not come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from faults_server import FaultServer, answer, deltas, jpeg, pictures, reply, stream
from imagine_nb import Gallery, loop
from imagine_nb.config import Target
from imagine_nb.errors import APIConnectionError, BadRequestError, NotFoundError, ProtocolError
from imagine_nb.exchange.engine import Engine
from imagine_nb.exchange.exchange import FORGOTTEN
from imagine_nb.wire.order import Order
from imagine_nb.wire.questions import answer_order

Make = Callable[..., Engine]
GONE = reply(404, {"code": "not-found", "error": "Response resp_1 not found."})


@pytest.fixture
def question(to: Target) -> Order:
    """A question that goes on from an answer which the API keeps, with its whole history beside it."""
    turns = [{"role": "user", "content": "What is it?"}, {"role": "assistant", "content": "A fox."}]
    turns.append({"role": "user", "content": "What colour?"})
    whole = answer_order("What colour?", target=to, model="grok-4.3", messages=turns)
    kept = {"previous_response_id": "resp_1"}
    return replace(whole, body={**whole.body, **kept, "input": turns[-1:]}, whole=whole)


def test_pictures_are_kept_as_they_came(
    make: Make, faults: FaultServer, gallery: Gallery, order: Order
) -> None:
    faults.then(reply(200, pictures(jpeg(), ticks=7), x_request_id="req-7"))
    received = loop.run(make().exchange.pictures(order))
    assert (received.data, received.notice, received.gaps) == ((jpeg(),), "", ())
    assert received.recorded == gallery.recorded(received.recorded.id)
    outcome = received.recorded.outcome
    assert (outcome.status, outcome.request_id, outcome.usage.cost_in_usd_ticks) == ("done", "req-7", 7)


def test_a_picture_that_is_kept_back_leaves_a_gap_which_is_told(
    make: Make, faults: FaultServer, order: Order
) -> None:
    body = pictures(jpeg((1, 2, 3)), jpeg((4, 5, 6)), jpeg((7, 8, 9)))
    body["data"][1] = {"respect_moderation": False}
    faults.then(reply(200, body))
    received = loop.run(make().exchange.pictures(order))
    assert received.data == (jpeg((1, 2, 3)), jpeg((7, 8, 9)))
    assert [(gap.index, gap.is_moderated) for gap in received.gaps] == [(1, True)]
    assert received.recorded.outcome.status == "partial"
    assert received.notice == "Picture 2: content moderation kept it back."


@pytest.mark.parametrize("ticks", [None, 5])
def test_pictures_that_cannot_be_fetched_may_be_charged_where_no_bill_came(
    make: Make, faults: FaultServer, gallery: Gallery, order: Order, ticks: int | None
) -> None:
    url = f"{faults.base_url}/made.jpg"
    faults.then(reply(200, {**pictures(ticks=ticks), "data": [{"url": url}]}), reply(404))
    with pytest.raises(APIConnectionError) as caught:
        loop.run(make().exchange.pictures(order))
    assert (caught.value.urls, caught.value.cost_ticks) == ((url,), ticks)
    assert caught.value.may_be_charged == (ticks is None)
    (row,) = gallery.ledger()
    assert row.charges[0].certainty == ("unknown" if ticks is None else "exact")


def test_pictures_that_the_api_only_stores_are_an_error(
    make: Make, faults: FaultServer, order: Order
) -> None:
    faults.then(reply(200, {**pictures(ticks=5), "data": [{"file_output": {"file_id": "file_1"}}]}))
    with pytest.raises(ProtocolError, match="the API only stores it") as caught:
        loop.run(make().exchange.pictures(order))
    assert not caught.value.may_be_charged


def test_a_chat_that_the_api_forgot_is_sent_whole(make: Make, faults: FaultServer, question: Order) -> None:
    faults.then(GONE, reply(200, answer("Red.")))
    received = loop.run(make().exchange.answer(question))
    assert received.recorded.answer is not None
    assert (received.recorded.answer.text, received.notice) == ("Red.", FORGOTTEN)
    assert [len(each.json["input"]) for each in faults.requests] == [1, 3]


def test_only_what_was_forgotten_is_sent_again(make: Make, faults: FaultServer, question: Order) -> None:
    exchange = make().exchange
    faults.then(reply(400, {"error": "No."}))
    with pytest.raises(BadRequestError):
        loop.run(exchange.answer(question))
    faults.then(GONE)
    with pytest.raises(NotFoundError):
        loop.run(exchange.answer(replace(question, whole=None)))
    assert len(faults.requests) == 2


def test_an_answer_is_heard_as_it_comes_and_kept_whole(
    make: Make, faults: FaultServer, gallery: Gallery, question: Order
) -> None:
    end = {"type": "response.completed", "response": answer("A red fox.")}
    faults.then(stream(*deltas("A red", " fox."), end))
    heard: list[str] = []
    received = loop.run(make().exchange.answer(question, heard.append))
    assert heard == ["A red", " fox."]
    assert received.recorded.answer is not None
    assert gallery.answers() == [received.recorded.answer]
    assert received.recorded.answer.text == "A red fox."
