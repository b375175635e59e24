"""What each notebook shows is its own affair, and stays."""

from __future__ import annotations

from pathlib import Path

from imagine_nb import Gallery
from imagine_nb.records import Outcome, Request

ASKED = Request("xai", "https://api.x.ai/v1", "/images/generations", "m", prompt="a fox", sent="a fox")


def asked(gallery: Gallery, notebook: str | None, take: int = 1) -> str:
    """The id of a request of this notebook's that has ended."""
    from dataclasses import replace

    begun = gallery.journal.begin(replace(ASKED, notebook=notebook, take=take))
    gallery.journal.finish(begun, Outcome("done"), place=lambda *_: "")
    return begun.id


def test_a_notebook_shows_what_it_chose_then_what_it_was_shown_then_what_it_asked(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path)
    own, other, later = asked(gallery, "a"), asked(gallery, "b"), asked(gallery, "a", take=2)
    assert gallery.shown.of("a", ASKED.key, 1) == [own]
    gallery.shown.keep("a", ASKED.key, 1, other)
    assert gallery.shown.of("a", ASKED.key, 1) == [other, own]
    gallery.journal.choose(ASKED.key, 1, later)
    assert gallery.shown.of("a", ASKED.key, 1) == [later, other, own]
    assert gallery.shown.of("b", ASKED.key, 1) == [other]
    assert gallery.shown.of("c", ASKED.key, 1) == gallery.shown.of(None, ASKED.key, 1) == []
    assert gallery.shown.of("a", ASKED.key, 2) == [later]
    gallery.close()


def test_the_newest_of_each_kind_comes_first(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path)
    first, second = asked(gallery, "b"), asked(gallery, "b")
    for each in (first, second):
        gallery.shown.keep("a", ASKED.key, 1, each)
    assert gallery.shown.of("a", ASKED.key, 1) == [second, first]
    assert gallery.shown.of("b", ASKED.key, 1) == [first, second]
    gallery.close()


def test_which_keys_there_are(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path)
    key = ASKED.key
    assert gallery.shown.known([key, "other"]) == set()
    asked(gallery, None)
    assert gallery.shown.known([key, "other"]) == {key}
    gallery.close()
