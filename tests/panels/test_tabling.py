"""The table of a panel: read, planned, started, followed, stopped, and given as a cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk import FORM, Desk
from imagine_nb.panels.tables import MOST_SHOWN
from quick_server import QuickServer

CSV = b"colour,animal\nred,fox\nblue,fox\nred,cat\n"
PROMPT = "a {colour} {animal}"


def form(prompt: str = PROMPT, **fields: Any) -> dict[str, Any]:
    """What the page sends of the form over a table."""
    return {"prompt": prompt, "source": "", "max_usd": "", "settings": FORM, **fields}


def uploaded(desk: Desk, data: bytes = CSV, name: str = "pets.csv") -> dict[str, Any]:
    """The table that an upload makes."""
    key = desk.ask("upload", name=name, size=len(data), kind="table")["upload"]
    return dict(desk.ask("piece", data, upload=key, index=0)["table"])


def over(desk: Desk, run: str) -> dict[str, Any]:
    """How a run ended."""
    told = desk.event("table", lambda told: bool(told["run"]) and told["run"]["is_over"])["run"]
    assert told["id"] == run
    return dict(told)


def test_an_uploaded_table_is_told_with_its_columns(desk: Desk) -> None:
    assert uploaded(desk) == {"name": "pets.csv", "columns": ["colour", "animal"], "n": 3}
    assert desk.ask("hello")["state"]["tabled"]["table"]["n"] == 3


def test_a_table_may_be_a_file_that_is_named(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "pets.csv").write_bytes(CSV)
    assert desk.ask("table", text=str(tmp_path / "pets.csv"))["table"]["n"] == 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "There is no table."),
        ("nobody", "There is no table 'nobody'"),
        ("nowhere.csv", "There is no file"),
    ],
)
def test_what_is_no_table_is_refused_beside_it(desk: Desk, text: str, told: str) -> None:
    said, field = desk.refused("table", text=text)
    assert (told in said, field) == (True, "table")


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"a,a\n1,2\n", b"a,b\n"])
def test_an_upload_that_is_no_table_is_refused_beside_it(desk: Desk, data: bytes) -> None:
    key = desk.ask("upload", name="x.csv", size=len(data), kind="table")["upload"]
    text, field = desk.refused("piece", data, upload=key, index=0)
    assert (bool(text), field) == (True, "table")
    assert desk.ask("hello")["state"]["tabled"]["table"] is None


def test_the_plan_tells_requests_price_and_what_is_kept(
    billed: Callable[..., Desk], quick: QuickServer
) -> None:
    desk = billed(quick)
    uploaded(desk)
    assert desk.ask("table_plan", **form())["line"] == "3 requests for 3 rows · about $0.06"
    over(desk, desk.ask("table_start", **form())["run"])
    assert "3 kept already" in desk.ask("table_plan", **form())["line"]
    assert "for nothing" in desk.ask("table_plan", **form())["line"]


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"prompt": "a {color} fox"}, "template", "Did you mean 'colour'?"),
        ({"prompt": ""}, "template", "There is no prompt"),
        ({"max_usd": "much"}, "max_usd", "The most to spend is"),
        ({"settings": {**FORM, "count": 0}}, "count", "count"),
        ({"settings": {**FORM, "model": "grok-imagine-image", "aspect_ratio": "7:5"}}, "", "7:5"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    desk: Desk, fields: dict[str, Any], field: str, told: str
) -> None:
    uploaded(desk)
    (problem,) = desk.ask("table_plan", **form(**fields))["problems"]
    assert problem["field"] == field
    assert told in problem["text"]
    assert desk.refused("table_start", **form(**fields)) == (problem["text"], field)


def test_rows_that_cannot_be_asked_are_told_before(desk: Desk) -> None:
    uploaded(desk, b"colour,animal\nred,fox\n,cat\n")
    (trouble,) = desk.ask("table_plan", **form())["troubles"]
    assert trouble["row"] == 1
    assert "{colour} is empty" in trouble["text"]


def test_a_run_is_told_as_it_goes_and_how_it_ended(billed: Callable[..., Desk], quick: QuickServer) -> None:
    desk = billed(quick)
    uploaded(desk)
    quick.hold(after=2)
    run = desk.ask("table_start", **form())["run"]
    told = desk.event("table", lambda told: bool(told["run"]) and told["run"]["ended"] == 2)
    assert told["run"]["line"].startswith("2 of 3 rows")
    assert len(told["run"]["rows"]) == len(told["cards"]) == 2
    assert desk.refused("table_start", **form())[0] == "A table is on its way. Wait, or stop it."
    quick.release()
    ended = over(desk, run)
    assert ended["line"].startswith("3 of 3 rows · $0.06")
    assert sorted(each["row"] for each in ended["rows"]) == [0, 1, 2]
    assert desk.ask("page")["total"] == 3
    assert desk.ask("hello")["state"]["tabled"]["run"] == ended


def test_stop_finishes_what_is_on_its_way_and_asks_no_more(
    billed: Callable[..., Desk], quick: QuickServer
) -> None:
    desk = billed(quick)
    uploaded(desk, b"n\n" + b"\n".join(b"%d" % each for each in range(40)))
    quick.hold(after=2)
    run = desk.ask("table_start", **form("fox {n}"))["run"]
    desk.event("table", lambda told: bool(told["run"]) and told["run"]["ended"] == 2)
    desk.ask("table_stop")
    quick.release()
    ended = over(desk, run)
    assert "stopped" in ended["line"]
    assert len(quick.bodies) < 40
    assert desk.ask("page")["total"] == len(quick.bodies) == len(ended["rows"])


def test_failures_are_told_with_their_reasons_and_the_rest_comes(
    billed: Callable[..., Desk], quick: QuickServer
) -> None:
    desk = billed(quick)
    uploaded(desk, b"animal\nfox\ngore\ncat\n")
    ended = over(desk, desk.ask("table_start", **form("a {animal}"))["run"])
    assert ended["n_failures"] == 1
    assert ended["failures"][0]["row"] == 1
    assert "Content moderation refused it" in ended["failures"][0]["text"]
    assert len(ended["rows"]) == 2


def test_an_error_that_all_rows_meet_is_told_once(billed: Callable[..., Desk], quick: QuickServer) -> None:
    desk = billed(quick, budget=0.01)
    uploaded(desk)
    assert "$0.01" in desk.refused("table_start", **form())[0]


def test_sources_come_from_a_column(billed: Callable[..., Desk], quick: QuickServer, png: bytes) -> None:
    desk = billed(quick)
    folder = desk.core.studio.gallery.folder
    (folder.parent / "one.png").write_bytes(png)
    uploaded(desk, f"file\n{folder.parent / 'one.png'}\n".encode())
    ended = over(desk, desk.ask("table_start", **form("make it night", source="file"))["run"])
    assert ended["failures"] == []
    assert quick.bodies[-1]["prompt"] == "make it night"
    assert "image" in quick.bodies[-1]


def test_the_copied_cell_names_the_uploaded_file_and_costs_nothing_more(desk: Desk) -> None:
    uploaded(desk)
    text = desk.ask("table_cell", **form(max_usd="5"))["text"]
    first, prompt = text.split("\n")
    assert re.fullmatch(r'%%imagine --table "?\S*tables/pets-[0-9a-f]{12}\.csv"? --max-usd 5', first)
    assert prompt == PROMPT
    kept = desk.core.studio.gallery.folder / "tables"
    assert [each.read_bytes() for each in kept.iterdir()] == [CSV]
    assert desk.core.studio.gallery.verify()


def test_the_copied_cell_has_the_settings_of_the_run(desk: Desk) -> None:
    desk.core.studio.imagine("a fox")
    uploaded(desk)
    shaped = form("a {colour} hat on {last}", settings={**FORM, "aspect_ratio": "3:2"})
    over(desk, desk.ask("table_start", **shaped)["run"])
    told = desk.ask("table_cell", **shaped)
    assert "3 kept already" in told["note"]
    assert "-a" not in told["text"].split()  # one source keeps its shape


def test_of_a_large_table_the_newest_pictures_are_in_sight(
    billed: Callable[..., Desk], quick: QuickServer
) -> None:
    desk = billed(quick)
    uploaded(desk, b"n\n" + b"\n".join(b"%d" % each for each in range(MOST_SHOWN + 10)))
    ended = over(desk, desk.ask("table_start", **form("fox {n}"))["run"])
    assert len(ended["rows"]) == MOST_SHOWN
    assert ended["line"].startswith(f"{MOST_SHOWN + 10} of {MOST_SHOWN + 10} rows")


def test_columns_are_completed_before_names_of_the_notebook(desk: Desk) -> None:
    uploaded(desk)
    names = desk.ask("complete", text="co", in_table=True)["names"]
    assert names[0] == {"name": "colour", "what": "column", "picture": ""}
    assert "colour" not in [each["name"] for each in desk.ask("complete", text="co")["names"]]
