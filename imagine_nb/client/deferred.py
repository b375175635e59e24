"""Deferred pictures: begun under an id while nobody waits, asked for until they are there."""

from __future__ import annotations

import asyncio
import time
from typing import ClassVar, Self

from imagine_nb import loop
from imagine_nb.durations import Duration, seconds
from imagine_nb.errors import APITimeoutError
from imagine_nb.exchange.engine import Engine
from imagine_nb.exchange.promised import Promised, promised
from imagine_nb.printable import printable
from imagine_nb.responses import AsyncImageResponse, ImageResponse, image_responses
from imagine_nb.wire.order import Order

INTERVAL_SECONDS = 2.0
WAIT_SECONDS = 900.0


class Deferred:
    """Pictures under way at the API, under `request_id`; it holds them for 24 hours.

    `get()` asks once, `result()` until they are there.
    """

    _kind: ClassVar[type[ImageResponse]] = ImageResponse

    def __init__(self, engine: Engine, request_id: str, promised: Promised | None = None) -> None:
        self.request_id = request_id
        self._engine = engine
        self._promised = promised
        self._found: list[ImageResponse] | None = None

    def __repr__(self) -> str:
        return printable(
            f"<{type(self).__name__} {self.request_id} · {'done' if self._found else 'pending'}>"
        )

    @classmethod
    async def started(cls, engine: Engine, order: Order) -> Self:
        """A request that the API has begun. Its intent and its id are in the gallery from now on."""
        begun = await promised(engine.exchange, order)
        return cls(engine, begun.request_id, begun)

    def get(self) -> list[ImageResponse] | None:
        """The pictures, None where they are not there yet. Raises APIError where it failed."""
        return loop.run(self._asked())

    def result(
        self, *, timeout: Duration = WAIT_SECONDS, interval: Duration = INTERVAL_SECONDS
    ) -> list[ImageResponse]:
        """The pictures, asked for every `interval`; APITimeoutError after `timeout` loses nothing.

        Both are seconds, or timedeltas.
        """
        return loop.run(self._awaited(timeout, interval))

    async def _awaited(self, timeout: Duration, interval: Duration) -> list[ImageResponse]:
        timeout = seconds(timeout, of="timeout", least=0)
        interval = seconds(interval, of="interval", least=0)
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
        if self._promised is None:  # begun by another process
            self._promised = Promised(self._engine.exchange, self.request_id)
        received = await self._promised.received()
        if received is not None:
            self._found = image_responses(
                received, self._engine.gallery, kind=self._kind, fetch=self._engine.fetch
            )
        return self._found


class AsyncDeferred(Deferred):
    """The same, of an AsyncClient: `await deferred.result()`."""

    _kind = AsyncImageResponse

    async def get(self) -> list[ImageResponse] | None:  # type: ignore[override] # as all of an AsyncClient
        """The pictures, None where they are not there yet, as `Deferred.get`."""
        return await loop.reach(self._asked())

    async def result(  # type: ignore[override]
        self, *, timeout: Duration = WAIT_SECONDS, interval: Duration = INTERVAL_SECONDS
    ) -> list[ImageResponse]:
        """The pictures, asked for until they are there, as `Deferred.result`."""
        return await loop.reach(self._awaited(timeout, interval))
