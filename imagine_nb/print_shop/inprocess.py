"""An in-process httpx transport: runs the app in a task, without a port, and streams what it sends.

`httpx.ASGITransport` collects a body before it hands it out; here each chunk arrives when it is sent, and
closing the response ends the app's task.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Scope

log = logging.getLogger(__name__)

_CHUNKS_AHEAD = 16


class InProcessTransport(httpx.AsyncBaseTransport):
    """Answers every request, whatever its host, by `app`; `on_close` ends what the app does by itself."""

    def __init__(self, app: ASGIApp, *, on_close: Callable[[], None] | None = None) -> None:
        self._app = app
        self._on_close = on_close
        self._calls: set[_Call] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response, as soon as its head is sent. Raises httpx.ReadTimeout where the app is too slow."""
        await _tell_of_body(request)
        call = _Call(self._app, _scope_of(request), await request.aread(), _patience(request))
        self._calls.add(call)
        call.task.add_done_callback(lambda _: self._calls.discard(call))
        try:
            head = await call.next()
        except BaseException:
            await call.aclose()
            raise
        return httpx.Response(head["status"], headers=head["headers"], stream=call, request=request)

    async def aclose(self) -> None:
        """End whatever is still under way."""
        if self._on_close is not None:
            self._on_close()
        for call in list(self._calls):
            await call.aclose()


async def asked(
    app: ASGIApp, path: str, body: bytes, address: str, take: int = 1, *, token: str | None = None
) -> tuple[int, bytes]:
    """The status and the body with which an app answers a JSON body that is sent to one of its own paths.

    `address` is where the app's server is; addresses in the answer begin with it.
    """
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    headers["x-imagine-take"] = str(take)
    request = httpx.Request("POST", f"{address.rstrip('/')}/v1{path}", content=body, headers=headers)
    response = await InProcessTransport(app).handle_async_request(request)
    try:
        return response.status_code, await response.aread()
    finally:
        await response.aclose()


class _Call(httpx.AsyncByteStream):
    """One run of the app, and the body that comes out of it."""

    def __init__(self, app: ASGIApp, scope: Scope, body: bytes, patience: float | None) -> None:
        self._body: list[bytes] = [body]
        self._sent: asyncio.Queue[Message] = asyncio.Queue(_CHUNKS_AHEAD)
        self._patience = patience
        self.task = asyncio.create_task(self._run(app, scope))

    async def next(self) -> Message:
        """What the app sends next."""
        try:
            async with asyncio.timeout(self._patience):
                return await self._sent.get()
        except TimeoutError as exc:
            raise httpx.ReadTimeout("The print shop did not answer in time.") from exc

    async def __aiter__(self) -> AsyncIterator[bytes]:
        more = True
        while more:
            message = await self.next()
            if message["type"] == "failure":
                raise httpx.ReadError("The print shop broke off its answer.")
            more = message.get("more_body", False)
            if chunk := message.get("body"):
                yield chunk

    async def aclose(self) -> None:
        self.task.cancel()
        await asyncio.wait({self.task})

    async def _run(self, app: ASGIApp, scope: Scope) -> None:
        begun = whole = False

        async def send(message: Message) -> None:
            nonlocal begun, whole
            begun = True
            whole = message["type"] == "http.response.body" and not message.get("more_body", False)
            await self._sent.put(message)

        try:
            await app(scope, self._receive, send)
        except Exception:
            log.exception("The print shop's app failed.")
        for message in [] if whole else [_FAILURE] if begun else _FIVE_HUNDRED:
            await self._sent.put(message)

    async def _receive(self) -> Message:
        if self._body:
            return {"type": "http.request", "body": self._body.pop(), "more_body": False}
        await asyncio.Event().wait()  # a client that leaves cancels the task instead
        raise AssertionError


_FAILURE: dict[str, Any] = {"type": "failure"}
_FIVE_HUNDRED: list[dict[str, Any]] = [
    {"type": "http.response.start", "status": 500, "headers": [(b"content-type", b"application/json")]},
    {"type": "http.response.body", "body": b'{"code":"internal-error","error":"The print shop failed."}'},
]


async def _tell_of_body(request: httpx.Request) -> None:
    """Tell who traces the request what httpcore tells when a body leaves."""
    if (trace := request.extensions.get("trace")) is not None:
        await trace("inprocess.send_request_body.started", {"request": request})


def _patience(request: httpx.Request) -> float | None:
    timeouts: dict[str, float | None] = request.extensions.get("timeout", {})
    return timeouts.get("read")


def _scope_of(request: httpx.Request) -> Scope:
    url = request.url
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": url.scheme,
        "path": url.path,
        "raw_path": url.raw_path.partition(b"?")[0],
        "query_string": url.query,
        "root_path": "",
        "headers": [(key.lower(), value) for key, value in request.headers.raw],
        "server": (url.host, url.port),
        "client": ("127.0.0.1", 0),
    }
