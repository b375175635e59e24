"""How much faster two workers of a Dask cluster draw a table on the print shop than one."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from clusters import cluster
from imagine_nb import Studio

N_ROWS = 60


def seconds(n_workers: int, folder: Path) -> float:
    studio = Studio(engine="print-shop", gallery=folder, notify=lambda text: None)
    with cluster(n_workers) as client:
        studio.imagine_many([f"a warm-up, number {each}" for each in range(4 * n_workers)], how=client)
        table = [f"a red fox in the snow, number {each}" for each in range(N_ROWS)]
        started = time.perf_counter()
        results = studio.imagine_many(table, how=client)
        taken = time.perf_counter() - started
    studio.close()
    assert {row.status for row in results} == {"done"}
    return taken


@pytest.mark.bench
def test_two_workers_on_the_print_shop(tmp_path: Path) -> None:
    one, two = seconds(1, tmp_path / "one"), seconds(2, tmp_path / "two")
    print(f"\n{N_ROWS} rows: one worker {one:.1f} s, two {two:.1f} s, {two / one:.2f} of it (promise: 0.6)")
