"""Endings of a table's requests: what each brought, what was charged for it now, and what went wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from imagine_nb.answers import Answer
from imagine_nb.bulk.row import RowStatus
from imagine_nb.engines import ENGINES
from imagine_nb.errors import APIError, ImagineError, InputError, ModeratedError, told
from imagine_nb.exchange.flight import Received
from imagine_nb.sources import Source
from imagine_nb.studio.bulk.planning import Planned, Unit, unknown
from imagine_nb.studio.bulk.tally import Ending
from imagine_nb.studio.sending import Desk
from imagine_nb.wire.order import Order


async def made(unit: Unit, planned: Planned) -> Order:
    """The order of a unit, made again. Raises ImagineError where its files are gone meanwhile."""
    if planned.draft.is_heavy:
        return await asyncio.to_thread(planned.order, unit)
    return planned.order(unit)


async def known(unit: Unit, planned: Planned, desk: Desk) -> Ending:
    """What is known of a unit that is not asked."""
    if isinstance(unit.found, ImagineError):
        return failure(unit.found, is_kept=True)
    if unit.found is None:
        return Ending("unknown", cost_ticks=None, error=unknown(unit.batch))
    try:
        order = await made(unit, planned)
        received = await desk.orders.pictures(order, unit.found, desk.gallery)
    except Exception as error:  # noqa: BLE001 - each row fails alone
        return failure(error)
    await asyncio.sleep(0)  # others use the loop too
    return await came(received, order, desk)


async def came(received: Received, order: Order, desk: Desk) -> Ending:
    """How a unit ended whose request brought something, which is set into its region where it has one."""
    try:
        return ending_of(received, await desk.orders.set_in(received, order, desk.gallery), desk)
    except Exception as error:  # noqa: BLE001 - it is paid for all the same
        return replace(ending_of(received, (), desk), status="failed", error=failure(error).error)


def ending_of(received: Received, shown: Sequence[Received], desk: Desk) -> Ending:
    """How a unit ended whose request brought something, of which all that is `shown` came."""
    recorded = received.recorded
    outcome, is_new = recorded.outcome, not received.badge
    charged = outcome.usage.cost_in_usd_ticks if ENGINES[recorded.request.engine].is_billed else 0
    about = tuple(map(Source, recorded.request.sources))  # their bytes are not held
    return Ending(
        ("partial" if outcome.status == "partial" else "done") if is_new else "kept",
        tuple(desk.shown(shown)),
        Answer(recorded.answer, about, badge=received.badge) if recorded.answer else None,
        cost_ticks=charged if is_new else 0,
        seconds=outcome.seconds if is_new else 0.0,
        error=ImagineError(outcome.error) if outcome.error else None,
    )


def failure(error: Exception, *, is_kept: bool = False) -> Ending:
    """How a unit ended that met an error; one that `is_kept` was met before, and costs nothing now."""
    if isinstance(error, ModeratedError):
        return Ending("moderated", cost_ticks=0 if is_kept else error.cost_ticks, error=error)
    if isinstance(error, APIError):
        status: RowStatus = "unknown" if error.may_be_charged else "failed"
        ticks = error.cost_ticks if error.may_be_charged else error.cost_ticks or 0
        return Ending(status, cost_ticks=ticks, error=error)
    return Ending("failed", error=error if isinstance(error, ImagineError) else InputError(told(error)))
