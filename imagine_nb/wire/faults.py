"""Error mapping: an HTTP response or a transport failure becomes one error of our own."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from time import time
from typing import TYPE_CHECKING, NamedTuple, Protocol

from imagine_nb.engines import ENGINES, XAI
from imagine_nb.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ModeratedError,
    NotFoundError,
    PermissionDeniedError,
    ProtocolError,
    RateLimitError,
    ServerError,
)
from imagine_nb.fields import object_in, writable
from imagine_nb.records import JSON, Outcome, Status
from imagine_nb.usage import Usage
from imagine_nb.wire.parsing import bounded_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

MESSAGE_CHARACTERS = 500
MAX_WAIT = 86_400.0  # seconds; who asks for more is not waited for either
_TITLE = re.compile(r"<title(?:\s[^>]{0,200})?>([^<]{1,500})", re.IGNORECASE)
MODERATION_CODE = "imagine:content-moderated"


class Fault(NamedTuple):
    """What an error body says, whichever of its shapes it came in."""

    message: str = ""
    code: str | None = None
    cost_ticks: int | None = None


class Answered(Protocol):
    """Where a fault was met: the status and headers it came with, who answered, and whether it was a POST.

    The transport's replies are such.
    """

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def engine(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def reason(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Head:
    """An answer without its body: the status line, the headers, who answered, and what was asked how."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    engine: str = XAI.name
    method: str = "POST"
    reason: str = ""


def fault_in(body: bytes) -> Fault:
    """The message, code and charge in an error body, whichever of its shapes: JSON, text, HTML or nothing."""
    try:
        parsed = bounded_json(body)
    except ValueError:
        return Fault(_text(body))
    return fault_of(parsed)


def fault_of(parsed: JSON) -> Fault:
    """The same, of a body that is parsed already."""
    if not isinstance(parsed, dict):
        return Fault(writable(str(parsed)[:MESSAGE_CHARACTERS]) if parsed else "")
    inner, nested = parsed.get("error"), object_in(parsed, "error")
    said = (nested.get("message"), nested.get("error"), inner, parsed.get("message"), parsed.get("detail"))
    message = next((each for each in said if isinstance(each, str) and each.strip()), "")
    code = nested.get("code") or nested.get("type") or parsed.get("code")
    told = writable(str(code)[:100]) if isinstance(code, (str, int)) else None
    bills = (Usage.told(each).cost_in_usd_ticks for each in (parsed, nested))
    bill = next((each for each in bills if each is not None), None)
    return Fault(writable(message.strip()[:MESSAGE_CHARACTERS]), told, bill)


def _text(body: bytes) -> str:
    """A body of plain text as it is; of a web page, its title."""
    text = body[:100_000].decode(errors="replace").strip()
    if not text.startswith("<"):
        return text[:MESSAGE_CHARACTERS]
    title = _TITLE.search(text)
    said = " ".join(html.unescape(title[1]).split()) if title else ""
    return f"a web page, {said[:100]!r}" if said else ""


_KINDS: dict[int, type[APIError]] = {
    401: AuthenticationError,
    402: PermissionDeniedError,
    403: PermissionDeniedError,
    404: NotFoundError,
    408: APITimeoutError,
    429: RateLimitError,
}
_KINDS_OF_CODES: dict[str, type[APIError]] = {
    "unauthenticated": AuthenticationError,
    "permission-denied": PermissionDeniedError,
    "permission_denied": PermissionDeniedError,
    "not-found": NotFoundError,
    "invalid-argument": BadRequestError,
    "invalid_argument": BadRequestError,
    "failed_precondition": BadRequestError,
    "resource-exhausted": RateLimitError,
}


def _kind(status: int, fault: Fault) -> type[APIError]:
    said, code = fault.message.lower(), (fault.code or "").partition(":")[0]
    if fault.code == MODERATION_CODE or "content moderation" in said:
        return ModeratedError
    if code == "unauthenticated" or (status == 400 and "api key" in said):
        return AuthenticationError
    if 200 <= status < 300:  # an error body behind a status that says all is well
        return _KINDS_OF_CODES.get(code, ServerError)
    if status >= 500:
        return ServerError
    return _KINDS.get(status, BadRequestError if status >= 400 else ProtocolError)


def error_of(body: bytes, answered: Answered) -> APIError:
    """The error that an answer with this body is."""
    return error_from(fault_in(body), answered)


