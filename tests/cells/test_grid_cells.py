"""`--grid` in a real kernel: every combination, labelled, priced first, one failure beside what stands."""

from __future__ import annotations

import re
from typing import Any

import pytest

from quick_server import QuickServer


def test_a_grid_is_one_labelled_figure_of_every_combination(api_kernel: Any, quick: QuickServer) -> None:
    before = len(quick.bodies)
    run = api_kernel.run(
        "%%imagine --grid style=watercolour|linocut|stencil,time=day|night -n 2 -o g\n"
        "a fox, {style}, by {time}"
    )
    assert (run.error, run.images, len(run.outputs)) == ("", 12, 1)
    sent = {body["prompt"] for body in quick.bodies[before:]}
    assert sent == {
        f"a fox, {style}, by {time}"
        for style in ("watercolour", "linocut", "stencil")
        for time in ("day", "night")
    }
    heads = re.findall(r"<th [^>]*>([^<]*)</th>", run.html)
    assert heads == ["day", "night", "watercolour", "linocut", "stencil"]
    assert "$0.24" in run.html
    assert api_kernel.run("g['linocut', 'night'][1].prompt").text == "'a fox, linocut, by night'"
    assert "('stencil', 'day')" in api_kernel.run("list(g)").text
    assert "KeyError" in api_kernel.run("g['oil']").error
    assert api_kernel.run("g").images == 12
    assert api_kernel.run("len(g.pictures)").text == "12"


def test_number_and_price_are_told_first(api_kernel: Any, quick: QuickServer) -> None:
    quick.hold(after=1)
    message = api_kernel.start("%imagine --grid size=small|large a {size} hat")
    first = api_kernel.wait(message, until="Making a grid of 2 pictures in 2 requests for about $0.04")
    assert first.error == ""
    assert api_kernel.wait(message, until="1 of 2 cells").images == 1
    quick.release()
    assert api_kernel.wait(message).images == 2


def test_a_cell_that_fails_shows_its_error_and_the_rest_stands(api_kernel: Any) -> None:
    run = api_kernel.run("%imagine --grid what=snow|gore -o h a field of {what}")
    assert (run.error, run.images) == ("", 1)
    assert re.search("ModeratedError: .*Content moderation refused it", run.html)
    assert api_kernel.run("h['snow'].one.size").text == "(64, 48)"
    assert api_kernel.run("h['gore']").error.startswith("ModeratedError: ")


def test_where_every_cell_fails_so_does_the_notebooks(api_kernel: Any) -> None:
    run = api_kernel.run("%imagine --grid what=gore|goregore a {what}")
    assert run.error.startswith("ModeratedError: ")


def test_a_grid_may_vary_a_setting(api_kernel: Any, quick: QuickServer) -> None:
    before = len(quick.bodies)
    run = api_kernel.run("%imagine --grid 'aspect_ratio=3:2|2:3' -o r a tower")
    assert run.error == ""
    assert {body["aspect_ratio"] for body in quick.bodies[before:]} == {"3:2", "2:3"}
    assert api_kernel.run("list(r)").text == "['3:2', '2:3']"


def test_values_may_hold_commas_and_spaces(api_kernel: Any, quick: QuickServer) -> None:
    before = len(quick.bodies)
    api_kernel.run("%imagine --grid style='oil, on canvas'|ink,who=Ann an owl for {who}, {style}")
    asked = {body["prompt"] for body in quick.bodies[before:]}  # at once, in whatever order they arrive
    assert asked == {"an owl for Ann, oil, on canvas", "an owl for Ann, ink"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--grid style=a|b a fox", "--grid varies style. Write {style} where it goes in the prompt."),
        ("--grid style a {style}", "--grid 'style' cannot be read. Write --grid style=watercolour|linocut."),
        ("--grid s=a|b --budget 0.03 a {s}", "That would cost about $0.04, more than the $0.03 allowed."),
        ("--grid aspect_ratio=7:5|1:1 a fox", "There is no aspect ratio '7:5'"),
    ],
)
def test_a_grid_that_cannot_be_made_is_refused_unsent(
    api_kernel: Any, quick: QuickServer, options: str, message: str
) -> None:
    before = len(quick.bodies)
    assert message in api_kernel.run(f"%imagine {options}").error
    assert len(quick.bodies) == before


def test_a_stop_keeps_what_had_come(api_kernel: Any, quick: QuickServer) -> None:
    quick.hold(after=1)
    message = api_kernel.start("%imagine --grid colour=red|blue -o s a {colour} kite")
    so_far = api_kernel.wait(message, until="1 of 2 cells").text
    assert "stopped" not in so_far
    assert "failed" not in so_far
    api_kernel.interrupt()
    run = api_kernel.wait(message)
    quick.release()
    assert run.error == "Stopped: 1 of 2 cells had arrived; the rest may have been charged."
    assert run.images == 1
    assert api_kernel.run("len(s.pictures)").text == "1"


def test_the_figure_is_for_export(api_kernel: Any) -> None:
    api_kernel.run("%imagine --grid what=snow|gore -o h a field of {what}\nh.figure().savefig('grid.png')")
    assert (api_kernel.folder / "grid.png").stat().st_size > 5000


def test_every_picture_of_a_grid_is_saved(api_kernel: Any) -> None:
    api_kernel.run("%imagine --grid t=day|night --save sky.jpg the sky by {t}")
    assert {each.name for each in api_kernel.folder.glob("sky*")} == {"sky-1.jpg", "sky-2.jpg"}
