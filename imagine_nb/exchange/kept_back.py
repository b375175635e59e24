"""Moderated answers: one that brought no picture as gaps, for those who look at each picture by itself."""

from __future__ import annotations

import time
from collections.abc import Awaitable
from typing import TypeVar

from imagine_nb.errors import ModeratedError
from imagine_nb.exchange.flight import Received
from imagine_nb.fields import count_in
from imagine_nb.records import Recorded
from imagine_nb.wire.faults import outcome_of
from imagine_nb.wire.order import Order
from imagine_nb.wire.replies import MAX_ITEMS, moderated_gap

T = TypeVar("T", Received, Received | None)


async def with_gaps(order: Order, receiving: Awaitable[T]) -> T:
    """What an order brings; where its answer is whole and all in it was kept back, a gap for each picture.

    Raises ModeratedError where the request was refused. The journal calls both moderated.
    """
    try:
        return await receiving
    except ModeratedError as error:
        if error.kept_back is None:
            raise
        return gaps_of(order, error, error.kept_back)


def gaps_of(order: Order, error: ModeratedError, count: int) -> Received:
    """As many gaps as pictures were asked for, or were named, whichever is more."""
    n = max(count, count_in(order.request.parameters, "n", most=MAX_ITEMS) or 1)
    recorded = Recorded("", order.request, outcome_of(error), time.time())
    notice = " ".join(filter(None, [order.notice, error.charge]))
    return Received(recorded, notice=notice, gaps=tuple(map(moderated_gap, range(n))))
