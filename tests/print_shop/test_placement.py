from __future__ import annotations

import pytest

from imagine_nb.print_shop.drawing.arranging.placement import Placed, heaped, off_shore, related, tethered
from imagine_nb.print_shop.drawing.ground import Ground
from imagine_nb.print_shop.reading.nouns import nouns
from imagine_nb.print_shop.reading.scene import Subject


def thing(name: str, *, x: float = 0.5, foot: float = 0.8, height: float = 0.3, index: int = 0) -> Placed:
    return Placed(Subject(name), nouns()[name], index, x, foot, height, order=foot)


def test_edges_follow_from_middle_foot_and_height() -> None:
    placed = Placed(Subject("fox"), nouns()["fox"], 0, 0.5, 0.8, 0.3, 0.8, aspect=2.0)
    assert placed.width == pytest.approx(0.6)
    assert placed.top == pytest.approx(0.5)


def test_covering_is_a_share_of_the_smaller_one() -> None:
    fox = thing("fox")
    assert fox.covers(fox) == pytest.approx(1)
    assert fox.covers(thing("fox", x=0.65)) == pytest.approx(0.5)
    assert fox.covers(thing("fox", x=2)) == 0


@pytest.mark.parametrize("side", [-1, 1])
def test_a_relation_puts_a_thing_where_it_says(side: int) -> None:
    tree, fox = thing("tree"), thing("fox", height=0.1)
    places = {
        relation: related(fox, tree, relation, side=side)
        for relation in ("on", "under", "above", "behind", "before")
    }
    assert tree.top < places["on"].foot < tree.foot
    assert not places["on"].grounded
    assert places["above"].foot <= tree.top + 0.1
    assert places["behind"].order < tree.order < places["before"].order
    assert places["behind"].foot < tree.foot < places["before"].foot
    assert (places["behind"].x - tree.x) * side > 0


def test_an_unknown_relation_is_before() -> None:
    tree, fox = thing("tree"), thing("fox", height=0.1)
    assert related(fox, tree, "around", side=1) == related(fox, tree, "before", side=1)


def test_a_heap_has_a_second_row_and_stays_within_the_vessel() -> None:
    bowl = thing("bowl", height=0.2)
    apples = [heaped(thing("apple", index=k), bowl, seat=k, seats=5) for k in range(5)]
    assert all(abs(apple.x - bowl.x) <= bowl.width / 2 for apple in apples)
    assert len({round(apple.foot, 3) for apple in apples}) == 2
    assert all(apple.order < bowl.order for apple in apples)


def test_a_balloon_is_tied_above_the_hand_and_a_drone_is_not_tied() -> None:
    bear = thing("bear", height=0.4)
    balloon = tethered(thing("balloon"), bear, at=0, of=1, side=1)
    assert balloon.foot < bear.top
    assert balloon.tied is not None
    assert bear.top < balloon.tied[1] < bear.foot
    assert tethered(thing("drone"), bear, at=0, of=1, side=1).tied is None


@pytest.mark.parametrize(("kind", "left"), [("cliff-left", False), ("cliff-right", True)])
def test_a_boat_is_off_the_free_side_of_a_cliff(kind: str, left: bool) -> None:
    boat = off_shore(thing("ship"), Ground(0.5, 0.7, 0.75, kind), wide=1.0, high=1.0)
    assert (boat.x < 0.5) is left
    assert boat.foot < 0.7
