"""Holders of pictures: what each kind of result comes to, and what is none."""

from __future__ import annotations

from types import SimpleNamespace

from imagine_nb import Pictures, Studio
from imagine_nb.errors import ImagineError
from imagine_nb.grid import Grid
from imagine_nb.holders import pictures_in


def test_every_result_is_the_pictures_that_it_holds(studio: Studio) -> None:
    fox, owl = studio.imagine("animals", n=2)
    book = studio.imagine_many([{"number": 1}], "animals", n=2)
    grid = Grid({"a": ("b", "c")}, {("b",): Pictures([owl]), ("c",): ImagineError("Cut off.")})
    both = Pictures([fox, owl])
    assert [pictures_in(each) for each in (fox, both, book, book[0])] == [Pictures([fox]), *[both] * 3]
    assert pictures_in(grid) == Pictures([owl])
    assert pictures_in(book[:0]) == Pictures([])


def test_what_is_no_result_holds_none() -> None:
    for value in (None, "fox", [], Grid, Pictures, SimpleNamespace(pictures=["fox.png"])):
        assert pictures_in(value) is None
