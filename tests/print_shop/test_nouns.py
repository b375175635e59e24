from __future__ import annotations

import pytest

from imagine_nb.print_shop.drawing.figures.registry import figure
from imagine_nb.print_shop.reading.colours import COLOURS
from imagine_nb.print_shop.reading.nouns import nouns, plural, words
from imagine_nb.print_shop.reading.words import groups, meanings

HOMES = {*meanings("settings").values(), "land", "sky", "water", "under"}


@pytest.mark.parametrize("name", sorted(nouns()))
def test_every_noun_can_be_drawn_and_has_a_home(name: str) -> None:
    noun = nouns()[name]
    assert noun.colour in COLOURS
    assert noun.home in HOMES
    assert 0.1 < noun.height < 0.8
    if noun.art == "*" or noun.art.startswith("#"):
        return
    stamp = figure(noun.art, COLOURS[noun.colour], 48, touches=noun.touches)
    assert stamp is not None
    assert stamp.getchannel("A").getbbox() is not None


@pytest.mark.parametrize(
    ("word", "several"),
    [
        ("fox", "foxes"),
        ("puppy", "puppies"),
        ("toy", "toys"),
        ("bowl of rice", "bowls of rice"),
        ("church", "churches"),
    ],
)
def test_plurals_are_regular(word: str, several: str) -> None:
    assert plural(word) == several


def test_words_know_the_curated_meaning() -> None:
    assert words()["apple"] == ("apple", False)
    assert words()["wolves"] == ("wolf", True)
    assert words()["bunnies"] == ("rabbit", True)
    assert ("doe" in words(), "does" in words()) == (True, False)


def test_groups_name_nouns_of_the_table() -> None:
    assert {noun for members in groups().values() for noun in members} <= set(nouns())


def test_no_setting_hides_a_noun() -> None:
    assert not set(meanings("settings")) & set(words()) - {"rocks"}
