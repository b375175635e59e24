"""The price before a cell sends anything: told, agreed to, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from IPython.core.error import StdinNotImplementedError

from imagine_nb.cells.screen import Screen
from imagine_nb.errors import BudgetError

if TYPE_CHECKING:
    from imagine_nb.desk import Plan
    from imagine_nb.records import SourceRecord


def agreed(plan: Plan, *, above: float, yes: bool) -> Plan:
    """The plan, once its price is agreed to; raises BudgetError where nobody agrees, with nothing sent."""
    price = plan.price_usd
    if yes or price is None or price <= above:
        return plan
    question = f"{_count(plan)} will cost about ${price:.2f}. Go on? [y/N] "
    try:
        answer = input(question)
    except (StdinNotImplementedError, EOFError):
        answer = ""
    if answer.strip().lower() in {"y", "yes"}:
        return plan
    raise BudgetError(
        f"{_count(plan)} would cost about ${price:.2f}, and nobody agreed to that.",
        price_usd=price,
        advice="Nothing was sent. --yes agrees beforehand; %imagine_config ask_above=2 asks later.",
    )


def dry_run(shell: Any, plan: Plan) -> None:
    """Show what a plan would send, and its price."""
    from imagine_nb.display import line_bundle

    first = plan.orders[0].ask.request
    lines = [
        f"{_count(plan)} from {first.model} ({plan.orders[0].to.engine}): {_price(plan)}. Nothing was sent.",
        f"Prompt: {first.sent}",
        *(f"Source: {_source(each)}" for each in first.sources),
        *(f"{name.replace('_', ' ')}: {value}" for name, value in first.parameters.items() if name != "n"),
    ]
    Screen(shell).show(line_bundle("\n".join(lines)))


def _count(plan: Plan) -> str:
    count = sum(order.ask.request.parameters.get("n", 1) for order in plan.orders)
    requests = f" in {len(plan.orders)} requests" if len(plan.orders) > 1 else ""
    return f"{count} picture{'' if count == 1 else 's'}{requests}"


def _price(plan: Plan) -> str:
    if plan.n_kept == len(plan.orders):
        return "$0.00, kept in the gallery already"
    price = "at a price that is not known" if plan.price_usd is None else f"about ${plan.price_usd:.4g}"
    return f"{price}, {plan.n_kept} of the requests kept already" if plan.n_kept else price


def _source(record: SourceRecord) -> str:
    if record.n_bytes is None:
        return f"{record.name} ({record.url or record.file_id}), fetched by the API"
    return f"{record.name}, {record.width} x {record.height}, {record.n_bytes / 1000:,.0f} kB"
