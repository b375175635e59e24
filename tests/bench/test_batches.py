"""A table in a batch of the print shop: its time beside the same drawn one by one, and its memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from batch_server import BatchServer
from imagine_nb import Studio

pytestmark = pytest.mark.bench
N, ALONE = 1000, 60
PROMPT = "a {colour} {animal}, {number}"


def table(count: int, start: int = 0) -> list[dict[str, Any]]:
    colours, animals = ("red", "blue", "green", "black"), ("fox", "owl", "cat")
    return [
        {"colour": colours[at % 4], "animal": animals[at % 3], "number": start + at} for at in range(count)
    ]


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    made = Studio(engine="print-shop", gallery=tmp_path / "gallery", notify=lambda text: None)
    yield made
    made.close()


def test_a_thousand_rows_in_a_batch_of_the_print_shop(studio: Studio) -> None:
    started = time.perf_counter()
    studio.imagine_many(
        table(ALONE, start=10**6), PROMPT, max_in_flight=2
    )  # as many as a batch draws at once
    alone = (time.perf_counter() - started) / ALONE
    started = time.perf_counter()
    job: Any = studio.imagine_many(table(N), PROMPT, how="batch")
    submitted = time.perf_counter() - started
    results = job.result()
    whole = time.perf_counter() - started
    print(
        f"\nbatch of {N}: submitted in {submitted:.2f} s, all kept after {whole:.1f} s: "
        f"{whole / N / alone:.2f} of the time of as many alone ({alone * 1000:.0f} ms each)"
    )
    assert [row.status for row in results] == ["done"] * N
    assert whole / N < 1.2 * alone


def test_a_thousand_results_are_collected_in_little_memory(tmp_path: Path) -> None:
    server = BatchServer()
    studio = Studio(api_key="k", base_url=server.base_url, gallery=tmp_path / "g", notify=lambda text: None)
    job: Any = studio.imagine_many(table(N), PROMPT, how="batch", yes=True)
    server.answer()
    process = psutil.Process()
    before = process.memory_info().rss
    started = time.perf_counter()
    results = job.collect()
    seconds, more = time.perf_counter() - started, (process.memory_info().rss - before) / 2**20
    print(f"\n{N} results collected in {seconds:.2f} s ({seconds:.2f} ms each), {more:.0f} MB more")
    again = time.perf_counter()
    studio.imagine_many(table(N), PROMPT, how="batch")
    print(f"the same call again: {time.perf_counter() - again:.2f} s")
    assert [row.status for row in results] == ["done"] * N
    assert more < 60
    studio.close()
    server.close()
