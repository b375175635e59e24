from pathlib import Path

import pytest

from imagine_nb import Gallery
from imagine_nb.errors import GalleryError
from imagine_nb.gallery.journalled import begin
from imagine_nb.records import NewPicture, Outcome, Request

ASKED = Request("xai", "u", "/images/generations", "m", "a fox", "a fox", {"n": 1})


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    made = Gallery(tmp_path)
    for number in range(20):
        begin(made, ASKED).finish(Outcome("done"), pictures=[NewPicture(b"%d" % number, "image/jpeg", 1, 1)])
    return made


def test_a_picture_is_meant_by_its_number_and_by_its_id(gallery: Gallery) -> None:
    for record in gallery:
        assert gallery[record.number] == gallery[record.id] == gallery[record.id[:12].upper()] == record


@pytest.mark.parametrize("key", ["", "xyz", "%", "_" * 16, "a" * 17, "0 or 1", "\x00", -1, 0, 21, 10**30])
def test_what_means_no_picture_is_told(gallery: Gallery, key: int | str) -> None:
    with pytest.raises(GalleryError, match="no picture"):
        gallery[key]


def test_a_beginning_that_several_ids_share_is_told(gallery: Gallery) -> None:
    shared = next(
        first for first in "0123456789abcdef" if sum(each.id.startswith(first) for each in gallery) > 1
    )
    with pytest.raises(GalleryError, match="several pictures"):
        gallery[shared]


def test_pictures_are_looked_up_by_their_ids_in_order(three: Gallery) -> None:
    one, two, last = (each.id for each in three)
    three.delete(two)
    assert [each.number for each in three.pictures([last, "f" * 16, two, one, last, ""])] == [3, 1]
    assert three.pictures([]) == []
