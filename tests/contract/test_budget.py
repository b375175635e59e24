"""What `--live` may spend: the session ends before a request that could exceed `--budget`."""

from __future__ import annotations

import pytest

FOX = {"prompt": "a fox"}


def charged(dollars):
    return {"usage": {"cost_in_usd_ticks": round(dollars * 10**10)}}


def test_what_is_affordable_is_sent(ledger):
    for _ in range(5):
        ledger.before("/images/generations", FOX)
        ledger.after(charged(0.02))
    assert ledger.spent == pytest.approx(0.10)


def test_the_session_ends_before_the_budget_is_exceeded(ledger):
    ledger.after(charged(0.09))
    with pytest.raises(pytest.exit.Exception, match=r"--budget 0\.1: \$0\.0900 is spent"):
        ledger.before("/images/generations", FOX)


def test_several_pictures_and_sources_cost_more(ledger):
    ledger.before("/images/generations", FOX | {"n": 5})
    with pytest.raises(pytest.exit.Exception):
        ledger.before("/images/generations", FOX | {"n": 6})
    ledger.before("/images/edits", FOX | {"images": [{}] * 8})
    with pytest.raises(pytest.exit.Exception):
        ledger.before("/images/edits", FOX | {"images": [{}] * 9})


@pytest.mark.parametrize("body", [{}, {"usage": None}, {"usage": {}}, [], "text"])
def test_an_answer_without_a_price_is_free(ledger, body):
    ledger.after(body)
    assert ledger.spent == 0
