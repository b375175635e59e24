from datetime import timedelta
from pathlib import Path

import pytest

from imagine_nb import Gallery, Studio
from imagine_nb.errors import InputError
from imagine_nb.gallery.journalled import begin
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


def test_pruning_frees_the_space_of_old_pictures_and_keeps_their_records(gallery: Gallery) -> None:
    gallery.favourite(1)
    gallery.label(2, "poster")
    tried = gallery.prune(older_than=0, dry_run=True)
    assert repr(tried) == "<Pruned 1 picture · 0.0 MB would be freed>"
    assert len(gallery) == 3
    pruned = gallery.prune(older_than=0)
    assert ([each.number for each in pruned.pictures], pruned.n_bytes, tried.n_bytes) == ([3], 5, 5)
    assert [each.number for each in gallery] == [1, 2]
    assert gallery.verify()
    assert gallery.recorded(pruned.pictures[0].request_id).pictures[2].sha256 == pruned.pictures[0].sha256
    assert len(gallery.prune(older_than=0, favourites=True, labelled=True).pictures) == 2


def test_pruning_spares_the_young_and_shared_files(gallery: Gallery) -> None:
    assert gallery.prune(older_than=timedelta(hours=1)).pictures == ()
    kept(gallery, b"first")
    gallery.favourite(4)
    assert gallery.prune(older_than=0, dry_run=True).n_bytes == len(b"secondthird")
    assert gallery.prune(older_than=0).n_bytes == len(b"secondthird")
    assert gallery.data(gallery[4]) == b"first"


def test_pruning_takes_bodies_that_ended_with_nothing(gallery: Gallery) -> None:
    entry = begin(gallery, ASKED)
    entry.write(b"nonsense")
    entry.whole()
    entry.fail(Outcome("failed"))
    gallery.favourite(1)
    assert gallery.prune(older_than=1).n_bytes == 0
    assert gallery.prune(older_than=-1).n_bytes == len(b"secondthirdnonsense")


def test_an_age_that_is_none_is_refused(gallery: Gallery) -> None:
    with pytest.raises(InputError, match="older_than"):
        gallery.prune(older_than="yesterday")  # type: ignore[arg-type]


def test_a_pruned_parent_stays_in_the_lineage(studio: Studio) -> None:
    fox = studio.imagine("a fox").one
    night = fox.imagine("make it night").one
    studio.gallery.favourite(night)
    studio.gallery.prune(older_than=0)
    assert [each.id for each in studio.gallery.ancestors(night)] == [fox.id]
    assert studio.gallery.verify()
