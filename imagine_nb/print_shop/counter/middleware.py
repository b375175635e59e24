"""ASGI middleware: checks the API key, sends a request id, and hides the traceback of a bug."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse

from imagine_nb.print_shop.counter.refusals import Refusal, bug

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

_NO_KEY = Refusal(
    401,
    "No API key provided: send it as `Authorization: Bearer <key>`.",
    code="unauthenticated",
)
_WRONG_KEY = Refusal(
    400,
    "Incorrect API key provided: ****. The print shop's key is the token that it printed when it started.",
    code="Client specified an invalid argument",
)


class RequestMiddleware:
    """Wraps the app: checks the token on /v1, sends `x-request-id`, answers a bug with a 500."""

    def __init__(self, app: ASGIApp, *, token: str | None) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal_of(scope)
        app = self._app if refusal is None else JSONResponse(refusal.body, refusal.status)
        await _guarded(app, scope, receive, send)

    def _refusal_of(self, scope: Scope) -> Refusal | None:
        if self._token is None or not scope["path"].startswith("/v1"):
            return None
        kind, _, given = Headers(scope=scope).get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not given.strip():
            return _NO_KEY
        same = secrets.compare_digest(given.strip().encode(), self._token.encode())
        return None if same else _WRONG_KEY


async def _guarded(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    number, started = str(uuid4()), False

    async def numbered(message: Message) -> None:
        nonlocal started
        if message["type"] == "http.response.start":
            started = True
            MutableHeaders(raw=message["headers"])["x-request-id"] = number
        await send(message)

    try:
        await app(scope, receive, numbered)
    except Exception:
        log.exception("Request %s met a bug.", number)
        if started:  # the client must not take half an answer for a whole one
            raise
        await JSONResponse(bug().body, bug().status)(scope, receive, numbered)
