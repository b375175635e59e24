"""Numbers of grids: in the grid's order, whichever picture was made first."""

from __future__ import annotations

import pytest

from grid_numbers import GridNumbers

GRID = "<Grid style: a, b, c>\na: Picture 6: x · $0.00\nb: Picture 4: y · $0.00\nc: Picture 5: z · $0.00"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Picture 6: x", "Picture 4: x"),
        ("#4 · print shop", "#5 · print shop"),
        ('<span style="opacity:.72">5</span>', '<span style="opacity:.72">6</span>'),
        ("imagine_gallery/0006-a-fox-1f3d.jpg", "imagine_gallery/0004-a-fox-1f3d.jpg"),
        ("Picture 7: another", "Picture 7: another"),
        ('<span style="opacity:.72">4 pictures · $0.00</span>', None),
        ("<td>5</td> 6 of 60 rows, 4:3", None),
    ],
)
def test_what_follows_a_grid_has_its_pictures_in_order(said: str, kept: str | None) -> None:
    numbers = GridNumbers()
    numbers.see(GRID)
    assert numbers.settled(said) == (said if kept is None else kept)


def test_numbers_have_noughts_before_them_only_in_the_names_of_files() -> None:
    numbers = GridNumbers()
    numbers.see("<Grid style: a, b>\na: Picture 10: x · $0.00\nb: Picture 9: y · $0.00")
    assert numbers.settled("Picture 10: x") == "Picture 9: x"
    assert numbers.settled("Picture 9: y") == "Picture 10: y"
    assert numbers.settled("imagine_gallery/0010-a-fox-1f3d.jpg") == "imagine_gallery/0009-a-fox-1f3d.jpg"


def test_without_a_grid_every_number_stays() -> None:
    numbers = GridNumbers()
    numbers.see("Picture 2: x\nPicture 1: y")
    assert numbers.settled("Picture 2: x") == "Picture 2: x"
