"""Requests of several: sent in tens, priced first, shown as they come, kept when they are stopped."""

from __future__ import annotations

import time
from typing import Any

import pytest

from quick_server import QuickServer


def counts(quick: QuickServer, since: int) -> list[int]:
    return sorted(body.get("n", 1) for body in quick.bodies[since:])


def test_25_are_sent_as_10_10_and_5_with_the_price_first(api_kernel: Any, quick: QuickServer) -> None:
    before = len(quick.bodies)
    quick.hold()
    message = api_kernel.start("%imagine -n 25 -o foxes a fox")
    first = api_kernel.wait(message, until="25 pictures in 3 requests for about $0.50")
    assert "a fox" not in first.text
    quick.release()
    run = api_kernel.wait(message)
    assert counts(quick, before) == [5, 10, 10]
    assert (run.images, len(run.outputs)) == (25, 1)
    assert "$0.50" in run.html
    assert api_kernel.run("len(foxes)").text == "25"


def test_pictures_appear_as_each_request_ends(api_kernel: Any, quick: QuickServer) -> None:
    quick.hold(after=1)
    message = api_kernel.start("%imagine -n 15 a wolf")
    so_far = api_kernel.wait(message, until=" of 15")
    assert so_far.images in {5, 10}
    quick.release()
    assert api_kernel.wait(message).images == 15


@pytest.mark.alone
def test_a_stop_keeps_shows_and_names_what_had_arrived(api_kernel: Any, quick: QuickServer) -> None:
    came = len(quick.bodies)
    quick.hold(after=1)
    message = api_kernel.start("%imagine -n 20 -o bears a bear")
    api_kernel.wait(message, until=" of 20")
    quick.wait_for(came + 2)
    started = time.monotonic()
    api_kernel.interrupt()
    run = api_kernel.wait(message)
    assert time.monotonic() - started < 1.0
    assert quick.left.wait(5)
    quick.release()
    assert run.images == 10
    assert "Stopped after" in run.text
    told = (
        "Stopped: 10 of 20 pictures had arrived and are kept; the rest may have been charged (about $0.20)."
    )
    assert run.error == told
    assert api_kernel.run("len(bears)").text == "10"


def test_what_costs_more_than_the_threshold_is_asked_about(api_kernel: Any, quick: QuickServer) -> None:
    before = len(quick.bodies)
    refused = api_kernel.run("%imagine -n 60 a cow", typed="n")
    assert "60 pictures in 6 requests would cost about $1.20, and nobody agreed to that" in refused.error
    assert len(quick.bodies) == before
    assert api_kernel.run("%imagine -n 60 --no-display a cow", typed="y").error == ""
    assert counts(quick, before) == [10] * 6


def test_nobody_to_ask_is_a_no_unless_the_cell_says_yes(api_kernel: Any, quick: QuickServer) -> None:
    before = len(quick.bodies)
    api_kernel.run("%imagine_config ask_above=0.03")
    refused = api_kernel.run("%imagine -n 2 a pig")
    assert "BudgetError: 2 pictures would cost about $0.04" in refused.error
    assert "--yes" in refused.error
    assert len(quick.bodies) == before
    assert api_kernel.run("%imagine -n 2 --yes a pig").error == ""
    assert api_kernel.run("%imagine -n 2 a pig").error == ""  # kept: it costs nothing now
    api_kernel.run("%imagine_config ask_above=1")
    assert counts(quick, before) == [2]


def test_a_budget_refuses_before_anything_is_sent(api_kernel: Any, quick: QuickServer) -> None:
    before = len(quick.bodies)
    run = api_kernel.run("%imagine -n 3 --budget 0.05 a goat")
    assert "BudgetError: That would cost about $0.06, more than the $0.05 allowed." in run.error
    assert len(quick.bodies) == before
    assert api_kernel.run("%imagine -n 2 --budget 0.05 a goat").error == ""


def test_a_dry_run_tells_what_would_be_sent_and_its_price(api_kernel: Any, quick: QuickServer) -> None:
    api_kernel.run("%imagine -o cat a cat")
    before = len(quick.bodies)
    run = api_kernel.run("%imagine --dry-run -n 12 -r 2k -o nothing make {cat} <b>blue</b>")
    assert "12 pictures in 2 requests for about $0.2440, from grok-imagine-image (xai)" in run.text
    assert "Prompt: make this image <b>blue</b>\nSource: cat, 64 x 48, 1 kB" in run.text
    assert "resolution: 2k" in run.text
    assert "&lt;b&gt;blue" in run.html
    assert len(quick.bodies) == before
    assert "NameError" in api_kernel.run("nothing").error
    free = api_kernel.run("%imagine --dry-run --engine print-shop -n 2 a new cat")
    assert "2 pictures for nothing on the print shop; with a key about $0.04, from" in free.text
    kept = api_kernel.run("%imagine --dry-run a cat")
    assert "1 picture for nothing, as they are kept already" in kept.text
