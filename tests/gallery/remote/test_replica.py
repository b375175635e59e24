"""A gallery at an address: what one machine makes, another sees, marks and deletes; nobody waits for it."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from elsewhere import jpeg, keep, view
from imagine_nb import Gallery, Studio
from imagine_nb.errors import GalleryError
from imagine_nb.records import Author

Opens = Callable[..., Gallery]
GROK = Author("xai", "grok-4.3")


def test_what_one_machine_makes_another_sees(on: Opens, address: str) -> None:
    mine = on("mine", address)
    keep(mine, "red", "blue")
    assert mine.sync().n_waiting == 0
    yours = on("yours", address)
    assert view(yours) == view(mine)
    assert [each.n_bytes for each in yours] == [each.n_bytes for each in mine]
    assert yours.data(yours[2]) == jpeg("blue")
    assert yours.recorded(yours[1].request_id).outcome.status == "done"
    assert repr(yours) == f"<Gallery {address} · 2 pictures>"


def test_pictures_are_files_that_people_can_read_below_their_writer(on: Opens, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    mine = on("mine", f"file://{shared}")
    keep(mine, "red", prompt="a red fox")
    mine.sync()
    (file,) = (shared / "pictures").rglob("*.jpg")
    assert file.name.startswith("0001-red-fox-")
    assert file.read_bytes() == jpeg("red")
    (segment,) = (shared / "manifests").rglob("*.jsonl")
    assert [next(iter(json.loads(line))) for line in segment.read_text().splitlines()] == [
        "requests", "outcomes", "pictures",
    ]  # fmt: skip
    assert not [each for each in shared.rglob("*") if each.name.endswith(".part")]


def test_files_come_when_they_are_first_read_and_small_copies_by_the_page(on: Opens, address: str) -> None:
    mine = on("mine", address)
    for number in range(5):
        keep(mine, f"rgb({number * 40}, 9, 9)")
    mine.sync()
    yours = on("yours", address)
    assert all(yours.has(each) for each in yours)
    assert not [each for each in yours if yours.path(each).exists()]
    assert yours.thumbnail(2).startswith(b"\xff\xd8")
    assert len([*(yours.folder / "previews").iterdir()]) == 5
    assert not [each for each in yours if yours.path(each).exists()]
    assert yours.data(yours[3]) == mine.data(mine[3])
    assert [each.number for each in yours if yours.path(each).exists()] == [3]


def test_marks_labels_texts_and_deletions_travel(on: Opens, address: str) -> None:
    mine = on("mine", address)
    keep(mine, "red", "blue", "green")
    mine.sync()
    yours = on("yours", address)
    yours.data(yours[3])
    yours.favourite(1)
    yours.label(2, "hat", "tall")
    yours.describe(2, "A blue field.", by=GROK)
    yours.delete(3)
    yours.sync()
    mine.sync()
    assert view(mine) == view(yours)
    assert (mine.is_favourite(1), mine.labels(2), mine[2].alt) == (True, ("hat", "tall"), "A blue field.")
    assert mine[2].alt_by == GROK
    assert len(mine) == 2
    assert not list(mine.folder.glob("0003-*"))
    mine.label(2, "hat", on=False)
    mine.favourite(1, on=False)
    mine.describe(2, "A blue field.")
    mine.sync()
    yours.refresh()
    assert (yours.labels(2), yours.is_favourite(1), yours[2].alt_by) == (("tall",), False, None)


def test_the_newest_word_wins_whichever_is_heard_first(on: Opens, address: str) -> None:
    mine = on("mine", address)
    keep(mine, "red")
    mine.sync()
    yours = on("yours", address)
    mine.describe(1, "An older word.", by=GROK)
    yours.describe(1, "A newer word.")
    mine.favourite(1)
    yours.favourite(1)
    yours.favourite(1, on=False)
    yours.sync()
    mine.sync()
    yours.refresh()
    third = on("third", address)
    told = [(each[1].alt, each[1].alt_by) for each in (mine, yours, third)]
    assert told == [("A newer word.", None)] * 3
    assert [each.is_favourite(1) for each in (mine, yours, third)] == [False] * 3


def test_two_writers_keep_each_others_work(on: Opens, address: str) -> None:
    mine, yours = on("mine", address), on("yours", address)
    for number in range(6):
        keep(mine, f"rgb(0, 0, {number * 40})", prompt=f"mine {number}")
        keep(yours, f"rgb({number * 40}, 0, 0)", prompt=f"yours {number}")
    mine.sync()
    yours.sync()
    mine.sync()
    assert view(mine) == view(yours)
    assert len(mine) == 12
    assert sorted(each.number for each in yours) == [*range(1, 13)]
    assert mine.verify()
    assert yours.verify()


def test_what_others_made_is_not_uploaded_again(on: Opens, address: str) -> None:
    mine = on("mine", address)
    keep(mine, "red")
    mine.sync()
    yours = on("yours", address)
    yours.data(yours[1])
    keep(yours, "blue", prompt="a hat")
    yours.sync()
    store = yours._replica.store
    names = sorted(name.rpartition("/")[2][:9] for name in store.sizes("pictures"))
    assert names == ["0001-fox-", "0002-hat-"]


def test_a_read_only_gallery_is_looked_at_and_nothing_is_written_there(on: Opens, address: str) -> None:
    mine = on("mine", address)
    keep(mine, "red")
    mine.sync()
    before = mine._replica.store.sizes("")
    yours = on("yours", address, read_only=True)
    assert yours.data(yours[1]) == jpeg("red")
    assert yours.thumbnail(1)
    for write in (lambda: yours.favourite(1), lambda: yours.delete(1), lambda: keep(yours, "blue")):
        with pytest.raises(GalleryError, match=f"The gallery at {address} is read-only"):
            write()
    assert yours.sync().n_received == 0
    assert repr(yours) == f"<Gallery {address} · 1 picture · read-only>"
    yours.close()
    assert mine._replica.store.sizes("") == before
    yours = on("yours", address, read_only=True)
    keep(mine, "blue", prompt="a hat")
    mine.sync()
    assert yours.sync().n_received == 1


def test_where_no_gallery_is_none_can_be_looked_at(on: Opens, tmp_path: Path) -> None:
    mine = on("mine", f"file://{tmp_path}/class")
    keep(mine, "red")
    mine.sync()
    mistyped = f"file://{tmp_path}/clas"
    with pytest.raises(GalleryError, match=f"There is no gallery at {mistyped}") as refused:
        on("yours", mistyped, read_only=True)
    assert "Name the address of one" in str(refused.value)
    assert not (tmp_path / "clas").exists()
    assert len(on("yours", mistyped)) == 0  # one that may be written begins there
    assert len(on("yours", f"file://{tmp_path}/class", read_only=True)) == 1


def test_a_gallery_that_lost_its_manifests_is_still_one(on: Opens, address: str) -> None:
    mine = on("mine", address)
    keep(mine, "red")
    mine.sync()
    store = mine._replica.store
    store.remove(store.sizes("manifests"))
    assert len(on("yours", address, read_only=True)) == 0


def test_a_studio_replays_from_a_gallery_elsewhere_and_makes_nothing_into_a_read_only_one(
    on: Opens, address: str
) -> None:
    mine = on("mine", address)
    maker = Studio(engine="print-shop", gallery=mine, notify=lambda text: None)
    fox = maker.imagine("a red fox").one
    mine.sync()
    told: list[str] = []
    yours = on("yours", address, read_only=True)
    looker = Studio(engine="print-shop", gallery=yours, notify=told.append)
    again = looker.imagine("a red fox").one
    assert again.data == fox.data
    assert "reused" in again.badge
    with pytest.raises(GalleryError, match="is read-only"):
        looker.imagine("a hat")
    assert any(f"The gallery {address} is read-only" in line for line in told)
    maker.close()
    looker.close()


def test_a_plain_folder_can_be_opened_read_only_too(tmp_path: Path) -> None:
    mine = Gallery(tmp_path / "g")
    keep(mine, "red")
    mine.close()
    before = {each: each.stat().st_mtime_ns for each in mine.folder.rglob("*")}
    look = Gallery(tmp_path / "g", read_only=True)
    assert look.data(look[1]) == jpeg("red")
    assert repr(look) == f"<Gallery {tmp_path / 'g'} · 1 picture · read-only>"
    with pytest.raises(GalleryError, match="is read-only"):
        look.favourite(1)
    look.close()
    assert {each: each.stat().st_mtime_ns for each in mine.folder.rglob("*")} == before
    with pytest.raises(GalleryError, match="There is no gallery at"):
        Gallery(tmp_path / "nowhere", read_only=True)
    assert not (tmp_path / "nowhere").exists()


def test_a_plain_gallery_is_here_alone(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path / "g")
    for call in (gallery.sync, gallery.refresh):
        with pytest.raises(GalleryError, match="is here alone"):
            call()
    with pytest.raises(GalleryError, match="storage_options is for an address"):
        Gallery(tmp_path / "g", storage_options={})


def test_the_environment_may_name_an_address(
    on: Opens, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(on("mine", address), "red")
    monkeypatch.setenv("IMAGINE_NB_GALLERY", address)
    gallery = Gallery()
    assert (gallery.place, len(gallery)) == (address, 1)
    gallery.close()


def test_what_is_made_is_uploaded_by_itself(on: Opens, tmp_path: Path) -> None:
    address = f"file://{tmp_path / 'shared'}"
    mine = on("mine", address)
    keep(mine, "red")
    mine.close()  # which waits for what is under way
    assert len(on("yours", address)) == 1


def test_a_gallery_that_nobody_uses_any_more_leaves_nothing_behind(address: str, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMAGINE_NB_MIRRORS", str(tmp_path / "mine"))
        gallery = Gallery(address)
    before = set(threading.enumerate())
    keep(gallery, "red")
    (upload,) = {each for each in threading.enumerate() if each.name == "imagine_nb upload"} - before
    gallery.sync()
    del gallery
    gc.collect()
    upload.join(10)
    assert not upload.is_alive()


MAKES = """
import sys
from elsewhere import keep
from imagine_nb import Gallery
gallery = Gallery(sys.argv[1])
for number in range(int(sys.argv[3])):
    keep(gallery, f"rgb({number * 30}, 1, 1)", prompt=f"{sys.argv[2]} {number}")
