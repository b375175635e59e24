"""A gallery whose folder is renamed, moved, deleted or replaced while a kernel has it open."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

import faults_server as server
from faults_server import FaultServer
from imagine_nb import Gallery, Studio
from imagine_nb.errors import GalleryError
from imagine_nb.gallery.journalled import begin
from imagine_nb.records import NewPicture, Outcome, Request

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="open files hold a folder there")
linux = pytest.mark.skipif(sys.platform != "linux", reason="only there a file can be held without opening it")


def keep(gallery: Gallery, asked: Request, data: bytes) -> None:
    begin(gallery, asked).finish(Outcome("done"), pictures=[NewPicture(data, "image/jpeg", 1, 1)])


def test_a_folder_that_was_renamed_is_followed(three: Gallery, asked: Request) -> None:
    old, new = three.folder, three.folder.with_name("renamed")
    old.rename(new)
    assert [three.data(each) for each in three] == [b"first", b"second", b"third"]
    keep(three, asked, b"fourth")
    assert three.folder == new
    assert three.news() == f"The gallery was moved, and goes on at {new}."
    assert three.news() == ""
    assert not old.exists()
    assert len(Gallery(new)) == 4
    assert three.verify(), three.verify()


def test_files_are_found_first_thing_after_a_rename(three: Gallery) -> None:
    record = three[1]
    three.folder.rename(three.folder.with_name("renamed"))
    assert three.data(record) == b"first"


def test_a_folder_whose_parent_was_renamed_is_followed(three: Gallery, asked: Request) -> None:
    parent = three.folder.parent
    moved = parent.rename(parent.with_name("elsewhere"))
    try:
        keep(three, asked, b"fourth")
        assert three.folder == moved / "gallery"
        assert not parent.exists()
    finally:
        moved.rename(parent)
    assert len(three) == 4  # and back again


def test_a_request_in_flight_goes_on_where_the_folder_is_now(three: Gallery, asked: Request) -> None:
    flight = begin(three, asked)
    flight.write(b"half of ")
    old = three.folder
    new = old.rename(old.with_name("renamed"))
    flight.write(b"a body")
    flight.whole()
    assert not flight.trouble
    assert (new / "parts" / f"{flight.id}.body").read_bytes() == b"half of a body"
    flight.finish(Outcome("done"), pictures=[NewPicture(b"fourth", "image/jpeg", 1, 1)])
    assert not old.exists()
    assert three.verify(), three.verify()


def test_two_galleries_that_changed_places_stay_what_they_are(three: Gallery, asked: Request) -> None:
    folder = three.folder
    other = Gallery(folder.with_name("other"))
    keep(other, asked, b"of the other")
    folder.rename(folder.with_name("third"))
    other.folder.rename(folder)
    folder.with_name("third").rename(folder.with_name("other"))
    assert (len(three), len(other)) == (3, 1)
    keep(three, asked, b"fourth")
    three.close()
    assert (len(other), len(Gallery(folder)), len(Gallery(folder.with_name("other")))) == (1, 1, 4)


def test_a_folder_that_was_replaced_by_another_gallery_is_followed(three: Gallery, asked: Request) -> None:
    folder = three.folder
    folder.rename(folder.with_name("old"))
    new = Gallery(folder)
    keep(new, asked, b"of another")
    assert (len(three), three.folder) == (3, folder.with_name("old"))
    three.close()
    assert len(new) == len(Gallery(folder)) == 1


def test_a_folder_that_was_deleted_is_made_anew_and_that_is_told(three: Gallery, asked: Request) -> None:
    shutil.rmtree(three.folder)
    assert len(three) == 0
    assert three.news() == f"The gallery at {three.folder} was deleted; a new one begins there."
    keep(three, asked, b"first again")
    assert len(Gallery(three.folder)) == 1


def test_a_folder_that_was_copied_and_deleted_is_told_to_be_gone(three: Gallery, tmp_path: Path) -> None:
    shutil.copytree(three.folder, tmp_path / "copy")
    shutil.rmtree(three.folder)
    assert len(three) == 0
    assert "was deleted; a new one begins" in three.news()
    assert len(Gallery(tmp_path / "copy")) == 3


@linux
def test_a_database_that_was_moved_away_alone_is_told(three: Gallery, tmp_path: Path) -> None:
    path = three.folder / "gallery.db"
    path.rename(tmp_path / "mine.db")
    with pytest.raises(GalleryError, match=r"moved away while it was in use: the file is at .*mine\.db"):
        len(three)
    assert not path.exists()
    (tmp_path / "mine.db").rename(path)
    assert len(three) == 3


@linux
def test_a_database_that_was_replaced_beside_its_journal_is_told(three: Gallery, tmp_path: Path) -> None:
    Gallery(tmp_path / "other").close()
    (tmp_path / "other" / "gallery.db").replace(three.folder / "gallery.db")
    with pytest.raises(GalleryError, match="another one is in its place"):
        len(three)


def test_a_link_to_the_folder_that_leads_elsewhere_changes_nothing(three: Gallery, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(three.folder)
    gallery = Gallery(link)
    link.unlink()
    link.symlink_to(Gallery(tmp_path / "other").folder)
    assert len(gallery) == 3


def test_a_studio_pays_nothing_again_after_a_rename_and_says_where_it_goes_on(
    tmp_path: Path, faults: FaultServer
) -> None:
    told: list[str] = []
    picture = server.jpeg()
    faults.then(server.reply(200, server.pictures(picture)))
    studio = Studio(engine="xai", base_url=faults.base_url, gallery=tmp_path / "g", notify=told.append)
    first = studio.imagine("a fox").one
    (tmp_path / "g").rename(tmp_path / "renamed")
    again = Studio(engine="xai", base_url=faults.base_url, gallery=studio.gallery, notify=told.append)
    assert again.imagine("a fox").one.id == first.id
    assert first.data == picture
    assert len(faults.requests) == 1
    assert sum("goes on at" in each for each in told) == 1
    assert not (tmp_path / "g").exists()
