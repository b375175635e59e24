from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from faults_server import FaultServer, answer, jpeg, pictures, reply, silent
from imagine_nb import Client
from imagine_nb.budget import SESSION, Budget, budget, held
from imagine_nb.errors import APITimeoutError, BadRequestError, BudgetError, InputError
from imagine_nb.transport.patience import Patience

ONE = "grok-imagine-image"
CENT = 10**8


def test_a_price_that_is_more_than_is_left_is_refused() -> None:
    mine = Budget(0.05)
    hold = held(0.03, [mine])
    assert mine.left_usd == pytest.approx(0.02)
    with pytest.raises(BudgetError) as caught:
        held(0.03, [mine])
    assert (caught.value.price_usd, caught.value.left_usd) == (0.03, pytest.approx(0.02))
    assert "Nothing was sent" in str(caught.value)
    hold.settle(4 * CENT)
    assert (mine.spent_usd, mine.left_usd) == (pytest.approx(0.04), pytest.approx(0.01))
    assert repr(mine) == "<Budget $0.04 spent · of $0.05>"


def test_a_bill_that_nobody_knows_counts_with_its_estimate() -> None:
    mine = Budget()
    held(0.03, [mine]).settle(None)
    held(None, [mine]).settle(0)
    assert (mine.spent_usd, mine.left_usd) == (pytest.approx(0.03), None)


def test_one_of_two_budgets_that_refuses_leaves_the_other_as_it_was() -> None:
    large, small = Budget(1), Budget(0.01)
    with pytest.raises(BudgetError):
        held(0.02, [large, small])
    assert large.left_usd == 1


def test_threads_cannot_overspend_together() -> None:
    mine = Budget(0.10)
    refused: list[BudgetError] = []

    def spend() -> None:
        for _ in range(50):
            try:
                held(0.001, [mine]).settle(CENT // 10)
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
    held(0.0, [Budget(0)]).settle(0)
    with pytest.raises(BudgetError):
        held(0.0001, [Budget(0)])


@pytest.fixture
def make(faults: FaultServer, tmp_path: Path) -> Callable[..., Client]:
    def make(**options: Any) -> Client:
        quick = Patience(read=0.3, attempts=1)
        return Client(api_key="k", base_url=faults.base_url, gallery=tmp_path, timeout=quick, **options)

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
    client = make(budget=0.03)
    with pytest.raises(BadRequestError):
        client.image.sample("a", ONE)
    assert client.budget.left_usd == 0.03
    with pytest.raises(APITimeoutError):
        client.image.sample("a", ONE)
    assert client.budget.left_usd == pytest.approx(0.01)  # it may have been charged
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