"""


def test_a_program_that_ends_has_uploaded_what_it_made(
    on: Opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"file://{tmp_path / 'shared'}"
    monkeypatch.setenv("IMAGINE_NB_MIRRORS", str(tmp_path / "program"))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    subprocess.run([sys.executable, "-c", MAKES, address, "one", "3"], check=True, timeout=60)
    assert len(on("mine", address)) == 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks here")
def test_a_forked_child_goes_on_by_itself(on: Opens, tmp_path: Path) -> None:
    mine = on("mine", f"file://{tmp_path / 'shared'}")
    keep(mine, "red")
    mine.sync()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # this process has threads
        child = os.fork()
    if not child:
        code = 1
        with suppress(BaseException):
            keep(mine, "blue", prompt="a hat")
            code = mine.sync().n_waiting
        os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    keep(mine, "green", prompt="a boat")
    mine.sync()
    assert len(on("yours", f"file://{tmp_path / 'shared'}")) == 3


def test_several_kernels_of_a_machine_are_one_writer(
    on: Opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"file://{tmp_path / 'shared'}"
    monkeypatch.setenv("IMAGINE_NB_MIRRORS", str(tmp_path / "programs"))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    command = [sys.executable, "-c", MAKES, address]
    programs = [subprocess.Popen([*command, name, "8"]) for name in ("one", "two")]
    assert [each.wait(90) for each in programs] == [0, 0]
    assert len([*(tmp_path / "shared" / "manifests").iterdir()]) == 1
    mine = on("mine", address)
    assert len(mine) == 16
    assert mine.verify()


def test_a_mirror_and_a_database_that_are_lost_are_made_again(
    on: Opens, address: str, tmp_path: Path
) -> None:
    mine = on("mine", address)
    keep(mine, "red", "blue")
    mine.favourite(1)
    mine.sync()
    keep(on("yours", address), "green", prompt="a hat")
    mine.refresh()
    before = view(mine)
    mine.close()
    for each in mine.folder.glob("gallery.db*"):
        each.unlink()
    again = on("mine", address)
    assert view(again) >= before
    assert again.data(again[1]) == jpeg("red")
    assert view(on("elsewhere", address)) >= before


def test_a_mirror_rebuilt_as_a_folder_is_whole_again_when_it_is_opened(on: Opens, address: str) -> None:
    mine = on("mine", address)
    keep(mine, "red")
    keep(on("yours", address), "green", prompt="a hat")
    assert mine.sync().n_received in {0, 1}
    on("yours", address).sync()
    mine.sync()
    before = view(mine)
    mine.close()
    (mine.folder / "gallery.db").write_bytes(b"no database")
    Gallery.rebuild(mine.folder)
    again = on("mine", address)
    assert view(again) == before
    again.sync()
    assert view(on("third", address)) == before
