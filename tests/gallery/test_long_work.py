"""Long work on a gallery: it tells how far it is, and what a stop leaves is true."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from imagine_nb import Gallery, Studio
from imagine_nb.errors import Stopped
from imagine_nb.gallery.long_work import LongWork, Progress

Work = Callable[[Gallery, Path, Progress], object]
WORKS: dict[str, Work] = {
    "verify": lambda gallery, path, progress: gallery.verify(progress=progress),
    "export": lambda gallery, path, progress: gallery.export(path / "a.zip", progress=progress),
    "prune": lambda gallery, path, progress: gallery.prune(older_than=0, progress=progress),
    "rebuild": lambda gallery, path, progress: gallery.rebuild(progress=progress),
    "import": lambda gallery, path, progress: Gallery(path / "new").import_(
        path / "b.zip", progress=progress
    ),
}


def stop(done: int, total: int, n_bytes: int) -> None:
    """The stop button, pressed while the work goes on."""
    raise KeyboardInterrupt


@pytest.mark.parametrize("work", WORKS)
def test_it_tells_how_far_it_is(studio: Studio, tmp_path: Path, work: str) -> None:
    studio.imagine("a fox", n=2)
    studio.gallery.export(tmp_path / "b.zip")
    told: list[tuple[int, int, int]] = []
    WORKS[work](studio.gallery, tmp_path, lambda *each: told.append(each))
    done, total, n_bytes = told[-1]
    assert done == total >= 2
    assert n_bytes > 0


def test_it_tells_ten_times_a_second_and_at_the_end() -> None:
    told: list[int] = []
    work = LongWork(lambda done, total, n_bytes: told.append(done), 5000, "steps")
    with work.stoppable("The rest is left."):
        for _ in range(5000):
            work.did()
    assert told[-1] == 5000
    assert len(told) < 100


def test_a_stop_says_how_far_it_came() -> None:
    def stopped_after_one(work: LongWork) -> None:
        with work.stoppable("Nothing was changed.", lambda: "so far"):
            work.did()
            raise KeyboardInterrupt

    with pytest.raises(Stopped) as caught:
        stopped_after_one(LongWork(None, 3, "files were checked"))
    assert str(caught.value) == "1 of 3 files were checked. Nothing was changed."
    assert caught.value.partial == "so far"


def test_a_verification_that_is_stopped_brings_what_it_found(three: Gallery) -> None:
    three.path(three[1]).unlink()
    n_calls = 0

    def stop_later(done: int, total: int, n_bytes: int) -> None:
        nonlocal n_calls
        if (n_calls := n_calls + 1) == 2:
            raise KeyboardInterrupt

    with pytest.raises(Stopped, match="3 of 3 files were checked") as caught:
        three.verify(progress=stop_later)
    assert [each.number for each in caught.value.partial.missing] == [1]


def test_an_export_that_is_stopped_leaves_no_archive(three: Gallery, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(Stopped, match="No archive was written"):
        three.export(tmp_path / "out" / "a.zip", progress=stop)
    assert list((tmp_path / "out").iterdir()) == []


def test_what_is_pruned_before_a_stop_is_recorded(three: Gallery) -> None:
    with pytest.raises(Stopped, match=r"of 3 pictures were deleted\. The rest stays") as caught:
        three.prune(older_than=0, progress=lambda done, total, n_bytes: stop(0, 0, 0) if done else None)
    assert len(three) == 3 - len(caught.value.partial.pictures)
    assert three.verify()


def test_a_rebuild_that_is_stopped_leaves_the_database(three: Gallery) -> None:
    before = [each.id for each in three]
    with pytest.raises(Stopped, match="The database is as it was"):
        three.rebuild(progress=stop)
    assert [each.id for each in three] == before
    assert three.verify()
