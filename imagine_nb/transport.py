"""HTTP to an engine: the key on the right requests only, retries that never pay twice, errors of our own."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from imagine_nb.config import Target, is_public
from imagine_nb.errors import APIError, AuthenticationError, ProtocolError
from imagine_nb.faults import error_from_failure, error_of
from imagine_nb.records import JSON

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS = 10.0
READ_SECONDS = 300.0
ATTEMPTS = 4
LONGEST_WAIT = 60.0  # a server that asks for more gets an error that says so
MAX_BODY = 256 * 2**20
TAKE_HEADER = "x-imagine-take"

_RETRIED_GETS = frozenset({408, 429, 500, 502, 503, 504, 529})


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer: its HTTP status, its headers (lower case) and its body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Transport:
    """The way to one engine. Lives on the background loop; `aclose` ends its connections.

    At most `max_in_flight` requests are under way at once; the others wait their turn.
    """

    def __init__(self, target: Target, *, timeout: float | None = None, max_in_flight: int = 8) -> None:
        self.target = target
        self._read_seconds = READ_SECONDS if timeout is None else timeout
        self._slots = asyncio.Semaphore(max_in_flight)
        self._client: httpx.AsyncClient | None = None

    async def post(self, path: str, body: JSON, *, take: int = 1, sink: Callable[[bytes], None]) -> Reply:
        """The answer to a POST of `body`; each chunk goes to `sink` as it arrives. Raises APIError."""
        async with self.streamed(path, body, take=take) as response:
            data = await self._collected(response, sink)
            return Reply(response.status_code, dict(response.headers), data)

    @asynccontextmanager
    async def streamed(self, path: str, body: JSON, *, take: int = 1) -> AsyncIterator[httpx.Response]:
        """The open response to a POST, its body not yet read. Tried again only where nothing was asked."""
        headers = {TAKE_HEADER: str(take)} if self.target.engine == "print-shop" else {}
        async with self._slots:
            response = await self._tried("POST", path, json=body, headers=headers)
            try:
                yield response
            except _http_error() as failure:
                raise self._failure(failure, sent=True) from failure
            finally:
                await response.aclose()

    async def get(self, path: str) -> Reply:
        """The answer to a GET of `path` on the API."""
        response = await self._tried("GET", path)
        try:
            body = await self._collected(response, lambda _: None)
        except _http_error() as failure:
            raise self._failure(failure, sent=False) from failure
        finally:
            await response.aclose()
        return Reply(response.status_code, dict(response.headers), body)

    async def fetch(self, url: str) -> bytes:
        """The bytes at a URL that an answer named; tried several times, it is a GET. Raises APIError."""
        if not self._may_fetch(url):
            raise ProtocolError(f"The answer names a picture at an address that is not public: {url[:200]}.")
        return (await self.get(url)).body

    def _may_fetch(self, url: str) -> bool:
        parts = urlsplit(url)
        at_home = parts.netloc == urlsplit(self.target.base_url).netloc
        return at_home or (parts.scheme == "https" and is_public(parts.hostname or ""))

    async def aclose(self) -> None:
        """End every connection."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _tried(self, method: str, path: str, **options: Any) -> httpx.Response:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._opened(method, path, **options)
            except APIError as error:
                if attempt == ATTEMPTS or not _may_retry(method, error):
                    raise
                await asyncio.sleep(_wait(error, attempt))
        raise AssertionError

    async def _opened(self, method: str, path: str, **options: Any) -> httpx.Response:
        client = self._http()
        self._require_key()
        request = client.build_request(method, path.removeprefix("/"), **options)
        try:
            response = await client.send(request, stream=True)
        except _http_error() as failure:
            raise self._failure(failure, sent=method == "POST" and _was_sent(failure)) from failure
        if response.status_code not in {200, 202}:
            raise await self._refusal(response)
        return response

    async def _refusal(self, response: httpx.Response) -> APIError:
        try:
            body = await self._collected(response, lambda _: None)
        except _http_error():  # the status says enough
            body = b""
        finally:
            await response.aclose()
        reason = f"{response.status_code} {response.reason_phrase}".strip()
        return error_of(
            response.status_code, body, response.headers, reason=reason, engine=self.target.engine
        )

    async def _collected(self, response: httpx.Response, sink: Callable[[bytes], None]) -> bytes:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > MAX_BODY:
                raise ProtocolError(f"The answer is larger than {MAX_BODY // 2**20} MB.")
            sink(chunk)
        return bytes(body)

    def _failure(self, failure: httpx.HTTPError, *, sent: bool) -> APIError:
        return error_from_failure(failure, host=self.target.host, sent=sent, engine=self.target.engine)

    def _require_key(self) -> None:
        if self.target.key is None and self.target.host == "api.x.ai":
            raise AuthenticationError(
                "There is no key for api.x.ai.",
                advice="Enter one with %imagine_key or set XAI_API_KEY, or use engine='print-shop'.",
            )

    def _http(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = self._connected()
        return self._client

    def _connected(self) -> httpx.AsyncClient:
        import httpx

        door = _print_shop() if self.target.engine == "print-shop" else None
        return httpx.AsyncClient(
            base_url=self.target.base_url + "/",
            transport=door,
            auth=_key_auth(self.target),
            timeout=httpx.Timeout(
                self._read_seconds, connect=min(CONNECT_SECONDS, self._read_seconds), pool=None
            ),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=20),
            headers={
                "user-agent": f"imagine_nb/{version('imagine_nb')}",
                "accept": "application/json, text/event-stream",
            },
        )


def _print_shop() -> httpx.AsyncBaseTransport:
    from imagine_nb.print_shop.app import create_app
    from imagine_nb.print_shop.inprocess import InProcessTransport

    return InProcessTransport(create_app())


def _key_auth(target: Target) -> Callable[[httpx.Request], httpx.Request] | None:
    """What adds the key to a request for the API's own host, and to no other."""
    key, home = target.key, urlsplit(target.base_url).netloc
    if key is None:
        return None

    def signed(request: httpx.Request) -> httpx.Request:
        if request.url.netloc.decode() == home:
            request.headers["authorization"] = f"Bearer {key.reveal()}"
        return request

    return signed


def _http_error() -> type[httpx.HTTPError]:
    import httpx

    return httpx.HTTPError


def _was_sent(failure: httpx.HTTPError) -> bool:
    import httpx

    before = (
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.PoolTimeout,
        httpx.UnsupportedProtocol,
        httpx.ProxyError,
    )
    return not isinstance(failure, before)


def _may_retry(method: str, error: APIError) -> bool:
    if error.retry_after is not None and error.retry_after > LONGEST_WAIT:
        return False
    if error.status == 429:
        return True
    if method == "GET":
        return error.status is None or error.status in _RETRIED_GETS
    return error.status is None and not error.may_be_charged and _before_sending(error)


def _before_sending(error: APIError) -> bool:
    cause = error.__cause__
    import httpx

    return isinstance(cause, httpx.HTTPError) and not _was_sent(cause)


def _wait(error: APIError, attempt: int) -> float:
    """Seconds before the next attempt: what the server asks, else doubling, with jitter."""
    if error.retry_after is not None:
        return error.retry_after
    first, longest = (1.0, 30.0) if error.status == 429 else (0.25, 8.0)
    return min(longest, first * 2.0 ** (attempt - 1)) * random.uniform(0.5, 1.0)
