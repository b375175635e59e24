"""A deferred request: what the API makes while nobody waits, to be asked for under an id."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeAlias, TypeVar

from imagine_nb.budget import Hold
from imagine_nb.errors import APIError, NotFoundError
from imagine_nb.exchange.exchange import Exchange
from imagine_nb.exchange.flight import Flight, Received
from imagine_nb.exchange.hearing import kept
from imagine_nb.records import JSON, Request
from imagine_nb.transport.transport import HTTPReply
from imagine_nb.usage import Usage
from imagine_nb.wire.chat_reply import Reply
from imagine_nb.wire.completion_bodies import body_of, left_out_of_completions
from imagine_nb.wire.completions_api import COMPLETIONS, COMPLETIONS_API
from imagine_nb.wire.faults import error_from, fault_of
from imagine_nb.wire.order import Order
from imagine_nb.wire.replies import images_in, images_json, odd_answer, parsed_json, promised_id

T = TypeVar("T")
Answer: TypeAlias = "tuple[Received, Reply]"


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """What a deferred request brings: the path to ask at, and how its body is read and kept."""

    noun: str
    path: str
    parsed: Callable[[HTTPReply], dict[str, JSON]]
    kept: Callable[[Exchange, Order, Flight, dict[str, JSON], HTTPReply], Awaitable[T]]


async def _pictures(
    exchange: Exchange, order: Order, flight: Flight, parsed: dict[str, JSON], answered: HTTPReply
) -> Received:
    if parsed.get("status") == "failed":
        raise error_from(fault_of(parsed), answered)
    return await exchange.landed(order, flight, images_in(parsed, answered), answered)


async def _answer(
    exchange: Exchange,  # noqa: ARG001 - pictures alone are fetched
    order: Order,
    flight: Flight,
    parsed: dict[str, JSON],  # noqa: ARG001 - the chat API reads the body itself
    answered: HTTPReply,
) -> Answer:
    reply = COMPLETIONS_API.reply(answered.body, answered)
    received, reply = await kept(flight, reply, answered)
    return replace(received, notice=" ".join(filter(None, (order.notice, received.notice)))), reply


PICTURES = Kind("picture", "/images/", lambda answered: images_json(answered.body), _pictures)
ANSWER = Kind(
    "answer",
    "/chat/deferred-completion/",
    lambda answered: parsed_json(bytes(answered.body)),  # a copy, as reading empties it
    _answer,
)


class Promised(Generic[T]):
    """What is under way at the API, under `request_id`; from another process only the id is known.

    `order` is what was asked for, or stands for it.
    """

    def __init__(
        self,
        exchange: Exchange,
        request_id: str,
        kind: Kind[T],
        *,
        order: Order | None = None,
        flight: Flight | None = None,
    ) -> None:
        self.request_id = request_id
        self._exchange = exchange
        self._kind = kind
        self.order = order or _found_again(exchange, kind.path, request_id)
        self._flight = flight

    async def received(self) -> T | None:
        """What it brought, kept; None where it is not there yet. Raises APIError where it failed."""
        try:
            answered = await self._exchange.transport.get(f"{self._kind.path}{self.request_id}")
        except NotFoundError as error:
            error.advice = f"The API holds a deferred {self._kind.noun} for 24 hours."
            self._failed(error)
            raise
        parsed = self._kind.parsed(answered) if answered.body else {}
        if answered.status == 202 or parsed.get("status") == "pending":
            return None
        flight = await self._flown()
        try:
            return await self._kind.kept(self._exchange, self.order, flight, parsed, answered)
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


async def promised(
    exchange: Exchange, order: Order, kind: Kind[T], *, hold: Hold | None = None
) -> Promised[T]:
    """A request that the API has begun. Its intent and its id are in the gallery from now on."""
    flight = exchange.flight(order, hold=hold)
    await flight.start()
    try:
        answered = await exchange.posted(order, flight)
        request_id = _request_id(parsed_json(answered.body), answered)
    except BaseException as error:
        flight.fail(error)
        raise
    return Promised(exchange, request_id, kind, order=order, flight=flight)


def deferred_answer(order: Order) -> Order:
    """A question as the API answers it while nobody waits: by `/chat/completions` alone."""
    parameters = {**order.request.parameters, "deferred": True}
    told = (order.left_out, left_out_of_completions(order.body))
    return replace(
        order,
        request=replace(order.request, endpoint=COMPLETIONS, parameters=parameters),
        body={**body_of(order), "deferred": True},
        left_out=" ".join(filter(None, told)),
    )


def _request_id(parsed: Mapping[str, JSON], answered: HTTPReply) -> str:
    if parsed.get("error"):
        raise error_from(fault_of(parsed), answered)
    if (request_id := promised_id(parsed)) is None:
        raise odd_answer("The answer holds no request_id.", Usage.told(parsed).cost_in_usd_ticks)
    return request_id


def _found_again(exchange: Exchange, path: str, request_id: str) -> Order:
    """What stands for a request that was made elsewhere."""
    to, told = exchange.transport.target, f"deferred {request_id}"
    request = Request(to.engine, to.base_url, f"{path}{request_id}", "unknown", prompt=told, sent="")
    return Order(request, {}, to)
