from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from faults_server import FaultServer, answer, jpeg, pictures, reply, silent
from imagine_nb import Client
from imagine_nb.budget import SESSION, Budget, Limit, Reserve, budget, held, held_together
from imagine_nb.errors import APITimeoutError, BadRequestError, BudgetError, InputError
from imagine_nb.prices import FREE, Price
from imagine_nb.transport.patience import Patience

ONE = "grok-imagine-image"
CENT = 10**8


def test_a_price_that_is_more_than_is_left_is_refused() -> None:
    mine = Budget(0.05)
    hold = held(Price(0.03), [mine])
    assert mine.left_usd == pytest.approx(0.02)
    with pytest.raises(BudgetError) as caught:
        held(Price(0.03), [mine])
    assert (caught.value.price_usd, caught.value.left_usd) == (0.03, pytest.approx(0.02))
    assert "Nothing was sent" in str(caught.value)
    hold.settle(4 * CENT)
    assert (mine.spent_usd, mine.left_usd) == (pytest.approx(0.04), pytest.approx(0.01))
    assert repr(mine) == "<Budget $0.04 spent · of $0.05>"


def test_a_bill_that_nobody_knows_counts_with_its_estimate() -> None:
    mine = Budget()
    held(Price(0.03), [mine]).settle(None)
    assert (mine.spent_usd, mine.left_usd) == (pytest.approx(0.03), None)


def test_one_of_two_budgets_that_refuses_leaves_the_other_as_it_was() -> None:
    large, small = Budget(1), Budget(0.01)
    with pytest.raises(BudgetError):
        held(Price(0.02), [large, small])
    assert large.left_usd == 1


def test_a_price_that_is_not_known_is_set_aside_as_the_dearest_known() -> None:
    mine = Budget(0.10)
    hold = held(Price(0.08, is_known=False), [mine])
    assert mine.left_usd == pytest.approx(0.02)
    with pytest.raises(
        BudgetError, match=r"cost \$0\.08 \(the price is not known: the dearest known counts\)"
    ):
        held(Price(0.08, is_known=False), [mine])
    hold.settle(CENT)
    assert mine.spent_usd == pytest.approx(0.01)


def test_several_requests_are_set_aside_together_or_not_at_all() -> None:
    mine, other = Budget(0.05), Budget(1)
    with pytest.raises(BudgetError, match=r"3 pictures would cost about \$0\.06; \$0\.05 of the budget"):
        held_together([Price(0.02)] * 3, [other, mine], of="3 pictures")
    assert (mine.left_usd, other.left_usd) == (0.05, 1)
    first, second = held_together([Price(0.02)] * 2, [other, mine], of="2 pictures")
    assert mine.left_usd == pytest.approx(0.01)
    first.settle(3 * CENT)
    second.settle(0)
    assert (mine.spent_usd, mine.left_usd) == (pytest.approx(0.03), pytest.approx(0.02))


def test_a_hold_is_taken_over_once_and_settled_once() -> None:
    mine = Budget(0.05)
    hold = held(Price(0.02), [mine])
    own = hold.taken()
    assert own is not None
    assert hold.taken() is None
    hold.settle(0)  # its call has ended; the request has not
    assert mine.left_usd == pytest.approx(0.03)
    own.settle(4 * CENT)
    own.settle(4 * CENT)
    assert (mine.spent_usd, mine.left_usd) == (pytest.approx(0.04), pytest.approx(0.01))
    assert repr(own) == "<Hold of $0.02 · ended>"


def test_a_budget_that_breaks_while_a_price_is_set_aside_takes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = Budget(0.05)
    monkeypatch.setenv("IMAGINE_NB_BUDGET", "plenty")
    with pytest.raises(InputError):
        held(Price(0.02), [mine, SESSION])
    assert mine.left_usd == 0.05


@pytest.mark.parametrize("value", [-1, float("nan"), "much", True])
def test_what_a_call_may_cost_is_a_sum_too(value: Any) -> None:
    with pytest.raises(InputError, match="budget is"):
        Limit(value)


