"""Order dispatch: each is answered from the gallery where it was before, else by an engine, once."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from imagine_nb.budget import Budget
from imagine_nb.config import Target
from imagine_nb.engines import ENGINES, XAI
from imagine_nb.errors import BudgetError, ImagineError, InputError
from imagine_nb.exchange.engine import Engine
from imagine_nb.exchange.exchange import Exchange, OnText
from imagine_nb.exchange.flight import Received
from imagine_nb.gallery import Gallery, Kept
from imagine_nb.gallery.journal import UnderWay
from imagine_nb.gallery.journalled import ended
from imagine_nb.settings import MAX_N, MAX_PICTURES
from imagine_nb.studio.reuse import (
    REPLAYED,
    REUSED,
    Takes,
    earlier,
    is_stateful,
    keep_shown,
    missing,
    refusal,
)
from imagine_nb.studio.single_flight import SingleFlight
from imagine_nb.transport.patience import Patience
from imagine_nb.wire.order import Order

STILL_TRUE = 0.05  # seconds for which nobody looks again what the gallery holds
Found = Received | ImagineError | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The orders of one call. `price_usd` is the estimate for what has to be asked, None where unknown.

    `kept` says for each order what the gallery holds for it: what it brought, or the error that it met.
    `read_at` (seconds) and `n_done` tell when the gallery was read for that.
    """

    orders: tuple[Order, ...]
    price_usd: float | None = 0.0
    kept: tuple[Found, ...] = ()
    read_at: float = 0.0
    n_done: int = 0

    @property
    def n_kept(self) -> int:
        """How many orders are answered from the gallery, for nothing."""
        return sum(each is not None for each in self.kept)


def counts(n: int) -> list[int]:
    """How many pictures each request asks for: 25 are 10, 10 and 5. Raises InputError past 100."""
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= MAX_PICTURES:
        raise InputError(f"n is {n!r}.", advice=f"One call makes 1 to {MAX_PICTURES} pictures.")
    whole, rest = divmod(n, MAX_N)
    return [MAX_N] * whole + ([rest] if rest else [])


