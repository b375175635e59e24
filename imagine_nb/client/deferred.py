"""Pictures that the API makes while nobody waits: begun under an id, asked for until they are there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import ClassVar, Self

from imagine_nb import loop
from imagine_nb.errors import APIError, APITimeoutError, NotFoundError, ProtocolError
from imagine_nb.exchange.engine import Engine
from imagine_nb.exchange.flight import Flight
from imagine_nb.records import JSON, Request
from imagine_nb.responses import AsyncImageResponse, ImageResponse, image_responses
from imagine_nb.wire.faults import Answered, error_from, fault_of
from imagine_nb.wire.images import Ask, images_in, parsed_json, text_in

INTERVAL_SECONDS = 2.0
WAIT_SECONDS = 900.0


class Deferred:
    """Pictures under way at the API, under `request_id`; it holds them for 24 hours.

    `get()` asks once, `result()` until they are there.
    """

    _kind: ClassVar[type[ImageResponse]] = ImageResponse

    def __init__(
        self, engine: Engine, request_id: str, *, ask: Ask | None = None, flight: Flight | None = None
    ) -> None:
        self.request_id = request_id
        self._engine = engine
        self._ask = ask or _found_again(engine, request_id)
        self._flight = flight
        self._found: list[ImageResponse] | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.request_id} · {'done' if self._found else 'pending'}>"

    @classmethod
    async def started(cls, engine: Engine, ask: Ask) -> Self:
        """A request that the API has begun. Its intent and its id are in the gallery from now on."""
        exchange = engine.exchange()
        flight = exchange.flight(ask)
        await flight.start()
        try:
            reply = await exchange.posted(ask, flight)
            request_id = _request_id(parsed_json(reply.body), exchange.answered(reply))
        except BaseException as error:
            flight.fail(error)
            raise
        return cls(engine, request_id, ask=ask, flight=flight)

    def get(self) -> list[ImageResponse] | None:
        """The pictures, None where they are not there yet. Raises APIError where it failed."""
        return loop.run(self._asked())

    def result(
        self, *, timeout: float = WAIT_SECONDS, interval: float = INTERVAL_SECONDS
    ) -> list[ImageResponse]:
        """The pictures, asked for every `interval` seconds; APITimeoutError after `timeout` loses nothing."""
        return loop.run(self._awaited(timeout, interval))

    async def _awaited(self, timeout: float, interval: float) -> list[ImageResponse]:
        end = time.monotonic() + timeout
        while (found := await self._asked()) is None:
            if time.monotonic() + interval > end:
                raise APITimeoutError(
                    f"The pictures are not there after {timeout:g} s.",
                    advice=f"Ask again later: client.image.deferred({self.request_id!r}).result().",
                )
            await asyncio.sleep(interval)
        return found

    async def _asked(self) -> list[ImageResponse] | None:
        if self._found is not None:
            return self._found
        exchange = self._engine.exchange()
        try:
            reply = await self._engine.transport.get(f"/images/{self.request_id}")
        except NotFoundError as error:
            error.advice = "The API holds a deferred picture for 24 hours."
            await self._failed(error)
            raise
        parsed = parsed_json(reply.body) if reply.body else {}
        if reply.status == 202 or parsed.get("status") == "pending":
            return None
        flight = await self._flown()
        try:
            if parsed.get("status") == "failed":
                raise error_from(fault_of(parsed), exchange.answered(reply))
            received = await exchange.landed(
                self._ask, flight, images_in(parsed, exchange.answered(reply)), reply
            )
        except APIError as error:
            await self._failed(error)
            raise
        self._found = image_responses(
            received, self._engine.gallery, kind=self._kind, fetch=self._engine.fetch
        )
        return self._found

    async def _flown(self) -> Flight:
        """The flight that the request is in; for an id of another process, a new one."""
        if self._flight is None:
            self._flight = self._engine.exchange().flight(self._ask)
            await self._flight.start()
        return self._flight

    async def _failed(self, error: APIError) -> None:
        flight, self._flight = self._flight, None
        if flight is not None:
            flight.fail(error)


class AsyncDeferred(Deferred):
    """The same, of an AsyncClient: `await deferred.result()`."""

    _kind = AsyncImageResponse

    async def get(self) -> list[ImageResponse] | None:  # type: ignore[override] # as all of an AsyncClient
        """The pictures, None where they are not there yet, as `Deferred.get`."""
        return await loop.reach(self._asked())

    async def result(  # type: ignore[override]
        self, *, timeout: float = WAIT_SECONDS, interval: float = INTERVAL_SECONDS
    ) -> list[ImageResponse]:
        """The pictures, asked for until they are there, as `Deferred.result`."""
        return await loop.reach(self._awaited(timeout, interval))


def _request_id(parsed: Mapping[str, JSON], answered: Answered) -> str:
    if parsed.get("error"):
        raise error_from(fault_of(parsed), answered)
    if (request_id := text_in(parsed, "request_id")) is None:
        raise ProtocolError("The answer holds no request_id.", status=200, may_be_charged=True)
    return request_id


def _found_again(engine: Engine, request_id: str) -> Ask:
    """What stands for a request that was made elsewhere: only its id is known."""
    path = f"/images/{request_id}"
    request = Request(
        engine.to.engine, engine.to.base_url, path, "unknown", prompt=f"deferred {request_id}", sent=""
    )
    return Ask(request, {}, (), 0.0)
