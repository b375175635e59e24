"""Costs: the names that programs import from `xai_sdk.cost`."""

from __future__ import annotations

from imagine_nb.money import TICKS_PER_USD
from imagine_nb.usage import Usage

__all__ = ["USD_PER_TICK", "cost_usd_from_usage"]

USD_PER_TICK = 1 / TICKS_PER_USD


def cost_usd_from_usage(usage: Usage) -> float | None:
    """The bill of a request in US dollars, None where the API did not tell."""
    return usage.cost_usd