def error_from(fault: Fault, answered: Answered) -> APIError:
    """The error that a parsed fault is."""
    kind, wait = _kind(answered.status, fault), retry_after(answered.headers)
    told = fault.message.rstrip(". ")
    facts = ENGINES[answered.engine]
    who = facts.speaker
    unknown = answered.method == "POST" and fault.cost_ticks is None and facts.is_billed
    return kind(
        f"{who}: {told}." if told else f"{who} answered {answered.reason or answered.status}.",
        advice=_advice(kind, fault, answered, wait),
        status=answered.status,
        code=fault.code,
        request_id=request_id_of(answered),
        cost_ticks=fault.cost_ticks,
        may_be_charged=unknown and kind in {ServerError, APITimeoutError},
        retry_after=wait,
    )


def _advice(kind: type[APIError], fault: Fault, answered: Answered, wait: float | None) -> str:
    """What to do next, where that is not what is usual for this kind of error."""
    if kind is ServerError and (advice := ENGINES[answered.engine].bug_advice):
        return advice
    if wait and kind in {RateLimitError, ServerError}:
        return f"The server asks to wait {_seconds(wait)}; then run it again."
    if kind is RateLimitError and "quota" in fault.message.lower():
        return "Raise the team's limits or credit at https://console.x.ai."
    if 300 <= answered.status < 400:
        where = answered.headers.get("location", "another address")[:200]
        return f"It points to {where}; a request is not sent on. Set base_url to the address that answers."
    return ""


def _seconds(wait: float) -> str:
    return (
        f"{wait:.0f} s" if wait < 120 else f"{wait / 60:.0f} minutes" if wait < MAX_WAIT else "a day or more"
    )


def request_id_of(answered: Answered) -> str | None:
    """The API's id of a request, as the answer's headers tell it."""
    return answered.headers.get("x-request-id", "")[:200] or None


def outcome_of(error: APIError, *, seconds: float = 0.0) -> Outcome:
    """How a request ended that raised `error`; unknown where it may have been charged."""
    told: Status = "moderated" if isinstance(error, ModeratedError) else "failed"
    return Outcome(
        "unknown" if error.may_be_charged else told,
        http_status=error.status,
        request_id=error.request_id,
        code=error.code,
        error=" ".join([error.message, *error.urls]),
        usage=Usage(error.cost_ticks),
        seconds=seconds,
    )


def error_from_failure(
    failure: httpx.HTTPError, *, host: str, sent: bool, engine: str = XAI.name, said: str | None = None
) -> APIError:
    """The error that a transport failure is; `sent` says whether a POST may have reached the server whole.

    `said` are the failure's words, where they are not to be told as they are.
    """
    import httpx

    charged = sent and ENGINES[engine].is_billed
    reason = " ".join((str(failure) if said is None else said).split())[:200] or type(failure).__name__
    if isinstance(failure, httpx.TimeoutException):
        before = isinstance(failure, (httpx.ConnectTimeout, httpx.PoolTimeout))
        what = "could not be reached in time" if before else "did not answer in time"
        error: APIError = APITimeoutError(f"{host} {what}.", may_be_charged=charged)
    elif isinstance(failure, (httpx.DecodingError, httpx.UnsupportedProtocol)):
        error = ProtocolError(f"{host} does not speak HTTP as it should: {reason}.", may_be_charged=charged)
    else:
        what = "No connection" if is_before_sent(failure) else "The connection was cut"
        error = APIConnectionError(f"{what} ({host}: {reason}).", may_be_charged=charged)
    error.before_sent = is_before_sent(failure)
    return error


def is_before_sent(failure: httpx.HTTPError) -> bool:
    """Whether it is certain that the server never had the whole request."""
    import httpx

    before = (
        httpx.UnsupportedProtocol,
        httpx.LocalProtocolError,
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.PoolTimeout,
        httpx.WriteTimeout,
        httpx.ProxyError,
    )
    return isinstance(failure, before)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait that `Retry-After` asks for, as a number or as a date; None where it does not."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    try:
        seconds = float(text) if text[0].isdigit() else parsedate_to_datetime(text).timestamp() - time()
    except (ValueError, TypeError, OverflowError, IndexError, OSError):  # some dates are in no calendar
        return None
    return min(max(0.0, seconds), MAX_WAIT) if seconds < float("inf") else None
