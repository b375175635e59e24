from __future__ import annotations

from dataclasses import replace

import pytest

from imagine_nb.print_shop.drawing.arranging.composition import placed
from imagine_nb.print_shop.drawing.arranging.placement import Placed
from imagine_nb.print_shop.drawing.canvas import Canvas
from imagine_nb.print_shop.drawing.ground import light_of
from imagine_nb.print_shop.drawing.settings.default_setting import setting_of
from imagine_nb.print_shop.drawing.settings.registry import drawn_setting
from imagine_nb.print_shop.reading.parser import scene_of


def layout(prompt: str, *, seed: int = 1, size: tuple[int, int] = (200, 200)) -> dict[str, list[Placed]]:
    scene = scene_of(prompt, seed=seed)
    canvas = Canvas(*size, key=scene.key)
    ground = drawn_setting(canvas, scene, setting_of(scene), light_of(scene, canvas))
    out: dict[str, list[Placed]] = {}
    for thing in placed(scene, ground, canvas):
        out.setdefault(thing.noun.name, []).append(thing)
    return out


@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("size", [(200, 200), (260, 146), (146, 260)])
@pytest.mark.parametrize(
    "prompt",
    [
        "a fox in the snow",
        "five penguins and a polar bear",
        "a castle, a king and a horse",
        "a bird on a tree",
        "two fish underwater",
    ],
)
def test_everything_is_on_the_sheet(prompt: str, size: tuple[int, int], seed: int) -> None:
    wide, high = size[0] / min(size), size[1] / min(size)
    for things in layout(prompt, seed=seed, size=size).values():
        for thing in things:
            assert thing.top >= 0
            assert thing.foot <= high
            assert thing.x - thing.width / 2 >= -0.1
            assert thing.x + thing.width / 2 <= wide + 0.1


def test_as_many_as_asked_are_placed() -> None:
    things = layout("nine sheep and two dogs")
    assert (len(things["sheep"]), len(things["dog"])) == (9, 2)


@pytest.mark.parametrize("seed", range(1, 8))
def test_left_is_left_of_right(seed: int) -> None:
    things = layout("a fox on the right and a cat on the left", seed=seed)
    assert things["cat"][0].x < things["fox"][0].x


@pytest.mark.parametrize("seed", range(1, 8))
def test_relations_hold(seed: int) -> None:
    on = layout("a cat on a chair", seed=seed)
    assert on["cat"][0].foot < on["chair"][0].foot
    assert abs(on["cat"][0].x - on["chair"][0].x) < on["chair"][0].width
    above = layout("a dragon above a castle", seed=seed)
    assert above["dragon"][0].foot < above["castle"][0].foot
    behind = layout("a dog behind a horse", seed=seed)
    assert behind["dog"][0].order < behind["horse"][0].order
    inside = layout("a fox in a boat", seed=seed)
    assert inside["fox"][0].order < inside["sailboat"][0].order


def test_what_is_worn_belongs_to_its_wearer() -> None:
    things = layout("two cats wearing hats")
    assert [hat.worn_by for hat in things["hat"]] == [("cat", 0), ("cat", 1)]


def test_what_is_near_is_drawn_after_what_is_far() -> None:
    sheep = layout("eight sheep")["sheep"]
    assert [s.foot for s in sheep] == sorted(s.foot for s in sheep)


@pytest.mark.parametrize(
    ("prompt", "setting"),
    [
        ("a whale", "sea"),
        ("a cup of tea", "table"),
        ("a cat on a sofa", "room"),
        ("a rocket", "space"),
        ("a fox", "meadow"),
        ("a jellyfish in the sea", "underwater"),
        ("a fox in stencil style", "wall"),
        ("a hat", "table"),
        ("a cat with a book", "room"),
        ("five red apples in a basket under a tree", "meadow"),
        ("a pizza with olives and mushrooms", "table"),
        ("a mouse under a mushroom", "forest"),
        ("a submarine beneath an iceberg", "underwater"),
        ("a penguin on an iceberg", "sea"),
        ("a fish in a bowl", "table"),
        ("a fish in a lake", "underwater"),
        ("an old man reading on a park bench", "meadow"),
        ("a cake in the kitchen", "table"),
        ("a cook in the kitchen", "room"),
        ("a bakery window", "city"),
    ],
)
def test_a_subject_is_at_home_where_no_setting_is_named(prompt: str, setting: str) -> None:
    assert setting_of(scene_of(prompt)) == setting


