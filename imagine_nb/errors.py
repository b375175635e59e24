"""Error classes: every error that a user can meet, and the advice that goes with it.

ImagineError
├── InputError            what was asked for cannot be sent; nothing was sent
│   └── SourceError       an image or a file that cannot be used
│       └── MissingFileError    there is no file of that name; a FileNotFoundError too
├── BudgetError           the price was refused; nothing was sent
├── GalleryError          the folder or its database cannot be read or written
└── APIError              a request was tried, and did not succeed
    ├── AuthenticationError     no key, or a key the API does not know
    ├── PermissionDeniedError   the key may not do this, or there is no credit
    ├── NotFoundError           unknown model, id or address
    ├── BadRequestError         the API refused the request as it stands
    ├── ModeratedError          refused by content moderation; billed all the same
    ├── RateLimitError          too many requests
    ├── ServerError             the API failed
    ├── APITimeoutError         no answer in time
    ├── APIConnectionError      no connection, or one that was cut
    └── ProtocolError           an answer that is not what the API promises

Stopped, a KeyboardInterrupt, is what the stop button raises.
"""

from __future__ import annotations

import copyreg
import re
from typing import Any

from imagine_nb.money import cost
from imagine_nb.printable import printable

KEY_PREFIX = "xai-"
OFFLINE = "engine='print-shop' (in a cell --engine print-shop)"  # what an error advises
_KEY = re.compile(rf"{KEY_PREFIX}[A-Za-z0-9_-]{{6,}}")  # also glued to what stands before, as in "\\nxai-..."


def without_keys(text: str) -> str:
    """`text` with everything that looks like an xAI key masked."""
    return _KEY.sub("xai-****", text)


def holds_key(text: str) -> bool:
    """Whether something in `text` looks like an xAI key."""
    return _KEY.search(text) is not None


def told(error: BaseException) -> str:
    """An error in one paragraph: its kind, its words, and the notes that were added to it on the way."""
    return printable(" ".join([f"{type(error).__name__}: {error}", *getattr(error, "__notes__", ())]))


class ImagineError(Exception):
    """The base of all errors of this package; in a notebook it shows as one short paragraph."""

    usual_advice = ""

    def __init__(self, message: str, *, advice: str = "") -> None:
        self.message = printable(without_keys(message))
        self.advice = printable(without_keys(advice)) or self.usual_advice
        super().__init__(self.message)

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()

    def __reduce__(self) -> tuple[Any, ...]:
        # as made without its arguments, which are not in `args`: errors come back from worker processes too
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]

    def add_note(self, note: str) -> None:
        """Add to what is told of the error."""
        super().add_note(printable(note))

    def _render_traceback_(self) -> list[str]:
        return [told(self)]


class Stopped(KeyboardInterrupt):
    """The stop button ended the work; shows as one line, and ends the run of a notebook as ever.

    `partial` holds what had come of a table.
    """

    partial: Any = None

    def __str__(self) -> str:
        return printable(super().__str__())

    def _render_traceback_(self) -> list[str]:
        return [f"Stopped: {self}"]


class InputError(ImagineError, ValueError):
    """What was asked for cannot be sent. Nothing was sent and nothing was charged."""


class SourceError(InputError):
    """An image that cannot be used as a source, or a file that cannot be read."""


class MissingFileError(SourceError, FileNotFoundError):
    """There is no file of that name."""


class BudgetError(ImagineError):
    """The request would cost more than was allowed. Nothing was sent.

    `price_usd` is the estimate, `left_usd` what the budget still holds (None where no budget is set).
    """

    def __init__(
        self, message: str, *, price_usd: float, left_usd: float | None = None, advice: str = ""
    ) -> None:
        super().__init__(message, advice=advice)
        self.price_usd = price_usd
        self.left_usd = left_usd


class GalleryError(ImagineError):
    """The gallery's folder or database cannot be read or written."""


class APIError(ImagineError):
    """A request was tried and did not succeed.

    `status` is the HTTP status (None where no answer came), `code` the API's own code, `request_id` the
    API's id of the request, `cost_ticks` what was charged if the API told, and `may_be_charged` is True
    where nobody can know. `partial` holds the text of an answer that was cut off, `urls` the addresses of
    pictures that were made and could not be fetched.
    """

    partial: str = ""
    urls: tuple[str, ...] = ()
    before_sent: bool = False  # whether it is certain that the server never had the whole request

    def __init__(
        self,
        message: str,
        *,
        advice: str = "",
        status: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
        cost_ticks: int | None = None,
        may_be_charged: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, advice=advice)
        self.status = status
        self.code = code
        self.request_id = request_id
        self.cost_ticks = cost_ticks
        self.may_be_charged = may_be_charged
        self.retry_after = retry_after

    def __str__(self) -> str:
        told = f"{self.message.rstrip('.')} {self.trace}." if self.trace else self.message
        return printable(" ".join(part for part in (told, self.charge, self.advice) if part))

    @property
    def charge(self) -> str:
        """What this failure cost, in words; empty where it cost nothing."""
        if self.cost_ticks:
            return f"It was charged {cost(self.cost_ticks)}."
        return "It may have been charged." if self.may_be_charged else ""

    @property
    def trace(self) -> str:
        """The status and the API's request id, for a question to the API's support."""
        facts = [f"HTTP {self.status}" if self.status else "", self.request_id or ""]
        told = ", request ".join(fact for fact in facts if fact)
        return f"({told})" if self.status else ""


class AuthenticationError(APIError):
    """There is no key, or the API does not know it. Nothing was charged."""

    usual_advice = "Enter a key with %imagine_key, or set XAI_API_KEY; keys are made at https://console.x.ai."


class PermissionDeniedError(APIError):
    """The key may not do this, or the team has no credit left. Nothing was charged."""

    usual_advice = "Check the key's permissions and the team's credit at https://console.x.ai."


class NotFoundError(APIError):
    """The model, id or address does not exist. Nothing was charged."""

    usual_advice = "Check the name or the id, and that your key's team has access to it."


class BadRequestError(APIError):
    """The API refused the request as it stands. Nothing was charged."""

    usual_advice = "Change the request as the message says."


class ModeratedError(APIError, ValueError):
    """Content moderation refused the prompt or the picture. The API bills it all the same.

    A ValueError, as programs written for xai_sdk expect. `kept_back` is how many pictures a whole answer
    named and held none of; None where the request was refused.
    """

    kept_back: int | None = None

    usual_advice = "Change the prompt or the source image; the same request would be refused again."


class RateLimitError(APIError):
    """Too many requests; `retry_after` is in seconds where the API told. Nothing was charged."""

    usual_advice = "Wait a little and run it again."


class ServerError(APIError):
    """The API failed. What it was asked to make or to answer may have been charged."""

    usual_advice = "Try again in a minute; https://status.x.ai shows known trouble."


class APITimeoutError(APIError):
    """No answer came in time. The request may have been charged."""

    usual_advice = "Try again, or pass a longer timeout=."


class APIConnectionError(APIError):
    """There is no connection, or it was cut. A request that was sent may have been charged."""

    usual_advice = "Check the network, or work offline with " + OFFLINE + "."


class ProtocolError(APIError):
    """The answer is not what the API promises. It may have been charged."""

    usual_advice = "Check that base_url is the address of xAI's API or of a server that speaks it."


__all__ = [
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "BudgetError",
    "GalleryError",
    "ImagineError",
    "InputError",
    "MissingFileError",
    "ModeratedError",
    "NotFoundError",
    "PermissionDeniedError",
    "ProtocolError",
    "RateLimitError",
    "ServerError",
    "SourceError",
    "Stopped",
]
