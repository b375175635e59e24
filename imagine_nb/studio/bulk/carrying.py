"""Carrying of a bulk run: by whom its requests are made, and how many at once keep them busy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from imagine_nb import loop
from imagine_nb.errors import InputError
from imagine_nb.settings import BATCH, REQUESTS
from imagine_nb.studio.bulk.limits import MOST_IN_FLIGHT
from imagine_nb.studio.bulk.planning import Planned
from imagine_nb.suggestions import checked
from imagine_nb.transport.cluster import cluster_of
from imagine_nb.transport.connections import Carrier


def check_how(how: object) -> None:
    """Raise InputError for what is no way of working a table through."""
    if how is None or cluster_of(how) is not None:
        return
    if isinstance(how, str):
        checked("how=", how, (REQUESTS, BATCH))
        return
    advice = f"It is {REQUESTS!r}, {BATCH!r}, or a dask.distributed.Client, such as cluster.get_client()."
    raise InputError(f"how= is of type {type(how).__name__}.", advice=advice)


def carried(ready: Planned, *, tell: Callable[[str], object]) -> tuple[Planned, Carrier | None]:
    """A plan with who makes its requests: the workers of a Dask cluster, or None for this process itself.

    As many are under way at once as keep these busy, unless the call says how many; `tell` gets what is odd
    about them. Raises InputError, with nothing sent, where they could make none.
    """
    cluster = cluster_of(ready.options.get("how"))
    if cluster is None or not any(unit.is_asked for unit in ready.units):
        return ready, None
    if odd := loop.run(cluster.check(ready.draft.target)):
        tell(odd)
    if ready.options.get("max_in_flight") is not None:
        return ready, cluster
    busy = min(loop.run(cluster.in_flight()), MOST_IN_FLIGHT)
    return replace(ready, limits=replace(ready.limits, max_in_flight=busy)), cluster
