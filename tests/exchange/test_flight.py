"""Whatever happens to a request, its ending is recorded, and what was held for it is settled."""

import asyncio
import threading
from dataclasses import replace

import pytest

from imagine_nb import Gallery
from imagine_nb.budget import Budget
from imagine_nb.config import Target
from imagine_nb.errors import APITimeoutError, BadRequestError, BudgetError, GalleryError
from imagine_nb.exchange.flight import Flight, delivered, unbroken
from imagine_nb.gallery.files import PARTS
from imagine_nb.records import NewPicture, Outcome
from imagine_nb.usage import Usage
from imagine_nb.wire.order import Order, image_order

CENT = 10**8
PIXEL = NewPicture(b"1", "image/jpeg", 1, 1)


def statuses(gallery: Gallery) -> list[str]:
    return [row.charges[0].status for row in gallery.ledger()]


@pytest.mark.parametrize(("is_sent", "status", "spent"), [(False, "cancelled", 0), (True, "unknown", 0.02)])
def test_what_is_cancelled_may_have_been_charged_once_it_was_sent(
    order: Order, gallery: Gallery, *, is_sent: bool, status: str, spent: float
) -> None:
    budget = Budget(0.05)

    async def main() -> None:
        async with Flight(order, gallery, [budget]) as flight:
            assert budget.left_usd == pytest.approx(0.03)
            if is_sent:
                flight.sent()
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(main())
    assert statuses(gallery) == [status]
    assert (budget.spent_usd, budget.left_usd) == (pytest.approx(spent), pytest.approx(0.05 - spent))


def test_what_the_print_shop_was_sent_is_free_when_it_is_cancelled(gallery: Gallery) -> None:
    shop = image_order(
        "a fox", target=Target("print-shop", "http://print-shop/v1"), model="grok-imagine-image"
    )

    async def main() -> None:
        async with Flight(shop, gallery) as flight:
            flight.sent()
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(main())
    assert statuses(gallery) == ["cancelled"]


def test_an_intent_that_cannot_be_written_gives_its_price_back(order: Order, gallery: Gallery) -> None:
    budget = Budget(0.05)
    gallery.close()
    with pytest.raises(GalleryError):
        asyncio.run(Flight(order, gallery, [budget]).start())
    assert (budget.left_usd, budget.spent_usd) == (0.05, 0)


def test_a_price_above_a_budget_writes_nothing_down(order: Order, gallery: Gallery) -> None:
    with pytest.raises(BudgetError):
        asyncio.run(Flight(order, gallery, [Budget(0.01)]).start())
    assert gallery.journal.last_take(order.key) == 0


def test_a_bill_counts_as_it_is_told_and_as_estimated_where_it_is_not(order: Order) -> None:
    budget = Budget(1)

    async def main(ticks: int | None) -> None:
        async with Flight(order, None, [budget]) as flight:
            received = await flight.finish(Outcome("done", usage=Usage(ticks)), pictures=[PIXEL])
            assert (received.data, received.notice) == ((b"1",), "")

    asyncio.run(main(5 * CENT))
    assert budget.spent_usd == pytest.approx(0.05)
    asyncio.run(main(None))
    assert budget.spent_usd == pytest.approx(0.07)


def test_a_refusal_costs_what_it_tells(order: Order, gallery: Gallery) -> None:
    budget = Budget(1)
    for ticks in (None, 3 * CENT):
        flight = Flight(order, gallery, [budget])
        asyncio.run(flight.start())
        flight.sent()
        flight.fail(BadRequestError("No.", status=400, cost_ticks=ticks))
    assert budget.spent_usd == pytest.approx(0.03)
    assert [row.exact_usd for row in gallery.ledger()] == [pytest.approx(0.03), 0]


def test_the_text_that_had_come_is_kept_with_the_error(order: Order, gallery: Gallery) -> None:
    asked = replace(order, request=replace(order.request, endpoint="/responses", prompt="What is it?"))
    flight = Flight(asked, gallery)
    asyncio.run(flight.start())
    flight.sent()
    flight.hear("A red f")
    flight.fail(APITimeoutError("Too slow.", may_be_charged=True))
    (kept,) = gallery.answers()
    assert (kept.question, kept.text) == ("What is it?", "A red f")
    assert statuses(gallery) == ["unknown"]


def test_a_gallery_that_fails_later_costs_no_picture(order: Order, gallery: Gallery) -> None:
    async def main() -> None:
        async with Flight(order, gallery) as flight:
            gallery.close()
            received = await flight.finish(Outcome("done"), pictures=[PIXEL])
            assert received.data == (b"1",)
            assert "cannot be used" in received.notice
            assert [each.number for each in received.recorded.pictures] == [0]

    asyncio.run(main())


def test_a_body_is_durable_once_it_is_whole(order: Order, gallery: Gallery) -> None:
    async def main() -> None:
        async with Flight(order, gallery) as flight:
            flight.write(b"{}")
            await flight.whole()
            (body,) = (gallery.folder / PARTS).iterdir()
            assert (body.suffix, body.read_bytes()) == (".body", b"{}")
            await flight.finish(Outcome("done"), pictures=[PIXEL])

    asyncio.run(main())
    assert list((gallery.folder / PARTS).iterdir()) == []


def test_cancelled_twice_it_still_waits_for_what_is_being_written() -> None:
    begun, may_end, written = threading.Event(), threading.Event(), threading.Event()

    def write() -> None:
        begun.set()
        assert may_end.wait(20)
        written.set()

    async def main() -> None:
        writing = asyncio.ensure_future(unbroken(write))
        assert await asyncio.to_thread(begun.wait, 20)
        for _ in range(3):
            writing.cancel()
            await asyncio.wait({writing}, timeout=0)
            assert not writing.done()
        may_end.set()
        with pytest.raises(asyncio.CancelledError):
            await writing
        assert written.is_set()

    asyncio.run(main())


def test_cancelled_while_it_is_being_kept_it_brings_what_was_kept() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def keep() -> str:
        begun.set()
        assert may_end.wait(20)
        return "kept"

    async def main() -> str:
        keeping = asyncio.ensure_future(delivered(keep))
        assert await asyncio.to_thread(begun.wait, 20)
        keeping.cancel()
        await asyncio.wait({keeping}, timeout=0)
        may_end.set()
        return await keeping

    assert asyncio.run(main()) == "kept"
