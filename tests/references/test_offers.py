"""What may stand in braces: told of a notebook's variables, none of which is run or waited for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from imagine_nb import Picture, Studio
from imagine_nb.loop import Job
from imagine_nb.references.offers import MOST, Offer, near_misses, offers


class Waiting:
    """A result of the background, as far as names know it."""

    def __init__(self, job: Job[Any], result: Any) -> None:
        self._job, self._result = job, result

    @property
    def done(self) -> bool:
        return self._result is not None

    def result(self) -> Any:
        assert self.done, "nobody waits"
        return self._result

    def as_source(self) -> Any:
        return self.result().as_source()


@pytest.fixture
def fox(studio: Studio) -> Picture:
    return studio.imagine("a red fox").one


def test_pictures_are_offered_with_their_records_the_newest_first(studio: Studio, fox: Picture) -> None:
    two = studio.imagine("two foxes", n=2)
    found = offers({"_hidden": fox, "fox": fox, "foxes": two, "held": studio.imagine("a hat")})
    assert [each.name for each in found] == ["held", "foxes[0]", "foxes[1]", "fox"]
    assert found[-1] == Offer("fox", "a red fox", fox.record)
    assert found[2].picture == two[1].record


def test_other_images_and_words_are_told_in_words(fox: Picture) -> None:
    names = {
        "style": "linocut", "count": 4, "photo": Image.new("RGB", (64, 48)), "grey": np.zeros((48, 64)),
        "path": Path("/home/of/nobody/hat.png"), "raw": b"abc", "nothing": None, "table": {"a": 1},
        "run": print, "In": ["a"],
    }  # fmt: skip
    told = {each.name: each.words for each in offers(names)}
    assert told == {
        "photo": "Image, 64 x 48", "grey": "ndarray, 48 x 64", "path": "hat.png", "raw": "bytes",
        "style": "linocut", "count": "4",
    }  # fmt: skip
    assert list(told)[-2:] == ["count", "style"]  # words come after pictures


def test_a_key_and_what_a_screen_obeys_are_not_shown() -> None:
    found = offers({"key": f"a {'xai-' + 'a1B2' * 20} \x1b[31m"})
    assert found == [Offer("key", r"a xai-**** \x1b[31m")]


def test_what_is_still_being_made_is_offered_and_not_waited_for(fox: Picture) -> None:
    names = {"made": Waiting(None, fox), "coming": Waiting(None, None)}  # type: ignore[arg-type]
    assert [(each.name, each.words) for each in offers(names)] == [
        ("coming", "still being made"),
        ("made", "a red fox"),
    ]


def test_what_was_typed_so_far_chooses(studio: Studio, fox: Picture) -> None:
    names = {"fox": fox, "Foxes": studio.imagine("foxes", n=2), "hat": fox}
    assert [each.name for each in offers(names, beginning="fo")] == ["Foxes[0]", "Foxes[1]", "fox"]
    assert [each.name for each in offers(names, beginning="Foxes[1")] == ["Foxes[1]"]


def test_the_offers_are_bounded() -> None:
    assert len(offers({f"word{number}": "a" for number in range(3 * MOST)})) == MOST


def test_a_number_of_too_many_digits_is_no_word() -> None:
    assert offers({"huge": 10**5000}) == []
    assert near_misses("a {hugee}", {"huge": 10**5000}) == {}


def test_a_name_that_is_not_there_is_told_with_the_one_that_is_near(studio: Studio, fox: Picture) -> None:
    names = {"fox": fox, "cats": studio.imagine("cats", n=2), "style": "linocut", "photo": Path("a.png")}
    prompt = "{foxx} and {catz[0]} on {photoo} in {stlye}, {fox}, {{foxx}}, {zebra}"
    assert near_misses(prompt, names) == {
        "foxx": "fox", "catz[0]": "cats[0]", "photoo": "photo", "stlye": "style",
    }  # fmt: skip
