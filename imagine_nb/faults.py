"""What went wrong, from an HTTP response or a transport failure, as one error of our own."""

from __future__ import annotations

import json
from email.utils import parsedate_to_datetime
from time import time
from typing import TYPE_CHECKING, NamedTuple

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
from imagine_nb.records import JSON

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

MESSAGE_CHARACTERS = 500
MODERATION_CODE = "imagine:content-moderated"

_ADVICE = {
    AuthenticationError: "Enter a key with %imagine_key, or set XAI_API_KEY; keys are made at https://console.x.ai.",
    PermissionDeniedError: "Check the key's permissions and the team's credit at https://console.x.ai.",
    NotFoundError: "Check the model's name, and that your team has access to it.",
    BadRequestError: "Change the request as the message says.",
    ModeratedError: "Change the prompt or the source image; the same request would be refused again.",
    RateLimitError: "Wait a little and run it again.",
    ServerError: "Try again in a minute; https://status.x.ai shows known trouble.",
    ProtocolError: "Check that base_url is the address of xAI's API or of a server that speaks it.",
}


class Fault(NamedTuple):
    """What an error body says, whichever of its shapes it came in."""

    message: str = ""
    code: str | None = None
    cost_ticks: int | None = None


def fault_in(body: bytes) -> Fault:
    """The message, code and charge in an error body, whichever of its shapes: JSON, text, HTML or nothing."""
    try:
        parsed: JSON = json.loads(body)
    except (ValueError, RecursionError):
        return Fault(_text(body))
    return fault_of(parsed)


def fault_of(parsed: JSON) -> Fault:
    """The same, of a body that is parsed already."""
    if not isinstance(parsed, dict):
        return Fault(str(parsed)[:MESSAGE_CHARACTERS] if parsed else "")
    inner = parsed.get("error")
    nested = inner if isinstance(inner, dict) else {}
    message = nested.get("message") or inner or parsed.get("message") or ""
    code = nested.get("code") or parsed.get("code")
    return Fault(
        str(message)[:MESSAGE_CHARACTERS], None if code is None else str(code)[:100], cost_in(parsed)
    )


def cost_in(parsed: JSON) -> int | None:
    """`usage.cost_in_usd_ticks` of a body, None where it is absent or no whole number."""
    usage = parsed.get("usage") if isinstance(parsed, dict) else None
    ticks = usage.get("cost_in_usd_ticks") if isinstance(usage, dict) else None
    return ticks if isinstance(ticks, int) and not isinstance(ticks, bool) and ticks >= 0 else None


def _text(body: bytes) -> str:
    text = body.decode(errors="replace").strip()
    return "" if text.startswith("<") else text[:MESSAGE_CHARACTERS]


_KINDS: dict[int, type[APIError]] = {
    401: AuthenticationError,
    402: PermissionDeniedError,
    403: PermissionDeniedError,
    404: NotFoundError,
    429: RateLimitError,
}


def _kind(status: int, fault: Fault) -> type[APIError]:
    said = fault.message.lower()
    if fault.code == MODERATION_CODE or "content moderation" in said:
        return ModeratedError
    if (status == 400 and "api key" in said) or (fault.code or "").startswith("unauthenticated"):
        return AuthenticationError
    if status >= 500:
        return ServerError
    return _KINDS.get(status, BadRequestError if status >= 400 else ProtocolError)


def error_of(
    status: int, body: bytes, headers: Mapping[str, str], *, reason: str = "", engine: str = "xai"
) -> APIError:
    """The error that an answer of this status and body is."""
    return error_from(fault_in(body), status, headers, reason=reason, engine=engine)


def error_from(
    fault: Fault, status: int, headers: Mapping[str, str], *, reason: str = "", engine: str = "xai"
) -> APIError:
    """The error that a parsed fault is."""
    kind = _kind(status, fault)
    wait = retry_after(headers)
    advice = _ADVICE.get(kind, "")
    if kind is ServerError and engine == "print-shop":
        advice = "That is a bug of the print shop; other prompts may work."
    if kind is RateLimitError and wait:
        advice = f"The server asks to wait {wait:.0f} s; then run it again."
    who = {"print-shop": "The print shop", "replay": "The gallery"}.get(engine, "The API")
    message = fault.message.rstrip(".") or f"answered {reason or status}"
    return kind(
        f"{who}: {message}." if fault.message else f"{who} {message}.",
        advice=advice,
        status=status,
        code=fault.code,
        request_id=headers.get("x-request-id"),
        cost_ticks=fault.cost_ticks,
        may_be_charged=kind is ServerError and fault.cost_ticks is None and engine == "xai",
        retry_after=wait,
    )


def error_from_failure(failure: httpx.HTTPError, *, host: str, sent: bool, engine: str = "xai") -> APIError:
    """The error that a transport failure is; `sent` says whether the request may have reached the server."""
    import httpx

    charged = sent and engine == "xai"
    if isinstance(failure, httpx.TimeoutException):
        what = "did not answer in time" if sent else "could not be reached in time"
        return APITimeoutError(
            f"{host} {what}.", advice="Try again, or pass a longer timeout=.", may_be_charged=charged
        )
    if isinstance(failure, (httpx.RemoteProtocolError, httpx.DecodingError)) and not sent:
        return ProtocolError(f"{host} does not speak HTTP as it should: {failure}.")
    what = "The connection was cut" if sent else "No connection"
    return APIConnectionError(
        f"{what} ({host}: {failure or type(failure).__name__}).",
        advice="Check the network, or work offline with engine='print-shop'.",
        may_be_charged=charged,
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait that `Retry-After` asks for, as a number or as a date; None where it does not."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time())
    except ValueError:
        return None
