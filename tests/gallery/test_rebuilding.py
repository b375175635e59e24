"""A database that is lost or broken is made again: from what it still gives, the logbook, and the files."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import faults_server as server
from faults_server import FaultServer
from imagine_nb import Gallery, Studio
from imagine_nb.errors import GalleryError
from imagine_nb.gallery.files import PARTS
from imagine_nb.gallery.logbook import NAME
from imagine_nb.gallery.sessions import session
from imagine_nb.records import Author
from left_behind import NO_MORE, as_bytes, left_behind

Break = Callable[[Path], object]


def lose(folder: Path) -> None:
    for end in ("", "-wal", "-shm"):
        (folder / f"gallery.db{end}").unlink(missing_ok=True)


def empty(folder: Path) -> None:
    lose(folder)
    (folder / "gallery.db").touch()


def nonsense(folder: Path) -> None:
    lose(folder)
    (folder / "gallery.db").write_bytes(b"a shopping list" * 1000)


def cut(folder: Path) -> None:
    path = folder / "gallery.db"
    os.truncate(path, path.stat().st_size // 2)


def scratched(folder: Path) -> None:
    path = folder / "gallery.db"
    data = bytearray(path.read_bytes())
    data[4096:] = random.Random(3).randbytes(len(data) - 4096)
    path.write_bytes(data)


BREAKS = [lose, empty, nonsense, cut, scratched]


@pytest.fixture
def studio(tmp_path: Path, faults: FaultServer) -> Studio:
    """A studio with pictures, an edit, an answer, marks and a choice in its gallery, closed."""
    pictures = [server.jpeg((each, 40, 60)) for each in range(5)]
    several = [pictures[:2], *([each] for each in pictures[2:])]
    acts = [server.reply(200, server.pictures(*each, ticks=200_000_000)) for each in several]
    faults.then(*acts[:2], server.reply(200, server.answer("A fox.")), *acts[2:])
    made = Studio(
        engine="xai", base_url=faults.base_url, gallery=tmp_path / "gallery", notify=lambda text: None
    )
    fox = made.imagine("a red fox", n=2)
    made.imagine("make it night", images=fox[0])
    made.ask("What is this?", images=fox[1])
    made.again()
    made.gallery.favourite(1)
    made.gallery.label(2, "title page")
    made.gallery.describe(2, "A red fox.", by=Author("xai", "grok-4.3"))
    made.gallery.delete(made.imagine("a mistake").one)
    made.close()
    made.gallery.close()
    return made


def told(gallery: Gallery) -> list[object]:
    """All that a gallery tells."""
    requests = [gallery.recorded(charge.request_id) for charge in gallery.ledger().total.charges]
    return [
        list(gallery),
        gallery.answers(),
        sorted(requests, key=lambda each: each.id),
        [gallery.is_favourite(each) for each in gallery],
        gallery.labels(),
        [[each.id for each in gallery.ancestors(picture)] for picture in gallery],
        gallery.ledger().total.bill,
        [each.number for each in gallery.find("red fox")],
        [gallery.journal.chosen(each.request.key, 1) for each in requests],
    ]


@pytest.mark.parametrize("broken", BREAKS)
def test_all_that_was_recorded_is_there_again(studio: Studio, broken: Break) -> None:
    folder = studio.gallery.folder
    with closing(sqlite3.connect(folder / "gallery.db")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = told(Gallery(folder))
    files = {each.name: each.read_bytes() for each in folder.glob("*.jpg")}
    broken(folder)
    with pytest.raises(GalleryError, match=r"%imagine_gallery --rebuild, or imagine_nb.Gallery.rebuild\('"):
        told(Gallery(folder))
    done = Gallery.rebuild(folder)
    gallery = Gallery(folder)
    assert told(gallery) == before
    assert (done.n_pictures, done.n_answers, done.n_strangers) == (5, 1, 0)
    assert {each.name: each.read_bytes() for each in folder.glob("*.jpg")} == files
    assert gallery.verify(), gallery.verify()
    assert (done.set_aside is None) == (broken is lose)


@pytest.mark.parametrize("broken", [empty, nonsense, cut])
def test_the_database_of_before_is_set_aside_each_time(studio: Studio, broken: Break) -> None:
    folder = studio.gallery.folder
    for times in (1, 2):
        broken(folder)
        data = (folder / "gallery.db").read_bytes()
        name = Gallery.rebuild(folder).set_aside
        assert name is not None
        assert (folder / name).read_bytes() == data
        assert (
            len([each for each in folder.glob("gallery.db.broken-*") if each.suffix[-3:] != "wal"]) == times
        )
    assert Gallery(folder).verify()


@pytest.mark.parametrize("broken", [lose, empty])
def test_a_gallery_without_its_database_is_not_begun_anew(studio: Studio, broken: Break) -> None:
    folder = studio.gallery.folder
    broken(folder)
    for gone in (None, NAME):
        if gone:
            (folder / gone).unlink()
        with pytest.raises(GalleryError, match="has lost its database"):
            Gallery(folder)
        with pytest.raises(GalleryError, match="has lost its database"):
            Studio(engine="print-shop", gallery=folder, notify=lambda text: None).imagine("a fox")


def test_a_healthy_gallery_keeps_what_it_holds(studio: Studio) -> None:
    gallery = Gallery(studio.gallery.folder)
    before = told(gallery)
    gallery.rebuild()
    assert told(gallery) == before
    assert gallery.verify()


def test_the_same_cell_shows_it_for_nothing_afterwards(studio: Studio, faults: FaultServer) -> None:
    folder = studio.gallery.folder
    lose(folder)
    Gallery.rebuild(folder)
    again = Studio(engine="xai", base_url=faults.base_url, gallery=folder, notify=lambda text: None)
    assert again.imagine("a red fox", n=2)[0].badge.startswith("reused")
    again.close()


def test_without_a_logbook_the_files_say_what_they_are(studio: Studio) -> None:
    gallery = Gallery(studio.gallery.folder)
    fox, night = (studio.picture(gallery[number]) for number in (1, 3))
    data = {each.number: gallery.data(each) for each in gallery}
    night.save(gallery.folder / "night.jpg")
    gallery.close()
    lose(gallery.folder)
    (gallery.folder / NAME).unlink()
    done = Gallery.rebuild(gallery.folder)
    assert (done.n_strangers, done.n_pictures) == (5, 5)
    again = Gallery(gallery.folder)
    assert again.data(again[1]) == data[1]
    assert again[1].prompt == "red fox"
    (known,) = again.find("night", limit=1)
    assert (known.prompt, known.path, known.parents) == ("make it night", "night.jpg", (fox.id,))
    assert again.ledger().total.unknown == 5
    assert again.verify(), again.verify()


def test_files_in_no_record_are_counted_and_taken_in(studio: Studio) -> None:
    gallery = Gallery(studio.gallery.folder)
    (gallery.folder / "0099-grey-wolf-abcd.jpg").write_bytes(server.jpeg((9, 9, 9)))
    (gallery.folder / "0098-broken-abcd.jpg").write_bytes(b"no picture")
    assert "2 files in no record: verify() names them, rebuild() takes pictures in" in repr(gallery.recover())
    assert "rebuild() takes pictures in" in repr(gallery.verify())
    assert gallery.rebuild().n_strangers == 1
    assert (gallery[99].prompt, gallery[99].model, gallery[99].cost_ticks) == ("grey wolf", "unknown", None)


def test_a_file_that_was_renamed_is_its_records_again(studio: Studio) -> None:
    gallery = Gallery(studio.gallery.folder)
    path, data = gallery.path(gallery[1]), gallery.data(gallery[1])
    path.rename(path.with_name("my-fox.jpg"))
    assert gallery.rebuild().n_strangers == 0
    assert gallery.data(gallery[1]) == data
    assert gallery.verify()


def test_what_was_in_flight_is_taken_in_after_it(studio: Studio) -> None:
    gallery = Gallery(studio.gallery.folder)
    left_behind(gallery, as_bytes(server.pictures(server.jpeg(), ticks=9)), prompt="a hen", sent="a hen")
    gallery.close()
    lose(gallery.folder)
    text = (gallery.folder / NAME).read_text()
    (gallery.folder / NAME).write_text(text.replace(session(), NO_MORE))
    Gallery.rebuild(gallery.folder)
    again = Gallery(gallery.folder)
    assert again.recover().n_pictures == 1
    assert [each.cost_ticks for each in again.find("hen")] == [9]
    assert again.verify()


def test_a_body_whose_intent_is_lost_is_taken_in_after_it(studio: Studio) -> None:
    gallery = Gallery(studio.gallery.folder)
    bodies = as_bytes(server.pictures(server.jpeg((3, 2, 1)), ticks=9)), as_bytes(server.answer("A fox."))
    for number, body in enumerate(bodies):
        (gallery.folder / PARTS / f"{number:016x}.body").write_bytes(body)
    assert "2 files in no record" in repr(gallery.recover())
    gallery.rebuild()
    found = gallery.recover()
    assert (found.n_pictures, found.n_answers, found.n_strangers) == (1, 1, 0)
    assert gallery.last is not None
    assert (gallery.data(gallery.last), gallery.last.cost_ticks) == (server.jpeg((3, 2, 1)), 9)
    assert "all is well" in repr(gallery.recover())
    assert gallery.verify()


def test_a_gallery_of_which_only_a_body_is_left_is_not_begun_anew(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path / "g")
    left_behind(gallery, as_bytes(server.pictures(server.jpeg(), ticks=9)))
    gallery.close()
    lose(gallery.folder)
    (gallery.folder / NAME).unlink()
    with pytest.raises(GalleryError, match="has lost its database"):
        Gallery(gallery.folder)
    assert Gallery.rebuild(gallery.folder).n_requests == 1
    assert Gallery(gallery.folder).recover().n_pictures == 1


def test_links_that_a_stranger_left_where_the_new_database_is_made_are_removed(
    studio: Studio, tmp_path: Path
) -> None:
    folder, mine = studio.gallery.folder, tmp_path / "mine.txt"
    mine.write_text("mine")
    for end in ("", "-wal", "-journal", "-shm"):
        (folder / f".gallery.db.part{end}").symlink_to(mine)
    assert Gallery.rebuild(folder).n_pictures == 5
    assert mine.read_text() == "mine"


def test_a_gallery_of_an_older_version_has_its_logbook_with_the_next_request(studio: Studio) -> None:
    folder = studio.gallery.folder
    (folder / NAME).unlink()
    again = Studio(engine="print-shop", gallery=folder, notify=lambda text: None)
    again.imagine("a cat")
    again.close()
    before = told(again.gallery)
    again.gallery.close()
    lose(folder)
    Gallery.rebuild(folder)
    assert told(Gallery(folder)) == before


def test_an_imported_gallery_is_in_the_logbook_too(studio: Studio, tmp_path: Path) -> None:
    archive = Gallery(studio.gallery.folder).export(tmp_path / "reel.zip")
    other = Gallery(tmp_path / "other")
    other.import_(archive)
    before = told(other)
    other.close()
    lose(other.folder)
    Gallery.rebuild(other.folder)
    assert told(Gallery(other.folder)) == before


def test_a_logbook_that_is_a_strangers_or_broken_harms_nothing(studio: Studio, tmp_path: Path) -> None:
    folder, outside = studio.gallery.folder, tmp_path / "secret.jpg"
    outside.write_bytes(server.jpeg())
    lines = (folder / NAME).read_text().splitlines()
    picture = next(json.loads(line)["pictures"] for line in lines if line.startswith('{"pictures"'))
    poison = [
        *({"pictures": {**picture, "position": 7, "id": "f" * 16, "path": path}} for path in
          ("../secret.jpg", str(outside), "gallery.db", "parts/x.jpg", 7)),
        {"pictures": {**picture, "position": 8, "number": 10**30}},
        {"pictures": {**picture, "position": 9, "width": -1}},
        {"pictures": {**picture, "request_id": "0" * 16}},
        {"requests": {"id": "a" * 16}},
        {"outcomes": {"request_id": picture["request_id"], "finished": "soon"}},
        {"sqlite_master": {"sql": "DROP"}},
        [1], {"marks": 5}, {"choices": {"key": "\ud800", "slot": 1, "created": 1e999, "request_id": "x"}},
    ]  # fmt: skip
    text = [*lines[:3], "{half a li", *lines[3:], *map(json.dumps, poison), "[" * 100_000, "\x00\xff"]
    (folder / NAME).write_text("\n".join(text), encoding="latin-1")
    before = told(Gallery(folder))
    lose(folder)
    done = Gallery.rebuild(folder)
    assert done.n_refused >= 8
    assert told(Gallery(folder)) == before
    assert not [each for each in Gallery(folder) if "secret" in each.path]


def test_a_link_in_the_place_of_the_logbook_is_not_followed(studio: Studio, tmp_path: Path) -> None:
    folder, mine = studio.gallery.folder, tmp_path / "mine.txt"
    mine.write_text("mine")
    (folder / NAME).unlink()
    (folder / NAME).symlink_to(mine)
    again = Studio(engine="print-shop", gallery=folder, notify=lambda text: None)
    assert again.imagine("a cat").one.path is not None
    again.close()
    assert mine.read_text() == "mine"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes that are files")
def test_a_pipe_in_the_place_of_the_logbook_keeps_nobody_waiting(studio: Studio) -> None:
    path = studio.gallery.folder / NAME
    path.unlink()
    os.mkfifo(path)
    again = Studio(engine="print-shop", gallery=path.parent, notify=lambda text: None)
    asking = threading.Thread(target=again.imagine, args=("a cat",))
    asking.start()
    asking.join(20)
    is_stuck = asking.is_alive()
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # lets go on what waits for one
    asking.join()
    os.close(reader)
    assert "a cat" in {each.prompt for each in again.gallery}
    again.close()
    assert not is_stuck


def test_no_folder_is_no_gallery(tmp_path: Path) -> None:
    with pytest.raises(GalleryError, match="no gallery at"):
        Gallery.rebuild(tmp_path / "nowhere")


def test_the_logbook_holds_no_key(tmp_path: Path) -> None:
    made = Studio(engine="print-shop", gallery=tmp_path / "g", api_key="xai-" + "k" * 40, notify=print)
    made.imagine("a fox")
    made.close()
    assert "kkkk" not in (tmp_path / "g" / NAME).read_text()
    assert (tmp_path / "g" / NAME).stat().st_mode & 0o077 == 0
    shutil.rmtree(tmp_path / "g")
