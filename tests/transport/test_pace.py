from __future__ import annotations

from typing import Any

import pytest

from imagine_nb.config import target
from imagine_nb.errors import InputError
from imagine_nb.transport.pace import Pace, kind_of, usual_rate

KEY = "xai-a-key-of-the-tests-0123456789"


@pytest.mark.parametrize(
    ("engine", "address", "pictures", "answers"),
    [
        ("xai", None, 5, 2),
        ("xai", "https://gateway.example.com/v1", 5, 2),
        ("xai", "http://127.0.0.1:9/v1", None, None),
        ("print-shop", None, None, None),
    ],
)
def test_the_documented_limits_are_those_of_the_api(
    engine: str, address: str | None, pictures: float | None, answers: float | None
) -> None:
    to = target(engine=engine, api_key=KEY, base_url=address)
    assert (Pace().limit(to, "pictures"), Pace().limit(to, "answers")) == (pictures, answers)
    assert Pace(requests_per_second=0.5).limit(to, "pictures") == 0.5
    assert Pace(requests_per_second=None).limit(to, "pictures") is None
    assert usual_rate(to, "pictures") >= 1


def test_only_what_is_made_counts() -> None:
    paths = ["/images/generations", "/images/edits", "/responses", "/chat/completions"]
    assert [kind_of(each) for each in paths] == ["pictures", "pictures", "answers", "answers"]
    assert {kind_of(each) for each in ("/batches", "/batches/b/requests", "/files", "/models")} == {None}


@pytest.mark.parametrize("odd", [0, -1, 0.001, True, "5", "unlimited", float("nan"), [], {}])
def test_what_is_no_rate_is_refused(odd: Any) -> None:
    with pytest.raises(InputError, match="requests_per_second is"):
        Pace(requests_per_second=odd)


@pytest.mark.parametrize("odd", [0, -1, True, 2.5, "8", None])
def test_what_is_no_count_is_refused(odd: Any) -> None:
    with pytest.raises(InputError, match="max_in_flight is"):
        Pace(odd)
