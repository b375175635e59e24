"""Where a request is answered: from the gallery where it was answered before, else by an engine, once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from imagine_nb.budget import Budget
from imagine_nb.client import Engine
from imagine_nb.config import Target
from imagine_nb.engines import XAI
from imagine_nb.errors import BudgetError, ImagineError, InputError
from imagine_nb.exchange.flight import Received
from imagine_nb.gallery import Gallery, Kept
from imagine_nb.pictures import Pictures
from imagine_nb.records import Recorded, Request
from imagine_nb.settings import MAX_N, MAX_PICTURES
from imagine_nb.studio.reuse import REPLAYED, REUSED, Takes, earlier, missing, refusal, replayed
from imagine_nb.studio.single_flight import SingleFlight
from imagine_nb.transport.patience import Patience
from imagine_nb.wire.images import Ask

OnText: TypeAlias = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """A request, and how it is to be answered.

    `slot` says that it is the k-th identical one of its cell. A `fresh` one is never answered from the
    gallery; `to_stay` makes its result the one that the slot shows from then on. `replays` answers from what
    was recorded of the API, before an engine is asked that is not the API.
    """

    ask: Ask
    to: Target
    slot: int
    fresh: bool = False
    to_stay: bool = False
    replays: bool = False


@dataclass(frozen=True, slots=True)
class Served:
    """What an order brought; `badge` says where from, empty where an engine was asked for it."""

    received: Received
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The orders of one call. `price_usd` is the estimate for what has to be asked, None where unknown.

    `n_kept` of the orders are answered from the gallery, for nothing.
    """

    orders: tuple[Order, ...]
    price_usd: float | None = 0.0
    n_kept: int = 0
    on_pictures: Callable[[Pictures], object] | None = None


def counts(n: int) -> list[int]:
    """How many pictures each request asks for: 25 are 10, 10 and 5. Raises InputError past 100."""
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= MAX_PICTURES:
        raise InputError(f"n is {n!r}.", advice=f"One call makes 1 to {MAX_PICTURES} pictures.")
    whole, rest = divmod(n, MAX_N)
    return [MAX_N] * whole + ([rest] if rest else [])


def within(plan: Plan, budget: float | None) -> Plan:
    """The plan, where it costs no more than `budget` US dollars; raises BudgetError where it does."""
    if budget is None or plan.price_usd is None or plan.price_usd <= budget:
        return plan
    raise BudgetError(
        f"That would cost about ${plan.price_usd:.2f}, more than the ${budget:.2f} allowed.",
        price_usd=plan.price_usd,
        left_usd=budget,
        advice="Nothing was sent. Ask for fewer or cheaper pictures, or allow more.",
    )


class Orders:
    """Answers orders, on the background loop. `gallery` opens the gallery, None for none."""

    def __init__(
        self,
        gallery: Callable[[], Gallery | None],
        *,
        timeout: float | Patience | None = None,
        budget: float | Budget | None = None,
    ) -> None:
        self.takes = Takes()
        self._gallery = gallery
        self._timeout = timeout
        self._budget = budget if isinstance(budget, Budget) or budget is None else Budget(budget)
        self._engines: dict[Target, Engine] = {}
        self._single_flight: SingleFlight[Received] = SingleFlight()

    async def aclose(self) -> None:
        """End the connections; the next order opens new ones."""
        engines, self._engines = list(self._engines.values()), {}
        for engine in engines:
            await engine.aclose()

    def plan(self, orders: Sequence[Order], on_pictures: Callable[[Pictures], object] | None = None) -> Plan:
        """What these orders will cost, without asking for anything."""
        asked = [order for order in orders if not self._is_kept(order)]
        prices = [order.ask.price_usd if order.to.facts.is_billed else 0.0 for order in asked]
        price = None if None in prices else sum(each or 0.0 for each in prices)
        return Plan(tuple(orders), price, len(orders) - len(asked), on_pictures)

    def _is_kept(self, order: Order) -> bool:
        try:
            return self._kept(order) is not None
        except ImagineError:  # a refusal that was met before costs nothing either
            return True

    async def pictures(self, order: Order) -> Served:
        """The pictures of an order. Raises what stands in their way: APIError, BudgetError, InputError."""
        return await self._served(order, lambda ask: self._engine(order.to).exchange().pictures(ask))

    async def answer(self, order: Order, on_text: OnText | None) -> Served:
        """The answer of an order; `on_text` gets each piece as it comes."""
        heard: list[str] = []

        def hear(text: str) -> None:
            heard.append(text)
            if on_text is not None:
                on_text(text)

        served = await self._served(order, lambda ask: self._streamed(order.to, ask, hear))
        told = served.received.recorded.answer
        if not heard and told is not None:  # it came from the gallery, or with somebody else's question
            hear(told.text)
        return served

    async def _served(self, order: Order, send: Callable[[Ask], Coroutine[Any, Any, Received]]) -> Served:
        if (kept := self._kept(order)) is not None:
            return kept
        ask = self._as_take(order)
        key = (ask.request.key, ask.request.take)
        received = await self._single_flight.done(key, lambda: send(ask))
        gallery = self._gallery()
        if order.to_stay and gallery is not None:
            gallery.choose(ask.request.key, order.slot, received.recorded.id)
        return Served(received)

    def _kept(self, order: Order) -> Served | None:
        """What the gallery holds for an order; raises what it met before where that was a refusal."""
        gallery = self._gallery()
        if order.fresh or gallery is None:
            return None
        request = order.ask.request
        found, badge = self._found(gallery, request, order)
        if found is None:
            if not order.to.facts.is_asked:
                raise missing(gallery, request)
            return None
        if found.outcome.status == "moderated":
            raise refusal(found)
        return Served(Received(found), badge)

    def _found(self, gallery: Gallery, request: Request, order: Order) -> tuple[Recorded | None, str]:
        if not order.to.facts.is_asked:
            return replayed(gallery, request, slot=order.slot, engine=None), REPLAYED
        recording = replayed(gallery, request, slot=order.slot, engine=XAI.name) if order.replays else None
        if recording is not None:
            return recording, REPLAYED
        return earlier(gallery, request, slot=order.slot), REUSED

    def _as_take(self, order: Order) -> Ask:
        """The request as the take that it is: its slot's, or one that was never made."""
        gallery, request = self._gallery(), order.ask.request
        made = None if not order.fresh else 0 if gallery is None else gallery.last_take(request.key)
        take = self.takes.asked(request.key, order.slot, made=made)
        return replace(order.ask, request=replace(request, take=take))

    async def _streamed(self, to: Target, ask: Ask, hear: OnText) -> Received:
        async with contextlib.aclosing(self._engine(to).exchange().answer_stream(ask)) as pieces:
            async for piece in pieces:
                if isinstance(piece, str):
                    hear(piece)
                else:
                    received, _ = piece
        return received

    def _engine(self, to: Target) -> Engine:
        gallery = self._gallery()
        if to not in self._engines or self._engines[to].gallery is not gallery:
            kept: Kept = False if gallery is None else gallery
            self._engines[to] = Engine(to, gallery=kept, timeout=self._timeout, budget_usd=self._budget)
        return self._engines[to]
