"""How much faster two workers of a Dask cluster draw on the print shop than one."""

from __future__ import annotations

import asyncio
import time

import pytest

from clusters import BODY, PATH, cluster
from imagine_nb import loop
from imagine_nb.config import target
from imagine_nb.engines import PRINT_SHOP
from imagine_nb.transport.cluster import Cluster
from imagine_nb.transport.transport import Transport

N_PICTURES = 60


async def drawn(transport: Transport, takes: range) -> None:
    await asyncio.gather(*(transport.post(PATH, BODY, take=each) for each in takes))


def seconds(n_workers: int) -> float:
    with cluster(n_workers) as client:
        carrier = Cluster(client)
        transport = Transport(
            target(engine=PRINT_SHOP.name), carrier=carrier, max_in_flight=loop.run(carrier.in_flight())
        )
        loop.run(drawn(transport, range(900, 900 + 4 * n_workers)))  # fonts and tables
        started = time.perf_counter()
        loop.run(drawn(transport, range(1, N_PICTURES + 1)))
        taken = time.perf_counter() - started
        loop.run(transport.aclose())
        return taken


@pytest.mark.bench
def test_two_workers_on_the_print_shop() -> None:
    one, two = seconds(1), seconds(2)
    print(f"\n{N_PICTURES} pictures: one worker {one:.1f} s, two {two:.1f} s, {two / one:.2f} (promise: 0.6)")
