"""Response reading: whatever an answer holds, it comes in within bounds of size and time, without the key."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from imagine_nb.engines import ENGINES
from imagine_nb.errors import APIError, APITimeoutError, ProtocolError
from imagine_nb.printable import printable
from imagine_nb.transport.unpacking import unpacking
from imagine_nb.wire.faults import error_from_failure, is_before_sent

if TYPE_CHECKING:
    import httpx

    from imagine_nb.config import Target
    from imagine_nb.transport.masking import Mask
    from imagine_nb.transport.patience import Patience

MAX_BODY = 256 * 2**20  # ten pictures in base64
MAX_PICTURE = 64 * 2**20
MAX_ANSWER = 16 * 2**20  # of text: far more than the longest context
MAX_STREAM = 64 * 2**20  # a token in an event of its own takes three hundred bytes
MAX_REFUSAL = 2**20
MAX_HEADER = 8192  # characters of one value


class Clock:
    """The time that one answer may take: a deadline that moves on with each byte, sent or received."""

    def __init__(self, patience: Patience, *, n_bytes: int = 0) -> None:
        self._patience = patience
        self._started = time.monotonic()
        self._n_bytes = n_bytes

    def count(self, n_bytes: int) -> None:
        """Note bytes that came."""
        self._n_bytes += n_bytes

    def limit(self) -> asyncio.Timeout:
        """A context that raises TimeoutError when the time is up."""
        left = self._started + self._patience.seconds_for(self._n_bytes) - time.monotonic()
        return asyncio.timeout(max(0.0, left))


class Asked:
    """One request on its way: whom it asks, how, and until when. What fails of it is an error of ours."""

    def __init__(self, to: Target, mask: Mask, clock: Clock, method: str) -> None:
        self.target, self.mask, self.clock, self.method = to, mask, clock, method

    async def answered(self, client: httpx.AsyncClient, url: str, **sent: Any) -> Incoming:
        """The response, its body not yet read; what is `sent` is named as httpx names it. Raises APIError."""
        with self.translated():
            request = client.build_request(self.method, url, **sent)
            async with self.clock.limit():
                return Incoming(await client.send(request, stream=True), self)

    @contextmanager
    def translated(self) -> Iterator[None]:
        """A context in which each failure of the HTTP library becomes one of our errors."""
        import httpx

        try:
            yield
        except TimeoutError:
            raise self._too_late() from None
        except (httpx.InvalidURL, UnicodeError) as failure:
            raise ProtocolError(f"That is no address: {self.mask.text(str(failure))[:200]}.") from None
        except httpx.HTTPError as failure:
            error, told = self._failed(failure), str(failure)
            # what the library says may quote the answer
            raise error from (failure if self.mask.text(told) == told else None)

    def _failed(self, failure: httpx.HTTPError) -> APIError:
        sent = self.method == "POST" and not is_before_sent(failure)
        to = self.target
        return error_from_failure(
            failure, host=to.host, sent=sent, engine=to.engine, said=self.mask.text(str(failure))
        )

    def _too_late(self) -> APITimeoutError:
        charged = self.method == "POST" and ENGINES[self.target.engine].is_billed
        return APITimeoutError(f"{self.target.host} did not answer in time.", may_be_charged=charged)


class Incoming:
    """HTTP response that is still coming: its status and headers, and its body in `pieces`.

    No text of it holds the key: not the headers, the reason phrase or the body.
    """

    def __init__(self, response: httpx.Response, asked: Asked) -> None:
        mask = asked.mask
        self.status = response.status_code
        self.headers = {name: mask.text(value)[:MAX_HEADER] for name, value in response.headers.items()}
        self.reason = f"{self.status} {mask.text(response.reason_phrase)[:200]}".strip()
        self.engine = asked.target.engine
        self.method = asked.method
        self._response = response
        self._asked = asked

    def __repr__(self) -> str:
        return printable(f"<Incoming {self.reason}>")

    async def pieces(self, limit: int, *, is_text: bool = True) -> AsyncGenerator[bytes, None]:
        """The body as it comes, unpacked. Raises APIError where it has more than `limit` bytes, or fails.

        The bytes of a file are given as they are, with whatever they hold.
        """
        if self._announced() > limit:
            raise self._too_large(limit)
        with self._asked.translated():
            unpack = unpacking(self.headers.get("content-encoding", ""))
        chunks, masked = aiter(self._response.aiter_raw()), self._asked.mask.pieces()
        n_came = n_unpacked = 0
        while (chunk := await self._next(chunks)) is not None:
            n_came += len(chunk)
            for piece in self._steps(unpack(chunk)) if unpack else (chunk,):
                n_unpacked += len(piece)
                if max(n_came, n_unpacked) > limit:  # what unpacks to nothing is many bytes too
                    raise self._too_large(limit)
                if known := masked.fed(piece) if is_text else piece:
                    yield known
                if n_unpacked > n_came:
                    await asyncio.sleep(0)  # a few bytes that become many leave the others their turns
        if rest := masked.ended():
            yield rest

    async def aclose(self) -> None:
        """Let go of the connection."""
        await self._response.aclose()

    async def _next(self, chunks: AsyncIterator[bytes]) -> bytes | None:
        """The next chunk, None after the last."""
        with self._asked.translated():
            async with self._asked.clock.limit():
                chunk = await anext(chunks, None)
        self._asked.clock.count(len(chunk or b""))
        return chunk

    def _steps(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        with self._asked.translated():
            yield from pieces

    def _announced(self) -> int:
        length = self.headers.get("content-length", "")
        return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0

    def _too_large(self, limit: int) -> ProtocolError:
        return ProtocolError(
            f"The answer is larger than {limit // 2**20} MB.",
            status=self.status,
            may_be_charged=self.method == "POST",
        )
