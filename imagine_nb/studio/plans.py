"""Plans: what one call would send and what it costs, all of which is paid for or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from imagine_nb.budget import Budget, Hold, held_together, of_call
from imagine_nb.config import Target
from imagine_nb.engines import ENGINES
from imagine_nb.errors import ImagineError
from imagine_nb.exchange.flight import Received
from imagine_nb.options import ImagineOptions
from imagine_nb.prices import FREE, Price, total
from imagine_nb.printable import counted
from imagine_nb.regions import region_of
from imagine_nb.settings import MAX_N, MAX_PICTURES
from imagine_nb.sources import sources
from imagine_nb.stops import IS_FREE, MAY_COST
from imagine_nb.values import checked_count
from imagine_nb.wire.order import Order, image_order

Found = Received | ImagineError | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The orders of one call. `price` is the estimate for what has to be asked.

    `kept` says for each order what the gallery holds for it: what it brought, or the error that it met.
    `read_at` (seconds) and `n_done` tell when the gallery was read for that. All of it has to fit into
    each of the `budgets`, or nothing of it is sent.
    """

    orders: tuple[Order, ...]
    price: Price = FREE
    kept: tuple[Found, ...] = ()
    read_at: float = 0.0
    n_done: int = 0
    budgets: tuple[Budget, ...] = ()

    @property
    def price_usd(self) -> float:
        """The estimate in US dollars."""
        return self.price.usd

    @property
    def n_pictures(self) -> int:
        """How many pictures are asked for, kept ones included."""
        return sum(order.request.parameters.get("n", 1) for order in self.orders)

    @property
    def contents(self) -> str:
        """`25 pictures in 3 requests`."""
        requests = f" in {len(self.orders)} requests" if len(self.orders) > 1 else ""
        return f"{counted(self.n_pictures, 'picture')}{requests}"

    def check_budgets(self) -> None:
        """Raise BudgetError where all of it costs more than is allowed; nothing is set aside."""
        for each in self.budgets:
            each.check(self.price, of=self.contents)

    def stopped(self, n_arrived: int) -> str:
        """What a stop leaves of its pictures, and of the bill, once so many have arrived."""
        if not n_arrived:
            return IS_FREE if self.price_usd == 0 else MAY_COST
        count = self.n_pictures
        kept = f"{n_arrived} of {count} pictures had arrived and are kept"
        if self.price_usd == 0:
            return f"{kept}; nothing was charged."
        rest = self.price_usd * (1 - n_arrived / count)
        return f"{kept}; the rest may have been charged{f' (about ${rest:.2f})' if rest else ''}."

    @property
    def n_kept(self) -> int:
        """How many orders are answered from the gallery, for nothing."""
        return sum(each is not None for each in self.kept)


def image_orders(prompt: str, to: Target, options: ImagineOptions, *, model: str) -> list[Order]:
    """The requests of one call, none larger than the API takes. Raises InputError for what is refused."""
    found = sources(options.get("images"))
    region = region_of(found, options.get("region"), options.get("mask"))

    def order(n: int) -> Order:
        made = image_order(
            prompt,
            target=to,
            model=options.get("model") or model,
            sources=found,
            n=n,
            typed=options.get("typed"),
            variable=options.get("variable"),
            settings=options,
        )
        return made if region is None else replace(made, region=region)

    return [order(n) for n in counts(options.get("n", 1))]


def counts(n: int) -> list[int]:
    """How many pictures each request asks for: 25 are 10, 10 and 5. Raises InputError past 100."""
    checked_count(n, of="n", most=MAX_PICTURES, advice=f"One call makes 1 to {MAX_PICTURES} pictures.")
    whole, rest = divmod(n, MAX_N)
    return [MAX_N] * whole + ([rest] if rest else [])


def answered_as(order: Order, options: Mapping[str, Any]) -> Order:
    """The order, to be answered as the options say: anew, by whom, or from what was recorded of the API."""
    fresh, engine = options.get("fresh", False), options.get("engine")
    replays = order.target.is_auto and not ENGINES[order.target.engine].is_billed
    if fresh or replays or engine:
        order = replace(order, fresh=bool(fresh), replays=replays, engine=engine)
    return order


def joined(plans: Sequence[Plan]) -> Plan:
    """All plans as one, with one price."""
    orders = tuple(order for plan in plans for order in plan.orders)
    kept = tuple(kept for plan in plans for kept in plan.kept)
    budgets = tuple(dict.fromkeys(each for plan in plans for each in plan.budgets))
    return Plan(orders, total(plan.price for plan in plans), kept, budgets=budgets)


def within(plan: Plan, limit: float | Budget | None) -> Plan:
    """The plan, bound by what its call may cost: a sum in US dollars, or a Budget that calls share."""
    return replace(plan, budgets=(*of_call(limit), *plan.budgets))


def set_aside(plans: Sequence[Plan]) -> list[list[Hold | None]]:
    """The prices of all orders of some plans, set aside at once; None for what the gallery holds.

    Raises BudgetError, with nothing sent and nothing set aside, where all of them together cost too much.
    """
    whole = joined(plans)
    asked = [order.price for order, kept in zip(whole.orders, whole.kept, strict=True) if kept is None]
    holds = iter(held_together(asked, whole.budgets, of=whole.contents))
    return [[next(holds) if kept is None else None for kept in plan.kept] for plan in plans]
