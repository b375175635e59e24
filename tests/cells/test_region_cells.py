"""Cells that edit a region: `--region` and `--mask` in a real kernel, shown, reused, and made again."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image

from quick_server import QuickServer

SAME_OUTSIDE = """
import numpy as np
before, after = np.asarray(fox), np.asarray({made})
same = (before == after).all(axis=2)
print(same.all(), np.nonzero(~same)[0].min(), np.nonzero(~same)[1].max() + 1, int(same.sum()))
"""
SIDE = 48, 64  # of the server's pictures: height and width


def in_fox(kernel: Any) -> None:
    assert kernel.run("%%imagine -o fox --no-display\na red fox").error == ""


@pytest.mark.parametrize(
    "where",
    ["--region 10,8,30,20", "--region '10, 8, 30, 20'", "--region box", "--region {box}", "--mask mask.png",
     "--mask drawn", "--mask={drawn}"],
)  # fmt: skip
def test_a_region_is_a_box_or_what_a_mask_paints(api_kernel: Any, quick: QuickServer, where: str) -> None:
    in_fox(api_kernel)
    drawn = Image.new("L", SIDE[::-1], 0)
    drawn.paste(255, (10, 8, 40, 28))
    drawn.save(api_kernel.folder / "mask.png")
    api_kernel.run("from PIL import Image\nbox, drawn = (10, 8, 30, 20), Image.open('mask.png')")
    made = api_kernel.run(f"%%imagine -i fox -o blue {where}\nmake it blue, with a scarf")
    assert made.error == ""
    assert "without masks: of its edit ($0.02)" in made.html
    assert quick.bodies[-1]["prompt"] == "make it blue, with a scarf"
    told = api_kernel.run(SAME_OUTSIDE.format(made="blue")).text
    assert told == f"False 8 40 {SIDE[0] * SIDE[1] - 30 * 20}\n"


def test_the_cell_run_again_shows_the_same_picture_and_its_recipe_is_that_cell(
    api_kernel: Any, quick: QuickServer
) -> None:
    in_fox(api_kernel)
    cell = "%%imagine -o blue -i fox -n 2 --region 10,8,30,20\nmake it blue, twice"
    assert api_kernel.run(cell).images == 2
    again, n_sent = api_kernel.run(cell), len(quick.bodies)
    assert "reused" in again.html
    recipe = api_kernel.run("%imagine_recipe blue[1]").text
    assert cell in recipe
    assert recipe.strip().endswith("blue[1]")
    api_kernel.run("%imagine_again")
    assert len(quick.bodies) == n_sent + 1


def test_a_dry_run_tells_the_price_of_one_edit_and_where_it_goes(api_kernel: Any, quick: QuickServer) -> None:
    in_fox(api_kernel)
    before = len(quick.bodies)
    told = api_kernel.run("%imagine -i fox --dry-run --region 50%,50%,50%,50% a hat").text
    assert "about $0.022" in told
    assert "set in here within the region alone: 32 x 24 at 32, 24" in told
    assert len(quick.bodies) == before


def test_a_grid_and_a_background_job_set_in_their_edits_too(api_kernel: Any) -> None:
    in_fox(api_kernel)
    grid = api_kernel.run("%%imagine -i fox --region 10,8,30,20 --grid hat=top|straw\na {hat} hat")
    assert grid.error == ""
    assert grid.html.count("Picture edited in a region") == 2
    waits = api_kernel.run("%imagine -i fox -o later --background --region 10,8,30,20 a red hat")
    assert waits.error == ""
    assert api_kernel.run("print(later.record.endpoint)").text == "/region\n"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("-i fox --region 60,0,10,10", "reaches out of the picture"),
        ("-i fox --region 10", "is no box"),
        ("-i fox --region 10, 8, 30, 20", "is no box"),
        ("-i fox --region", "--region lacks its value"),
        ("--region 1,1,5,5", "none is named"),
        ("-i fox,fox2 --region 1,1,5,5", "2 are named"),
        ("-i fox --mask nowhere.png", "no variable, file or picture"),
        ("-i fox --mask pair", "pair is several pictures"),
        ("-i fox --mask fox --region 1,1,5,5", "a region and a mask"),
        ("-i fox --regio 1,1,5,5", "Did you mean --region?"),
    ],
)
def test_what_is_no_region_is_one_line_and_nothing_is_sent(
    api_kernel: Any, quick: QuickServer, options: str, told: str
) -> None:
    in_fox(api_kernel)
    api_kernel.run("%%imagine -o fox2 --no-display\nanother fox")
    api_kernel.run("pair = [fox, fox2]")
    before = len(quick.bodies)
    run = api_kernel.run(f"%%imagine {options}\na hat")
    assert told in run.error or told in run.text
    assert len(quick.bodies) == before


def test_tab_offers_the_options_and_the_pictures_for_a_mask(api_kernel: Any) -> None:
    in_fox(api_kernel)
    offered = " ".join(api_kernel.complete("%imagine -i fox --"))
    assert "--region" in offered
    assert "--mask" in offered
    assert any(each.endswith("fox") for each in api_kernel.complete("%imagine -i fox --mask f"))
    manual = api_kernel.run("%imagine --help").text
    assert "--region" in manual
    assert "10%,20%,30%,40%" in manual
