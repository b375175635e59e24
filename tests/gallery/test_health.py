from imagine_nb import Gallery
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.files import PARTS
from imagine_nb.gallery.health import tidied


def test_a_sound_gallery_is_true(three: Gallery) -> None:
    assert three.verify()
    assert repr(three.verify()) == "<Health 3 files checked · all is well>"


def test_what_is_missing_altered_or_orphaned_is_named(three: Gallery) -> None:
    first, second, third = three
    three.path(first).unlink()
    three.path(second).write_bytes(b"secone")
    (three.folder / "notes.txt").write_text("mine")
    (three.folder / PARTS / "0123.body").write_text("{}")
    found = three.verify()
    assert not found
    assert (found.missing, found.altered) == ((first,), (second,))
    assert found.orphaned == ("notes.txt", "parts/0123.body")
    assert f"missing: 1 ({first.path})" in repr(found)
    assert f"altered: 2 ({second.path})" in repr(found)
    assert three.data(third) == b"third"


def test_a_row_that_lacks_another_is_named(three: Gallery) -> None:
    database = Database(three.folder / "gallery.db")
    database.all("PRAGMA foreign_keys = OFF")
    with database.transaction() as db:
        db.execute("INSERT INTO thumbnails VALUES ('nobody', '00')")
    assert three.verify().database == ("a row of thumbnails lacks its pictures",)


def test_a_deleted_picture_is_not_missed(three: Gallery) -> None:
    three.delete(1)
    assert three.verify()


def test_a_leftover_goes_only_while_the_picture_itself_is_there(three: Gallery) -> None:
    database, first = Database(three.folder / "gallery.db"), three.path(three[1])
    leftover = three.folder / "0004-a-fox-0abc.jpg"
    leftover.write_bytes(b"first")
    first.write_bytes(b"spoilt")
    assert tidied(database, three.folder) == 0
    assert leftover.read_bytes() == b"first"
    first.write_bytes(b"first")
    assert tidied(database, three.folder) == len(b"first")
    assert not leftover.exists()
    assert three.verify()
    database.close()
