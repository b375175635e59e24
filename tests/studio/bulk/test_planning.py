"""Planning: which requests a table comes to, and what the gallery holds of them."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from imagine_nb import Studio
from imagine_nb.errors import InputError
from quick_server import QuickServer


def units(studio: Studio, table: Any, **options: Any) -> list[tuple[int, int, int]]:
    """The row, the part and the slot of each request."""
    plan: Any = studio.plan_imagine_many(table, **options)
    return [(unit.row, unit.part, unit.slot) for unit in plan.planned.units]


def test_equal_rows_are_one_request_and_takes_are_their_own(make: Any) -> None:
    table = ["a fox", "an owl", "a fox"]
    assert units(make(), table) == [(0, 0, 1), (1, 0, 1)]
    assert units(make(), table, takes=1) == [(0, 0, 1), (1, 0, 1), (2, 0, 2)]
    assert units(make(), table, takes=2) == [(0, 0, 1), (0, 0, 2), (1, 0, 1), (1, 0, 2), (2, 0, 3), (2, 0, 4)]


def test_the_parts_of_a_row_are_those_of_a_plain_call(make: Any, quick: QuickServer) -> None:
    studio = make()
    assert units(studio, ["a fox"], n=25) == [(0, 0, 1), (0, 1, 2), (0, 2, 3)]
    studio.imagine("a fox", n=25)
    assert studio.plan_imagine_many(["a fox"], n=25).n_kept == 1


def test_other_settings_and_other_regions_are_other_requests(make: Any, png: bytes) -> None:
    table = [{"prompt": "a hat", "where": each} for each in ("10%,10%,30%,30%", "10%,10%,40%,40%", None)]
    assert len(units(make(), table, images=png, region="{where}")) == 3
    assert len(units(make(), table, aspect_ratio="3:2")) == 1


def test_rows_that_cannot_be_asked_are_told_by_their_index(make: Any) -> None:
    plan = make().plan_imagine_many(["a fox", None, "  ", "an owl"])
    assert plan.n_bad == 2
    assert list(plan.troubles) == [1, 2]
    assert (plan.n_requests, plan.price_usd) == (2, pytest.approx(0.04))


def test_a_cell_that_no_one_thought_of_fails_alone(make: Any) -> None:
    class Odd:
        def __getattr__(self, name: str) -> Any:
            raise ZeroDivisionError

    plan = make().plan_imagine_many(
        [{"prompt": "a hat", "photo": Odd()}, {"prompt": "a", "photo": 7}], images="photo"
    )
    assert plan.n_bad == 2


def test_where_no_row_can_be_asked_for_one_reason_the_call_fails(make: Any) -> None:
    with pytest.raises(InputError, match="There is no aspect ratio '7:1'"):
        make().plan_imagine_many(["a fox", "an owl"], aspect_ratio="7:1")
    assert make().plan_imagine_many(["a fox", None]).n_bad == 1


def test_rows_that_all_ask_for_the_same_are_told_of(make: Any, png: bytes) -> None:
    table = {"colour": ["red", "blue"], "ratio": ["1:1", "2:1"]}
    said: list[str] = []
    studio = make(notify=said.append)
    plan = studio.plan_imagine_many(table, "a hat")
    told = "No column stands in the prompt: all 2 rows ask for the same, and share what comes."
    assert (plan.n_requests, plan.notice) == (1, told)
    assert told in plan.text
    studio.imagine_many(table, "a hat")
    assert any(told in each for each in said)
    takes = studio.plan_ask_many(table, "a {{colour}} hat?", images=png, takes=1)
    assert takes.n_requests == 2
    assert "in the question: all 2 rows ask for the same, and each gets other takes of it." in takes.notice
    assert "Braces that a variable brings, or double ones, are sent as they stand." in takes.notice
    for options in ({"prompt": "a {colour} hat"}, {"prompt": "a hat", "aspect_ratio": "{ratio}"}):
        assert studio.plan_imagine_many(table, **options).notice == ""
    assert studio.plan_imagine_many([{"colour": "red"}], "a hat").notice == ""


def test_a_replay_tells_what_was_never_recorded(make: Any, quick: QuickServer, tmp_path: Path) -> None:
    make().imagine("a fox")
    plan = make(engine="replay").plan_imagine_many(["a fox", "an owl"])
    assert (plan.n_kept, plan.n_bad, plan.n_requests) == (1, 1, 0)
    assert "holds no recording of 'an owl'" in plan.troubles[1]
    results = make(engine="replay").imagine_many(["a fox", "an owl"])
    assert [row.status for row in results] == ["kept", "failed"]


def test_without_a_key_what_was_recorded_of_the_api_is_shown(make: Any, tmp_path: Path) -> None:
    recorded = Studio(engine="print-shop", gallery=tmp_path / "gallery", notify=lambda text: None)
    recorded.imagine("a fox")
    automatic = Studio(gallery=tmp_path / "gallery", notify=lambda text: None)
    plan = automatic.plan_imagine_many(["a fox", "an owl"])
    assert (plan.n_kept, plan.n_requests, plan.price_usd, plan.engine) == (1, 1, 0, "print-shop")
    automatic.close()
    recorded.close()


def test_a_fresh_run_asks_for_all_of_it_again(make: Any, quick: QuickServer) -> None:
    studio = make()
    first = studio.imagine_many(["a fox", "an owl"])
    assert studio.plan_imagine_many(["a fox", "an owl"], fresh=True).n_requests == 2
    second = studio.imagine_many(["a fox", "an owl"], fresh=True)
    assert not set(first.pictures) & set(second.pictures)
    assert len(quick.bodies) == 4


def test_how_long_it_takes_at_the_rate_limit(make: Any) -> None:
    table = [f"an owl, {number}" for number in range(40)]
    at_the_api = make(base_url="https://api.x.ai/v1")
    assert at_the_api.plan_imagine_many(table).seconds == pytest.approx(8)
    assert at_the_api.plan_imagine_many(table, requests_per_second=2).seconds == pytest.approx(20)
    assert at_the_api.plan_imagine_many(table, requests_per_second=None).seconds is None
    assert make().plan_imagine_many(table).seconds is None  # of a server on this machine none is known


def test_no_picture_is_held_by_a_plan(make: Any, tmp_path: Path) -> None:
    for number in range(20):
        Image.effect_noise((700, 700), 90).save(tmp_path / f"{number}.png")  # some 480 kB each
    studio = make()
    studio.plan_imagine_many([{"photo": str(tmp_path / "0.png")}], "make it night", images="photo")
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    table = [{"photo": str(tmp_path / f"{number}.png")} for number in range(20)]
    plan = studio.plan_imagine_many(table, "make it night", images="photo")
    held = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert plan.n_requests == 20
    assert held < 400_000
