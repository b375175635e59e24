from __future__ import annotations

from imagine_nb.print_shop.drawing.finishing.styles import STYLES
from imagine_nb.print_shop.drawing.palette import LIGHTS
from imagine_nb.print_shop.reading.colours import COLOURS
from imagine_nb.print_shop.reading.nouns import nouns, words
from imagine_nb.print_shop.reading.words import counts, irregular_plurals, meanings


def test_every_style_and_time_that_can_be_read_can_be_drawn() -> None:
    assert set(meanings("styles").values()) <= STYLES
    assert set(meanings("times").values()) == set(LIGHTS)


def test_every_colour_word_means_a_colour() -> None:
    assert set(meanings("colours").values()) <= {*COLOURS, "colourful"}
    assert set(meanings("materials").values()) <= set(COLOURS)


def test_counts_are_small_whole_numbers() -> None:
    assert (counts()["three"], counts()["a"]) == (3, 1)
    assert all(0 < count <= 99 for count in counts().values())


def test_every_irregular_plural_belongs_to_a_noun() -> None:
    assert set(irregular_plurals()) <= set(nouns())


def test_everything_that_a_doing_shows_is_a_noun() -> None:
    assert set(meanings("doing").values()) <= set(words())


def test_words_that_ask_for_nothing_are_no_nouns() -> None:
    assert not {*meanings("passed over"), *meanings("filler")} & set(nouns())
