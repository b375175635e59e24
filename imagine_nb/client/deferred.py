"""Deferred pictures and answers: begun under an id while nobody waits, asked for until they are there."""

from __future__ import annotations

import asyncio
import time
from typing import ClassVar, Generic, Self, TypeVar

from imagine_nb import loop
from imagine_nb.budget import Hold
from imagine_nb.durations import Duration, seconds
from imagine_nb.errors import APITimeoutError, InputError
from imagine_nb.exchange.engine import Engine
from imagine_nb.exchange.flight import Received
from imagine_nb.exchange.kept_back import with_gaps
from imagine_nb.exchange.promised import ANSWER, PICTURES, Answer, Kind, Promised, promised
from imagine_nb.printable import printable
from imagine_nb.responses import AsyncImageResponse, ImageResponse, Response, image_responses
from imagine_nb.values import in_short
from imagine_nb.wire.order import Order
from imagine_nb.wire.replies import promised_id

INTERVAL_SECONDS = 2.0
WAIT_SECONDS = 900.0

R = TypeVar("R")  # what a request brings
T = TypeVar("T")  # what a program gets of it


class Underway(Generic[R, T]):
    """A request under way at the API, under `request_id`; it holds the result for 24 hours."""

    _noun: ClassVar[str]
    _again: ClassVar[str]

    def __init__(
        self, engine: Engine, request_id: str, kind: Kind[R], promised: Promised[R] | None = None
    ) -> None:
        if not promised_id({"request_id": request_id}):
            told = f"There is no deferred request {in_short(request_id)}."
            raise InputError(told, advice="It is named by the request_id that the API gave it.")
        self.request_id = request_id
        self._engine = engine
        self._kind = kind
        self._promised = promised
        self._found: T | None = None

    def __repr__(self) -> str:
        status = "pending" if self._found is None else "done"
        return printable(f"<{type(self).__name__} {self.request_id} · {status}>")

    def _made(self, brought: R) -> T:
        """What a program gets."""
        raise NotImplementedError

    async def _received(self, promised: Promised[R]) -> R | None:
        """What the request brought, None where that is not there yet."""
        return await promised.received()

    async def awaited(self, timeout: Duration, interval: Duration) -> T:
        """The result, asked for every `interval`. Raises APITimeoutError, by which nothing is lost."""
        timeout = seconds(timeout, of="timeout", least=0)
        interval = seconds(interval, of="interval", least=0)
        end = time.monotonic() + timeout
        while (found := await self.asked()) is None:
            if time.monotonic() + interval > end:
                raise APITimeoutError(
                    f"{self._noun} not there after {timeout:g} s.",
                    advice=f"Ask again later: {self._again}({self.request_id!r}).result().",
                )
            await asyncio.sleep(interval)
        return found

    async def asked(self) -> T | None:
        """The result, None where it is not there yet."""
        if self._found is not None:
            return self._found
        if self._promised is None:  # begun by another process
            self._promised = Promised(self._engine.exchange, self.request_id, self._kind)
        brought = await self._received(self._promised)
        if brought is not None:
            self._found = self._made(brought)
        return self._found


class Deferred(Underway[Received, list[ImageResponse]]):
    """Pictures under way at the API, under `request_id`; it holds them for 24 hours.

    `get()` asks once, `result()` until they are there.
    """

    _noun = "The pictures are"
    _again = "client.image.deferred"
    _response: ClassVar[type[ImageResponse]] = ImageResponse

    def __init__(self, engine: Engine, request_id: str, promised: Promised[Received] | None = None) -> None:
        super().__init__(engine, request_id, PICTURES, promised)

    @classmethod
    async def started(cls, engine: Engine, order: Order) -> Self:
        """A request that the API has begun. Its intent and its id are in the gallery from now on."""
        begun = await promised(engine.exchange, order, PICTURES)
        return cls(engine, begun.request_id, begun)

    def get(self) -> list[ImageResponse] | None:
        """The pictures, None where they are not there yet. Raises APIError where it failed."""
        return loop.run(self.asked())

    def result(
        self, *, timeout: Duration = WAIT_SECONDS, interval: Duration = INTERVAL_SECONDS
    ) -> list[ImageResponse]:
        """The pictures, asked for every `interval`; APITimeoutError after `timeout` loses nothing.

        Both are seconds, or timedeltas.
        """
        return loop.run(self.awaited(timeout, interval))

    async def _received(self, promised: Promised[Received]) -> Received | None:
        return await with_gaps(promised.order, promised.received())

    def _made(self, brought: Received) -> list[ImageResponse]:
        engine = self._engine
        return image_responses(brought, engine.gallery, kind=self._response, fetch=engine.fetch)


class AsyncDeferred(Deferred):
    """The same, of an AsyncClient: `await deferred.result()`."""

    _response = AsyncImageResponse

    async def get(self) -> list[ImageResponse] | None:  # type: ignore[override] # as all of an AsyncClient
        """The pictures, None where they are not there yet, as `Deferred.get`."""
        return await loop.reach(self.asked())

    async def result(  # type: ignore[override]
        self, *, timeout: Duration = WAIT_SECONDS, interval: Duration = INTERVAL_SECONDS
    ) -> list[ImageResponse]:
        """The pictures, asked for until they are there, as `Deferred.result`."""
        return await loop.reach(self.awaited(timeout, interval))


class DeferredAnswer(Underway[Answer, Response]):
    """An answer under way at the API, under `request_id`; it holds it for 24 hours.

    `get()` asks once, `result()` until it is there.
    """

    _noun = "The answer is"
    _again = "client.chat.deferred"

    def __init__(
        self,
        engine: Engine,
        request_id: str,
        promised: Promised[Answer] | None = None,
        order: Order | None = None,
    ) -> None:
        super().__init__(engine, request_id, ANSWER, promised)
        self._sources = order.sources if order else ()

    @classmethod
    async def started(cls, engine: Engine, order: Order, *, hold: Hold | None = None) -> Self:
        """A question that the API answers from now on. Its intent and its id are in the gallery."""
        begun = await promised(engine.exchange, order, ANSWER, hold=hold)
        return cls(engine, begun.request_id, begun, order)

    def get(self) -> Response | None:
        """The answer, None where it is not there yet. Raises APIError where it failed."""
        return loop.run(self.asked())

    def result(self, *, timeout: Duration = WAIT_SECONDS, interval: Duration = INTERVAL_SECONDS) -> Response:
        """The answer, asked for every `interval`; APITimeoutError after `timeout` loses nothing.

        Both are seconds, or timedeltas.
        """
        return loop.run(self.awaited(timeout, interval))

    def _made(self, brought: Answer) -> Response:
        received, reply = brought
        response = Response(self._sources)
        response.complete(reply, received, self._engine.gallery)
        return response


class AsyncDeferredAnswer(DeferredAnswer):
    """The same, of an AsyncClient: `await deferred.result()`."""

    async def get(self) -> Response | None:  # type: ignore[override] # as all of an AsyncClient
        """The answer, None where it is not there yet, as `DeferredAnswer.get`."""
        return await loop.reach(self.asked())

    async def result(  # type: ignore[override]
        self, *, timeout: Duration = WAIT_SECONDS, interval: Duration = INTERVAL_SECONDS
    ) -> Response:
        """The answer, asked for until it is there, as `DeferredAnswer.result`."""
        return await loop.reach(self.awaited(timeout, interval))
