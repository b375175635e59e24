from __future__ import annotations

import pytest

from imagine_nb.print_shop.reading.nouns import nouns
from imagine_nb.print_shop.reading.parser import scene_of
from imagine_nb.print_shop.reading.scene import Scene, Subject
from imagine_nb.print_shop.reading.words import meanings
from imagine_nb.print_shop.sheet import PROMPTS


def drawn(prompt: str) -> list[tuple[int, str, str]]:
    return [(s.count, s.colour, s.noun) for s in scene_of(prompt).subjects]


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("a red fox", [(1, "red", "fox")]),
        ("three sheep", [(3, "", "sheep")]),
        ("a flock of birds", [(7, "", "bird")]),
        ("many wolves", [(9, "", "wolf")]),
        ("twelve blue balloons", [(12, "blue", "balloon")]),
        ("4 mice", [(4, "", "mouse")]),
        ("a dozen puppies", [(12, "", "dog")]),
        ("an apple and two oranges", [(1, "", "apple"), (2, "", "orange fruit")]),
        ("an orange cat", [(1, "orange", "cat")]),
        ("a golden retriever", [(1, "gold", "labrador")]),
        ("a bowl of ramen", [(1, "", "ramen")]),
        ("two children building a snowman", [(2, "", "child"), (1, "", "snowman")]),
        ("a double-decker bus", [(1, "", "double-decker")]),
        ("three red lemon trees", [(3, "red", "tree")]),
        ("a robot chef", [(1, "", "robot")]),
        ("a duck family", [(4, "", "duck")]),
        ("a glass of lemonade", [(1, "", "cocktail glass")]),
        ("five chocolate cakes and a cat", [(5, "", "cake"), (1, "", "cat")]),
        ("a family in the park", [(1, "", "man"), (1, "", "woman"), (1, "", "boy"), (1, "", "girl")]),
    ],
)
def test_subjects_come_with_count_and_colour(prompt: str, expected: list[tuple[int, str, str]]) -> None:
    assert drawn(prompt) == expected


@pytest.mark.parametrize(
    ("prompt", "setting", "time", "weather", "style"),
    [
        ("a fox in the snow at sunset", "snow", "sunset", "", ""),
        ("a lighthouse on a cliff at dawn", "cliff", "dawn", "", ""),
        ("a city at night in the rain", "city", "night", "rain", ""),
        ("a cat in a sunny park, watercolor", "meadow", "day", "", "watercolour"),
        ("a deer by a lake in the mountains", "mountains", "", "", ""),
        ("a whale under the sea", "underwater", "", "", ""),
        ("ramen on a wooden table, pixel art", "table", "", "", "pixel"),
        ("a church in the fog as a pencil sketch", "", "", "fog", "pencil"),
        ("a bear by a canal", "river", "", "", ""),
        ("a swan on a pond at dusk", "lake", "dusk", "", ""),
        ("a camper van by the sea", "beach", "", "", ""),
        ("a cat in a corridor", "room", "", "", ""),
    ],
)
def test_surroundings_are_understood(prompt: str, setting: str, time: str, weather: str, style: str) -> None:
    scene = scene_of(prompt)
    assert (scene.setting, scene.time, scene.weather, scene.style) == (setting, time, weather, style)


@pytest.mark.parametrize(
    ("prompt", "who", "relation", "to"),
    [
        ("a cat on a chair", "cat", "on", "chair"),
        ("a dragon above a castle", "dragon", "above", "castle"),
        ("a mouse under a mushroom", "mouse", "under", "mushroom"),
        ("a fox in a boat", "fox", "in", "sailboat"),
        ("a cat wearing a red hat", "hat", "on", "cat"),
        ("a snowman with a scarf", "scarf", "on", "snowman"),
        ("a dog wearing a hat on a skateboard", "dog", "on", "skateboard"),
        ("a dog behind a tree", "dog", "behind", "tree"),
        ("a king in front of a castle", "king", "before", "castle"),
        ("a cat and a dog in a boat", "cat", "in", "sailboat"),
        ("a vase of roses", "rose", "in", "vase"),
        ("a book with a candle on top", "candle", "on", "book"),
        ("a basket of kittens", "cat", "in", "basket"),
        ("five red apples in a basket under a tree", "basket", "under", "tree"),
        ("children flying kites on the beach", "kite", "above", "child"),
        ("a teddy bear holding three balloons", "balloon", "above", "teddy bear"),
        ("a pizza with olives and mushrooms", "mushroom", "beside", "pizza"),
        ("a bear fishing in a river", "fishing rod", "beside", "bear"),
    ],
)
def test_relations_are_noted_on_what_they_place(prompt: str, who: str, relation: str, to: str) -> None:
    subject = next(s for s in scene_of(prompt).subjects if s.noun == who)
    assert (subject.relation, subject.to) == (relation, to)


def test_a_place_goes_to_the_noun_beside_it() -> None:
    castle, trees = scene_of("a castle, on the left two big trees").subjects
    assert (castle.place, trees.place, trees.size) == ("", "left", "large")
    assert scene_of("a fox on the right").subjects == (Subject("fox", place="right"),)


def test_text_in_quotes_is_lettering_and_not_drawn() -> None:
    scene = scene_of('a whale that says "SAVE THE CAT"')
    assert scene.lettering == ("SAVE THE CAT",)
    assert [s.noun for s in scene.subjects] == ["whale"]


def test_unknown_words_are_kept_and_known_fillers_are_not() -> None:
    assert scene_of("a majestic, quixotic picture of a fox").unknown == ("majestic", "quixotic")


def test_nothing_recognised_is_an_empty_scene_with_its_colours() -> None:
    scene = scene_of("something purple and gold")
    assert scene.empty
    assert scene.colours == ("purple", "gold")


