"""Budgets of a studio: a call that does not fit is refused whole, whichever budget it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from imagine_nb import Gallery, Studio
from imagine_nb.budget import SESSION, Budget
from imagine_nb.errors import BudgetError, ImagineError
from quick_server import QuickServer
from waiting import wait_until


@pytest.fixture
def make(quick: QuickServer, tmp_path: Path) -> Callable[..., Studio]:
    def make(**options: Any) -> Studio:
        told = {"gallery": tmp_path, **options}
        return Studio(engine="xai", base_url=quick.base_url, notify=lambda text: None, **told)

    return make


def refused(studio: Studio, quick: QuickServer, **options: Any) -> BudgetError:
    """What is said of 25 pictures, with nothing sent."""
    before = len(quick.bodies)
    with pytest.raises(BudgetError, match="Nothing was sent") as error:
        studio.imagine("a fox", n=25, **options)
    assert len(quick.bodies) == before
    assert error.value.price_usd == pytest.approx(0.5)
    return error.value


def test_of_the_session(make: Any, quick: QuickServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGINE_NB_BUDGET", "1000")
    spent = 1000 - (SESSION.left_usd or 0)  # by tests before this one
    monkeypatch.setenv("IMAGINE_NB_BUDGET", str(spent + 0.30))
    error = refused(make(), quick)
    assert "25 pictures in 3 requests would cost about $0.50; $0.30 of the budget of" in str(error)


def test_of_the_studio(make: Any, quick: QuickServer) -> None:
    studio = make(budget=0.30)
    refused(studio, quick)
    assert len(studio.imagine("a fox", n=15)) == 15


def test_of_the_gallery(make: Any, quick: QuickServer, tmp_path: Path) -> None:
    refused(make(gallery=Gallery(tmp_path, budget=0.30)), quick)


def test_of_two_studios_that_share_one(make: Any, quick: QuickServer, tmp_path: Path) -> None:
    shared = Budget(0.60)
    make(budget=shared).imagine("a fox", n=15)
    refused(make(budget=shared, gallery=tmp_path / "other"), quick)
    assert shared.left_usd == pytest.approx(0.30)


def test_of_one_call(make: Any, quick: QuickServer) -> None:
    assert "more than the $0.30 allowed" in str(refused(make(), quick, budget=0.30))


def test_of_calls_that_share_one(make: Any, quick: QuickServer) -> None:
    shared, studio = Budget(0.60), make()
    studio.imagine("a cat", n=10, budget=shared)
    refused(studio, quick, budget=shared)


def test_again_is_a_call_like_any_other(make: Any, quick: QuickServer) -> None:
    studio = make(budget=0.03)
    fox = studio.imagine("a fox").one
    with pytest.raises(BudgetError):
        studio.again(fox)
    with pytest.raises(BudgetError):
        studio.again()
    assert len(quick.bodies) == 1


def test_what_is_kept_costs_nothing_of_it(make: Any, quick: QuickServer) -> None:
    make().imagine("a fox", n=25)
    studio = make(budget=0)
    assert len(studio.imagine("a fox", n=25)) == 25


def test_of_threads_that_ask_at_once_no_two_spend_the_same_sum(make: Any, quick: QuickServer) -> None:
    studio, found = make(budget=0.50), []

    def ask(number: int) -> None:
        try:
            found.append(len(studio.imagine(f"fox {number}", n=20)))
        except ImagineError as error:
            found.append(type(error))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, found)) == sorted(map(str, [20, *[BudgetError] * 3]))
    assert sorted(body["n"] for body in quick.bodies) == [10, 10]


def test_what_was_set_aside_and_never_sent_is_given_back(make: Any, quick: QuickServer) -> None:
    budget = Budget(5)
    studio = make(budget=budget)
    with pytest.raises(ImagineError):
        studio.imagine("gore", n=15)  # refused by moderation, and not billed by this server
    assert (budget.spent_usd, budget.left_usd) == (0, 5)
    quick.hold()
    n_before = len(quick.bodies)
    job = studio.start_imagine("a fox", n=15)
    quick.wait_for(n_before + 1)
    job.cancel()
    wait_until(lambda: job.is_over)
    quick.release()
    assert (budget.left_usd or 0) + budget.spent_usd == pytest.approx(5)


def test_identical_calls_at_once_pay_once(make: Any, quick: QuickServer) -> None:
    budget = Budget(0.70)
    studio = make(budget=budget)
    quick.hold()
    jobs = [studio.start(plan) for plan in [studio.plan("a fox", n=15)] * 2]
    quick.wait_for(2)
    quick.release()
    assert [len(job.result()) for job in jobs] == [15, 15]
    assert (len(quick.bodies), budget.left_usd) == (2, pytest.approx(0.40))


def test_an_unlisted_model_counts_as_the_dearest_known(make: Any, quick: QuickServer) -> None:
    studio = make(budget=0.10)
    with pytest.raises(BudgetError, match=r"2 pictures would cost \$0\.16 \(the price is not known"):
        studio.imagine("a fox", model="a-new-model", n=2)
    with pytest.raises(BudgetError):
        studio.imagine("a fox", model="a-new-model", budget=0.07)
    assert quick.bodies == []
