"""HTTP transport: the key on the right requests only, retries that never pay twice, errors of our own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypedDict, TypeVar, Unpack
from urllib.parse import urljoin, urlsplit

from imagine_nb.engines import ENGINES
from imagine_nb.errors import APIError, AuthenticationError, ProtocolError
from imagine_nb.records import JSON
from imagine_nb.transport.addresses import require_fetchable
from imagine_nb.transport.connections import Connections
from imagine_nb.transport.patience import Patience
from imagine_nb.wire.faults import Head, error_from_failure, error_of, is_before_sent

if TYPE_CHECKING:
    import httpx

    from imagine_nb.config import Target

MAX_BODY = 256 * 2**20
MAX_PICTURE = 64 * 2**20
MAX_REFUSAL = 2**20
MAX_REDIRECTS = 4
TAKE_HEADER = "x-imagine-take"

T = TypeVar("T")
Sink = Callable[[bytes], None]
Begun = Callable[[], None]
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class _Sent(TypedDict, total=False):
    """What goes with a request, as httpx names it."""

    content: bytes
    headers: Mapping[str, str]
    params: Mapping[str, str | int] | None
    data: Mapping[str, str]
    files: Mapping[str, tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Reply:
    """HTTP response, whole: its status, its headers (lower case) and its body, which its reader may empty."""

    status: int
    headers: dict[str, str]
    body: bytearray
    engine: str
    method: str = "POST"
    reason: str = ""


class Transport:
    """HTTP transport to one engine. Lives on the background loop; `aclose` ends its connections.

    At most `max_in_flight` requests are under way at once; the others wait their turn.
    """

    def __init__(self, target: Target, *, patience: Patience | None = None, max_in_flight: int = 8) -> None:
        self.target = target
        self.patience = patience or Patience()
        self._connections = Connections(target, self.patience, max_in_flight)

    async def post(
        self, path: str, body: JSON, *, take: int = 1, begun: Begun | None = None, sink: Sink | None = None
    ) -> Reply:
        """The answer to a POST of `body`; each chunk goes to `sink` as it arrives. Raises APIError."""
        async with self.streamed(path, body, take=take, begun=begun) as response:
            return await self._reply(response, sink=sink)

    @asynccontextmanager
    async def streamed(
        self, path: str, body: JSON, *, take: int = 1, begun: Begun | None = None
    ) -> AsyncIterator[httpx.Response]:
        """The open response to a POST, its body not yet read. Tried again only where nothing was asked.

        `begun` is called when its turn has come and it is about to be sent.
        """
        headers = {"content-type": "application/json"}
        if ENGINES[self.target.engine].has_take_header:
            headers[TAKE_HEADER] = str(take)
        content = json.dumps(body, separators=(",", ":")).encode()
        async with self._connections.turn():
            if begun is not None:
                begun()
            opened = partial(self._opened, "POST", path, content=content, headers=headers)
            response = await self._tried("POST", opened)
            async with self._reading(response, "POST"):
                yield response

    async def get(self, path: str, *, params: Mapping[str, str | int] | None = None) -> Reply:
        """The answer to a GET of `path` on the API."""
        return await self._tried("GET", partial(self._asked, "GET", path, params=params))

    async def delete(self, path: str) -> Reply:
        """The answer to a DELETE of `path` on the API."""
        return await self._tried("GET", partial(self._asked, "DELETE", path))

    async def upload(self, path: str, form: Mapping[str, str], *, name: str, data: bytes) -> Reply:
        """The answer to a form whose last field is a file."""
        asked = partial(self._asked, "POST", path, data=dict(form), files={"file": (name, data)})
        return await self._tried("POST", asked)

    async def fetch(self, url: str) -> bytes:
        """The bytes at a URL that an answer named; tried several times, it is a GET. Raises APIError."""
        for _ in range(MAX_REDIRECTS + 1):
            await require_fetchable(url, base_url=self.target.base_url)
            asked = partial(self._asked, "GET", url, limit=MAX_PICTURE, passing=_REDIRECTS)
            reply = await self._tried("GET", asked)
            if reply.status not in _REDIRECTS:
                return bytes(reply.body)
            url = urljoin(url, reply.headers.get("location", ""))
        raise ProtocolError(f"A picture's address leads through more than {MAX_REDIRECTS} others.")

    async def aclose(self) -> None:
        """End every connection."""
        await self._connections.aclose()

    async def _tried(self, method: str, attempt: Callable[[], Awaitable[T]]) -> T:
        count = 1
        while True:
            try:
                return await attempt()
            except APIError as error:
                if not self.patience.allows(count, error, method=method):
                    raise
                await asyncio.sleep(self.patience.wait(count, error))
            count += 1

    async def _asked(
        self,
        method: str,
        path: str,
        *,
        limit: int = MAX_BODY,
        passing: frozenset[int] = frozenset(),
        **sent: Unpack[_Sent],
    ) -> Reply:
        async with self._connections.turn(short=True):
            response = await self._opened(method, path, passing=passing, **sent)
            async with self._reading(response, method):
                return await self._reply(response, limit=limit)

    async def _opened(
        self, method: str, path: str, *, passing: frozenset[int] = frozenset(), **sent: Unpack[_Sent]
    ) -> httpx.Response:
        import httpx

        self._require_key()
        client = self._connections.client()
        request = client.build_request(method, path.removeprefix("/"), **sent)
        try:
            response = await client.send(request, stream=True)
        except httpx.HTTPError as failure:
            raise self._failure(failure, method) from failure
        if response.status_code not in {200, 202} | passing:
            raise await self._refusal(response, method)
        return response

    @asynccontextmanager
    async def _reading(self, response: httpx.Response, method: str) -> AsyncIterator[None]:
        import httpx

        try:
            yield
        except httpx.HTTPError as failure:
            raise self._failure(failure, method) from failure
        finally:
            await response.aclose()

    async def _refusal(self, response: httpx.Response, method: str) -> APIError:
        body = bytearray()
        try:
            async with self._reading(response, method):
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > MAX_REFUSAL:
                        break
        except APIError:
            pass  # the status says enough
        reason = f"{response.status_code} {response.reason_phrase}".strip()
        head = Head(response.status_code, response.headers, self.target.engine, method, reason)
        return error_of(self._masked(body), head)

    async def _reply(
        self, response: httpx.Response, *, limit: int = MAX_BODY, sink: Sink | None = None
    ) -> Reply:
        chunks, length = [], 0
        if _announced(response) > limit:
            raise _too_large(limit, response)
        async for chunk in response.aiter_bytes():
            length += len(chunk)
            if length > limit:
                raise _too_large(limit, response)
            chunks.append(chunk)
            if sink is not None:
                sink(chunk)
        body = bytearray().join(chunks)
        return Reply(response.status_code, dict(response.headers), body, self.target.engine)

    def _masked(self, body: bytearray) -> bytes:
        """The body of a refusal without the key, which some servers send back."""
        key = self.target.key
        return bytes(body) if key is None else key.masked(bytes(body))

    def _failure(self, failure: httpx.HTTPError, method: str) -> APIError:
        sent = method == "POST" and not is_before_sent(failure)
        return error_from_failure(failure, host=self.target.host, sent=sent, engine=self.target.engine)

    def _require_key(self) -> None:
        row, to = ENGINES[self.target.engine], self.target
        if to.key is None and row.needs_key and to.host == urlsplit(row.url).hostname:
            raise AuthenticationError(
                "There is no key for api.x.ai.",
                advice="Enter one with %imagine_key or set XAI_API_KEY, or use engine='print-shop'.",
            )


def _announced(response: httpx.Response) -> int:
    length = response.headers.get("content-length", "")
    return int(length) if length.isdigit() else 0


def _too_large(limit: int, response: httpx.Response) -> ProtocolError:
    return ProtocolError(
        f"The answer is larger than {limit // 2**20} MB.",
        status=response.status_code,
        may_be_charged=response.request.method == "POST",
    )
