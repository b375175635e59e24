"""A gallery of 200,000 pictures beside one of 20,000 from the same time: each measure, and their ratio."""

from __future__ import annotations

import gc
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gallery.large import WORKS, write_large_gallery
from imagine_nb import Gallery
from imagine_nb.errors import GalleryError

SIZES = (20_000, 200_000)
APART = {20_000: 600.0, 200_000: 60.0}  # seconds between two pictures
RUNS = 9
PROMISE = 1.5
EXPORTED = 100_000  # pictures; an archive has room for the records of not many more

pytestmark = pytest.mark.bench


@pytest.fixture(scope="module")
def galleries(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """The folder of each, by its size."""
    folders = {}
    for n in SIZES:
        folders[n] = tmp_path_factory.mktemp(f"of_{n}")
        started = time.perf_counter()
        write_large_gallery(folders[n], n, side=256, apart=APART[n])
        print(f"\n{n:,} pictures made in {time.perf_counter() - started:.0f} s")
    return folders


def test_both_sizes_take_as_long(galleries: dict[int, Path]) -> None:
    open_ = {n: Gallery(folder) for n, folder in galleries.items()}
    slow = []
    for name, work in WORKS.items():
        runs: dict[int, list[float]] = {n: [] for n in SIZES}
        for _ in range(RUNS):
            for n, gallery in open_.items():  # in turns, so that both meet the same load
                started = time.perf_counter()
                work(gallery, n)
                runs[n].append((time.perf_counter() - started) * 1000)
        small, large = (statistics.median(runs[n]) for n in SIZES)
        slow += [name] if large > PROMISE * small + 0.1 else []  # below a tenth of a millisecond it is noise
        print(f"{name}: {small:.2f} and {large:.2f} ms, ratio {large / small:.2f}")
    for gallery in open_.values():
        gallery.close()
    print(f"above {PROMISE}: {', '.join(slow) or 'none'}")


@pytest.mark.parametrize("work", ["verify", "export"])
def test_long_work_takes_little_memory(galleries: dict[int, Path], work: str, tmp_path: Path) -> None:
    gallery = Gallery(galleries[200_000])
    half = gallery.newest(EXPORTED)
    doing: dict[str, Callable[[], Any]] = {
        "verify": gallery.verify, "export": lambda: gallery.export(tmp_path / "a.zip", pictures=half),
    }  # fmt: skip
    gc.collect()
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    doing[work]()
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"\n{work}: {time.perf_counter() - started:.0f} s, {more:.0f} MB more than at the start")
    gallery.close()


def test_an_export_of_too_much_is_refused_soon(galleries: dict[int, Path], tmp_path: Path) -> None:
    gallery = Gallery(galleries[200_000])
    started = time.perf_counter()
    with pytest.raises(GalleryError, match="in parts"):
        gallery.export(tmp_path / "a.zip")
    print(f"\nan export of {len(gallery):,} is refused after {time.perf_counter() - started:.0f} s")
    gallery.close()
