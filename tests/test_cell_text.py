"""The text of a cell asks for what it was made of, and for nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from imagine_nb.cell_text import USUAL, ask_cell, file_word, imagine_cell, n_given, word
from imagine_nb.cells.magics import ImagineMagics
from imagine_nb.cells.option_line import parsed
from imagine_nb.settings import IMAGE_MODEL, IMAGE_MODEL_2


def test_a_cell_leaves_out_what_is_usual() -> None:
    assert imagine_cell("a fox") == "%%imagine\na fox"
    usual = {"n": 1, "model": IMAGE_MODEL, "aspect_ratio": None}
    assert imagine_cell("a fox", settings=usual) == "%%imagine\na fox"
    assert ask_cell("what?") == "%%ask_image\nwhat?"


def test_every_setting_has_its_option() -> None:
    every = {
        "n": 2, "aspect_ratio": "9:19.5", "resolution": "2k", "quality": "low", "user": "me", "model": "m",
    }  # fmt: skip
    assert imagine_cell("a fox", out="fox", settings=every) == (
        "%%imagine -o fox -n 2 -a 9:19.5 -r 2k -q low --user me -m m\na fox"
    )
    assert ask_cell("what?", references=["3", "5"], chat="the tour", detail="low", model="m") == (
        '%%ask_image -i 3 -i 5 --chat "the tour" --detail low -m m\nwhat?'
    )


def test_what_a_cell_means_that_says_nothing_may_be_another() -> None:
    usual = {**USUAL, "model": IMAGE_MODEL_2, "resolution": "2k"}
    settings = {"model": IMAGE_MODEL, "resolution": "2k"}
    assert imagine_cell("a fox", settings=settings, usual=usual) == f"%%imagine -m {IMAGE_MODEL}\na fox"
    of_no_resolution = {"model": IMAGE_MODEL_2}  # which no cell can ask for here
    assert imagine_cell("a fox", settings=of_no_resolution, usual=usual) is None


def test_a_region_is_a_box_or_a_mask() -> None:
    assert imagine_cell("blue", references=["3"], region=(1, 2, 30, 40)) == (
        "%%imagine -i 3 --region 1,2,30,40\nblue"
    )
    assert imagine_cell("blue", references=["3"], region="10%, 20%, 30%, 40%") == (
        "%%imagine -i 3 --region 10%,20%,30%,40%\nblue"
    )
    assert imagine_cell("blue", references=["3"], mask=file_word("my mask.png")) == (
        '%%imagine -i 3 --mask "my mask.png"\nblue'
    )


def test_the_prompt_stands_as_it_was_typed() -> None:
    typed = "put {hat} on {{fox}},\nand --fresh paint"
    assert imagine_cell(typed) == f"%%imagine --\n{typed}"


@pytest.mark.parametrize("text", ["", " a fox", ">>> a fox", "%%imagine a fox", "a\r\nfox", "a\x1bfox"])
def test_a_prompt_that_no_cell_can_hold_is_none(text: str) -> None:
    if text:
        assert imagine_cell(text) is None
        assert ask_cell(text) is None


@pytest.mark.parametrize("value", ["", "-x", "a\nb", "both ' and \""])
def test_a_word_that_no_line_can_hold_is_none(value: str) -> None:
    assert word(value) is None
    assert imagine_cell("a fox", references=[word(value)]) is None
    assert imagine_cell("a fox", settings={"user": value}) is None


@pytest.mark.parametrize(
    "name", ["fox.png", "a b.png", "it's.png", "{fox}.png", "{{fox}}.png", "imagine_gallery/sources/a-3f.png"]
)
def test_a_files_name_is_read_as_it_is(name: str) -> None:
    cell = imagine_cell("mix", references=[file_word(name)])
    assert cell is not None
    line = cell.partition("\n")[0].removeprefix("%%imagine ")
    names: dict[str, Any] = {"fox": "a fox"}
    assert parsed(ImagineMagics.imagine.parser, line, "mix", names)[0].image == [name]


@pytest.mark.parametrize("name", ["12", "abcd12", "a,b.png", " a.png", "", "-a.png"])
def test_a_files_name_that_would_be_read_as_something_else_is_none(name: str) -> None:
    assert file_word(name) is None


@pytest.mark.parametrize(
    ("sources", "named", "count"),
    [
        ("", "", 0),
        ("ab", "", 2),
        ("ab", "ab", 0),
        ("ab", "aab", 0),
        ("ab", "ba", 1),
        ("ab", "b", 1),
        ("ab", "a", 2),
        ("abc", "cb", 2),
        ("abc", "ca", 2),
        ("abc", "ac", 2),
    ],
)
def test_what_the_prompt_names_is_not_given_unless_the_order_asks_for_it(
    sources: str, named: str, count: int
) -> None:
    assert n_given(sources, named) == count
    given = sources[:count]
    assert [*given, *(each for each in dict.fromkeys(named) if each not in given)] == list(sources)