def test_a_lifelike_person_is_declined_in_a_remark() -> None:
    assert "toy" in scene_of("photorealistic portrait of an old man").remarks[0]
    assert scene_of("a photorealistic fox").remarks == ()


def test_the_seed_and_the_prompt_make_the_key() -> None:
    assert scene_of("a fox", seed=1).key != scene_of("a fox", seed=2).key
    assert scene_of("a fox", seed=1).key == scene_of("a fox", seed=1).key


def test_the_vocabulary_is_as_large_as_promised() -> None:
    assert len(nouns()) >= 400
    assert len(set(meanings("settings").values())) >= 12
    assert len(set(meanings("times").values())) == 5
    assert len(set(meanings("weathers").values())) >= 5
    assert len(set(meanings("styles").values())) == 10


@pytest.mark.parametrize("prompt", [p for p in PROMPTS if not p.startswith("something")])
def test_every_prompt_of_the_sheet_is_understood(prompt: str) -> None:
    assert not scene_of(prompt).empty


@pytest.mark.parametrize("prompt", ["", "   ", "\ud800", "?!.", "🦊", "a" * 50_000, "the " * 5_000])
def test_any_text_makes_a_scene(prompt: str) -> None:
    assert isinstance(scene_of(prompt), Scene)


def test_flying_lifts_a_subject_and_what_it_rides() -> None:
    assert [s.place for s in scene_of("a witch flying on a broom").subjects] == ["above", "above"]
    assert [s.place for s in scene_of("a girl flying a kite").subjects] == ["", ""]
    assert scene_of("a whale flying over the city").subjects[0].place == "above"


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("a bouquet of tulips in a glass vase", [(5, "", "tulip"), (1, "turquoise", "vase")]),
        ("a red paper boat", [(1, "red", "sailboat")]),
        ("a stone bridge", [(1, "", "bridge")]),
        ("a bottle and a glass", [(1, "", "champagne"), (1, "", "milk")]),
        ("a cat by a stone wall", [(1, "", "cat")]),
    ],
)
def test_a_material_before_a_noun_is_no_thing_of_its_own(
    prompt: str, expected: list[tuple[int, str, str]]
) -> None:
    assert drawn(prompt) == expected


@pytest.mark.parametrize(
    "prompt", ["children flying kites", "a man flying a drone", "a boy flying two red kites"]
)
def test_whoever_flies_a_kite_stays_on_the_ground(prompt: str) -> None:
    who, what = scene_of(prompt).subjects
    assert (who.place, what.relation, what.to) == ("", "above", who.noun)


@pytest.mark.parametrize(
    ("prompt", "noun"),
    [
        ("a scarecrow in a pumpkin field", "pumpkin"),
        ("a rabbit in a carrot patch", "carrot"),
        ("a lavender field with a windmill", "hyacinth"),
        ("a windmill in a field of tulips", "tulip"),
    ],
)
def test_a_field_of_something_is_full_of_it(prompt: str, noun: str) -> None:
    scene = scene_of(prompt)
    crop = next(s for s in scene.subjects if s.noun == noun)
    assert (scene.setting, crop.place, crop.count, crop.relation) == ("meadow", "around", 12, "")
    assert not any(s.to == noun and s.relation == "in" for s in scene.subjects)


def test_an_orchard_has_trees_and_a_football_field_no_balls_all_over_it() -> None:
    assert [s.noun for s in scene_of("an apple orchard").subjects] == ["tree"]
    assert all(s.place == "" for s in scene_of("a football field").subjects)


def test_a_bridge_over_water_does_not_fly() -> None:
    assert scene_of("a stone bridge over a river").subjects[0].place == ""


def test_what_somebody_reads_is_drawn_only_where_it_is_not_named() -> None:
    assert [s.noun for s in scene_of("a fox reading under a tree").subjects] == ["fox", "tree", "open book"]
    assert [s.noun for s in scene_of("a fox reading a newspaper").subjects] == ["fox", "newspaper"]


def test_a_bag_of_oranges_is_more_than_one() -> None:
    assert scene_of("a bag of oranges").subjects == (Subject("orange fruit", 3),)


@pytest.mark.parametrize(
    ("word", "noun"),
    [
        ("wizard's tower", "tower"),
        ("Eiffel tower", "eiffel tower"),
        ("radio tower", "tokyo tower"),
        ("bookcase", "bookshelf"),
        ("zeppelin", "airship"),
        ("submarine", "submarine"),
        ("wheelbarrow", "cart"),
        ("meatballs", "meatball"),
    ],
)
def test_more_of_what_people_ask_for_is_known(word: str, noun: str) -> None:
    assert [s.noun for s in scene_of(f"a {word}").subjects] == [noun]


def test_two_nouns_made_one_keep_what_leans_on_them() -> None:
    owl, tree = scene_of("an owl under a lemon tree").subjects
    assert (owl.relation, owl.to, tree.noun) == ("under", "tree", "tree")


def test_a_group_names_nothing_twice() -> None:
    nouns_drawn = [s.noun for s in scene_of("a bowl of fruit, a still life").subjects]
    assert len(nouns_drawn) == len(set(nouns_drawn))


def test_a_bamboo_forest_is_a_forest_of_bamboo() -> None:
    scene = scene_of("a monk in a bamboo forest")
    assert (scene.setting, [(s.count, s.noun) for s in scene.subjects]) == (
        "forest",
        [(1, "monk"), (6, "bamboo")],
    )


def test_a_vessel_with_something_unknown_in_it_is_drawn_itself() -> None:
    scene = scene_of("a jar of pickles")
    assert ([s.noun for s in scene.subjects], scene.unknown) == (["jar"], ("pickles",))
