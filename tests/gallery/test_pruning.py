import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest

from imagine_nb import Gallery, Studio
from imagine_nb.errors import InputError
from imagine_nb.gallery.files import PARTS
from imagine_nb.gallery.journalled import begin
from imagine_nb.records import Outcome, Request


def test_pruning_frees_the_space_of_old_pictures_and_keeps_their_records(three: Gallery) -> None:
    three.favourite(1)
    three.label(2, "poster")
    tried = three.prune(older_than=0, dry_run=True)
    assert repr(tried) == "<Pruned 1 picture · 0.0 MB would be freed>"
    assert len(three) == 3
    pruned = three.prune(older_than=0)
    assert ([each.number for each in pruned.pictures], pruned.n_bytes, tried.n_bytes) == ([3], 5, 5)
    assert [each.number for each in three] == [1, 2]
    assert three.verify()
    assert three.recorded(pruned.pictures[0].request_id).pictures[2].sha256 == pruned.pictures[0].sha256
    assert len(three.prune(older_than=0, favourites=True, labelled=True).pictures) == 2


def test_pruning_spares_the_young_and_shared_files(three: Gallery, keep: Callable[..., None]) -> None:
    assert three.prune(older_than=timedelta(hours=1)).pictures == ()
    keep(three, b"first")
    three.favourite(4)
    assert three.prune(older_than=0, dry_run=True).n_bytes == len(b"secondthird")
    assert three.prune(older_than=0).n_bytes == len(b"secondthird")
    assert three.data(three[4]) == b"first"


def test_pruning_takes_bodies_that_ended_with_nothing(three: Gallery, asked: Request) -> None:
    entry = begin(three, asked)
    entry.write(b"nonsense")
    entry.whole()
    entry.fail(Outcome("failed"))
    three.favourite(1)
    assert three.prune(older_than=1).n_bytes == 0
    assert three.prune(older_than=-1).n_bytes == len(b"secondthirdnonsense")


def test_an_age_that_is_none_is_refused(three: Gallery) -> None:
    with pytest.raises(InputError, match="older_than"):
        three.prune(older_than="yesterday")  # type: ignore[arg-type]


def test_a_pruned_parent_stays_in_the_lineage(studio: Studio) -> None:
    fox = studio.imagine("a fox").one
    night = fox.imagine("make it night").one
    studio.gallery.favourite(night)
    studio.gallery.prune(older_than=0)
    assert [each.id for each in studio.gallery.ancestors(night)] == [fox.id]
    assert studio.gallery.verify()


def test_pruning_leaves_what_recovery_can_still_take_in(three: Gallery, asked: Request) -> None:
    entry = begin(three, asked)
    entry.write(b"pictures that came whole")
    entry.whole()
    with closing(sqlite3.connect(three.folder / "gallery.db")) as db, db:  # of a kernel that is no more
        db.execute(
            "UPDATE requests SET session = ? WHERE id = ?",
            (f"{socket.gethostname()}:{2**22 + 1}:ffff", entry.id),
        )
    assert three.verify().unfinished == (entry.id,)
    assert three.prune(older_than=-1, dry_run=True).n_bytes == len(b"firstsecondthird")
    assert three.prune(older_than=-1).n_bytes == len(b"firstsecondthird")
    assert (three.folder / PARTS / f"{entry.id}.body").read_bytes() == b"pictures that came whole"
