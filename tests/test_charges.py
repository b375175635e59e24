from dataclasses import replace

import pytest

from imagine_nb.charges import Certainty, Charge, Row, total_of

CENT = 10**8
CHARGE = Charge("r", 0.0, "host:1:ab", "xai", "m", "a fox", "done", "exact", 2 * CENT)


def charge(certainty: Certainty, ticks: int | None) -> Charge:
    return replace(CHARGE, certainty=certainty, ticks=ticks)


@pytest.mark.parametrize(
    ("charges", "bill"),
    [
        ([], "$0.00"),
        ([charge("exact", 0)], "$0.00"),
        ([charge("exact", 2 * CENT), charge("exact", 4 * CENT)], "$0.06"),
        ([charge("exact", 2 * CENT), charge("estimated", CENT)], "$0.02 + about $0.01"),
        ([charge("estimated", CENT)], "about $0.01"),
        ([charge("exact", CENT), charge("unknown", 2 * CENT)], "$0.01 + 1 unknown (at most about $0.02)"),
        ([charge("unknown", None), charge("unknown", None)], "2 unknown"),
    ],
)
def test_a_bill_tells_what_is_certain_apart_from_what_is_not(charges: list[Charge], bill: str) -> None:
    assert Row("day", tuple(charges)).bill == bill


def test_a_total_is_all_requests_of_all_rows() -> None:
    rows = [
        Row("a", (charge("exact", CENT),)),
        Row("b", (charge("unknown", CENT), charge("estimated", None))),
    ]
    total = total_of(rows)
    assert (total.name, total.requests, total.unknown) == ("total", 3, 1)
    assert (total.exact_usd, total.estimated_usd, total.unknown_usd) == (0.01, 0.0, 0.01)


def test_a_charge_of_unknown_cost_has_no_dollars() -> None:
    assert charge("unknown", None).usd is None
    assert charge("exact", 150 * CENT).usd == 1.5
