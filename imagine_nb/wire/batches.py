"""Batches as the API tells of them: the batch, how its requests stand, and what each of them brought.

The classes have the names and attributes that xai_sdk gives them. Times are UTC; REST tells bare dates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import TypeVar

from imagine_nb.errors import APIError, BadRequestError, InputError
from imagine_nb.fields import bill_in, count_in, is_writable, object_in, objects, text_in
from imagine_nb.printable import counted, printable
from imagine_nb.protobuf import Message, Timestamp, moment_in
from imagine_nb.records import JSON
from imagine_nb.usage import Usage
from imagine_nb.values import checked_count, in_short
from imagine_nb.wire.faults import Fault, Head, error_from, fault_of
from imagine_nb.wire.paths import segment
from imagine_nb.wire.replies import MAX_NAME, free_json, odd_answer, parsed_json

PATH = "/batches"
MAX_PAGE = 1000  # results, requests or batches in one answer
_MAX_TOKEN = 4096  # characters of the token of a page
_CANCELLED = frozenset({"1", "cancelled", "canceled", "batch_cancelled"})
_WORDS = {"3": "invalid-argument", "5": "not-found", "7": "permission-denied", "8": "resource-exhausted"} | {
    "9": "failed_precondition",
    "11": "invalid-argument",
    "16": "unauthenticated",
}

T = TypeVar("T")


class BatchRequestState(IntEnum):
    """How a request of a batch stands, with the numbers and names of xai_sdk."""

    STATE_UNKNOWN = 0
    STATE_PENDING = 1
    STATE_SUCCEEDED = 2
    STATE_CANCELLED = 3
    STATE_FAILED = 4


@dataclass(frozen=True, slots=True, repr=False)
class BatchState(Message):
    """How many requests of a batch stand how."""

    num_requests: int = 0
    num_pending: int = 0
    num_success: int = 0
    num_error: int = 0
    num_cancelled: int = 0

    def __str__(self) -> str:
        told = {
            "pending": self.num_pending,
            "succeeded": self.num_success,
            "failed": self.num_error,
            "cancelled": self.num_cancelled,
        }
        each = ", ".join(f"{number} {word}" for word, number in told.items() if number)
        return counted(self.num_requests, "request") + (f": {each}" if each else "")


@dataclass(frozen=True, slots=True, repr=False)
class BatchCostBreakdown(Message):
    """What a batch cost in ticks (10^10 are $1): as the API tells, else of the results read so far."""

    total_cost_usd_ticks: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class Batch(Message):
    """A batch: a container of requests that the API works through while nobody waits.

    `cancel_by_xai_message` says why the API gave it up, if it did. `input_file_id` is the file that its
    requests came in. What is not told is None, a text empty.
    """

    batch_id: str
    name: str = ""
    create_time: Timestamp | None = None
    expire_time: Timestamp | None = None
    create_api_key_id: str = ""
    cancel_time: Timestamp | None = None
    cancel_by_xai_message: str = ""
    state: BatchState = BatchState()
    cost_breakdown: BatchCostBreakdown = BatchCostBreakdown()
    input_file_id: str = ""

    def __repr__(self) -> str:
        ended = f"cancelled {self.cancel_time.date()}" if self.cancel_time else ""
        facts = [self.batch_id, repr(self.name), str(self.state), ended, self.cancel_by_xai_message]
        return printable(f"<Batch {' · '.join(filter(None, facts))}>")


@dataclass(frozen=True, slots=True, repr=False)
class BatchRequestMetadata(Message):
    """How one request of a batch stands; `endpoint` and `model` are the API's words."""

    batch_request_id: str
    endpoint: str = ""
    model: str = ""
    state: BatchRequestState = BatchRequestState.STATE_UNKNOWN
    create_time: Timestamp | None = None
    finish_time: Timestamp | None = None

    def __repr__(self) -> str:
        state = self.state.name.removeprefix("STATE_").lower()
        return printable(f"<BatchRequestMetadata {self.batch_request_id} · {state} · {self.model}>")


@dataclass(frozen=True, slots=True, repr=False)
class ListBatchesResponse(Message):
    """A page of batches, and the token of the page that follows, None on the last."""

    batches: tuple[Batch, ...]
    pagination_token: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class ListBatchRequestMetadataResponse(Message):
    """A page of requests of a batch, and the token of the page that follows, None on the last."""

    batch_request_metadata: tuple[BatchRequestMetadata, ...]
    pagination_token: str | None = None


@dataclass(frozen=True, slots=True)
class BatchItem:
    """What one request of a batch brought: the `body` of an answer, or why there is none."""

    batch_request_id: str
    body: dict[str, JSON] | None = field(default=None, repr=False)
    fault: Fault | None = None

    @property
    def is_cancelled(self) -> bool:
        """Whether it was never answered because its batch was cancelled."""
        fault = self.fault
        said = fault.message.lower().startswith(("batch cancelled", "cancelled")) if fault else False
        return said or (fault is not None and (fault.code or "").lower() in _CANCELLED)

    def error(self, engine: str) -> APIError:
        """The error that it is, where it brought nothing. Without a code it may be billed."""
        fault = self.fault or Fault("")
        code = _WORDS.get(fault.code or "", fault.code)
        error = error_from(fault._replace(code=code), Head(200 if fault.code else 400, engine=engine))
        error.status = None  # its own: that of the page says nothing
        told = fault.code is not None or self.is_cancelled or fault.cost_ticks is not None
        if isinstance(error, BadRequestError) and not told:
            error.may_be_charged = error_from(Fault(""), Head(500, engine=engine)).may_be_charged
        return error


