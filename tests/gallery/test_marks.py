import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from imagine_nb import Gallery, Studio
from imagine_nb.display.alt_texts import alt_text
from imagine_nb.errors import GalleryError, InputError
from imagine_nb.gallery.journalled import begin
from imagine_nb.records import Author, NewPicture, Outcome, Request


def asked(prompt: str) -> Request:
    return Request("xai", "u", "/images/generations", "m", prompt, prompt, {"n": 1})


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    """Three pictures; the first two have the same bytes."""
    made = Gallery(tmp_path / "g")
    for prompt, data in (("a fox", b"same"), ("a cat", b"same"), ("a dog", b"other")):
        begin(made, asked(prompt)).finish(
            Outcome("done"), pictures=[NewPicture(data, "image/jpeg", 1, 1)]
        )  # fmt: skip
    return made


def test_a_favourite_is_one_until_it_is_taken_back(gallery: Gallery) -> None:
    gallery.favourite(1)
    gallery.favourite(gallery[3].id)
    gallery.favourite(gallery[3], on=False)
    assert [gallery.is_favourite(number) for number in (1, 2, 3)] == [True, False, False]
    assert [each.number for each in gallery.find(favourites=True)] == [1]
    gallery.favourite(3)
    assert gallery.is_favourite(3)


def test_labels_are_added_and_taken_off(gallery: Gallery) -> None:
    gallery.label(1, "cover", " print   me ")
    gallery.label(2, "cover")
    assert gallery.labels(1) == ("cover", "print me")
    gallery.label(1, "cover", on=False)
    assert gallery.labels(1) == ("print me",)
    assert gallery.labels() == ("cover", "print me")
    assert [each.number for each in gallery.find(label="cover")] == [2]


@pytest.mark.parametrize("label", ["", "  ", "x" * 81, "a\x00b"])
def test_what_is_no_label_is_refused(gallery: Gallery, label: str) -> None:
    with pytest.raises(InputError, match="no label"):
        gallery.label(1, label)
    assert gallery.labels() == ()


def test_a_file_goes_with_the_last_picture_that_shares_it(gallery: Gallery) -> None:
    path = gallery.path(gallery[1])
    assert gallery.path(gallery[2]) == path
    assert gallery.delete(1) == 0
    assert path.exists()
    assert gallery.delete(2) == len(b"same")
    assert not path.exists()


def test_a_deleted_picture_is_neither_counted_nor_found(gallery: Gallery) -> None:
    gallery.label(3, "cover")
    gallery.delete(3)
    assert (len(gallery), gallery.find("dog"), gallery.labels()) == (2, [], ())
    assert gallery.last is not None
    assert gallery.last.number == 2
    with pytest.raises(GalleryError, match="no picture 3"):
        gallery.delete(3)


def test_a_number_is_never_given_twice(gallery: Gallery) -> None:
    gallery.delete(3)
    made = begin(gallery, asked("a hen")).finish(
        Outcome("done"), pictures=[NewPicture(b"other", "image/jpeg", 1, 1)]
    )  # fmt: skip
    assert made.pictures[0].number == 4
    assert gallery.data(made.pictures[0]) == b"other"


def test_a_deleted_parent_stays_in_its_childrens_lineage(studio: Studio) -> None:
    fox = studio.imagine("a red fox")
    night = studio.imagine("make it night", images=fox)
    studio.gallery.delete(fox)
    assert [each.sent for each in studio.gallery.ancestors(night)] == ["a red fox"]


def test_marks_are_records_and_nothing_of_the_picture_changes(gallery: Gallery) -> None:
    before = list(gallery)
    gallery.favourite(1)
    gallery.label(2, "cover")
    assert list(gallery) == before
    assert Gallery(gallery.folder).is_favourite(1)


def test_the_favourites_of_a_page_are_told_together(three: Gallery) -> None:
    three.favourite(1)
    three.favourite(3)
    three.favourite(3, on=False)
    three.label(2, "poster")
    page = three.find()
    assert three.favourites(page) == {three[1].id}
    assert three.favourites([]) == set()


def test_an_alt_text_is_told_wherever_the_picture_is_shown(three: Gallery) -> None:
    three.describe(1, "A fox asleep\nunder <b>snow</b>")
    assert three[1].alt == "A fox asleep under <b>snow</b>"
    assert alt_text(three[1]) == three[1].alt
    three.describe(1, "A fox")
    three.describe(1, "")
    assert (three[1].alt, alt_text(three[1])[:16]) == ("", "Picture, 1 of 3:")
    with pytest.raises(InputError, match="At most"):
        three.describe(1, "x" * 1001)


@pytest.mark.parametrize("text", [5, None, True, ["a"], b"x", float("nan"), "\ud800", "it is xai-1234567890"])
def test_what_is_no_alt_text_is_refused_and_the_one_there_stays(three: Gallery, text: Any) -> None:
    three.describe(1, "A fox")
    with pytest.raises(InputError, match=r"The alt text (is|holds)"):
        three.describe(1, text)
    assert three[1].alt == "A fox"


@pytest.mark.parametrize("which", [None, True, 1.5, b"1", [1]])
def test_what_is_no_picture_is_told(three: Gallery, which: Any) -> None:
    with pytest.raises(InputError, match="is no picture of a gallery"):
        three.describe(which, "A fox")


def test_an_alt_text_has_the_author_that_wrote_it_and_none_by_hand(three: Gallery) -> None:
    grok = Author("xai", "grok-4.3")
    three.describe(1, "A fox", by=grok)
    three.describe(2, "A cat", by=Author("print-shop", "print-shop"))
    three.describe(2, "My cat")
    three.describe(3, "A dog", by=Author("xai", "\x00 "))
    assert [each.alt for each in three] == ["A fox", "My cat", "A dog"]
    assert [each.alt_by for each in three] == [grok, None, Author("xai", "unknown")]
    before = replace(three[1], alt="", alt_by=None)
    assert three.described(before) == three[1]
    assert three.described(replace(before, id="0" * 16)).alt == ""


def test_those_without_an_alt_text_are_found(three: Gallery) -> None:
    three.describe(1, "A fox", by=Author("print-shop", "print-shop"))
    three.describe(2, "A cat")
    assert [each.number for each in three.undescribed()] == [3]
    assert [each.number for each in three.undescribed(besides=["print-shop"])] == [1, 3]
    three.describe(2, "")
    three.delete(3)
    assert [each.number for each in three.undescribed(besides=["xai"])] == [2]


def test_whoever_a_stranger_names_as_author_is_shown_or_nobody(three: Gallery) -> None:
    moment = "(SELECT created FROM marks WHERE kind = 'alt')"
    for value in ("nobody knows", "xai", "", b"\xff"):
        three.describe(1, "A fox")
        with sqlite3.connect(three.folder / "gallery.db") as db:
            db.execute("DELETE FROM marks WHERE id < (SELECT max(id) FROM marks)")
            db.execute(
                f"INSERT INTO marks (created, picture_id, kind, value, is_on) VALUES ({moment}, ?, ?, ?, 1)",
                (three[1].id, "alt_by", value),
            )
        assert (three[1].alt, three[1].alt_by) == ("A fox", None)
