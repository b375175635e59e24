"""Tables of requests: a picture or an answer for every row, each paid once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from imagine_nb import Studio
from imagine_nb.budget import Budget
from imagine_nb.bulk.plan import BulkPlan
from imagine_nb.errors import AuthenticationError, BudgetError, InputError
from imagine_nb.options import AskOptions, ImagineOptions
from imagine_nb.settings import IMAGE_MODEL_2
from imagine_nb.studio.bulk.job import BulkJob
from quick_server import TICKS, QuickServer

TABLE = [{"colour": colour, "animal": animal} for colour in ("red", "blue") for animal in ("fox", "owl")]
PROMPT = "a {colour} {animal}"


def prompts(quick: QuickServer) -> list[str]:
    return sorted(body["prompt"] for body in quick.bodies)


def test_a_picture_for_every_row_in_their_order(make: Any, quick: QuickServer) -> None:
    results = make().imagine_many(TABLE, PROMPT)
    assert [row.prompt for row in results] == ["a red fox", "a red owl", "a blue fox", "a blue owl"]
    assert [row.status for row in results] == ["done"] * 4
    assert [row.picture.prompt for row in results] == [row.prompt for row in results]
    assert results.cost_usd == pytest.approx(0.08)
    assert prompts(quick) == sorted(row.prompt for row in results)


def test_the_same_call_again_asks_for_nothing(make: Any, quick: QuickServer) -> None:
    first = make().imagine_many(TABLE, PROMPT)
    again = make().imagine_many(TABLE, PROMPT)
    assert [row.status for row in again] == ["kept"] * 4
    assert again.pictures == first.pictures
    assert (again.cost_usd, len(quick.bodies)) == (0, 4)


def test_a_plain_call_finds_what_a_table_made_and_the_other_way_round(make: Any, quick: QuickServer) -> None:
    studio = make()
    fox = studio.imagine("a red fox").one
    results = studio.imagine_many(TABLE, PROMPT)
    assert (results[0].status, results[0].picture) == ("kept", fox)
    assert make().imagine("a blue owl").one == results[3].picture
    assert len(quick.bodies) == 4


def test_what_another_studio_asked_since_the_plan_was_made_is_not_asked_again(
    make: Any, quick: QuickServer
) -> None:
    studio = make()
    plan = studio.plan_imagine_many(TABLE, PROMPT)
    owl = make().imagine("a blue owl").one
    results = studio.start_many(plan).result()
    assert (results[3].picture, results[3].cost_ticks) == (owl, 0)
    assert prompts(quick) == ["a blue fox", "a blue owl", "a red fox", "a red owl"]


def test_the_text_may_be_given_by_its_name(make: Any, quick: QuickServer, png: bytes) -> None:
    table = {"colour": ["red"], "animal": ["fox"], "source": [png]}
    studio = make()
    assert studio.imagine_many(table, prompt="a {colour} {animal}", images="source")[0].prompt == "a red fox"
    assert studio.ask_many(table, question="Is it {colour}?", images="source")[0].prompt == "Is it red?"
    assert studio.ask_many(table, question="Is it {colour}?", images="source")[0].status == "kept"
    assert len(quick.bodies) == 2


def test_a_list_of_pictures_is_about_them(make: Any, quick: QuickServer, png: bytes) -> None:
    studio = make()
    birds = studio.imagine("birds", n=2)
    asked = studio.ask_many(birds, "What is this?")
    assert [row.values["picture"] for row in asked] == list(birds)
    assert [row.answer.about[0].record.picture_id for row in asked] == [each.id for each in birds]
    edits = studio.imagine_many(list(birds), "as a watercolour")
    assert [row.picture.parents for row in edits] == [(each.id,) for each in birds]
    other = studio.imagine_many(birds, "as a watercolour", images=png)
    assert other[0].picture.parents == ()
    assert len(quick.bodies) == 6


def test_a_row_takes_every_setting_of_a_single_request(make: Any, quick: QuickServer, png: bytes) -> None:
    look: Any = {
        "model": IMAGE_MODEL_2, "n": 2, "aspect_ratio": "3:2", "resolution": "2k", "quality": "low",
        "user": "me", "engine": "xai",
    }  # fmt: skip
    edit: Any = {"images": png, "region": "10%,10%,30%,30%"}
    of_a_cell = {"typed", "variable", "on_pictures"}
    assert {*look, *edit, "mask", "budget", "fresh"} == ImagineOptions.__annotations__.keys() - of_a_cell
    studio = make()
    for options in (look, edit):
        alone = studio.imagine("a hat", **options)
        row = studio.imagine_many(["a hat"], **options)[0]
        assert (row.status, row.pictures) == ("kept", alone)
    assert len(quick.bodies) == 2


def test_a_row_takes_every_setting_of_a_single_question(make: Any, quick: QuickServer, png: bytes) -> None:
    how: Any = {
        "model": "grok-4.3", "max_tokens": 90, "temperature": 0.5, "top_p": 0.9, "seed": 3, "user": "me",
        "reasoning_effort": "low", "store_messages": True, "detail": "low", "images": png, "engine": "xai",
    }  # fmt: skip
    of_a_chat = {"chat", "new", "typed", "on_text"}
    assert {*how, "response_format", "schema", "fresh"} == AskOptions.__annotations__.keys() - of_a_chat
    make().ask("What is it?", **how)
    make().ask_many(["What is it?"], **how, fresh=True)
    alone, row = quick.bodies
    assert row == alone


def test_equal_rows_share_one_request(make: Any, quick: QuickServer) -> None:
    results = make().imagine_many(["a fox", "an owl", "a fox", "a fox"])
    assert len(quick.bodies) == 2
    assert results[0].picture == results[2].picture == results[3].picture
    assert [row.cost_ticks for row in results] == [TICKS, TICKS, 0, 0]


def test_takes_are_each_row_s_own(make: Any, quick: QuickServer) -> None:
    results = make().imagine_many(["a fox", "an owl", "a fox"], takes=2)
    assert [len(row.pictures) for row in results] == [2, 2, 2]
    assert len({picture.id for picture in results.pictures}) == 6
    assert [picture.record.take for picture in results[2].pictures] == [3, 4]
    assert [row.status for row in make().imagine_many(["a fox", "an owl", "a fox"], takes=2)] == ["kept"] * 3
    assert len(quick.bodies) == 6


def test_more_pictures_than_a_request_takes(make: Any, quick: QuickServer) -> None:
    results = make().imagine_many(["a fox", "an owl"], n=12)
    assert [len(row.pictures) for row in results] == [12, 12]
    assert sorted(body["n"] for body in quick.bodies) == [2, 2, 10, 10]
    assert results.cost_usd == pytest.approx(0.48)


def test_settings_hold_columns_too(make: Any, quick: QuickServer) -> None:
    table = {"prompt": ["a fox", "an owl"], "shape": ["16:9", None], "count": ["2", "1"]}
    results = make().imagine_many(table, aspect_ratio="{shape}", n="{count}")
    assert [len(row.pictures) for row in results] == [2, 1]
    shapes = {body["prompt"]: body.get("aspect_ratio") for body in quick.bodies}
    assert shapes == {"a fox": "16:9", "an owl": None}


def test_each_row_edits_its_own_picture(make: Any, quick: QuickServer, tmp_path: Path, png: bytes) -> None:
    Image.new("RGB", (64, 64), "blue").save(tmp_path / "blue.png")
    table = [
        {"source": png},
        {"source": tmp_path / "blue.png"},
        {"source": str(tmp_path / "no.png")},
        {"source": None},
    ]
    results = make().imagine_many(table, "make it night", images="source")
    assert [row.status for row in results] == ["done", "done", "failed", "failed"]
    assert "Cannot read" in str(results[2].error)
    assert "The column 'source' is empty" in str(results[3].error)
    assert len({body["image"]["url"] for body in quick.bodies}) == 2


def test_a_picture_that_is_no_text_is_the_same_for_every_row(
    make: Any, quick: QuickServer, png: bytes
) -> None:
    table = [{"prompt": "blue", "source": png}, {"prompt": "green", "source": png}]
    hat = Image.new("RGB", (32, 32), "green")
    results = make().imagine_many(table, images=["source", hat])
    assert [row.status for row in results] == ["done", "done"]
    assert [len(body["images"]) for body in quick.bodies] == [2, 2]


def test_answers_fill_in(make: Any, quick: QuickServer, png: bytes) -> None:
    results = make().ask_many([{"question": "What is it?", "photo": png}] * 2, images="photo")
    assert [row.answer.text for row in results] == ["A fox.", "A fox."]
    assert (len(quick.bodies), results[0].cost_ticks, results[1].cost_ticks) == (1, 40_000, 0)


def test_a_column_without_a_name_is_told_before_and_may_be_used(make: Any) -> None:
    said: list[str] = []
    studio = make(engine="print-shop", notify=said.append)
    plan = studio.imagine_many([{"": "fox", "colour": "red"}], "a {colour} {column_1}", dry_run=True)
    assert "A column has no name: it is {column_1}." in plan.text
    (row,) = studio.start_many(plan).result()
    assert (row.prompt, row.status) == ("a red fox", "done")
    assert said[-1] == plan.notice


def test_answers_by_a_schema_become_columns(studio: Studio, png: bytes) -> None:
    shape = {
        "type": "object",
        "properties": {"animal": {"type": "string"}, "count": {"type": "integer"}},
        "required": ["animal", "count"],
    }
    results = studio.ask_many([{"photo": png}], "How many?", images="photo", schema=shape)
    assert set(results[0].data) == {"animal", "count"}
    assert "animal,count" in results.csv


def test_a_pydantic_model_is_a_schema(studio: Studio, png: bytes) -> None:
    from pydantic import BaseModel

    class Found(BaseModel):
        animal: str

    results = studio.ask_many([{"photo": png}], "Which?", images="photo", schema=Found)
    assert Found(**results[0].data).animal


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"prompt": "a {color} fox"}, "names 'color', which is no column. Did you mean 'colour'?"),
        ({"prompt": None}, "There is no prompt."),
        ({"prompt": 7}, "The prompt is of type int."),
        ({"prompt": "{animal}", "aspect_ratio": "17:3"}, "There is no aspect ratio '17:3'"),
        ({"prompt": "{animal}", "images": "source"}, "The table has no column 'source'."),
        ({"prompt": "{animal}", "max_in_flight": 0}, "max_in_flight is 0."),
        ({"prompt": "{animal}", "takes": 0}, "takes is 0."),
        ({"prompt": "{animal}", "max_usd": "much"}, "max_usd is 'much'."),
        ({"prompt": "{animal}", "deadline": -1}, "deadline is -1."),
        ({"prompt": "{animal}", "stop_after_failures": 0}, "stop_after_failures is 0."),
        ({"prompt": "{animal}", "retry_unknown": "perhaps"}, "retry_unknown is 'perhaps'."),
        ({"prompt": "{animal}", "chat": "tour"}, "There is no option chat="),
        ({"prompt": "{animal}", "typed": "x"}, "There is no option typed="),
    ],
)
def test_what_is_wrong_for_every_row_fails_the_call(
    make: Any, quick: QuickServer, options: dict[str, Any], said: str
) -> None:
    prompt = options.pop("prompt")
    with pytest.raises(InputError) as error:
        make().imagine_many(TABLE, prompt, **options)
    assert said in str(error.value)
    assert not quick.bodies


def test_a_dry_run_is_a_plan(make: Any, quick: QuickServer) -> None:
    make().imagine("a red fox")
    plan = make().imagine_many([*TABLE, {"colour": None, "animal": "eel"}], PROMPT, dry_run=True)
    assert isinstance(plan, BulkPlan)
    assert (plan.n_rows, plan.n_requests, plan.n_kept, plan.n_bad) == (5, 3, 1, 1)
    assert plan.price_usd == pytest.approx(0.06)
    assert "3 requests for 5 rows · 1 kept already · 1 cannot be asked · about $0.06" in repr(plan)
    assert len(quick.bodies) == 1


def test_a_plan_is_started(make: Any, quick: QuickServer) -> None:
    studio = make()
    job = studio.start_many(studio.plan_imagine_many(TABLE, PROMPT))
    assert [row.status for row in job.result()] == ["done"] * 4
    with pytest.raises(InputError, match="no plan of a table"):
        studio.start_many(BulkPlan(1, 1))


def test_a_high_price_is_refused_where_nobody_can_be_asked(make: Any, quick: QuickServer) -> None:
    table = [f"a fox, {number}" for number in range(60)]
    with pytest.raises(
        BudgetError, match=r"60 requests for 60 rows would cost about \$1.20, and nobody agreed"
    ):
        make().imagine_many(table)
    assert not quick.bodies
    assert len(make().imagine_many(table, yes=True, max_in_flight=32).pictures) == 60


def test_a_budget_refuses_the_whole_call(make: Any, quick: QuickServer) -> None:
    with pytest.raises(BudgetError, match=r"more than the \$0.05 allowed"):
        make().imagine_many(TABLE, PROMPT, budget=0.05)
    with pytest.raises(BudgetError, match=r"would cost about \$0.08; \$0.05 of the budget of \$0.05 is left"):
        make(budget=0.05).imagine_many(TABLE, PROMPT)
    assert not quick.bodies


def test_a_budget_that_is_the_call_s_and_the_studio_s_counts_once(make: Any, quick: QuickServer) -> None:
    shared = Budget(0.08)
    make(budget=shared).imagine_many(TABLE, PROMPT, budget=shared)
    assert shared.spent_usd == pytest.approx(0.08)


def test_the_rest_of_a_budget_is_given_back(make: Any, quick: QuickServer) -> None:
    studio = make(budget=0.10)
    studio.imagine_many(TABLE, PROMPT, max_usd=0.05)  # of which two pictures are paid
    assert len(studio.imagine("an eel", n=3)) == 3  # $0.06, which is what is left


def test_what_nobody_agreed_to_sets_nothing_aside(make: Any, quick: QuickServer) -> None:
    studio, table = make(budget=1.3), [f"a fox, {number}" for number in range(60)]
    with pytest.raises(BudgetError, match="nobody agreed"):
        studio.imagine_many(table)
    assert len(studio.imagine_many(table, yes=True, max_in_flight=32).pictures) == 60


def test_in_the_background_it_goes_on_though_nobody_holds_it(make: Any, quick: QuickServer) -> None:
    quick.hold()
    job = make().imagine_many(TABLE, PROMPT, background=True)
    assert isinstance(job, BulkJob)
    quick.wait_for(4)
    del job
    quick.release()
    results = make().imagine_many(TABLE, PROMPT)  # joins what is under way
    assert [row.status for row in results] == ["kept"] * 4
    assert len(quick.bodies) == 4


def test_without_a_key_it_raises_what_every_row_would_meet(tmp_path: Path) -> None:
    studio = Studio(engine="xai", gallery=tmp_path, notify=lambda text: None)
    with pytest.raises(AuthenticationError):
        studio.imagine_many(TABLE, PROMPT)


def test_the_print_shop_is_free_and_another_take_is_another_picture(studio: Studio) -> None:
    results = studio.imagine_many(["a fox", "a fox"], takes=1)
    assert results.cost_usd == 0
    assert results[0].picture.sha256 != results[1].picture.sha256


def test_with_no_gallery_the_pictures_are_held(make: Any) -> None:
    results = make(gallery=False).imagine_many(TABLE, PROMPT)
    assert [row.picture.size for row in results] == [(64, 48)] * 4