def path_of(batch_id: str, what: str = "") -> str:
    """The path of a batch, or of `what` it has. Raises InputError for what is no id."""
    return f"{PATH}/{segment(batch_id, of='batch_id', advice='It is the batch_id of a batch.')}{what}"


def _is_token(token: object) -> bool:
    return isinstance(token, str) and len(token) <= _MAX_TOKEN and is_writable(token)


def page_query(limit: int | None, token: str | None) -> dict[str, str | int]:
    """The query of a page. Raises InputError for a limit that there is not, and for what is no token."""
    if limit is not None:
        checked_count(limit, of="limit", most=MAX_PAGE)
    if token is not None and not _is_token(token):
        raise InputError(
            f"pagination_token is {in_short(token)}.",
            advice="It is the pagination_token of a page.",
        )
    query = {"limit": limit, "pagination_token": token}
    return {name: value for name, value in query.items() if value}


def batch_in(body: bytes | bytearray) -> Batch:
    """The batch in an answer. Raises ProtocolError where it is none."""
    return _batch(parsed_json(body))


def batches_in(body: bytes | bytearray) -> ListBatchesResponse:
    """The page of batches in an answer. Raises ProtocolError where it is none."""
    parsed = free_json(body)
    return ListBatchesResponse(_each(parsed, "batches", _batch), _token(parsed))


def requests_in(body: bytes | bytearray) -> ListBatchRequestMetadataResponse:
    """The page of requests in an answer. Raises ProtocolError where it is none."""
    parsed = free_json(body)
    return ListBatchRequestMetadataResponse(
        _each(parsed, "batch_request_metadata", _metadata), _token(parsed)
    )


def results_in(body: bytes | bytearray) -> tuple[tuple[BatchItem, ...], str | None]:
    """The results in a page, and the token of the next. Raises ProtocolError where it is none."""
    parsed = free_json(body)
    return _each(parsed, "results", _result), _token(parsed)


def priced(batch: Batch, ticks: int) -> Batch:
    """The batch with what is known of its cost, where the API did not tell."""
    return (
        batch
        if batch.cost_breakdown.total_cost_usd_ticks
        else replace(batch, cost_breakdown=BatchCostBreakdown(ticks))
    )


def _each(
    parsed: Mapping[str, JSON], name: str, read: Callable[[Mapping[str, JSON]], T | None]
) -> tuple[T, ...]:
    found = parsed.get(name)
    if not isinstance(found, list):
        raise odd_answer(f"The answer holds no {name.replace('_', ' ')}.", 0)
    each = (read(item) for item in objects(found[:MAX_PAGE]))
    return tuple(item for item in each if item is not None)


def _token(parsed: Mapping[str, JSON]) -> str | None:
    token = text_in(parsed, "pagination_token")
    return token if token and len(token) <= _MAX_TOKEN else None


def _batch(parsed: Mapping[str, JSON]) -> Batch:
    batch_id = text_in(parsed, "batch_id", most=MAX_NAME)
    if batch_id is None:
        raise odd_answer("The answer holds no batch_id.", 0)
    counts, costs = (object_in(parsed, name) for name in ("state", "cost_breakdown"))
    texts = {
        name: text_in(parsed, name, most=MAX_NAME) or ""
        for name in ("name", "create_api_key_id", "cancel_by_xai_message", "input_file_id")
    }
    return Batch(
        batch_id,
        create_time=moment_in(parsed, "create_time"),
        expire_time=moment_in(parsed, "expire_time"),
        cancel_time=moment_in(parsed, "cancel_time"),
        state=BatchState(**{name: count_in(counts, name) or 0 for name in BatchState.__dataclass_fields__}),
        cost_breakdown=BatchCostBreakdown(_ticks(costs)),
        **texts,
    )


def _ticks(costs: Mapping[str, JSON]) -> int:
    return bill_in({"cost_in_usd_ticks": costs.get("total_cost_usd_ticks")}) or 0


def _metadata(parsed: Mapping[str, JSON]) -> BatchRequestMetadata | None:
    request_id = text_in(parsed, "batch_request_id", most=MAX_NAME)
    if request_id is None:
        return None
    state = f"STATE_{(text_in(parsed, 'state', most=MAX_NAME) or '').upper().removeprefix('STATE_')}"
    known = BatchRequestState.__members__
    return BatchRequestMetadata(
        request_id,
        text_in(parsed, "endpoint", most=MAX_NAME) or "",
        text_in(parsed, "model", most=MAX_NAME) or "",
        known.get(state, BatchRequestState.STATE_UNKNOWN),
        moment_in(parsed, "create_time"),
        moment_in(parsed, "finish_time"),
    )


def _result(parsed: Mapping[str, JSON]) -> BatchItem | None:
    request_id = text_in(parsed, "batch_request_id", most=MAX_NAME)
    if request_id is None:
        return None
    result = object_in(parsed, "batch_result")
    bodies = list(objects([*object_in(result, "response").values()]))
    fault = _fault(result, text_in(parsed, "error_message"))
    if fault is None and bodies:
        return BatchItem(request_id, bodies[0])
    bill = next((Usage.told(each).cost_in_usd_ticks for each in bodies), None)
    told = fault or Fault("The batch brought no answer to this request")
    return BatchItem(
        request_id, fault=told if told.cost_ticks is not None else told._replace(cost_ticks=bill)
    )


def _fault(result: Mapping[str, JSON], message: str | None) -> Fault | None:
    """What went wrong: in words, or as a code and words; a code of 0 is none."""
    fault = fault_of({"error": result.get("error")})
    code = None if fault.code in {None, "0", "None", ""} else fault.code
    said = fault.message or (message or "")
    return Fault(said[:1000], code, fault.cost_ticks) if said or code else None
