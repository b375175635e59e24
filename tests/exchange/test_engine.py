"""One engine's line: whom it asks, within which budgets, and how much at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from faults_server import FaultServer, jpeg, pictures, reply
from imagine_nb import Gallery, loop
from imagine_nb.budget import SESSION
from imagine_nb.config import Target
from imagine_nb.errors import BudgetError, InputError
from imagine_nb.exchange.engine import Engine
from imagine_nb.transport.pace import Pace
from imagine_nb.wire.order import Order

Make = Callable[..., Engine]


@pytest.mark.parametrize("whose", ["its own", "the session's", "the gallery's"])
def test_each_of_three_budgets_stops_what_would_break_it(
    make: Make,
    faults: FaultServer,
    gallery: Gallery,
    order: Order,
    monkeypatch: pytest.MonkeyPatch,
    whose: str,
) -> None:
    options: dict[str, Any] = {}
    if whose == "its own":
        options = {"budget_usd": 0.03}
    elif whose == "the gallery's":
        options = {"gallery": Gallery(gallery.folder, budget=0.03)}
    else:
        monkeypatch.setenv("IMAGINE_NB_BUDGET", "1000")
        bound = 1000 - (SESSION.left_usd or 0)  # by tests before this one
        monkeypatch.setenv("IMAGINE_NB_BUDGET", f"{bound + 0.03}")
    exchange = make(**options).exchange
    faults.then(reply(200, pictures(jpeg())))
    loop.run(exchange.pictures(order))
    with pytest.raises(BudgetError, match=r"\$0\.01 of the budget"):
        loop.run(exchange.pictures(order))
    assert len(faults.requests) == 1


@pytest.mark.parametrize("count", [0, -1, True, 2.0, "8"])
def test_what_is_no_count_of_requests_at_once_is_refused(make: Make, count: Any) -> None:
    with pytest.raises(InputError, match="It is a count from 1"):
        make(pace=Pace(count))
    assert make(pace=Pace(1)).to.engine == "xai"


def test_a_gallery_alone_is_no_engine_to_ask() -> None:
    with pytest.raises(InputError, match="'replay' sends nothing"):
        Engine(Target("replay", ""), gallery=False)
