from __future__ import annotations

from imagine_nb.print_shop.reading.lookahead import is_noun, noun_after, noun_at, setting_at


def test_the_longest_noun_is_found() -> None:
    found = noun_at(["hot", "air", "balloon"], 0)
    assert found is not None
    assert (found.name, found.length, found.several) == ("hot air balloon", 3, False)


def test_a_noun_is_found_behind_its_adjectives_and_not_behind_other_words() -> None:
    found = noun_after(["three", "small", "red", "foxes"], 0)
    assert found is not None
    assert (found.name, found.several) == ("fox", True)
    assert noun_at(["three", "foxes"], 0) is None
    assert noun_after(["xyzzy", "fox"], 0) is None


def test_a_place_past_the_end_has_nothing() -> None:
    assert noun_at(["fox"], 1) is None
    assert noun_after(["fox"], 1) is None
    assert not setting_at(["beach"], 1)


def test_groups_are_nouns_and_settings_are_not() -> None:
    assert is_noun("farm animals")
    assert not is_noun("beach")


def test_a_setting_of_several_words_can_be_asked_for() -> None:
    assert setting_at(["brick", "wall"], 0, least=2)
    assert setting_at(["wall"], 0)
    assert not setting_at(["wall"], 0, least=2)
