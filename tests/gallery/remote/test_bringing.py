"""Files come when they are read: pictures, small copies by the page, and the sources that were kept."""

from __future__ import annotations

import os
import signal
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

from elsewhere import jpeg, keep
from imagine_nb import Gallery, Studio
from imagine_nb.errors import GalleryError
from imagine_nb.gallery.remote.address import address_of
from imagine_nb.gallery.remote.store import Store

Opens = Callable[..., Gallery]


@pytest.fixture
def six(on: Opens, address: str) -> str:
    """An address with six pictures."""
    mine = on("mine", address)
    for number in range(6):
        keep(mine, f"rgb({number * 40}, 9, 9)", prompt=f"picture {number}")
    mine.sync()
    return address


def test_verify_and_export_bring_what_they_need(on: Opens, six: str, tmp_path: Path) -> None:
    yours = on("yours", six)
    assert (
        Gallery(tmp_path / "other").import_(yours.export(tmp_path / "two.zip", pictures=[2, 5])).n_requests
        == 2
    )
    assert [each.number for each in yours if yours.path(each).exists()] == [2, 5]
    health = yours.verify()
    assert health
    assert health.n_files == 6


def test_what_cannot_be_had_does_not_keep_the_others(on: Opens, six: str) -> None:
    store = Store(address_of(six))
    gone = next(name for name in sorted(store.sizes("pictures")) if "/0003-" in name)
    store.remove([gone])
    yours = on("yours", six)
    with pytest.raises(GalleryError, match="there is no such"):
        yours.verify()
    assert [each.number for each in yours if yours.path(each).exists()] == [1, 2, 4, 5, 6]


def test_a_small_copy_that_is_not_there_is_asked_for_once(on: Opens, six: str) -> None:
    store = Store(address_of(six))
    store.remove(store.sizes("previews"))
    yours = on("yours", six)
    assert yours.thumbnail(1).startswith(b"\xff\xd8")
    before = yours._replica.store.n_requests
    assert yours.thumbnail(1)
    assert yours.thumbnail(2)
    assert yours._replica.store.n_requests == before + 1  # the second picture alone


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks here")
def test_a_child_that_forks_while_a_page_comes_waits_for_nobody(on: Opens, six: str) -> None:
    yours = on("yours", six)
    with yours._replica._bringing._one_page, warnings.catch_warnings():  # as a thread that brings one has it
        warnings.simplefilter("ignore", DeprecationWarning)  # this process has threads
        child = os.fork()
        if not child:
            with suppress(BaseException):
                signal.alarm(20)
                os._exit(0 if yours.thumbnail(1) else 1)
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    assert len([*(yours.folder / "previews").iterdir()]) == 6


@pytest.mark.parametrize("n_galleries", [1, 2])
def test_two_who_read_the_same_picture_at_once_both_have_it(on: Opens, six: str, n_galleries: int) -> None:
    for number in range(12):  # at once is a matter of luck
        galleries = [on(f"yours {number}", six) for _ in range(n_galleries)]
        start = threading.Barrier(2)

        def read(gallery: Gallery, start: threading.Barrier = start) -> list[bool]:
            start.wait(30)
            return [sha256(gallery.data(each)).hexdigest() == each.sha256 for each in gallery]

        with ThreadPoolExecutor(2) as threads:
            assert [*threads.map(read, [galleries[0], galleries[-1]])] == [[True] * 6] * 2


def test_a_source_that_was_kept_comes_with_the_recipe(on: Opens, address: str, tmp_path: Path) -> None:
    photo = tmp_path / "my photo.jpg"
    photo.write_bytes(jpeg("orange"))
    mine = on("mine", address)
    studio = Studio(engine="print-shop", gallery=mine, notify=lambda text: None)
    mine.sources.keep(photo.read_bytes(), photo.name)
    night = studio.imagine("make it night", images=photo).one
    mine.sync()
    yours = on("yours", address)
    (source,) = yours.recorded(night.record.request_id).request.sources
    assert yours.sources.data(source.sha256) == jpeg("orange")
    assert "my-photo-" in yours.recipe(1).cells[0]
    assert yours.sources.data("a" * 64) is None
    studio.close()


def test_a_source_that_is_another_file_is_not_taken(on: Opens, address: str, tmp_path: Path) -> None:
    mine = on("mine", address)
    studio = Studio(engine="print-shop", gallery=mine, notify=lambda text: None)
    mine.sources.keep(jpeg("orange"), "photo.jpg")
    studio.imagine("make it night", images=jpeg("orange"))
    mine.sync()
    store = Store(address_of(address))
    store.write(dict.fromkeys(store.sizes("sources"), jpeg("black")))
    yours = on("yours", address)
    (source,) = yours.recorded(yours[1].request_id).request.sources
    assert yours.sources.data(source.sha256) is None
    studio.close()
