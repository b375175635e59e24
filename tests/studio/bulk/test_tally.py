"""What becomes of a row whose takes end in several ways, and what is charged for it."""

from __future__ import annotations

from typing import Any

import pytest

from faults_server import Act, FaultServer, jpeg, pictures, reply
from table_server import TICKS

CAME = reply(200, pictures(jpeg(), ticks=TICKS))
FAILED = reply(400, {"error": "no such thing"})
LOST = reply(500, {"error": "broken"})
REFUSED = reply(
    400,
    {
        "error": "Content moderation refused it.",
        "code": "content_moderation",
        "usage": {"cost_in_usd_ticks": TICKS},
    },
)


@pytest.mark.parametrize(
    ("answers", "status", "n_pictures", "cost_ticks", "said"),
    [
        ([CAME, CAME], "done", 2, 2 * TICKS, None),
        ([CAME, FAILED], "partial", 1, TICKS, "no such thing"),
        ([FAILED, CAME], "partial", 1, TICKS, "no such thing"),
        ([CAME, LOST], "partial", 1, TICKS, "may have been charged"),
        ([FAILED, FAILED], "failed", 0, 0, "no such thing"),
        ([FAILED, REFUSED], "failed", 0, TICKS, "no such thing"),
        ([REFUSED, LOST], "unknown", 0, TICKS, "moderation"),
        ([LOST, LOST], "unknown", 0, None, "may have been charged"),
    ],
)
def test_a_row_has_the_worst_of_its_takes_unless_something_came(
    make: Any,
    faults: FaultServer,
    answers: list[Act],
    status: str,
    n_pictures: int,
    cost_ticks: int | None,
    said: str | None,
) -> None:
    faults.then(*answers)
    told: list[str] = []
    studio = make(base_url=faults.base_url)
    results = studio.imagine_many(
        ["an owl"], takes=2, max_in_flight=1, on_row=lambda row: told.append(row.status)
    )
    row = results[0]
    assert (row.status, len(row.pictures), row.cost_ticks) == (status, n_pictures, cost_ticks)
    assert told == [status]
    assert (row.error is None) if said is None else (said in str(row.error))
    assert results.standing.cost_ticks == studio.gallery.cost_ticks == (cost_ticks or 0)


def test_of_equal_rows_the_first_pays_and_all_fail_together(make: Any, faults: FaultServer) -> None:
    faults.then(CAME, REFUSED)
    results = make(base_url=faults.base_url).imagine_many(["a fox", "a fox", "gore", "gore"], max_in_flight=1)
    assert [row.status for row in results] == ["done", "done", "moderated", "moderated"]
    assert [row.cost_ticks for row in results] == [TICKS, 0, TICKS, 0]
    assert (results.standing.n_done, results.standing.n_failed) == (2, 2)
