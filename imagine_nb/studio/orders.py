"""Order dispatch: each is answered from the gallery where it was before, else by an engine, once."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from imagine_nb.budget import Budget, Hold
from imagine_nb.budget import budget as as_budget
from imagine_nb.config import Target
from imagine_nb.durations import Duration
from imagine_nb.engines import ENGINES, XAI
from imagine_nb.errors import GalleryError, ImagineError
from imagine_nb.exchange.engine import Engine, binding
from imagine_nb.exchange.exchange import Exchange, OnText
from imagine_nb.exchange.flight import Received, unbroken
from imagine_nb.gallery import Gallery, Kept
from imagine_nb.gallery.journal import UnderWay
from imagine_nb.gallery.journalled import ended
from imagine_nb.prices import total
from imagine_nb.studio.plans import Found, Plan
from imagine_nb.studio.regions import steps_of
from imagine_nb.studio.reuse import (
    REPLAYED,
    REUSED,
    Takes,
    earlier,
    is_stateful,
    keep_shown,
    missing,
    refusal,
    require_known,
)
from imagine_nb.studio.single_flight import SingleFlight
from imagine_nb.transport.connections import Carrier
from imagine_nb.transport.pace import Pace
from imagine_nb.transport.patience import Patience
from imagine_nb.wire.order import Order


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """How an engine is asked, over connections of its own: at a pace, by this process or by a `carrier`."""

    pace: Pace = Pace()  # noqa: RUF009 - it is frozen
    carrier: Carrier | None = None


USUAL = Way()
STILL_TRUE = 0.05  # seconds for which nobody looks again what the gallery holds


class Orders:
    """Answers orders, on the background loop; they are planned in whichever thread asks."""

    def __init__(
        self,
        *,
        timeout: Duration | Patience | None = None,
        budget: float | Budget | None = None,
        tell: Callable[[str], object] | None = None,
    ) -> None:
        self._tell = tell
        self._takes = Takes()
        self._timeout = timeout
        self._budget = as_budget(budget)
        self._engines: dict[tuple[Target, int, Way], tuple[Engine, Exchange]] = {}
        self._single_flight: SingleFlight[Received] = SingleFlight()
        self._regions: SingleFlight[Received] = SingleFlight()

    async def aclose(self) -> None:
        """End the connections; the next order opens new ones."""
        engines, self._engines = list(self._engines.values()), {}
        for engine, _ in engines:
            await engine.aclose()

    def settle(self, gallery: Gallery | None, *, is_anew: bool = False) -> None:
        """What waits to be taken into the gallery is in it before it is asked what it holds; that is told."""
        if gallery is not None and (news := gallery.settled(is_anew=is_anew)) and self._tell is not None:
            self._tell(news)

    def budgets(self, gallery: Gallery | None) -> tuple[Budget, ...]:
        """The budgets that bind what is asked."""
        return binding(self._budget, gallery)

    def placed(self, order: Order, *, at_least: int = 1) -> Order:
        """The order at the slot that is its turn in this cell; parts of one call never share one."""
        region = None if order.region is None else order.region.identity
        slot = max(self._takes.slot(order.key, region), at_least)
        return order if slot == order.slot else replace(order, slot=slot)

    def plan(self, orders: Sequence[Order], gallery: Gallery | None) -> Plan:
        """What these orders will cost; nothing is asked. The gallery is read here."""
        self.settle(gallery)
        read_at, n_done = time.monotonic(), self._single_flight.n_done
        # an error that was met before is a finding too: a refusal is not paid for again
        since = None if gallery is None else gallery.journal.last_ending()
        kept = tuple(None if gallery is None else self.kept(order, gallery) for order in orders)
        asked = [order for order, found in zip(orders, kept, strict=True) if found is None]
        price = total(order.price for order in asked)
        looked_for = tuple(replace(order, alone_since=since) for order in orders)
        return Plan(looked_for, price, kept, read_at, n_done, self.budgets(gallery))

    def current(self, plan: Plan, gallery: Gallery | None) -> Plan:
        """The plan as it is sent now; one that waited, for an answer or for others, is made again.

        Else a request that was made meanwhile, here or by another kernel, would be paid twice.
        """
        is_new = time.monotonic() - plan.read_at < STILL_TRUE and plan.n_done == self._single_flight.n_done
        if is_new:
            return plan
        return replace(self.plan(plan.orders, gallery), budgets=plan.budgets)

    def kept(self, order: Order, gallery: Gallery) -> Found:
        """What the gallery holds for an order, or the error that it met before, or that a replay meets."""
        request, slot, is_asked = order.request, order.slot, ENGINES[order.target.engine].is_asked
        if order.fresh and is_asked:
            return None
        if not is_asked:  # there is no newer take than those that were recorded
            found, badge = earlier(gallery, slot=slot, content=request.content), REPLAYED
            if found is None:
                return missing(gallery, request, slot)
        else:
            recorded = order.replays and earlier(gallery, slot=slot, content=request.content, engine=XAI.name)
            if recorded and gallery.shown.is_chosen_since(order.key, slot, recorded.created):
                recorded = None  # another was asked for since, of who answers now
            found = recorded or earlier(gallery, slot=slot, key=order.key)
            badge = REPLAYED if recorded else REUSED
        if found is None:
            return None
        return refusal(found) if found.outcome.status == "moderated" else Received(found, badge=badge)

    async def pictures(
        self,
        order: Order,
        kept: Found,
        gallery: Gallery | None,
        *,
        hold: Hold | None = None,
        way: Way = USUAL,
    ) -> Received:
        """The pictures of an order; `hold` is its price, set aside.

        Raises what stands in their way: APIError, BudgetError, InputError.
        """

        def ask(exchange: Exchange, sent: Order) -> Awaitable[Received]:
            return exchange.pictures(sent, hold=hold)

        return await self._received(order, kept, gallery, ask, way)

    async def set_in(self, received: Received, order: Order, gallery: Gallery | None) -> list[Received]:
        """What an order comes to: its pictures as they came, or each set into the order's region, as one."""
        if order.region is None:
            return [received]
        steps = await unbroken(steps_of, received, order, gallery)
        # one after the other: their numbers are in order, and one picture at a time is decoded
        return [await self._regions.done(step.key, partial(unbroken, step.done)) for step in steps]

    async def answer(
        self,
        order: Order,
        kept: Found,
        gallery: Gallery | None,
        on_text: OnText | None,
        *,
        hold: Hold | None = None,
        way: Way = USUAL,
    ) -> Received:
        """The answer of an order; `on_text` gets each piece as it comes. `hold` is its price, set aside."""
        is_heard = False

        def heard(text: str) -> None:
            nonlocal is_heard
            is_heard = True
            if on_text is not None:  # else it is streamed all the same: what came is kept where it is cut
                on_text(text)

        def ask(exchange: Exchange, sent: Order) -> Awaitable[Received]:
            return exchange.answer(sent, heard, hold=hold)

        received = await self._received(order, kept, gallery, ask, way)
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
        way: Way,
    ) -> Received:
        if isinstance(kept, ImagineError):  # raised now, so that a plan can be looked at before
            raise kept
        if kept is not None:
            return _shown(order, kept, gallery)
        sent = self.taken(order, gallery)
        exchange = self._exchange(order.target, gallery, way)
        received = await self._single_flight.done(
            (order.key, sent.request.take), lambda: self._alone(sent, gallery, partial(ask, exchange))
        )
        # only once it has come: what failed must not take the place of what a cell showed
        return _chosen(received, order, gallery) if order.to_stay and gallery is not None else received

    def taken(self, order: Order, gallery: Gallery | None) -> Order:
        """The order as the take that it is sent as now: its slot's, or a new one where it is fresh."""
        made = (0 if gallery is None else gallery.journal.last_take(order.key)) if order.fresh else None
        take = self._takes.asked(order.key, order.slot, made=made)
        return (
            order if take == order.request.take else replace(order, request=replace(order.request, take=take))
        )

    async def _alone(
        self, order: Order, gallery: Gallery | None, ask: Callable[[Order], Awaitable[Received]]
    ) -> Received:
        """What an order brings, sent once however many kernels ask: the others wait, and show the same."""
        if gallery is None or order.fresh or is_stateful(order.request):
            return await ask(order if order.alone_since is None else replace(order, alone_since=None))
        while True:
            if order.alone_since is None:  # else nothing was found before that ending
                order, found = await unbroken(self.looked_for, order, gallery)
                if isinstance(found, ImagineError):
                    raise found
                if found is not None:
                    return _shown(order, found, gallery)
            try:
                return await ask(order)
            except UnderWay as other:
                await ended(gallery.journal, other.request_id)
                if not order.retry_unknown:
                    await unbroken(self.settle, gallery, is_anew=True)
                    await unbroken(require_known, gallery, order.request, other.request_id)
                order = replace(order, alone_since=None)

    def looked_for(self, order: Order, gallery: Gallery) -> tuple[Order, Found]:
        """An order that is to be alone since this moment, and what the gallery holds for it."""
        since = gallery.journal.last_ending()  # before the look, so that what ends meanwhile is seen
        return replace(order, alone_since=since), self.kept(order, gallery)

    def _exchange(self, to: Target, gallery: Gallery | None, way: Way) -> Exchange:
        """The way to an engine, opened when it is first asked; another key is another way."""
        name = (to, id(gallery), way)  # a target's key is part of it, and shows itself to nobody
        if name not in self._engines:
            kept: Kept = False if gallery is None else gallery
            engine = Engine(
                to,
                gallery=kept,
                timeout=self._timeout,
                pace=way.pace,
                carrier=way.carrier,
                budget_usd=self._budget,
                tell=self._tell,
            )
            self._engines[name] = engine, engine.exchange
        return self._engines[name][1]

    def engine(self, to: Target, gallery: Gallery | None, way: Way = USUAL) -> Engine:
        """The connection to an engine by one way of asking."""
        self._exchange(to, gallery, way)
        return self._engines[to, id(gallery), way][0]

    async def end(self, way: Way) -> None:
        """End the connections of one way of asking; another order by it opens new ones."""
        for name in [each for each in self._engines if each[2] == way]:
            engine, _ = self._engines.pop(name)
            await engine.aclose()


def _shown(order: Order, found: Received, gallery: Gallery | None) -> Received:
    """What the gallery holds, which the notebook goes on to show."""
    if gallery is not None:
        keep_shown(gallery, found.recorded, order.slot)
    return found


def _chosen(received: Received, order: Order, gallery: Gallery) -> Received:
    """From now on the plain cell shows this take; it is delivered where even that cannot be written."""
    if received.unkept is not None:
        received.unkept.chosen(order.key, order.slot)
        return received
    try:
        gallery.journal.choose(order.key, order.slot, received.recorded.id)
    except GalleryError as error:
        note = f"The plain cell goes on showing the take before: {error}"
        return replace(received, notice=" ".join(filter(None, (received.notice, note))))
    return received
