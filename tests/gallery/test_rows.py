import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagine_nb.gallery.rows import outcome_of, outcome_row, request_of, request_row
from imagine_nb.records import Outcome, Request, SourceRecord, share
from imagine_nb.usage import Usage

ASKED = Request(
    "xai", "https://api.x.ai/v1", "/images/edits", "m", "{fox} <b>", "<IMAGE_0> <b>", {"n": 2, "user": None},
    (SourceRecord("fox", sha256="0" * 64), SourceRecord("far", url="https://x.org/1.png")),
    3, "h", "c", "b", "7",
)  # fmt: skip
ENDED = Outcome("done", "m2", 200, "req-1", None, None, Usage(7, 1, 2, 3, 6), 1.5)


@pytest.mark.parametrize("request_", [ASKED, Request("e", "u", "/images/generations", "m", "a", "a")])
def test_a_request_is_the_same_after_its_row(request_: Request) -> None:
    row = request_row(request_)
    assert request_of(row) == request_  # type: ignore[arg-type] # a row is read by name
    assert (row["key"], row["content"]) == (request_.key, request_.content)


@pytest.mark.parametrize("outcome", [ENDED, Outcome("failed", http_status=500, error="it broke")])
def test_an_outcome_is_the_same_after_its_row(outcome: Outcome) -> None:
    assert outcome_of(outcome_row(outcome)) == outcome  # type: ignore[arg-type]


@given(ticks=st.integers(0, 10**13), n=st.integers(1, 10))
def test_the_shares_of_a_bill_add_up_and_differ_by_a_tick_at_most(ticks: int, n: int) -> None:
    shares = [share(ticks, n, position) for position in range(n)]
    whole = [each for each in shares if each is not None]
    assert sum(whole) == ticks
    assert max(whole) - min(whole) <= 1


def test_an_unknown_bill_has_no_shares() -> None:
    assert share(None, 3, 0) is None
