from __future__ import annotations

import pytest

from imagine_nb.print_shop.drawing.arranging.spread import collaged, hanging, strewn
from imagine_nb.print_shop.drawing.canvas import Canvas
from imagine_nb.print_shop.drawing.chance import chance
from imagine_nb.print_shop.reading.nouns import nouns
from imagine_nb.print_shop.reading.scene import Subject


@pytest.mark.parametrize("count", [1, 2, 7, 12])
def test_strewn_things_lie_from_side_to_side_and_from_far_to_near(count: int) -> None:
    places = strewn(count, chance("field", count))
    assert len(places) == count
    assert all(-0.3 < x < 1.3 and 0 <= near <= 1 for x, near in places)
    if count == 12:
        assert max(x for x, _ in places) - min(x for x, _ in places) > 0.6
        assert max(near for _, near in places) - min(near for _, near in places) > 0.5


def test_an_iceberg_hangs_from_the_upper_edge() -> None:
    things = hanging(Subject("iceberg", count=2), nouns()["iceberg"], 1.0)
    assert [thing.noun.art for thing in things] == ["@icebelow", "@icebelow"]
    assert all(thing.top == 0 for thing in things)
    assert things[0].x < 0.5 < things[1].x


@pytest.mark.parametrize("size", [(200, 200), (300, 150), (150, 300)])
def test_a_collage_has_everything_in_rows_within_the_wall(size: tuple[int, int]) -> None:
    subjects = [Subject("fox", count=5), Subject("castle"), Subject("crown", count=3)]
    canvas = Canvas(*size, key="wall")
    things = collaged(subjects, canvas, {s.noun: 1.0 for s in subjects})
    wide, high = size[0] / canvas.unit, size[1] / canvas.unit
    assert len(things) == 9
    assert all(0 < thing.x < wide and 0 < thing.foot <= high for thing in things)
    middles = {(round(thing.x, 3), round(thing.foot, 3)) for thing in things}
    assert len(middles) == 9
