"""A deferred request: pictures that the API makes while nobody waits, to be asked for under an id."""

from __future__ import annotations

from collections.abc import Mapping

from imagine_nb.errors import APIError, NotFoundError
from imagine_nb.exchange.exchange import Exchange
from imagine_nb.exchange.flight import Flight, Received
from imagine_nb.records import JSON, Request
from imagine_nb.usage import Usage
from imagine_nb.wire.faults import Answered, error_from, fault_of
from imagine_nb.wire.order import Order
from imagine_nb.wire.replies import images_in, images_json, odd_answer, parsed_json, promised_id


class Promised:
    """Pictures under way at the API, under `request_id`; from another process only the id is known.

    `order` is what was asked for, or stands for it.
    """

    def __init__(
        self, exchange: Exchange, request_id: str, *, order: Order | None = None, flight: Flight | None = None
    ) -> None:
        self.request_id = request_id
        self._exchange = exchange
        self.order = order or _found_again(exchange, request_id)
        self._flight = flight

    async def received(self) -> Received | None:
        """The pictures, kept; None where they are not there yet. Raises APIError where it failed."""
        try:
            reply = await self._exchange.transport.get(f"/images/{self.request_id}")
        except NotFoundError as error:
            error.advice = "The API holds a deferred picture for 24 hours."
            self._failed(error)
            raise
        parsed = images_json(reply.body) if reply.body else {}
        if reply.status == 202 or parsed.get("status") == "pending":
            return None
        flight = await self._flown()
        try:
            if parsed.get("status") == "failed":
                raise error_from(fault_of(parsed), reply)
            return await self._exchange.landed(self.order, flight, images_in(parsed, reply), reply)
        except APIError as error:
            self._failed(error)
            raise

    async def _flown(self) -> Flight:
        """The flight that the request is in; for an id of another process, a new one."""
        if self._flight is None:  # its intent is in another process's journal, if in any
            self._flight = self._exchange.flight(self.order)
            await self._flight.start()
        return self._flight

    def _failed(self, error: APIError) -> None:
        flight, self._flight = self._flight, None
        if flight is not None:
            flight.fail(error)


async def promised(exchange: Exchange, order: Order) -> Promised:
    """A request that the API has begun. Its intent and its id are in the gallery from now on."""
    flight = exchange.flight(order)
    await flight.start()
    try:
        reply = await exchange.posted(order, flight)
        request_id = _request_id(parsed_json(reply.body), reply)
    except BaseException as error:
        flight.fail(error)
        raise
    return Promised(exchange, request_id, order=order, flight=flight)


def _request_id(parsed: Mapping[str, JSON], answered: Answered) -> str:
    if parsed.get("error"):
        raise error_from(fault_of(parsed), answered)
    if (request_id := promised_id(parsed)) is None:
        raise odd_answer("The answer holds no request_id.", Usage.told(parsed).cost_in_usd_ticks)
    return request_id


def _found_again(exchange: Exchange, request_id: str) -> Order:
    """What stands for a request that was made elsewhere."""
    to, path = exchange.transport.target, f"/images/{request_id}"
    request = Request(to.engine, to.base_url, path, "unknown", prompt=f"deferred {request_id}", sent="")
    return Order(request, {}, to)
