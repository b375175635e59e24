"""Money: ticks, in which the API bills, and US dollars."""

from __future__ import annotations

TICKS_PER_USD = 10**10


def dollars(usd: float) -> str:
    """A sum of US dollars in words, as `cost`."""
    return cost(round(usd * TICKS_PER_USD))


def cost(ticks: int | None) -> str:
    """Amount in words: `$0.00`, `$0.0215`, `cost unknown`."""
    if ticks is None:
        return "cost unknown"
    usd = ticks / TICKS_PER_USD
    return f"${usd:.2f}" if round(usd, 2) == round(usd, 6) else f"${usd:.4f}"