def joined(plans: Sequence[Plan]) -> Plan:
    """All plans as one, with one price."""
    orders = tuple(order for plan in plans for order in plan.orders)
    kept = tuple(kept for plan in plans for kept in plan.kept)
    return Plan(orders, _sum(plan.price_usd for plan in plans), kept)


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
    """Answers orders, on the background loop; they are planned in whichever thread asks."""

    def __init__(
        self, *, timeout: float | Patience | None = None, budget: float | Budget | None = None
    ) -> None:
        self._takes = Takes()
        self._timeout = timeout
        self._budget = budget if isinstance(budget, Budget) or budget is None else Budget(budget)
        self._engines: dict[tuple[Target, int], tuple[Engine, Exchange]] = {}
        self._single_flight: SingleFlight[Received] = SingleFlight()

    async def aclose(self) -> None:
        """End the connections; the next order opens new ones."""
        engines, self._engines = list(self._engines.values()), {}
        for engine, _ in engines:
            await engine.aclose()

    def placed(self, order: Order, *, at_least: int = 1) -> Order:
        """The order at the slot that is its turn in this cell; parts of one call never share one."""
        slot = max(self._takes.slot(order.key), at_least)
        return order if slot == order.slot else replace(order, slot=slot)

    def plan(self, orders: Sequence[Order], gallery: Gallery | None) -> Plan:
        """What these orders will cost; nothing is asked. The gallery is read here."""
        read_at, n_done = time.monotonic(), self._single_flight.n_done
        # an error that was met before is a finding too: a refusal is not paid for again
        kept = tuple(None if gallery is None else self.kept(order, gallery) for order in orders)
        asked = [order for order, found in zip(orders, kept, strict=True) if found is None]
        price = _sum(order.price_usd if ENGINES[order.target.engine].is_billed else 0.0 for order in asked)
        return Plan(tuple(orders), price, kept, read_at, n_done)

    def current(self, plan: Plan, gallery: Gallery | None) -> Plan:
        """The plan as it is sent now; one that waited, for an answer or for others, is made again.

        Else a request that was made meanwhile, here or by another kernel, would be paid twice.
        """
        is_new = time.monotonic() - plan.read_at < STILL_TRUE and plan.n_done == self._single_flight.n_done
        return plan if is_new else self.plan(plan.orders, gallery)

    def kept(self, order: Order, gallery: Gallery) -> Found:
        """What the gallery holds for an order, or the error that it met before, or that a replay meets."""
        if order.fresh:
            return None
        request, slot = order.request, order.slot
        if not ENGINES[order.target.engine].is_asked:
            found, badge = earlier(gallery, slot=slot, content=request.content), REPLAYED
            if found is None:
                return missing(gallery, request)
        else:
            recorded = order.replays and earlier(gallery, slot=slot, content=request.content, engine=XAI.name)
            found = recorded or earlier(gallery, slot=slot, key=order.key)
            badge = REPLAYED if recorded else REUSED
        if found is None:
            return None
        return refusal(found) if found.outcome.status == "moderated" else Received(found, badge=badge)

    async def pictures(self, order: Order, kept: Found, gallery: Gallery | None) -> Received:
        """The pictures of an order. Raises what stands in their way: APIError, BudgetError, InputError."""
        return await self._received(order, kept, gallery, lambda way, sent: way.pictures(sent))

    async def answer(
        self, order: Order, kept: Found, gallery: Gallery | None, on_text: OnText | None
    ) -> Received:
        """The answer of an order; `on_text` gets each piece as it comes."""
        is_heard = False

        def heard(text: str) -> None:
            nonlocal is_heard
            is_heard = True
            if on_text is not None:  # else it is streamed all the same: what came is kept where it is cut
                on_text(text)

        received = await self._received(order, kept, gallery, lambda way, sent: way.answer(sent, heard))
        told = received.recorded.answer
        if told is not None and not is_heard:  # the gallery's, or a joined question's
            heard(told.text)
        return received

    async def _received(
        self,
        order: Order,
        kept: Found,
        gallery: Gallery | None,
        ask: Callable[[Exchange, Order], Awaitable[Received]],
    ) -> Received:
        if isinstance(kept, ImagineError):  # raised now, so that a plan can be looked at before
            raise kept
        if kept is not None:
            return _shown(order, kept, gallery)
        key = order.key
        made = (0 if gallery is None else gallery.journal.last_take(key)) if order.fresh else None
        take = self._takes.asked(key, order.slot, made=made)
        sent = order if take == order.request.take else _with_take(order, take)
        way = self._exchange(order.target, gallery)
        received = await self._single_flight.done(
            (key, take), lambda: self._alone(sent, gallery, lambda order: ask(way, order))
        )
        # only once it has come: what failed must not take the place of what a cell showed
        if order.to_stay and gallery is not None:
            gallery.journal.choose(key, order.slot, received.recorded.id)
        return received

    async def _alone(
        self, order: Order, gallery: Gallery | None, ask: Callable[[Order], Awaitable[Received]]
    ) -> Received:
        """What an order brings, sent once however many kernels ask: the others wait, and show the same."""
        if gallery is None or order.fresh or is_stateful(order.request):
            return await ask(order)
        while True:
            try:
                return await ask(replace(order, is_alone=True))
            except UnderWay as other:
                await ended(gallery.journal, other.request_id)
            found = self.kept(order, gallery)
            if isinstance(found, ImagineError):
                raise found
            if found is not None:
                return _shown(order, found, gallery)

    def _exchange(self, to: Target, gallery: Gallery | None) -> Exchange:
        """The way to an engine, opened when it is first asked; another key is another way."""
        name = (to, id(gallery))  # a target's key is part of it, and shows itself to nobody
        if name not in self._engines:
            kept: Kept = False if gallery is None else gallery
            engine = Engine(to, gallery=kept, timeout=self._timeout, budget_usd=self._budget)
            self._engines[name] = engine, engine.exchange
        return self._engines[name][1]


def _sum(prices: Iterable[float | None]) -> float | None:
    """The sum of prices in US dollars, None where one of them is unknown."""
    each = tuple(prices)
    return None if None in each else sum(price or 0.0 for price in each)


def _shown(order: Order, found: Received, gallery: Gallery | None) -> Received:
    """What the gallery holds, which the notebook goes on to show."""
    if gallery is not None:
        keep_shown(gallery, found.recorded, order.slot)
    return found


def _with_take(order: Order, take: int) -> Order:
    return replace(order, request=replace(order.request, take=take))
