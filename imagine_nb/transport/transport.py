"""HTTP transport: the key on the right requests only, retries that never pay twice, errors of our own."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypedDict, TypeVar, Unpack
from urllib.parse import urljoin

from imagine_nb.engines import ENGINES
from imagine_nb.errors import OFFLINE, APIError, APITimeoutError, AuthenticationError, ProtocolError
from imagine_nb.records import JSON
from imagine_nb.transport.addresses import require_fetchable
from imagine_nb.transport.connections import Carrier, Connections
from imagine_nb.transport.departure import Trace, telling_of_body
from imagine_nb.transport.gate import Gate, HeldBack, nothing_shared
from imagine_nb.transport.headers import NO_HEADERS
from imagine_nb.transport.known_limits import Shared
from imagine_nb.transport.masking import Mask, mask_in_logs
from imagine_nb.transport.pace import Pace
from imagine_nb.transport.patience import Patience
from imagine_nb.transport.reading import (
    MAX_BODY,
    MAX_PICTURE,
    MAX_REFUSAL,
    Asked,
    Clock,
    Incoming,
)
from imagine_nb.transport.uploads import Form, Upload
from imagine_nb.wire.faults import error_of

if TYPE_CHECKING:
    from imagine_nb.config import Target

MAX_REDIRECTS = 4
TAKE_HEADER = "x-imagine-take"

T = TypeVar("T")
Sink = Callable[[bytes], None]
Begun = Callable[[], None]
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class _Sent(TypedDict, total=False):
    """What goes with a request, as httpx names it."""

    content: bytes | AsyncIterable[bytes]
    headers: Mapping[str, str]
    extensions: dict[str, Trace]
    params: Mapping[str, str | int] | None


@dataclass(frozen=True, slots=True)
class HTTPReply:
    """HTTP response, whole: its status, its headers (lower case) and its body, which its reader may empty."""

    status: int
    headers: dict[str, str]
    body: bytearray
    engine: str
    method: str = "POST"
    reason: str = ""


class Transport:
    """HTTP transport to one engine. Lives on the background loop; `aclose` ends its connections.

    Requests leave at the `pace`, whose limits are known to all who are given the same `shared`; the others
    wait their turn. `headers`, checked already, go with each request to the engine's own host. A `carrier`
    makes the requests instead of this process.
    """

    def __init__(
        self,
        target: Target,
        *,
        patience: Patience | None = None,
        pace: Pace = Pace(),  # noqa: B008 - it is frozen
        shared: Callable[[], Shared | None] = nothing_shared,
        headers: Mapping[str, str] = NO_HEADERS,
        carrier: Carrier | None = None,
    ) -> None:
        self.target = target
        self.patience = patience or Patience()
        self._connections = Connections(
            target, self.patience, pace.max_in_flight, headers=headers, carrier=carrier
        )
        self._gate = Gate(target, self._connections, pace=pace, patience=self.patience, shared=shared)
        self.mask = Mask(target.key)
        mask_in_logs(target.key)

    async def post(
        self,
        path: str,
        body: JSON,
        *,
        take: int = 1,
        begun: Begun | None = None,
        refused: Begun | None = None,
        sink: Sink | None = None,
        limit: int = MAX_BODY,
        is_free: bool = False,
    ) -> HTTPReply:
        """The answer to a POST of `body`; each piece goes to `sink` as it arrives. Raises APIError.

        One that `is_free` costs nothing, whatever becomes of it.
        """
        try:
            async with self.streamed(path, body, take=take, begun=begun, refused=refused) as response:
                return await _whole(response, limit=limit, sink=sink)
        except APIError as error:
            error.may_be_charged = error.may_be_charged and not is_free
            raise

    @asynccontextmanager
    async def streamed(
        self,
        path: str,
        body: JSON,
        *,
        take: int = 1,
        begun: Begun | None = None,
        refused: Begun | None = None,
    ) -> AsyncIterator[Incoming]:
        """The open response to a POST, its body not yet read. Tried again only where nothing was asked.

        `begun` is called when the body is about to leave: before that, nothing can have been asked; `refused`
        when it was refused for the rate, which is as if it had not left.
        """
        headers = {"content-type": "application/json"}
        if ENGINES[self.target.engine].has_take_header:
            headers[TAKE_HEADER] = str(take)
        content = json.dumps(body, separators=(",", ":")).encode()
        sent = _Sent(content=content, headers=headers)
        async with AsyncExitStack() as passage:
            attempt = partial(self._passed, path, passage, begun, sent)
            response = await self._tried("POST", attempt, refused)
            try:
                yield response
            finally:
                await response.aclose()

    async def get(self, path: str, *, params: Mapping[str, str | int] | None = None) -> HTTPReply:
        """The answer to a GET of `path` on the API."""
        return await self._tried("GET", partial(self._asked, "GET", path, params=params))

    async def delete(self, path: str) -> HTTPReply:
        """The answer to a DELETE of `path` on the API."""
        return await self._tried("GET", partial(self._asked, "DELETE", path))

    async def upload(self, path: str, fields: Mapping[str, str], file: Upload) -> HTTPReply:
        """The answer to a form whose last field is a file, read as it leaves. Raises APIError."""
        form = Form(fields, file)

        async def attempt() -> HTTPReply:
            async with aclosing(form.pieces()) as pieces:
                return await self._asked("POST", path, content=pieces, headers=form.headers)

        return await self._tried("POST", attempt)

    async def fetch(self, url: str) -> bytes:
        """The bytes at a URL that an answer named; tried several times, it is a GET. Raises APIError."""
        if url.startswith("/"):  # of the same server
            url = _joined(self.target.base_url, url)
        for _ in range(MAX_REDIRECTS + 1):
            await require_fetchable(url, base_url=self.target.base_url)
            asked = partial(self._asked, "GET", url, limit=MAX_PICTURE, is_text=False, passing=_REDIRECTS)
            reply = await self._tried("GET", asked)
            if reply.status not in _REDIRECTS:
                return bytes(reply.body)
            url = _joined(url, reply.headers.get("location", ""))
        raise ProtocolError(f"A picture's address leads through more than {MAX_REDIRECTS} others.")

    async def aclose(self) -> None:
        """End every connection."""
        await self._connections.aclose()

    async def _passed(self, path: str, passage: AsyncExitStack, begun: Begun | None, sent: _Sent) -> Incoming:
        """The open response to a POST that left when it might; its turn lasts until `passage` ends."""
        while True:
            with suppress(HeldBack):
                async with AsyncExitStack() as tried:
                    may_leave = await tried.enter_async_context(self._gate.passed(path))
                    sent["extensions"] = {"trace": telling_of_body(begun, may_leave)}
                    response = await self._opened("POST", path, **sent)
                    await passage.enter_async_context(tried.pop_all())
                    return response

    async def _tried(
        self, method: str, attempt: Callable[[], Awaitable[T]], refused: Begun | None = None
    ) -> T:
        count, started = 1, time.monotonic()
        while True:
            try:
                return await attempt()
            except APIError as error:
                if refused is not None and error.status == 429:
                    refused()
                # what drips would otherwise drip as often as it may be tried
                is_over = time.monotonic() - started >= self.patience.whole
                if is_over and isinstance(error, APITimeoutError):
                    raise
                if (wait := self._gate.wait(count, error, method=method)) is None:
                    raise
                await asyncio.sleep(wait)
            count += 1

    async def _asked(
        self,
        method: str,
        path: str,
        *,
        limit: int = MAX_BODY,
        is_text: bool = True,
        passing: frozenset[int] = frozenset(),
        **sent: Unpack[_Sent],
    ) -> HTTPReply:
        async with self._connections.turn(short=True):
            response = await self._opened(method, path, passing=passing, **sent)
            try:
                return await _whole(response, limit=limit, is_text=is_text)
            finally:
                await response.aclose()

    async def _opened(
        self, method: str, path: str, *, passing: frozenset[int] = frozenset(), **sent: Unpack[_Sent]
    ) -> Incoming:
        self._require_key()
        client = self._connections.client()
        asked = Asked(self.target, self.mask, Clock(self.patience, n_bytes=_length(sent)), method)
        response = await asked.answered(client, path.removeprefix("/"), **sent)
        if not (200 <= response.status < 300 or response.status in passing):
            raise await _refusal(response)
        return response

    def _require_key(self) -> None:
        if self.target.lacks_key:
            raise AuthenticationError(
                "There is no key for api.x.ai.",
                advice=f"Enter one with %imagine_key or set XAI_API_KEY, or use {OFFLINE}.",
            )


def _length(sent: _Sent) -> int:
    """How many bytes go with a request."""
    content = sent.get("content", b"")
    return len(content) if isinstance(content, bytes) else int(sent["headers"]["content-length"])


def _joined(base: str, url: str) -> str:
    """An address that may be relative to another; raises ProtocolError for what is none."""
    try:
        return urljoin(base, url)
    except ValueError as exc:
        raise ProtocolError(
            f"The answer names a picture at an address that is none: {url[:200]}.",
            advice="It was not fetched. Ask for image_format='base64', or check base_url.",
        ) from exc


async def _refusal(response: Incoming) -> APIError:
    body = bytearray()
    try:
        async with aclosing(response.pieces(MAX_BODY)) as pieces:
            async for piece in pieces:
                body += piece
                if len(body) > MAX_REFUSAL:
                    break
    except APIError:
        pass  # the status says enough
    finally:
        await response.aclose()
    return error_of(bytes(body), response)


async def _whole(
    response: Incoming, *, limit: int, is_text: bool = True, sink: Sink | None = None
) -> HTTPReply:
    pieces = []
    async for piece in response.pieces(limit, is_text=is_text):
        pieces.append(piece)
        if sink is not None:
            sink(piece)
    body = bytearray().join(pieces)
    # a GET that brings pictures late is the answer to their POST
    return HTTPReply(response.status, response.headers, body, response.engine, reason=response.reason)
