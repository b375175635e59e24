"""What the API tells of batches, read with care, and with the names that xai_sdk gives it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from imagine_nb.errors import BadRequestError, InputError, ModeratedError, ProtocolError, ServerError
from imagine_nb.wire.batches import (
    Batch,
    BatchCostBreakdown,
    BatchRequestState,
    batch_in,
    batches_in,
    page_query,
    path_of,
    priced,
    requests_in,
    results_in,
)

TOLD = {
    "batch_id": "batch_1",
    "name": "mine",
    "create_time": "2026-08-28",
    "expire_time": "2026-09-27T10:00:00Z",
    "cancel_time": None,
    "cancel_by_xai_message": None,
    "state": {"num_requests": 3, "num_pending": 1, "num_success": 2, "num_error": 0, "num_cancelled": 0},
    "input_file_id": "file_1",
}


def dumped(body: Any) -> bytes:
    return json.dumps(body).encode()


def test_a_batch_is_told() -> None:
    batch = batch_in(dumped(TOLD))
    assert (batch.batch_id, batch.name, batch.input_file_id) == ("batch_1", "mine", "file_1")
    assert batch.create_time is not None
    assert batch.expire_time is not None
    assert batch.create_time.ToDatetime().date() == date(2026, 8, 28)
    assert batch.expire_time.ToDatetime().hour == 10
    assert (batch.state.num_pending, batch.state.num_success) == (1, 2)
    assert not batch.HasField("cancel_time")
    assert repr(batch) == "<Batch batch_1 · 'mine' · 3 requests: 1 pending, 2 succeeded>"


def test_a_cancelled_batch_says_when_and_why() -> None:
    batch = batch_in(dumped(TOLD | {"cancel_time": "2026-08-29", "cancel_by_xai_message": "line 2: no\x1b"}))
    assert batch.cancel_by_xai_message == "line 2: no\x1b"
    assert repr(batch).endswith("cancelled 2026-08-29 · line 2: no\\x1b>")


@pytest.mark.parametrize(
    "odd",
    [
        {"create_time": -5}, {"create_time": "soon"}, {"create_time": "9999-99-99"}, {"expire_time": []},
        {"state": "done"}, {"state": {"num_requests": "many", "num_pending": -3, "num_success": 10**30}},
        {"name": 7, "cancel_by_xai_message": {}, "input_file_id": ["x"]}, {"cost_breakdown": 3},
        {"cost_breakdown": {"total_cost_usd_ticks": "lots"}},
    ],
)  # fmt: skip
def test_what_is_told_wrongly_is_not_told(odd: dict[str, Any]) -> None:
    batch = batch_in(dumped({"batch_id": "batch_1"} | odd))
    assert batch == Batch("batch_1")


def test_a_cost_that_is_told_is_taken() -> None:
    told = batch_in(dumped(TOLD | {"cost_breakdown": {"total_cost_usd_ticks": 5}}))
    assert priced(told, 3).cost_breakdown == BatchCostBreakdown(5)
    assert priced(batch_in(dumped(TOLD)), 3).cost_breakdown.total_cost_usd_ticks == 3


@pytest.mark.parametrize("body", [{}, {"batch_id": 5}, {"batch_id": ""}, [], 5])
def test_what_is_no_batch_is_said_to_be_none(body: Any) -> None:
    with pytest.raises(ProtocolError):
        batch_in(dumped(body))


def test_lists_come_in_pages_and_odd_entries_are_left_out() -> None:
    page = batches_in(dumped({"batches": [TOLD, 5, None], "pagination_token": "next"}))
    assert [each.batch_id for each in page.batches] == ["batch_1"]
    assert page.pagination_token == "next"
    row = {
        "batch_request_id": "a",
        "endpoint": "x",
        "model": "m",
        "state": "succeeded",
        "finish_time": "2026-08-28",
    }
    found = requests_in(dumped({"batch_request_metadata": [row, {}, {"batch_request_id": "b", "state": 9}]}))
    assert [each.state for each in found.batch_request_metadata] == [
        BatchRequestState.STATE_SUCCEEDED,
        BatchRequestState.STATE_UNKNOWN,
    ]
    assert found.pagination_token is None
    assert repr(found.batch_request_metadata[0]) == "<BatchRequestMetadata a · succeeded · m>"


@pytest.mark.parametrize("body", [{}, {"results": None}, {"results": {}}, {"results": "x"}, []])
def test_a_page_without_results_is_told(body: Any) -> None:
    with pytest.raises(ProtocolError):
        results_in(dumped(body))


def item(result: Any, **more: Any) -> Any:
    ((found,), _) = results_in(
        dumped({"results": [{"batch_request_id": "a", "batch_result": result, **more}]})
    )
    return found


def test_the_one_body_of_a_result_is_taken_whatever_its_name() -> None:
    body = {"data": []}
    assert item({"response": {"image_edit": body}, "error": {"code": 0, "message": ""}}).body == body
    assert item({"response": {"first": None, "other": body}}).body == body


ERRORS: list[tuple[Any, dict[str, Any], type[Exception], str, bool]] = [
    ({"error": "max_tokens must be positive"}, {}, BadRequestError, "max_tokens must be positive", True),
    ({"error": {"code": 3, "message": "Invalid request."}}, {}, BadRequestError, "Invalid request", False),
    ({"error": {"code": 13, "message": "It broke."}}, {}, ServerError, "It broke", True),
    ({"error": {"code": "internal"}}, {"error_message": "It broke."}, ServerError, "It broke", True),
    ({"error": "rejected by content moderation"}, {}, ModeratedError, "content moderation", False),
    ({"error": "Batch cancelled"}, {}, BadRequestError, "Batch cancelled", False),
    (None, {"error_message": "It failed."}, BadRequestError, "It failed", True),
    ({}, {}, BadRequestError, "no answer", True),
    ({"response": {}}, {}, BadRequestError, "no answer", True),
    ({"response": {"image_generation": 5}}, {}, BadRequestError, "no answer", True),
]


@pytest.mark.parametrize(("result", "more", "kind", "said", "may_be_charged"), ERRORS)
def test_a_failure_is_an_error_in_whichever_form_it_comes(
    result: Any, more: dict[str, Any], kind: type[Exception], said: str, *, may_be_charged: bool
) -> None:
    error = item(result, **more).error("xai")
    assert type(error) is kind
    assert said in error.message
    assert error.may_be_charged is may_be_charged
    assert error.status is None
    assert not item(result, **more).error("print-shop").may_be_charged


@pytest.mark.parametrize("batch_id", [None, "", " ", 5, "x" * 301])
def test_what_is_no_id_is_refused(batch_id: Any) -> None:
    with pytest.raises(InputError, match="batch_id"):
        path_of(batch_id)


def test_an_id_stays_within_its_path() -> None:
    assert path_of("../files?x=1#", "/results") == "/batches/..%2Ffiles%3Fx%3D1%23/results"


@pytest.mark.parametrize("limit", [0, 1001, True, "5", 2.5])
def test_a_page_has_at_most_a_thousand(limit: Any) -> None:
    with pytest.raises(InputError, match="1 to 1000"):
        page_query(limit, None)


def test_a_page_is_asked_for_by_its_token() -> None:
    assert page_query(1000, "next") == {"limit": 1000, "pagination_token": "next"}
    assert page_query(None, None) == page_query(None, "") == {}