@pytest.mark.parametrize("seed", range(1, 5))
def test_two_in_a_boat_sit_side_by_side(seed: int) -> None:
    things = layout("a cat and a dog in a boat", seed=seed)
    cat, dog, boat = things["cat"][0], things["dog"][0], things["sailboat"][0]
    assert cat.x < dog.x
    assert all(abs(t.x - boat.x) < boat.width / 2 for t in (cat, dog))
    assert boat.noun.art == "@hull"


def test_what_leans_on_what_leans_is_placed_too() -> None:
    things = layout("a mouse on a cat on a chair")
    assert things["mouse"][0].foot < things["cat"][0].foot < things["chair"][0].foot


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_hat_leaves_its_wearer_where_it_was(seed: int) -> None:
    cat = layout("a cat", seed=seed)["cat"][0]
    scene = replace(scene_of("a cat wearing a hat", seed=seed), key=scene_of("a cat", seed=seed).key)
    canvas = Canvas(200, 200, key=scene.key)
    ground = drawn_setting(canvas, scene, setting_of(scene), light_of(scene, canvas))
    dressed = next(t for t in placed(scene, ground, canvas) if t.noun.name == "cat")
    assert (dressed.x, dressed.foot, dressed.height) == (cat.x, cat.foot, cat.height)


@pytest.mark.parametrize("seed", range(1, 5))
def test_things_in_a_vessel_are_seen_over_its_rim(seed: int) -> None:
    things = layout("five apples in a basket", seed=seed)
    basket = things["basket"][0]
    for apple in things["apple"]:
        assert basket.top - apple.top > 0.4 * apple.height
        assert apple.order < basket.order
        assert abs(apple.x - basket.x) < basket.width / 2


@pytest.mark.parametrize("seed", range(1, 5))
def test_flowers_in_a_vase_fan_out_over_its_rim(seed: int) -> None:
    things = layout("a bouquet of tulips in a glass vase", seed=seed)
    vase, tulips = things["vase"][0], sorted(things["tulip"], key=lambda t: t.x)
    assert all(vase.top - tulip.top > 0.4 * tulip.height for tulip in tulips)
    assert [t.tilt for t in tulips] == sorted((t.tilt for t in tulips), reverse=True)
    assert tulips[0].tilt > 0 > tulips[-1].tilt


@pytest.mark.parametrize("seed", range(1, 5))
def test_a_kite_is_tied_to_the_hand_of_whoever_flies_it(seed: int) -> None:
    things = layout("two children flying kites on the beach", seed=seed)
    child = things["child"][0]
    for kite in things["kite"]:
        assert kite.foot <= child.top
        assert kite.tied is not None
    assert all(c.grounded for c in things["child"])


@pytest.mark.parametrize("seed", range(1, 5))
def test_a_field_is_strewn_from_side_to_side(seed: int) -> None:
    pumpkins = layout("a scarecrow in a pumpkin field", seed=seed)["pumpkin"]
    assert max(p.x for p in pumpkins) - min(p.x for p in pumpkins) > 0.5
    assert len({round(p.foot, 3) for p in pumpkins}) > 3


@pytest.mark.parametrize("seed", range(1, 5))
def test_boats_are_on_the_river_and_a_bear_is_on_its_bank(seed: int) -> None:
    things = layout("a bear and a canoe on a river", seed=seed)
    assert things["canoe"][0].foot < things["bear"][0].foot


def test_an_iceberg_hangs_over_a_diver_and_floats_on_the_sea() -> None:
    deep = layout("a submarine beneath an iceberg")
    assert deep["iceberg"][0].foot < deep["submarine"][0].top
    assert layout("a penguin on an iceberg")["iceberg"][0].grounded


def test_a_barn_behind_a_fence_stands_in_the_row_behind_it() -> None:
    things = layout("a red barn behind a white fence")
    assert things["barn"][0].foot < things["fence"][0].foot
    assert things["barn"][0].height > things["fence"][0].height


@pytest.mark.parametrize("seed", range(1, 5))
def test_a_ship_stays_off_the_cliff(seed: int) -> None:
    things = layout("a lighthouse on a cliff with a ship", seed=seed)
    assert abs(things["ship"][0].x - things["lighthouse"][0].x) > things["ship"][0].width / 2


def test_seaweed_stands_on_the_sea_floor() -> None:
    things = layout("seaweed and a fish underwater")
    assert things["seaweed"][0].grounded
    assert not things["fish"][0].grounded