def test_threads_cannot_overspend_together() -> None:
    mine = Budget(0.10)
    refused: list[BudgetError] = []

    def spend() -> None:
        for _ in range(50):
            try:
                held(Price(0.001), [mine]).settle(CENT // 10)
            except BudgetError as error:
                refused.append(error)

    threads = [threading.Thread(target=spend) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (round(mine.spent_usd, 6), len(refused)) == (0.10, 300)


@pytest.mark.parametrize("value", [-1, "much", True, float("nan"), float("inf")])
def test_what_is_no_sum_is_told(value: Any) -> None:
    with pytest.raises(InputError, match="budget is"):
        budget(value)


def test_nothing_is_left_at_zero_and_what_is_free_still_goes() -> None:
    held(FREE, [Budget(0)]).settle(0)
    with pytest.raises(BudgetError):
        held(Price(0.0001), [Budget(0)])


@pytest.fixture
def make(faults: FaultServer, tmp_path: Path) -> Callable[..., Client]:
    def make(*, read: float = 30, **options: Any) -> Client:
        once = Patience(read=read, attempts=1)
        return Client(api_key="k", base_url=faults.base_url, gallery=tmp_path, timeout=once, **options)

    return make


def test_a_client_refuses_unsent_what_breaks_its_budget(
    make: Callable[..., Client], faults: FaultServer, tmp_path: Path
) -> None:
    faults.then(reply(200, pictures(jpeg(), ticks=4 * CENT)))
    client = make(budget=0.05)
    client.image.sample("a", ONE)
    with pytest.raises(BudgetError) as caught:
        client.image.sample("a", ONE)
    assert caught.value.left_usd == pytest.approx(0.01)
    assert len(faults.requests) == 1
    assert list((tmp_path / "parts").iterdir()) == []


def test_a_failure_that_cost_nothing_gives_its_price_back(
    make: Callable[..., Client], faults: FaultServer
) -> None:
    faults.then(reply(400, {"error": "No."}), silent(), reply(200, pictures(jpeg())))
    shared = Budget(0.03)
    client = make(budget=shared)
    with pytest.raises(BadRequestError):
        client.image.sample("a", ONE)
    assert shared.left_usd == 0.03
    with pytest.raises(APITimeoutError):
        make(budget=shared, read=1.5).image.sample("a", ONE)
    assert shared.left_usd == pytest.approx(0.01)  # it may have been charged
    with pytest.raises(BudgetError):
        client.image.sample("a", ONE)


def test_two_clients_may_share_one(make: Callable[..., Client], faults: FaultServer) -> None:
    shared = Budget(0.03)
    faults.then(reply(200, pictures(jpeg())))
    make(budget=shared).image.sample("a", ONE)
    with pytest.raises(BudgetError):
        make(budget=shared).image.sample("a", ONE)


def test_the_environment_sets_one_for_the_session(
    make: Callable[..., Client], faults: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMAGINE_NB_BUDGET", "1000")
    bound = 1000 - (SESSION.left_usd or 0)  # by tests before this one
    monkeypatch.setenv("IMAGINE_NB_BUDGET", f"${bound + 0.03}")
    faults.then(reply(200, pictures(jpeg())), reply(200, pictures(jpeg())))
    make().image.sample("a", ONE)
    with pytest.raises(BudgetError):
        make().image.sample("a", ONE)
    monkeypatch.setenv("IMAGINE_NB_BUDGET", "plenty")
    with pytest.raises(InputError, match="IMAGINE_NB_BUDGET"):
        make().image.sample("a", ONE)
    monkeypatch.delenv("IMAGINE_NB_BUDGET")
    make().image.sample("a", ONE)


def test_an_answer_is_estimated_too(make: Callable[..., Client], faults: FaultServer) -> None:
    client = make(budget=0.003)
    faults.then(reply(200, answer()))
    client.chat.create("grok-4.3").append("What is it?").sample()
    assert client.budget.spent_usd == pytest.approx(4e-6)
    with pytest.raises(BudgetError):
        client.chat.create("grok-4.3", max_tokens=100_000).append("What is it?").sample()
    with pytest.raises(BudgetError):
        list(client.chat.create("grok-4.7").append("What is it?").stream())
    assert len(faults.requests) == 1


def test_the_print_shop_is_free(tmp_path: Path) -> None:
    Client(engine="print-shop", gallery=tmp_path, budget=0).image.sample("a fox", ONE)


def test_an_unlisted_model_is_bound_too(make: Callable[..., Client], faults: FaultServer) -> None:
    client = make(budget=0.01)
    with pytest.raises(BudgetError, match="the price is not known"):
        client.image.sample("a fox", "a-new-model")
    with pytest.raises(BudgetError):
        make(budget=0.01, validate=False).image.sample("a fox", "grok-imagine-image-2.0", quality="high")
    with pytest.raises(BudgetError):
        client.chat.create("a-new-chat", max_tokens=5_000).append("What is it?").sample()
    with pytest.raises(BudgetError):
        make(budget=0.01, validate=False).image.sample_batch("a fox", ONE, -4)
    assert faults.requests == []
    faults.then(reply(200, pictures(jpeg(), ticks=None)))
    client = make(budget=0.10)
    client.image.sample("a fox", "a-new-model")
    assert client.budget.left_usd == pytest.approx(0.02)  # nobody told the bill


def test_a_batch_that_does_not_fit_is_refused_whole(
    make: Callable[..., Client], faults: FaultServer, tmp_path: Path
) -> None:
    client = make(budget=0.05)
    with pytest.raises(
        BudgetError, match=r"3 pictures in 3 requests would cost about \$0\.06; \$0\.05 of"
    ) as error:
        client.image.sample_each(["a", "b", "c"], ONE)
    assert error.value.price_usd == pytest.approx(0.06)
    with pytest.raises(BudgetError):
        client.image.sample_each(["a", "b", "c"], ONE, return_exceptions=True)
    assert (faults.requests, client.budget.left_usd) == ([], 0.05)


def test_a_batch_that_fits_settles_each_request_by_itself(
    make: Callable[..., Client], faults: FaultServer
) -> None:
    faults.then(reply(200, pictures(jpeg(), ticks=CENT)), reply(400, {"error": "No."}))
    client = make(budget=0.05)
    found = client.image.sample_each(["a", "", "b"], ONE, return_exceptions=True)
    assert [type(each).__name__ for each in found][1] == "InputError"
    assert client.budget.left_usd == pytest.approx(0.04)


def test_a_prompt_that_cannot_be_sent_stops_its_batch_unsent(
    make: Callable[..., Client], faults: FaultServer
) -> None:
    client = make(budget=0.05)
    with pytest.raises(InputError, match="There is no prompt"):
        client.image.sample_each(["a", " "], ONE)
    assert (faults.requests, client.budget.left_usd) == ([], 0.05)


def test_a_reserve_is_taken_request_by_request_and_its_rest_given_back() -> None:
    mine = Budget(0.10)
    reserve = Reserve(Price(0.06), [mine], of="3 requests")
    assert mine.left_usd == pytest.approx(0.04)
    reserve.taken(Price(0.02)).settle(3 * CENT)
    under_way = reserve.taken(Price(0.02))
    reserve.let_go()
    assert mine.left_usd == pytest.approx(0.05)
    under_way.settle(0)
    assert (mine.left_usd, mine.spent_usd) == (pytest.approx(0.07), pytest.approx(0.03))
    with pytest.raises(BudgetError, match="3 requests would cost about"):
        Reserve(Price(0.08), [mine], of="3 requests")


def test_a_run_spends_no_more_than_its_own_limit() -> None:
    mine, spending = Budget(1.0), Budget(0.05)
    reserve = Reserve(Price(0.06), [mine], of="3 requests", spending=spending)
    first, second = reserve.taken(Price(0.02)), reserve.taken(Price(0.02))
    with pytest.raises(BudgetError):
        reserve.taken(Price(0.02))
    first.settle(CENT)
    second.settle(2 * CENT)
    reserve.taken(Price(0.02)).settle(2 * CENT)
    reserve.let_go()
    assert (mine.spent_usd, mine.left_usd) == (pytest.approx(0.05), pytest.approx(0.95))


def test_what_costs_more_than_was_planned_needs_room_in_the_budget() -> None:
    mine, spending = Budget(0.03), Budget()
    reserve = Reserve(Price(0.02), [mine], of="1 request", spending=spending)
    with pytest.raises(BudgetError):
        reserve.taken(Price(0.04))
    assert spending.spent_usd == 0
    reserve.let_go()
    reserve.taken(Price(0.03)).settle(None)
    assert mine.left_usd == pytest.approx(0)


def test_a_hold_that_is_over_sets_another_price_aside_in_the_same_budgets() -> None:
    mine, call = Budget(1), Limit(0.05)
    hold = held(Price(0.03), [mine, call])
    assert not hold.is_ended
    hold.settle(0)  # the first way of asking was refused
    assert hold.is_ended
    again = hold.again(Price(0.03))
    assert (mine.left_usd, call.left_usd) == pytest.approx((0.97, 0.02))
    again.settle(None)
    assert (mine.spent_usd, call.spent_usd) == pytest.approx((0.03, 0.03))
    with pytest.raises(BudgetError):
        hold.again(Price(0.03))
