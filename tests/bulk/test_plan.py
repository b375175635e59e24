"""Plan of a bulk run: its figures in one line, and all of it in several."""

from __future__ import annotations

from imagine_nb.bulk.plan import BulkPlan
from imagine_nb.prices import Price

PLAN = BulkPlan(
    2000, 1588, n_kept=400, n_bad=12, price=Price(31.76), seconds=317.6, model="grok-imagine-image",
    engine="xai", troubles=dict.fromkeys(range(12), "The cell is empty."),
)  # fmt: skip


def test_its_line() -> None:
    assert PLAN.line == (
        "1,588 requests for 2,000 rows · 400 kept already · 12 cannot be asked · about $31.76 · "
        "about 5 min at the rate limit"
    )
    assert repr(PLAN) == f"<BulkPlan {PLAN.line}>"
    assert BulkPlan(1, 1).line == "1 request for 1 row · for nothing"
    free = BulkPlan(1, 1, price=Price(keyed_usd=0.02))
    assert free.line == "1 request for 1 row · for nothing on the print shop; with a key about $0.02"
    assert "2 may have been charged and are not asked again" in BulkPlan(3, 1, n_unknown=2).line


def test_all_of_it_tells_of_some_rows_why_they_cannot_be_asked() -> None:
    lines = PLAN.text.splitlines()
    assert lines[1] == "grok-imagine-image (xai) answers. Nothing was sent."
    assert lines[2] == "Row 0: The cell is empty."
    assert lines[-1] == "And 2 rows more that cannot be asked."
    assert len(lines) == 13
    assert PLAN._repr_mimebundle_()["text/plain"] == PLAN.text


def test_what_it_costs_at_most() -> None:
    assert PLAN.most == PLAN.price
    stops = BulkPlan(10, 10, price=Price(0.2), max_usd=0.1)
    assert (stops.price_usd, stops.most.usd) == (0.2, 0.1)
    assert stops.line.endswith("about $0.20 · stops at $0.10")
    assert BulkPlan(10, 10, price=Price(0.2), max_usd=0.3).most.usd == 0.2
