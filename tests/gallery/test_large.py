"""A larger gallery is asked in as many steps of SQLite's machine as a smaller one from the same time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gallery.large import WORKS, write_large_gallery
from imagine_nb import Gallery

SIZES = (4_000, 16_000)
APART = {4_000: 600.0, 16_000: 150.0}  # seconds between two pictures
PROMISE, FEW = 1.5, 500  # times as many steps, and so many more
EACH = 10  # steps between two calls of what counts them


@pytest.fixture(scope="module")
def galleries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, Gallery]]:
    """The galleries, by their sizes."""
    made = {}
    for n in SIZES:
        folder = tmp_path_factory.mktemp(f"of_{n}")
        write_large_gallery(folder, n, side=16, apart=APART[n])
        made[n] = Gallery(folder)
    yield made
    for each in made.values():
        each.close()


def steps_of(work: str, gallery: Gallery, n: int) -> int:
    """How many steps SQLite's machine takes."""
    assert len(gallery) == n  # it is connected
    counted, db = 0, gallery._database._db
    assert db is not None

    def count() -> int:
        nonlocal counted
        counted += EACH
        return 0

    db.set_progress_handler(count, EACH)
    WORKS[work](gallery, n)
    db.set_progress_handler(db.limit.is_over, 20_000)
    return counted


@pytest.mark.parametrize("work", [each for each in WORKS if each != "opening"])  # which connects anew
def test_four_times_as_many_pictures_take_as_many_steps(galleries: dict[int, Gallery], work: str) -> None:
    small, large = (steps_of(work, galleries[n], n) for n in SIZES)
    assert large <= PROMISE * small + FEW
