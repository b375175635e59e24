"""The API's error responses: a status and the body that goes with it."""

from __future__ import annotations

from typing import Any

MISFIT = "Failed to deserialize the JSON body into the target type: "
BUG = "Internal error of the print shop. Its log says more."
MODERATED = "imagine:content-moderated"  # the code of a picture that moderation rejected


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """An answer of `status` whose body is `{code, error}`, and `usage` where it is billed."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str = "invalid-argument",
        usage: dict[str, int] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        """An error response of `status` whose body is `{code, error}`, and `usage` where it is billed."""
        super().__init__(message)
        self.headers = headers
        self.status = status
        self.code = code
        self.usage = usage

    @property
    def body(self) -> dict[str, Any]:
        """The JSON body."""
        body: dict[str, Any] = {"code": self.code, "error": str(self)}
        return body if self.usage is None else body | {"usage": self.usage}


def bad_request(message: str) -> Refusal:
    """A 400: well formed, but not to be done."""
    return Refusal(400, message)


def misfit(field: str, complaint: str) -> Refusal:
    """A 422: a field of the wrong type, or with a value that is none of those allowed."""
    return Refusal(422, f"{MISFIT}{field}: {complaint}")


def missing(field: str) -> Refusal:
    """A 422: a field that must be there."""
    return Refusal(422, f"{MISFIT}missing field `{field}`")


def not_found(message: str) -> Refusal:
    """A 404."""
    return Refusal(404, message, code="not-found")


def too_large(what: str) -> Refusal:
    """A 413: the rest of it is not kept."""
    return Refusal(413, f"{what}.")


def busy(waiting: int) -> Refusal:
    """A 429: so much waits already; it says when to try again, which is later the more there is."""
    return Refusal(
        429,
        "Too many requests: the print shop draws a few pictures at a time, and others wait.",
        code="resource-exhausted",
        headers={"retry-after": str(1 + waiting // 50)},
    )


def bug() -> Refusal:
    """A 500: a bug of the print shop itself."""
    return Refusal(500, BUG, code="internal-error")


def moderated() -> Refusal:
    """What the API answers when its moderation rejects a picture; the API bills it."""
    return Refusal(
        400,
        "Generated image rejected by content moderation.",
        code=MODERATED,
        usage={"cost_in_usd_ticks": 0},
    )
