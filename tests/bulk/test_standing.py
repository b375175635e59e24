"""Progress figures of a bulk run, in one line."""

from __future__ import annotations

import pytest

from imagine_nb.bulk.standing import DONE, STOPPED, STOPPING, Standing, duration


def test_while_it_runs() -> None:
    standing = Standing(2000, 400, 9, 3, 0, 82_400_000_000, per_second=4.91, seconds=84, seconds_left=324.0)
    assert standing.n_ended == 412
    assert standing.line == (
        "412 of 2,000 rows · 9 kept already · 3 failed · $8.24 · 4.9 a second · about 5 min left"
    )


def test_at_its_end_and_when_it_is_stopped() -> None:
    done = Standing(1, 1, cost_ticks=200_000_000, seconds=0.42, state=DONE)
    assert (done.line, done.has_ended) == ("1 of 1 row · $0.02 · 0.4 s", True)
    stopped = Standing(3, 1, n_unknown=1, seconds=7300, state=STOPPED, reason="It was stopped.")
    assert stopped.line == "2 of 3 rows · 1 may have been charged · $0.00 · 2 h 2 min · stopped"
    late = Standing(3, 1, seconds=7300, state=STOPPED, reason="Its deadline had passed.")
    assert late.line == "1 of 3 rows · $0.00 · 2 h 2 min · stopped: Its deadline had passed."
    assert not Standing(3, state=STOPPING).has_ended
    assert Standing(3, state=STOPPING).line.endswith("stopping")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.04, "0.0 s"), (9.96, "10.0 s"), (45, "45 s"), (300, "5 min"), (7200, "2 h"), (180_000, "2 days")],
)
def test_durations_in_words(seconds: float, said: str) -> None:
    assert duration(seconds) == said
