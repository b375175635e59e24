import sqlite3
import stat
import sys
from functools import partial
from pathlib import Path

import pytest

from gallery.writing import at_once
from imagine_nb.errors import GalleryError
from imagine_nb.gallery import Gallery
from imagine_nb.gallery.files import PARTS
from imagine_nb.gallery.journal import UnderWay
from imagine_nb.gallery.journalled import Journalled, begin, may_be_charged
from imagine_nb.records import NewPicture, Outcome, Request
from left_behind import left_behind

ASKED = Request("xai", "u", "/images/generations", "m", "A red fox, in the snow!", "A red fox, in the snow!")


def test_the_body_is_on_disk_before_the_outcome_and_gone_after_it(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path)
    entry = begin(gallery, ASKED)
    entry.write(b'{"data"')
    entry.write(b": []}")
    parts = tmp_path / PARTS
    assert [each.suffix for each in parts.iterdir()] == [".part"]
    entry.whole()
    assert (parts / f"{entry.id}.body").read_bytes() == b'{"data": []}'
    entry.finish(Outcome("done"), pictures=[NewPicture(b"jpeg", "image/jpeg", 1, 1)])
    assert list(parts.iterdir()) == []


def test_the_body_of_a_partial_success_stays_for_it_says_where_the_rest_is(tmp_path: Path) -> None:
    entry = begin(Gallery(tmp_path), ASKED)
    entry.write(b"{}")
    entry.whole()
    entry.finish(Outcome("partial"), pictures=[NewPicture(b"jpeg", "image/jpeg", 1, 1)])
    assert (tmp_path / PARTS / f"{entry.id}.body").read_bytes() == b"{}"


def test_each_piece_outlives_its_process_at_once(tmp_path: Path) -> None:
    entry = begin(Gallery(tmp_path), ASKED)
    for piece in (b"ab", b"c"):
        entry.write(piece)
    assert (tmp_path / PARTS / f"{entry.id}.part").read_bytes() == b"abc"
    entry.fail(Outcome("cancelled"))


def test_a_body_that_came_whole_stays_where_it_could_not_be_read(tmp_path: Path) -> None:
    entry = begin(Gallery(tmp_path), ASKED)
    entry.write(b"{}")
    entry.whole()
    entry.fail(Outcome("failed"))
    assert (tmp_path / PARTS / f"{entry.id}.body").read_bytes() == b"{}"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_pictures_are_for_their_owner_alone(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path / "gallery")
    made = begin(gallery, ASKED).finish(Outcome("done"), pictures=[NewPicture(b"jpeg", "image/jpeg", 1, 1)])
    assert stat.S_IMODE(gallery.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(gallery.path(made.pictures[0]).stat().st_mode) == 0o600


def test_an_intent_is_written_before_anything_is_sent(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path)
    entry = begin(gallery, ASKED)
    assert isinstance(entry, Journalled)
    assert gallery.journal.last_take(ASKED.key) == 1


def test_what_ends_after_the_look_is_seen_whatever_its_time_says(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path)
    entry = begin(gallery, ASKED)
    looked_at = gallery.journal.last_ending()
    entry.finish(Outcome("done"), pictures=[NewPicture(b"jpeg", "image/jpeg", 1, 1)])
    with sqlite3.connect(tmp_path / "gallery.db") as db:  # as if it had waited long to be written down
        db.execute("UPDATE outcomes SET finished = 1.0")
    db.close()
    with pytest.raises(UnderWay):
        begin(gallery, ASKED, alone_since=looked_at)
    assert begin(gallery, ASKED, alone_since=gallery.journal.last_ending()).id != entry.id


def test_what_is_written_again_since_another_failed_leaves_the_files_of_its_records_alone(
    tmp_path: Path,
) -> None:
    gallery = Gallery(tmp_path)
    entries = [begin(gallery, ASKED) for _ in range(4)]
    data = (b"same", b"same", b"other", b"other")

    def refused(*_: object) -> str:
        raise GalleryError("No room.")

    new, begun = NewPicture(b"new", "image/jpeg", 1, 1), gallery.journal.begin(ASKED)
    fails = partial(gallery.journal.finish, begun, Outcome("done"), pictures=[new], place=refused)

    works = [
        partial(each.finish, Outcome("done"), pictures=[NewPicture(bytes_, "image/jpeg", 1, 1)])
        for each, bytes_ in zip(entries, data, strict=True)
    ]
    *done, broken = at_once(gallery._database, [*works, fails])
    assert isinstance(broken.exception(), GalleryError)
    names = {picture.path for each in done for picture in each.result().pictures}
    assert len(names) == 2
    assert {each.name for each in tmp_path.iterdir() if each.suffix in {".jpg", ".part"}} == names
    assert sorted(gallery.data(each) for each in gallery) == sorted(data)


def test_nobody_knows_of_what_was_cut_and_of_what_a_kernel_left_without_an_ending(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path)
    assert not may_be_charged(gallery.journal, ASKED.key, 1)
    entry = begin(gallery, ASKED)
    assert not may_be_charged(gallery.journal, ASKED.key, 1)  # it is under way
    entry.fail(Outcome("unknown"))
    assert may_be_charged(gallery.journal, ASKED.key, 1)
    assert not may_be_charged(gallery.journal, ASKED.key, 2)
    begin(gallery, ASKED).fail(Outcome("failed"))
    assert not may_be_charged(gallery.journal, ASKED.key, 1)
    facts = {"base_url": "u", "model": "m", "prompt": ASKED.prompt, "sent": ASKED.sent}
    left_behind(gallery, None, **facts)
    assert may_be_charged(gallery.journal, ASKED.key, 1)


def test_only_who_retries_what_is_unknown_begins_what_a_kernel_left_without_an_ending(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path)
    facts = {"base_url": "u", "model": "m", "prompt": ASKED.prompt, "sent": ASKED.sent}
    left = left_behind(gallery, None, **facts)
    with pytest.raises(UnderWay) as other:
        begin(gallery, ASKED, alone_since=0, retry_unknown=False)
    assert other.value.request_id == left
    begin(gallery, ASKED, alone_since=0).fail(Outcome("cancelled"))
