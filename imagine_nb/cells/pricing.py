"""Price confirmation before a cell sends anything: told, agreed to, or refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from imagine_nb.errors import BudgetError
from imagine_nb.live.screen import Screen

if TYPE_CHECKING:
    from imagine_nb.records import SourceRecord
    from imagine_nb.studio.plans import Plan
    from imagine_nb.wire.order import Order


def described(plan: Plan) -> str:
    """`25 pictures in 3 requests for about $0.50`: how many, and at what price."""
    return f"{plan.contents} {_price(plan)}"


def dry_run(shell: Any, plan: Plan) -> None:
    """Show what a plan would send, and its price."""
    from imagine_nb.display.html import line_bundle

    first = plan.orders[0]
    lines = [
        f"{described(plan)}, from {first.request.model} ({first.target.engine}). Nothing was sent.",
        *dict.fromkeys(line for order in plan.orders for line in _contents(order)),
        *_refusals(plan),
    ]
    Screen(shell).show(line_bundle("\n".join(lines)))


def _refusals(plan: Plan) -> Iterator[str]:
    """What a budget would say of the plan."""
    try:
        plan.check_budgets()
    except BudgetError as error:
        yield f"It would be refused: {error.message}"


def _contents(order: Order) -> Iterator[str]:
    request = order.request
    yield f"Prompt: {request.sent}"
    yield from (f"Source: {_source(each)}" for each in request.sources)
    yield from (
        f"{name.replace('_', ' ')}: {value}" for name, value in request.parameters.items() if name != "n"
    )
    if order.region is not None:
        yield f"All of it is sent; the edit is set in here within the region alone: {order.region}"


def _price(plan: Plan) -> str:
    if plan.n_kept == len(plan.orders):
        return "for nothing, as they are kept already"
    kept = f" ({plan.n_kept} of the requests are kept already)" if plan.n_kept else ""
    return f"{plan.price.words}{kept}"


def _source(record: SourceRecord) -> str:
    if record.n_bytes is None:
        return f"{record.name} ({record.url or record.file_id}), fetched by the API"
    return f"{record.name}, {record.width} x {record.height}, {record.n_bytes / 1000:,.0f} kB"
