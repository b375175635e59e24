from pathlib import Path

import pytest

from imagine_nb import Gallery
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.journalled import PARTS, begin
from imagine_nb.records import NewPicture, Outcome, Request

ASKED = Request("xai", "u", "/images/generations", "m", "a fox", "a fox")


def kept(gallery: Gallery, *data: bytes) -> None:
    pictures = [NewPicture(each, "image/jpeg", 1, 1) for each in data]
    begin(gallery, ASKED).finish(Outcome("done"), pictures=pictures)


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    gallery = Gallery(tmp_path / "gallery")
    kept(gallery, b"first", b"second", b"third")
    return gallery


def test_a_sound_gallery_is_true(gallery: Gallery) -> None:
    assert gallery.verify()
    assert repr(gallery.verify()) == "<Health 3 files checked · all is well>"


def test_what_is_missing_altered_or_orphaned_is_named(gallery: Gallery) -> None:
    first, second, third = gallery
    gallery.path(first).unlink()
    gallery.path(second).write_bytes(b"secone")
    (gallery.folder / "notes.txt").write_text("mine")
    (gallery.folder / PARTS / "0123.body").write_text("{}")
    found = gallery.verify()
    assert not found
    assert (found.missing, found.altered) == ((first,), (second,))
    assert found.orphaned == ("notes.txt", "parts/0123.body")
    assert f"missing: 1 ({first.path})" in repr(found)
    assert f"altered: 2 ({second.path})" in repr(found)
    assert gallery.data(third) == b"third"


def test_a_row_that_lacks_another_is_named(gallery: Gallery) -> None:
    database = Database(gallery.folder / "gallery.db")
    database.all("PRAGMA foreign_keys = OFF")
    with database.transaction() as db:
        db.execute("INSERT INTO thumbnails VALUES ('nobody', '00')")
    assert gallery.verify().database == ("a row of thumbnails lacks its pictures",)


def test_a_deleted_picture_is_not_missed(gallery: Gallery) -> None:
    gallery.delete(1)
    assert gallery.verify()
